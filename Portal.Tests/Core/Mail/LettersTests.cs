using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed partial class LettersTests : CoreTest
{
    private static readonly Recipient Wang = new("wang@example.org", "王小明", "zh-Hans");

    private Letters Letters => Portal.Get<Letters>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        SetSite(s => s with { NameEn = "Qinghe Society" });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_EachKind_SaysWhoWritesToWhomAndWhatToDo(string kind, Func<Letters, Recipient, DateTime, Letter> write)
    {
        foreach (var (language, name, site, ifNot) in (ReadOnlySpan<(string, string, string, string)>)
            [("zh-Hans", "王小明", "清禾社区研究会", "如果"), ("en", "Xiaoming Wang", "Qinghe Society", "If ")])
        {
            var letter = write(Letters, new Recipient("wang@example.org", name, language), Portal.NowUtc.AddHours(1));

            Assert.Equal((kind, "wang@example.org", name, language), (letter.Kind, letter.To, letter.ToName, letter.Language));
            Assert.Contains(site, letter.Subject, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', letter.Subject);
            Assert.Contains(name, letter.Text, StringComparison.Ordinal);
            Assert.Contains($"\n{site}\nhttps://qinghe.example/\n", letter.Text, StringComparison.Ordinal);
            Assert.Contains(ifNot, letter.Text, StringComparison.Ordinal);
            Assert.DoesNotContain('{', letter.Subject + letter.Text);
            Assert.Equal(language == "en", !Han().IsMatch(letter.Text));
            Assert.All(Address().Matches(letter.Text), m => Assert.StartsWith("https://qinghe.example/", m.Value, StringComparison.Ordinal));
            Assert.EndsWith("@qinghe.example", letter.MessageId, StringComparison.Ordinal);
            Assert.DoesNotContain("tok", letter.ToString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Write_LettersWithAToken_AreSecretAndSayUntilWhen(string kind, Func<Letters, Recipient, DateTime, Letter> write)
    {
        var letter = write(Letters, Wang, new DateTime(2026, 11, 24, 16, 5, 0, DateTimeKind.Utc));
        var path = kind switch
        {
            "registration.confirm" => "/account/confirm",
            "password.reset" or "account.invitation" => "/account/reset",
            "email.confirm" => "/account/email",
            _ => null,
        };

        Assert.Equal(path is not null, letter.IsSecret);
        Assert.Equal(path is not null, letter.Text.Contains($"\nhttps://qinghe.example{path}?token=tok%2Fen\n", StringComparison.Ordinal));
        Assert.Equal(path is not null, letter.Text.Contains("在 2026 年 11 月 25 日 00:05（北京时间）之前有效", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("en", "Asia/Shanghai", "until 24 November 2026, 16:30 (Beijing time).")]
    [InlineData("en", "Europe/Berlin", "until 24 November 2026, 09:30 (Europe/Berlin).")]
    [InlineData("zh-Hans", "Europe/Berlin", "在 2026 年 11 月 24 日 09:30（Europe/Berlin）之前")]
    public void ResetPassword_Expiry_IsTheSitesTime(string language, string zone, string expected)
    {
        SetSite(s => s with { TimeZone = zone });

        var letter = Letters.ResetPassword(Wang with { Language = language }, "t", new DateTime(2026, 11, 24, 8, 30, 59, DateTimeKind.Utc));

        Assert.Contains(expected, letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void PasswordChanged_Text_SaysWhen() =>
        Assert.Contains("于 2026 年 11 月 23 日 15:00（北京时间）更改了密码", Letters.PasswordChanged(Wang).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("zh-Hans")]
    [InlineData("zh-CN")]
    [InlineData("fr")]
    [InlineData("")]
    [InlineData("../en")]
    public void Write_AnyLanguageButEnglish_IsChinese(string language)
    {
        var letter = Letters.AccountOff(Wang with { Language = language });

        Assert.Equal(("zh-Hans", "您在清禾社区研究会的账号已停用"), (letter.Language, letter.Subject));
    }

    [Theory]
    [InlineData("")]
    [InlineData("office@qinghe.example")]
    public void Write_Contact_IsTheSitesAddressOrItsPage(string email)
    {
        SetSite(s => s with { Email = email });

        Assert.EndsWith($"有疑问请联系：{(email.Length > 0 ? email : "https://qinghe.example/pages/contact")}", Letters.AccountOff(Wang).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("王\r\nBcc: 小明", "王 Bcc: 小明")]
    [InlineData(" 王\t小\0明\u2028 ", "王 小 明")]
    [InlineData("王\u202Egnim\u2066", "王 gnim")]
    [InlineData("{link}{site}", "{link}{site}")]
    public void Write_NameThatIsNoName_IsOneLineOfText(string name, string expected)
    {
        var letter = Letters.ResetPassword(Wang with { Name = name }, "tok", Portal.NowUtc);

        Assert.Equal(expected, letter.ToName);
        Assert.StartsWith($"{expected}，您好：\n\n", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_LongName_IsCut() => Assert.Equal(60, Letters.AccountOff(Wang with { Name = new string('王', 61) }).ToName.Length);

    [Theory]
    [InlineData("https://evil.example/win")]
    [InlineData("点这里 evil.example")]
    [InlineData("WWW.evil")]
    [InlineData("a@b")]
    public void ConfirmRegistration_NameThatWouldBeALink_IsLeftOut(string name)
    {
        var letter = Letters.ConfirmRegistration(Wang with { Name = name }, "tok", Portal.NowUtc);

        Assert.Equal("", letter.ToName);
        Assert.StartsWith("您好：\n\n", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", letter.Text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void FactorChanged_EachChange_SaysWhich()
    {
        foreach (var language in (string[])["zh-Hans", "en"])
        {
            var texts = Enum.GetValues<FactorChange>().Select(c => Letters.FactorChanged(Wang with { Language = language }, c).Text).ToList();
            Assert.Equal(texts.Count, texts.Distinct().Count());
        }

        Assert.Contains("添加了一个通行密钥。", Letters.FactorChanged(Wang, FactorChange.PasskeyAdded).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Resources_BothLanguages_HaveTheSameKeysAndPlaceholders()
    {
        var chinese = Sentences("Letters.resx");
        var english = Sentences("Letters.en.resx");

        Assert.Equal(chinese.Keys.Order(StringComparer.Ordinal), english.Keys.Order(StringComparer.Ordinal));
        Assert.All(chinese, s => Assert.Equal(Placeholders(s.Value), Placeholders(english[s.Key])));
        Assert.All(english.Values.Concat(chinese.Values), s => Assert.False(string.IsNullOrWhiteSpace(s)));
        Assert.DoesNotContain(english.Values, s => Han().IsMatch(s));
        Assert.Equal(
            Kinds().Select(k => k.Data.Item1).Order(StringComparer.Ordinal),
            chinese.Keys.Where(k => k.EndsWith(".text", StringComparison.Ordinal)).Select(k => k[..^5]).Order(StringComparer.Ordinal));
    }

    public static TheoryData<string, Func<Letters, Recipient, DateTime, Letter>> Kinds() => new()
    {
        { "registration.confirm", (l, to, until) => l.ConfirmRegistration(to, "tok/en", until) },
        { "registration.known", (l, to, _) => l.AlreadyRegistered(to) },
        { "registration.approved", (l, to, _) => l.RegistrationApproved(to) },
        { "password.reset", (l, to, until) => l.ResetPassword(to, "tok/en", until) },
        { "password.changed", (l, to, _) => l.PasswordChanged(to) },
        { "email.confirm", (l, to, until) => l.ConfirmEmail(to, "tok/en", until) },
        { "email.changed", (l, to, _) => l.EmailChanged(to) },
        { "factor.changed", (l, to, _) => l.FactorChanged(to, FactorChange.NewRecoveryCodes) },
        { "account.invitation", (l, to, until) => l.Invitation(to, "wang", "tok/en", until) },
        { "account.off", (l, to, _) => l.AccountOff(to) },
        { "account.deleted", (l, to, _) => l.AccountDeleted(to) },
        { "essay.received", (l, to, until) => l.EssayReceived(to, Essay(to), until, "9f2c", isInGrace: true) },
        { "essay.withdrawn", (l, to, _) => l.EssayWithdrawn(to, Essay(to)) },
        { "essay.admitted", (l, to, _) => l.EssayAdmitted(to, Essay(to)) },
        { "essay.returned", (l, to, until) => l.EssayReturned(to, Essay(to), "1,200", until) },
        { "essay.declined", (l, to, _) => l.EssayDeclined(to, Essay(to), "1,200") },
        { "essay.reminder", (l, to, until) => l.EssayReminder(to, Essay(to), until) },
        { "result.award", (l, to, _) => l.ResultJudged(to, Essay(to), to.Language == "en" ? "first prize" : "一等奖", [to.Language == "en" ? "Well seen." : "写得真。"]) },
        { "result.none", (l, to, _) => l.ResultJudged(to, Essay(to), null, []) },
        { "result.declined", (l, to, _) => l.ResultDeclined(to, Essay(to)) },
        { "judge.begin", (l, to, until) => l.JudgeBegin(to, Essay(to).Contest, 12, until) },
        { "judge.remind", (l, to, until) => l.JudgeRemind(to, Essay(to).Contest, 3, until) },
        { "notice.confirm", (l, to, _) => l.NoticeReminder(to, 7, to.Language == "en" ? "General meeting" : "会员代表大会", asksReceipt: true) },
        { "notice.read", (l, to, _) => l.NoticeReminder(to, 7, to.Language == "en" ? "General meeting" : "会员代表大会", asksReceipt: false) },
        { "article.waits", (l, to, _) => l.ArticleWaits(to, 7, to.Language == "en" ? "The lamp" : "巷口的灯", 1, 2, to.Language == "en" ? "Xu" : "许") },
        { "article.returned", (l, to, _) => l.ArticleReturned(to, 7, to.Language == "en" ? "The lamp" : "巷口的灯", "1,200", to.Language == "en" ? "Xu" : "许") },
        { "unit.approved", (l, to, _) => l.UnitApproved(to, 2, to.Language == "en" ? "City Library" : "市图书馆") },
        { "unit.returned", (l, to, _) => l.UnitReturned(to, to.Language == "en" ? "City Library" : "市图书馆", "555-0123") },
    };

    private static LetterEssay Essay(Recipient to) =>
        to.Language == "en" ? new(3, "Neighbours", "The umbrella", "LJ-2026-0214") : new(3, "邻里之间", "三单元的伞", "LJ-2026-0214");

    private static Dictionary<string, string> Sentences(string file) =>
        XDocument.Load(Path.Combine(SourceFiles.Root, "Portal.Core", "Mail", file)).Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")!.Value, StringComparer.Ordinal);

    private static IEnumerable<string> Placeholders(string sentence) =>
        Placeholder().Matches(sentence).Select(m => m.Groups[1].Value).Distinct().Order(StringComparer.Ordinal);

    private void SetSite(Func<SiteSettings, SiteSettings> change) => Portal.Get<SiteSettingsCache>().Current = change(Portal.Get<SiteSettingsCache>().Current);

    [GeneratedRegex(@"\{(\w+)")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    [GeneratedRegex(@"\w+://\S+")]
    private static partial Regex Address();
}
