using System.Globalization;

namespace Portal.Web;

/// <summary>Every address of the portal.</summary>
public static class PortalUrls
{
    public const string Home = PortalLinks.HomePath;
    public const string Notices = "/notices";
    public const string Units = "/units";
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
    public const string Essays = PortalLinks.EssaysPath;
    public const string AdminContests = "/admin/contests";
    public const string AdminNewContest = "/admin/contests/new";
    public const string AdminArticles = "/admin/articles";
    public const string AdminMembers = "/admin/members";
    public const string AdminSite = "/admin/site";
    public const string Judging = PortalLinks.JudgingPath;
    public const string JudgeFilePattern = $"{Judging}/{{code}}/files/{{index:int}}";
    public const string JudgeExportPattern = $"{Judging}/export/{{contestId:int}}";

    public static string Column(string slug, int page = 1) => Paged($"/columns/{slug}", page);

    public static string NoticesPage(int page) => Paged(Notices, page);

    public static string Article(int id) => Numbered("/articles/", id);

    public static string ArticleQrCode(int id) => $"{Article(id)}/qr.svg";

    public static string Attachment(int id, string name) => $"{Numbered("/files/", id)}/{Uri.EscapeDataString(name)}";

    public static string Media(Picture picture) => $"/media/{picture.File}";

    public static string Notice(int id) => Numbered("/notices/", id);

    public static string Unit(int id) => Numbered("/units/", id);

    public static string Contest(int id) => Numbered("/contests/", id);

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

    public static string Search(string query, int page = 1)
    {
        var address = $"{SearchPath}?q={Uri.EscapeDataString(query)}";
        return page > 1 ? string.Create(CultureInfo.InvariantCulture, $"{address}&page={page}") : address;
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

    private static string Ascii(string address) =>
        string.Concat(address.EnumerateRunes().Select(r => r.IsAscii ? r.ToString() : Uri.EscapeDataString(r.ToString())));

    private static string ReturningTo(string address, string returnTo) => $"{address}?returnTo={Uri.EscapeDataString(returnTo)}";

    private static string Numbered(string start, int id) => start + id.ToString(CultureInfo.InvariantCulture);

    private static string Paged(string address, int page) => page > 1 ? string.Create(CultureInfo.InvariantCulture, $"{address}?page={page}") : address;
}
