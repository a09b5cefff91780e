using System.Globalization;
using System.Text;
using Portal.Web.Features.Search;

namespace Portal.Web;

/// <summary>Every address of the portal.</summary>
public static class PortalUrls
{
    public const string Home = PortalLinks.HomePath;
    public const string Notices = PortalLinks.NoticesPath;
    public const string Units = PortalLinks.UnitsPath;
    public const string Contests = PortalLinks.ContestsPath;
    public const string Links = "/links";
    public const string Login = PortalLinks.LoginPath;
    public const string Logout = "/account/logout";
    public const string Register = "/account/register";
    public const string RegisterSent = "/account/register/sent";
    public const string SecondStep = "/account/second-step";
    public const string Prove = "/account/prove";
    public const string Denied = "/account/denied";
    public const string Forgot = "/account/forgot";
    public const string ForgotSent = "/account/forgot/sent";
    public const string Reset = "/account/reset";
    public const string Confirm = "/account/confirm";
    public const string ConfirmEmail = "/account/email";
    public const string Account = "/account";
    public const string Security = "/account/security";
    public const string Sessions = "/account/sessions";
    public const string AccountData = "/account/data";
    public const string AccountExport = "/account/data.json";
    public const string Goodbye = "/account/goodbye";
    public const string Setup = "/setup";
    public const string PasskeyRequest = "/account/passkey/request";
    public const string PasskeySignIn = "/account/passkey/sign-in";
    public const string PasskeyProve = "/account/passkey/prove";
    public const string PasskeyCreation = "/account/passkey/creation";
    public const string PasskeyAdd = "/account/passkey/add";
    public const string Preferences = "/preferences";
    public const string SearchPath = "/search";
    public const string Feed = "/feed.xml";
    public const string NoticesFeed = $"{Notices}/feed.xml";
    public const string Sitemap = "/sitemap.xml";
    public const string Robots = "/robots.txt";

    /// <summary>What programs may read, and its description.</summary>
    public const string Api = "/api/v1";
    public const string ApiDescription = $"{Api}/openapi.json";
    public const string Essays = PortalLinks.EssaysPath;
    public const string AdminContests = "/admin/contests";
    public const string AdminNewContest = "/admin/contests/new";
    public const string AdminNotices = "/admin/notices";
    public const string AdminArticles = "/admin/articles";
    public const string AdminArticlePictures = $"{AdminArticles}/pictures";
    public const string AdminArticleDocx = $"{AdminArticles}/docx";
    public const string AdminFront = "/admin/front";
    public const string AdminMembers = "/admin/members";
    public const string AdminSite = "/admin/site";
    public const string AdminMail = "/admin/mail";
    public const string AdminUnits = "/admin/units";
    public const string AdminNewUnit = "/admin/units/new";
    public const string AdminUnitBin = "/admin/units?tab=bin";
    public const string AdminColumns = "/admin/columns";
    public const string AdminColumnBin = "/admin/columns?tab=bin";
    public const string AdminNewColumn = "/admin/columns/new";
    public const string AdminMedia = "/admin/media";
    public const string AdminMediaBin = "/admin/media?tab=bin";
    public const string AdminPages = "/admin/pages";
    public const string AdminPageBin = "/admin/pages?tab=bin";
    public const string AdminPagePictures = "/admin/pages/pictures";
    public const string AdminLinks = "/admin/links";
    public const string OwnUnit = PortalLinks.OwnUnitPath;
    public const string Admin = "/admin";
    public const string AdminAudit = "/admin/audit";
    public const string AdminAuditExport = "/admin/audit.csv";
    public const string AdminSystem = "/admin/system";
    /// <summary>The list of members with these words already searched.</summary>
    public static string AdminMembersFinding(string query) => $"{AdminMembers}?query={Uri.EscapeDataString(query)}";

    public const string AdminMembersImport = "/admin/members/import";
    public const string AdminMembersExport = "/admin/members.csv";
    public const string Judging = PortalLinks.JudgingPath;
    public const string JudgeFilePattern = $"{Judging}/{{code}}/files/{{index:int}}";
    public const string JudgeExportPattern = $"{Judging}/export/{{contestId:int}}";

    public static string Column(string slug, int page = 1) => Paged($"/columns/{slug}", page);

