using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SiteSettingsTests : CoreTest
{
    private static readonly DateOnly Day = new(2026, 12, 13);

    private Site Site => Portal.Get<Site>();

    private static SiteSettings Valid { get; } = new() { Name = "清禾社区研究会" };

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task Save_WrongSetting_IsRefusedByName(string field, Func<SiteSettings, SiteSettings> spoil)
    {
        var before = Site.Settings;

        var outcome = await Site.SaveSettingsAsync(TestPortal.Administrator, 1, spoil(Valid), Token);

        Assert.Equal((Refusal.Invalid, field), (outcome.Refused!.Value, outcome.Detail));
        Assert.Same(before, Site.Settings);
        Assert.Empty(await Portal.AuditAsync());
    }

    public static TheoryData<string, Func<SiteSettings, SiteSettings>> WrongSettings() => new()
    {
        { nameof(SiteSettings.Name), s => s with { Name = "" } },
        { nameof(SiteSettings.Name), s => s with { Name = " \u3000" } },
        { nameof(SiteSettings.Name), s => s with { Name = new string('会', 61) } },
        { nameof(SiteSettings.HeadlineSeconds), s => s with { HeadlineSeconds = 9 } },
        { nameof(SiteSettings.HeadlineSeconds), s => s with { HeadlineSeconds = 601 } },
        { nameof(SiteSettings.HeadlineSeconds), s => s with { HeadlineSeconds = -1 } },
        { nameof(SiteSettings.CopyrightFrom), s => s with { CopyrightFrom = 1899 } },
        { nameof(SiteSettings.CopyrightFrom), s => s with { CopyrightFrom = 2201 } },
        { nameof(SiteSettings.GrayscaleUntil), s => s with { GrayscaleFrom = Day } },
        { nameof(SiteSettings.GrayscaleUntil), s => s with { GrayscaleUntil = Day } },
        { nameof(SiteSettings.GrayscaleUntil), s => s with { GrayscaleFrom = Day, GrayscaleUntil = Day.AddDays(-1) } },
        { nameof(SiteSettings.TimeZone), s => s with { TimeZone = "Asia/Qinghe" } },
        { nameof(SiteSettings.TimeZone), s => s with { TimeZone = "" } },
        { nameof(SiteSettings.TimeZone), s => s with { TimeZone = "../../etc/passwd" } },
        { nameof(SiteSettings.Letters), s => s with { Letters = new LetterTexts().With("no.such/en", new LetterText("x", "")) } },
        { nameof(SiteSettings.Letters), s => s with { Letters = new LetterTexts().With("password.changed/en", new LetterText("x\r\nBcc: y", "")) } },
        { nameof(SiteSettings.Letters), s => s with { Letters = new LetterTexts().With("password.changed/fr", new LetterText("x", "")) } },
        { nameof(SiteSettings.Letters), s => s with { Letters = new LetterTexts().With("password.changed/en", new LetterText("", new string('x', 501))) } },
        { nameof(SiteSettings.IcpUrl), s => s with { IcpUrl = "javascript:alert(1)" } },
        { nameof(SiteSettings.IcpUrl), s => s with { IcpUrl = "beian.example" } },
        { nameof(SiteSettings.PoliceRecordUrl), s => s with { PoliceRecordUrl = "ftp://beian.example/" } },
        { nameof(SiteSettings.PoliceRecordUrl), s => s with { PoliceRecordUrl = "//beian.example/" } },
    };

    [Theory]
    [MemberData(nameof(RightSettings))]
    public void FirstInvalid_AtTheLimit_IsNull(SiteSettings settings) => Assert.Null(settings.FirstInvalid());

    public static TheoryData<SiteSettings> RightSettings() =>
    [
        Valid,
        Valid with { Name = new string('会', 60) },
        Valid with { HeadlineSeconds = 0 },
        Valid with { HeadlineSeconds = 10 },
        Valid with { HeadlineSeconds = 600 },
        Valid with { CopyrightFrom = 1900 },
        Valid with { CopyrightFrom = 2200 },
        Valid with { GrayscaleFrom = Day, GrayscaleUntil = Day },
        Valid with { TimeZone = "Europe/Lisbon" },
        Valid with { IcpUrl = "https://beian.example/", PoliceRecordUrl = "http://police.example/?a=1" },
        SampleContent.Society,
    ];

    [Fact]
    public async Task Save_ByAnAdministrator_HoldsAtOnceAndAfterARestart()
    {
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        var settings = SampleContent.Society with
        {
            GrayscaleFrom = Day,
            GrayscaleUntil = Day.AddDays(2),
            HeadlineSeconds = 0,
            ElderMode = false,
            TimeZone = "Asia/Urumqi",
        };

        Assert.True((await Site.SaveSettingsAsync(TestPortal.Administrator, 1, settings, Token)).IsDone);

        Assert.Equal(settings, Site.Settings);
        Assert.Equal([new ContentChanged(Content.Site)], listener.Heard);
        var audit = Assert.Single(await Portal.AuditAsync());
        Assert.Equal(("site.settings", "site", "admin"), (audit.Action, audit.Subject, audit.ActorName));

        await Portal.RestartAsync();
        Assert.Equal(settings, Site.Settings);
        await Portal.KillAndStartAsync();
        Assert.Equal(settings, Site.Settings);
    }

    [Theory]
    [MemberData(nameof(NotAdministrators))]
    public async Task Save_ByAnybodyElse_IsRefused(Actor actor)
    {
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        var outcome = await Site.SaveSettingsAsync(actor, 1, Valid with { Name = "别的名字" }, Token);

        Assert.Equal(Refusal.NotAllowed, outcome.Refused);
        Assert.Equal("清禾社区研究会", Site.Settings.Name);
        Assert.DoesNotContain(await Portal.AuditAsync(), a => a.Action != "command.refused");
        Assert.Empty(listener.Heard);
    }

    public static TheoryData<Actor> NotAdministrators() => [Actor.Visitor, TestPortal.Reader, TestPortal.Editor, new Actor(4, "judge", Role.Member, Role.Judge)];

    [Fact]
    public async Task Save_OvertakenOrNotWrittenDown_ChangesNothing()
    {
        await Portal.OvertakeAsync("UPDATE ON \"StoredSettings\"");
        Assert.Equal(Refusal.Stale, (await Site.SaveSettingsAsync(TestPortal.Administrator, 1, Valid with { Name = "别的名字" }, Token)).Refused);
        await Portal.AllowAsync();
        await Portal.RefuseAsync("INSERT ON \"AuditEntries\"");
        await Assert.ThrowsAsync<DbUpdateException>(() => Site.SaveSettingsAsync(TestPortal.Administrator, 1, Valid with { Name = "别的名字" }, Token));
        await Portal.AllowAsync();

        Assert.Equal("清禾社区研究会", Site.Settings.Name);
        await Portal.RestartAsync();
        Assert.Equal("清禾社区研究会", Site.Settings.Name);
    }

    [Fact]
    public async Task Save_SeenLongAgo_IsStale()
    {
        var seen = (await Site.OpenSettingsAsync(TestPortal.Administrator, Token)).Value!;
        var saved = await Site.SaveSettingsAsync(TestPortal.Administrator, seen.Version, Valid with { Name = "先改的" }, Token);

        Assert.Equal(seen.Version + 1, saved.Value);
        Assert.Equal(Refusal.Stale, (await Site.SaveSettingsAsync(TestPortal.Administrator, seen.Version, Valid with { Name = "后改的" }, Token)).Refused);
        Assert.Equal("先改的", Site.Settings.Name);
        Assert.True((await Site.SaveSettingsAsync(TestPortal.Administrator, saved.Value, Valid with { Name = "看过再改的" }, Token)).IsDone);
    }

    [Fact]
    public async Task Letters_OwnWords_StandInTheMailsOfThatKindAndLanguage()
    {
        var letters = new LetterTexts().With("password.changed/zh-Hans", new LetterText("{site}提醒{name}：密码改了", "办公室周一至周五接听电话。"));
        await Site.SaveSettingsAsync(TestPortal.Administrator, 1, Valid with { Letters = letters }, Token);

        var letter = Portal.Get<Letters>().PasswordChanged(new Recipient("a@b.example", "方小满", "zh-Hans"));
        Assert.Equal("清禾社区研究会提醒方小满：密码改了", letter.Subject);
        Assert.Contains("\n\n办公室周一至周五接听电话。\n", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("办公室", Portal.Get<Letters>().PasswordChanged(new Recipient("a@b.example", "Fang", "en")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain("办公室", Portal.Get<Letters>().AccountOff(new Recipient("a@b.example", "方小满", "zh-Hans")).Text, StringComparison.Ordinal);

        await Portal.RestartAsync();
        Assert.Equal(letters, Site.Settings.Letters);
        Assert.Empty(letters.With("password.changed/zh-Hans", new LetterText("", "")));
    }

    [Fact]
    public async Task Save_Settings_StoresNothingButSettings()
    {
        await Site.SaveSettingsAsync(TestPortal.Administrator, 1, SampleContent.Society, Token);

        await using var db = Portal.Db();
        using var json = System.Text.Json.JsonDocument.Parse((await db.StoredSettings.SingleAsync(Token)).Json);
        var writable = typeof(SiteSettings).GetProperties().Where(p => p.CanWrite && !p.GetMethod!.IsStatic).Select(p => p.Name);
        Assert.Equal(writable.Order(StringComparer.Ordinal), json.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void IsGrayscale_Range_IncludesBothDays()
    {
        var settings = Valid with { GrayscaleFrom = Day, GrayscaleUntil = Day.AddDays(2) };

        Assert.Equal([false, true, true, true, false], Enumerable.Range(-1, 5).Select(i => settings.IsGrayscale(Day.AddDays(i))));
        Assert.True((Valid with { GrayscaleFrom = Day, GrayscaleUntil = Day }).IsGrayscale(Day));
        Assert.False(Valid.IsGrayscale(Day));
    }

    [Fact]
    public void Today_FollowsTheZoneOfTheSite()
    {
        Portal.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 15, 59, 59, TimeSpan.Zero));
        Assert.Equal(new DateOnly(2026, 11, 23), Site.Today);
        Portal.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new DateOnly(2026, 11, 24), Site.Today);
    }

    [Fact]
    public void NameMottoAddress_InEnglish_FallBackToChinese()
    {
        var both = SampleContent.Society;

        Assert.Equal((both.NameEn, both.MottoEn, both.AddressEn), (both.NameIn("en"), both.MottoIn("en"), both.AddressIn("en")));
        Assert.Equal((both.Name, both.Motto, both.Address), (both.NameIn("zh-Hans"), both.MottoIn("zh-Hans"), both.AddressIn("zh-Hans")));
        var chinese = both with { NameEn = "", MottoEn = "", AddressEn = "" };
        Assert.Equal((both.Name, both.Motto, both.Address), (chinese.NameIn("en"), chinese.MottoIn("en"), chinese.AddressIn("en")));
    }
}
