using Microsoft.Extensions.Localization;

namespace Portal.Web.Account;

/// <summary>What Core found wrong with a form, in sentences: one for each field that needs another look, or one about the whole.</summary>
/// <remarks>Fields are called as Core calls them, and so are the inputs of the forms.</remarks>
public sealed class AccountProblems
{
    public const string UserName = "UserName";
    public const string Email = "Email";
    public const string Password = "Password";
    public const string DisplayName = "DisplayName";
    public const string Unit = "UnitId";
    public const string Organisation = "Organisation";
    public const string Consent = "Consent";
    public const string Current = "Current";
    public const string Code = "Code";
    public const string Name = "Name";

    private readonly List<Problem> _fields = [];

    private AccountProblems()
    {
    }

    public static AccountProblems None { get; } = new();

    /// <summary>The fields in the order of the forms.</summary>
    public IReadOnlyList<Problem> Fields => _fields;

    /// <summary>A sentence about no field in particular.</summary>
    public string? Whole { get; private init; }

    public bool Any => Whole is not null || _fields.Count > 0;

    /// <summary>What is wrong with a field; null when nothing is.</summary>
    public string? this[string field] => _fields.Find(p => p.Field == field)?.Sentence;

    /// <param name="refusal">Of a command that was not done.</param>
    /// <param name="T">The reader's language.</param>
    public static AccountProblems Of(Outcome refusal, IStringLocalizer<Text> T)
    {
        if (refusal.IsDone)
            return None;
        if (refusal.Refused != Refusal.Invalid)
            return About(WholeOf(refusal.Refused!.Value, T));
        var codes = (refusal.Detail ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var problems = new AccountProblems();
        // several codes can mean one field: the first says enough
        foreach (var problem in codes.Select(c => ProblemOf(c, T)).OfType<Problem>().OrderBy(p => p.Place).DistinctBy(p => p.Field))
            problems._fields.Add(problem);
        return problems.Any ? problems : About(codes.Contains("LastAdministrator") ? T["您是唯一的管理员。请先让另一位会员也当管理员。"] : T["有些内容不对，没有保存。请再看一遍。"]);
    }

    /// <summary>One problem that the page itself knows.</summary>
    public static AccountProblems With(string field, string label, string sentence)
    {
        var problems = new AccountProblems();
        problems._fields.Add(new Problem(field, label, sentence, 0));
        return problems;
    }

    public static AccountProblems About(string sentence) => new() { Whole = sentence };

    /// <summary>That there were too many failures, and how long to wait.</summary>
    /// <param name="seconds">As an address says it.</param>
    /// <param name="T">The reader's language.</param>
    public static string Wait(string? seconds, IStringLocalizer<Text> T)
    {
        const int Step = 5;
        const int Longest = 3600;
        var wait = Math.Clamp(int.TryParse(seconds, System.Globalization.CultureInfo.InvariantCulture, out var said) ? said : 60, 1, Longest);
        return wait <= 90
            ? T["试错次数太多，请在 {0} 秒之后再试。", (wait + Step - 1) / Step * Step]
            : T["试错次数太多，请在 {0} 分钟之后再试。", (wait + 59) / 60];
    }

    private static string WholeOf(Refusal refusal, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.TooMany => T["从您这里来的次数太多了，请过一刻钟再试。"],
        Refusal.NotProved => T["为了安全，请先再确认一次是您本人。"],
        Refusal.Stale => T["这个账户刚刚在别处改过，请再看一遍后重试。"],
        Refusal.NotAllowed => T["您没有这项权限。"],
        _ => T["这里要改的内容已经不在了。"],
    };

    private static Problem? ProblemOf(string code, IStringLocalizer<Text> T) => code switch
    {
        "UserName" or "InvalidUserName" => new(UserName, T["用户名"], T["用户名要有 {0} 到 {1} 个字：文字、数字、点、横线或下划线，不留空格。", UserNames.MinLength, UserNames.MaxLength], 1),
        "DuplicateUserName" => new(UserName, T["用户名"], T["这个用户名已经有人用了，请换一个。"], 1),
        "Email" or "InvalidEmail" => new(Email, T["电子邮件"], T["请填写完整的电子邮件地址，比如 name@example.com。"], 2),
        "DuplicateEmail" => new(Email, T["电子邮件"], T["这个电子邮件地址已经有账户在用。"], 2),
        "Current" => new(Current, T["现在的密码"], T["现在的密码不对。"], 3),
        // Identity says this of an empty one only, beside being too short
        "PasswordRequiresUniqueChars" => new(Password, T["密码"], T["请填写密码。"], 4),
        "PasswordTooShort" => new(Password, T["密码"], T["密码至少要 {0} 个字符，不能全是空格。", PasswordRules.MinLength], 5),
        PasswordRules.TooLong => new(Password, T["密码"], T["密码最多 {0} 个字符。", PasswordRules.MaxLength], 5),
        PasswordRules.Common => new(Password, T["密码"], T["这个密码太容易被猜到：用的人很多，或者就是您的名字。换成只有您想得到的一句话吧。"], 5),
        "DisplayName" => new(DisplayName, T["姓名"], T["请填写姓名，最多 {0} 个字。", Member.NameLength], 6),
        "UnitId" => new(Unit, T["所属理事单位"], T["请从名单里选一个单位。"], 7),
        "Organisation" => new(Organisation, T["其他单位"], T["单位名称最多 {0} 个字。", Member.OrganisationLength], 8),
        "Consent" => new(Consent, T["同意条款"], T["要先同意，才能注册。"], 9),
        "Code" => new(Code, T["验证码"], T["验证码不对，或者已经用过。请等应用里出现下一个数字再试。"], 10),
        "Name" => new(Name, T["名称"], T["请起一个名字，最多 {0} 个字。", Credentials.PasskeyNameLength], 11),
        _ => null,
    };

    /// <param name="Field">Id of the input.</param>
    /// <param name="Label">What stands above it.</param>
    /// <param name="Place">Order in the forms, and which of several sentences wins.</param>
    public sealed record Problem(string Field, string Label, string Sentence, int Place);
}