    public static string ColumnFeed(string slug) => $"{Column(slug)}/feed.xml";

    /// <summary>A part of the site map.</summary>
    public static string SitemapPart(SitemapKind kind, int number) =>
        kind == SitemapKind.Articles ? $"{Numbered("/sitemap/articles-", number)}.xml" : $"/sitemap/{kind.ToString().ToLowerInvariant()}.xml";

    public static string NoticesPage(int page) => Paged(Notices, page);

    public static string Article(int id) => Numbered("/articles/", id);

    /// <summary>The address of a page as a QR code.</summary>
    public static string QrCode(string page) => $"{page}/qr.svg";

    public static string Attachment(int id, string name) => $"{Numbered("/files/", id)}/{Uri.EscapeDataString(name)}";

    public static string Media(Picture picture) => Media(picture.File);

    /// <param name="file">Last part of the address.</param>
    public static string Media(string file) => $"/media/{file}";

    public static string Notice(int id) => PortalLinks.NoticePath(id);

    /// <summary>The moment until which a notice takes replies, for calendars.</summary>
    public static string NoticeCalendar(int id) => $"{Notice(id)}/reply.ics";

    public static string NoticeFile(int id, int fileId) => Numbered($"{Notice(id)}/files/", fileId);

    public static string Unit(int id) => PortalLinks.UnitPath(id);

    public static string AdminPicture(int id) => Numbered($"{AdminMedia}/", id);

    /// <summary>A standing page being written, in one of its languages.</summary>
    public static string AdminPage(string slug, string language = "zh-Hans") => $"{AdminPages}/{slug}{(language == "en" ? "?language=en" : "")}";

    /// <summary>Takes what is written.</summary>
    public static string AdminPageDraft(int id) => Numbered("/admin/pages/texts/", id) + "/draft";

    public static string AdminColumn(int id) => Numbered($"{AdminColumns}/", id);

    public static string AdminUnit(int id) => Numbered($"{AdminUnits}/", id);

    public static string Contest(int id) => Numbered("/contests/", id);

    /// <summary>The deadline of a contest, for calendars.</summary>
    public static string ContestCalendar(int id) => $"{Contest(id)}/deadline.ics";

    /// <summary>Where a member's essays for a contest are begun, written and sent.</summary>
    public static string Submit(int contestId) => PortalLinks.SubmitPath(contestId);

    public static string SubmitEssay(int contestId, int essayId) => Numbered($"{Submit(contestId)}?essay=", essayId);

    /// <summary>The receipt of what was sent.</summary>
    public static string Receipt(int contestId, int essayId) => $"{SubmitEssay(contestId, essayId)}&receipt=1";

    /// <summary>An essay as its judges would see it.</summary>
    public static string EssayPreview(int contestId, int essayId) => $"{SubmitEssay(contestId, essayId)}&preview=1";

    public static string EssayPictures(int id) => $"{EssayStart(id)}/pictures";

    public static string EssayDocx(int id) => $"{EssayStart(id)}/docx";

    public static string EssayUploads(int id) => $"{EssayStart(id)}/uploads";

    /// <summary>What every upload's address begins with; its key follows.</summary>
    public const string EssayUpload = "/contests/essays/uploads/";

    public static string EssayFiles(int id) => $"{EssayStart(id)}/files";

    public static string EssayFile(int id, int fileId) => Numbered($"{EssayFiles(id)}/", fileId);

    public static string BeginEssay(int contestId) => $"{Contest(contestId)}/essays";

    public static string WithdrawEssay(int id) => $"{EssayStart(id)}/withdraw";

    public static string DiscardEssay(int id) => $"{EssayStart(id)}/discard";

    public static string LateSubmit(int contestId, string key) => $"{Submit(contestId)}?late={Uri.EscapeDataString(key)}";

    public static string Essay(int id) => Numbered($"{Essays}/", id);

    /// <summary>Takes what was written.</summary>
    public static string EssayDraft(int id) => $"{EssayStart(id)}/draft";

    public static string EssaySend(int id) => $"{EssayStart(id)}/send";

    /// <summary>What was sent, as the bytes whose hash stands on the receipt.</summary>
    public static string EssayCopy(int id) => $"{EssayStart(id)}/copy.json";

