using System.Globalization;

namespace Portal.Core;

/// <summary>Absolute addresses for mails, feeds and whoever else reads them outside the portal. They come from <c>Portal:BaseUrl</c> alone: a request's host is whatever its sender wrote there.</summary>
/// <param name="baseUrl">http or https; a path in it is kept.</param>
public sealed class PortalLinks(Uri baseUrl)
{
    public const string HomePath = "/";
    public const string LoginPath = "/account/login";
    public const string ForgotPath = "/account/forgot";
    public const string AccountPath = "/account";
    public const string ConfirmRegistrationPath = "/account/confirm";
    public const string ResetPasswordPath = "/account/reset";
    public const string ConfirmEmailPath = "/account/email";
    public const string SetupPath = "/setup";
    public const string EssaysPath = "/member/essays";
    public const string JudgingPath = "/member/judging";
    public const string ContestsPath = "/contests";
    public const string NoticesPath = "/notices";
    public const string OwnUnitPath = "/member/unit";
    public const string UnitsPath = "/units";
    public const string ContactPath = "/pages/contact";
    public const string NewsroomPath = "/admin/articles";

    private readonly string _base = new UriBuilder(baseUrl) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri.AbsoluteUri.TrimEnd('/');

    /// <summary>Of a path inside the portal.</summary>
    public string Of(string path) => To(path);

    public string Home => To(HomePath);

    public string Login => To(LoginPath);

    public string Forgot => To(ForgotPath);

    public string Account => To(AccountPath);

    public string Contact => To(ContactPath);

    /// <summary>A member's own essays.</summary>
    public string Essays => To(EssaysPath);

    /// <summary>Where a unit's own people propose changes to its entry.</summary>
    public string OwnUnit => To(OwnUnitPath);

    public string Unit(int id) => To(UnitPath(id));

    public static string UnitPath(int id) => string.Create(CultureInfo.InvariantCulture, $"{UnitsPath}/{id}");

    /// <summary>What a judge has to do.</summary>
    public string Judging => To(JudgingPath);

    /// <summary>What names that are to last for ever begin with, RFC 4151: the scheme and the port may change.</summary>
    public string Tag { get; } = $"tag:{(baseUrl.HostNameType == UriHostNameType.IPv6 ? baseUrl.Host.Trim('[', ']').Replace(':', '-') : baseUrl.IdnHost)},2026:";

    /// <summary>What stands behind the @ of the portal's own addresses and of Message-IDs.</summary>
    internal string MailDomain { get; } = baseUrl.HostNameType switch
    {
        // RFC 5321, 4.1.3
        UriHostNameType.IPv4 => $"[{baseUrl.Host}]",
        UriHostNameType.IPv6 => $"[IPv6:{baseUrl.Host.Trim('[', ']')}]",
        _ => baseUrl.IdnHost,
    };

    public string ConfirmRegistration(string token) => To(ConfirmRegistrationPath, token);

    public string ResetPassword(string token) => To(ResetPasswordPath, token);

    public string ConfirmEmail(string token) => To(ConfirmEmailPath, token);

    public string Setup(string token) => To(SetupPath, token);

    /// <summary>Where essays for a contest are written and sent.</summary>
    public string Submit(int contestId) => To(SubmitPath(contestId));

    public static string SubmitPath(int contestId) => string.Create(CultureInfo.InvariantCulture, $"{ContestsPath}/{contestId}/submit");

    /// <summary>Where the newsroom writes and reviews an article.</summary>
    public string WorkOnArticle(int id) => To(NewsroomPath) + string.Create(CultureInfo.InvariantCulture, $"/{id}");

    public string Notice(int id) => To(NoticePath(id));

    public static string NoticePath(int id) => string.Create(CultureInfo.InvariantCulture, $"{NoticesPath}/{id}");

    /// <summary>The result list of a contest.</summary>
    public string Results(int contestId) => To(ResultsPath(contestId));

    /// <summary>Where a certificate is checked; its QR code leads there.</summary>
    public string Certificate(string key) => To(CertificatePath(key));

    public static string ResultsPath(int contestId) => string.Create(CultureInfo.InvariantCulture, $"{ContestsPath}/{contestId}/results");

    public static string CertificatePath(string key) => $"/certificates/{Uri.EscapeDataString(key)}";

    private string To(string path) => _base + path;

    private string To(string path, string token) => $"{To(path)}?token={Uri.EscapeDataString(token)}";
}
