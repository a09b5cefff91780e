using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Portal.Web.Hosting;

namespace Portal.Web.Api;

/// <summary>Turns what Core knows into what programs get.</summary>
internal static class ApiAnswers
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>As JSON with a name of its own: who has it already is told so.</summary>
    public static IResult Json<T>(HttpContext context, T value)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(value, Written);
        // asked for each time, and mostly answered with 304
        context.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(bytes, "application/json; charset=utf-8", entityTag: EntityTags.Of(bytes));
    }

    public static IResult List<T>(HttpContext context, IReadOnlyList<T> items, CataloguePlace? next) =>
        Json(context, new ApiList<T>(items, next is null ? null : ApiAsk.CursorOf(next)));

    /// <summary>A part of what is whole in memory, in the order of numbers.</summary>
    public static IResult Part<TRow, T>(HttpContext context, ApiAsk ask, IEnumerable<TRow> rows, Func<TRow, int> id, Func<TRow, T> show)
    {
        Dictionary<string, string[]> problems = [];
        var (limit, after) = ask.Read(problems);
        if (problems.Count > 0)
            return Invalid(problems);
        var found = rows.Where(r => after is null || id(r) > after.Id).OrderBy(id).Take(limit + 1).ToList();
        return found.Count <= limit
            ? List(context, found.ConvertAll(r => show(r)), null)
            : List(context, found[..limit].ConvertAll(r => show(r)), new CataloguePlace(DateTime.MinValue, id(found[limit - 1])));
    }

    public static IResult Invalid(Dictionary<string, string[]> problems) => Results.ValidationProblem(problems, title: "A parameter is wrong.");

    public static IResult NotFound(string what) => Results.Problem($"There is no such {what}, or it is not public.", statusCode: StatusCodes.Status404NotFound, title: "Not found");

    public static ApiPicture? Picture(Picture? picture, PortalLinks links) =>
        picture is null ? null : new ApiPicture(links.Of(PortalUrls.Media(picture)), picture.Width, picture.Height, picture.Alt);

    public static ApiMeeting? Meeting(NoticeMeeting? meeting) => meeting is null ? null : new ApiMeeting(meeting.StartsUtc, meeting.EndsUtc, meeting.Place);

    public static string Tier(CouncilTier tier) => tier switch
    {
        CouncilTier.VicePresident => "vice-president",
        CouncilTier.Standing => "standing",
        _ => "council",
    };

    // that awards are decided is nobody's business before they are published
    public static string Phase(ContestCard contest, DateTime nowUtc) => contest.PhaseAt(nowUtc) switch
    {
        ContestPhase.Announced => "announced",
        ContestPhase.Open => "open",
        ContestPhase.Judging or ContestPhase.Decided => "judging",
        ContestPhase.Published => "published",
        _ => "closed",
    };
}