    public static string Results(int contestId) => PortalLinks.ResultsPath(contestId);

    /// <summary>The page a certificate's QR code leads to.</summary>
    public static string Certificate(string key) => PortalLinks.CertificatePath(key);

    public static string CertificatePrint(string key) => $"{Certificate(key)}/print";

    public static string CertificateQrCode(string key) => $"{Certificate(key)}/qr.svg";

    public static string AdminArticlesIn(ArticleTab tab) => tab == ArticleTab.All ? AdminArticles : $"{AdminArticles}?tab={tab.ToString().ToLowerInvariant()}";

    public static string AdminArticle(int id) => Numbered($"{AdminArticles}/", id);

    /// <summary>Takes what is written.</summary>
    public static string AdminArticleDraft(int id) => $"{AdminArticle(id)}/draft";

    public static string AdminArticleFiles(int id) => $"{AdminArticle(id)}/files";

    public static string AdminArticleFile(int id, int fileId) => Numbered($"{AdminArticleFiles(id)}/", fileId);

    /// <summary>审校单.</summary>
    public static string AdminArticleSheet(int id) => $"{AdminArticle(id)}/sheet";

    /// <summary>The log as a table.</summary>
    public static string AdminAuditCsv(AuditQuery query)
    {
        (string Name, string? Value)[] asked =
        [
            ("person", query.Person), ("action", query.Action), ("subject", query.Subject),
            ("from", query.From?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), ("until", query.Until?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        ];
        return Asking(AdminAuditExport, asked);
    }

    /// <summary>The members that the list shows, as a table.</summary>
    public static string AdminMembersCsv(string? query, MemberState? state, Role? role)
    {
        (string Name, string? Value)[] asked = [("query", string.IsNullOrWhiteSpace(query) ? null : query.Trim()), ("state", state?.ToString()), ("role", role?.ToString())];
        return Asking(AdminMembersExport, asked);
    }

    public static string AdminNoticesIn(NoticeTab tab) => AdminNotices + TabOf(tab);

    /// <summary>A notice open beside the list.</summary>
    public static string AdminNoticeIn(int id, NoticeTab tab) => AdminNotice(id) + TabOf(tab);

    public static string AdminNotice(int id) => Numbered($"{AdminNotices}/", id);

    /// <summary>Takes what is written.</summary>
    public static string AdminNoticeDraft(int id) => $"{AdminNotice(id)}/draft";

    public static string AdminNoticeFiles(int id) => $"{AdminNotice(id)}/files";

    public static string AdminNoticePictures(int id) => $"{AdminNotice(id)}/pictures";

    public static string AdminNoticeCsv(int id) => $"{AdminNotice(id)}/receipts.csv";

    public static string AdminContest(int id) => Numbered($"{AdminContests}/", id);

    public static string AdminContestRules(int id) => $"{AdminContest(id)}/rules";

    /// <summary>Takes the call while it is written.</summary>
    public static string AdminContestCall(int id) => $"{AdminContest(id)}/call";

    public static string AdminContestEssays(int id) => $"{AdminContest(id)}/essays";

    public static string AdminEssay(int contestId, int essayId) => Numbered($"{AdminContestEssays(contestId)}/", essayId);

    public static string AdminEssayFile(int essayId, int index) => string.Create(CultureInfo.InvariantCulture, $"/admin/essays/{essayId}/files/{index}");

    public static string AdminContestSimilar(int id) => $"{AdminContest(id)}/similar";

    public static string AdminPair(int contestId, int pairId) => Numbered($"{AdminContestSimilar(contestId)}/", pairId);

    public static string AdminContestJudges(int id) => $"{AdminContest(id)}/judges";

    public static string AdminContestBoard(int id) => $"{AdminContest(id)}/board";

    public static string AdminContestResults(int id) => $"{AdminContest(id)}/results";

    public static string AdminContestCsv(int id) => $"{AdminContest(id)}/essays.csv";

    public static string AdminContestZip(int id) => $"{AdminContest(id)}/essays.zip";

    private static string EssayStart(int id) => Numbered("/contests/essays/", id);
    /// <summary>An essay on a judge's desk.</summary>
    public static string Review(string blindCode) => $"{Judging}/{Uri.EscapeDataString(blindCode)}";

    public static string JudgeFile(string blindCode, int index) => string.Create(CultureInfo.InvariantCulture, $"{Review(blindCode)}/files/{index}");

    public static string JudgeExport(int contestId) => Numbered($"{Judging}/export/", contestId);

    public static string Page(string slug) => $"/pages/{slug}";

    public static string Search(string query) => $"{SearchPath}?q={Uri.EscapeDataString(query)}";

    /// <summary>A search with everything that narrows it.</summary>
    public static string Search(SearchAsked asked)
    {
        var address = new StringBuilder(Search(asked.Query));
        if (asked.Kind is { } kind)
            address.Append("&kind=").Append(SearchWords.Slug(kind));
        if (asked.Column is { } column)
            address.Append("&column=").Append(Uri.EscapeDataString(column));
        if (asked.Year is { } year)
            address.Append(CultureInfo.InvariantCulture, $"&year={year}");
        if (asked.Source is { } source)
            address.Append("&source=").Append(Uri.EscapeDataString(source));
        if (asked.IsByTime)
            address.Append("&sort=").Append(SearchAsked.ByTime);
        if (asked.Page > 1)
            address.Append(CultureInfo.InvariantCulture, $"&page={asked.Page}");
        return address.ToString();
    }

    public static string LoginTo(string returnTo) => ReturningTo(Login, returnTo);

    /// <summary>The login, with a sentence about what has just been done.</summary>
    public static string LoginAfter(SignInNews news, string? user = null) =>
        $"{Login}?done={news.ToString().ToLowerInvariant()}{(user is null ? null : $"&user={Uri.EscapeDataString(user)}")}";

    public static string SecondStepTo(string returnTo) => ReturningTo(SecondStep, returnTo);

    public static string ProveTo(string returnTo) => ReturningTo(Prove, returnTo);

    public static string DeniedTo(string returnTo) => ReturningTo(Denied, returnTo);

    /// <summary>A page that says what has just been done on it.</summary>
    public static string Done(string address, string what) => $"{address}?done={what}";

    /// <summary>The profile with a new address already typed.</summary>
    public static string AccountWithEmail(string email) => $"{Account}?email={Uri.EscapeDataString(email)}";

    /// <summary>The first step of setting up an authenticator app.</summary>
    public static string TotpSetup => $"{Security}?setup=app";

    /// <summary>The question before an account is deleted.</summary>
    public static string DeleteAccount => $"{AccountData}?step=delete";

    /// <summary>The address if it lies inside this portal, else the front page. Never <c>//host</c>, <c>/\host</c> or anything with a control character.</summary>
    /// <remarks>What is not ASCII comes back escaped: a <c>Location</c> header takes nothing else.</remarks>
    public static string Local(string? address) =>
        address is ['/', ..] and not (['/', '/' or '\\', ..]) && !address.Any(char.IsControl) ? Ascii(address) : Home;

    /// <summary>The number that <c>?page=</c> says: 1 when it says nothing, 0 when it is no number, which no list has.</summary>
    public static int PageOf(string? page) =>
        string.IsNullOrEmpty(page) ? 1 : int.TryParse(page, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>An export whose progress a page follows.</summary>
    public static string Exporting(string address, string? run) => run is null ? address : $"{address}{(address.Contains('?', StringComparison.Ordinal) ? '&' : '?')}run={run}";

    private static string TabOf(NoticeTab tab) => tab == NoticeTab.All ? "" : $"?tab={tab.ToString().ToLowerInvariant()}";

    private static string Ascii(string address) =>
        string.Concat(address.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    private static string ReturningTo(string address, string returnTo) => $"{address}?returnTo={Uri.EscapeDataString(returnTo)}";

    private static string Asking(string address, IEnumerable<(string Name, string? Value)> asked)
    {
        var parts = asked.Where(a => a.Value is not null).Select(a => $"{a.Name}={Uri.EscapeDataString(a.Value!)}").ToList();
        return parts.Count == 0 ? address : $"{address}?{string.Join('&', parts)}";
    }

    private static string Numbered(string start, int id) => start + id.ToString(CultureInfo.InvariantCulture);

    private static string Paged(string address, int page) => page > 1 ? string.Create(CultureInfo.InvariantCulture, $"{address}?page={page}") : address;
}
