using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Following;

/// <summary>Deadlines and meetings for calendars.</summary>
internal static class CalendarEndpoints
{
    public static void MapCalendars(this IEndpointRouteBuilder app)
    {
        app.MapGet("/contests/{id:int}/deadline.ics", ContestAsync).Sandboxed();
        app.MapGet("/notices/{id:int}/reply.ics", NoticeAsync).Sandboxed();
    }

    private static async Task<IResult> ContestAsync(int id, HttpContext context, Core.Contests contests, PortalLinks links, TimeProvider time, IStringLocalizer<Text> T)
    {
        if (await contests.GetAsync(id, context.RequestAborted) is not { } contest)
            return Results.NotFound();
        var address = links.Of(PortalUrls.Contest(id));
        return Answer(context, string.Create(CultureInfo.InvariantCulture, $"contest-{id}.ics"), new CalendarEntry(
            $"{links.Tag}contests/{id}/deadline", contest.Card.ClosesUtc, T["截稿：{0}", contest.Card.Title], $"{contest.Card.Summary}\n{address}".Trim(), address,
            time.GetUtcNow().UtcDateTime, contest.Version));
    }

    // with the reader's own eyes: a notice that is not for him has no meeting and no deadline for him either
    private static async Task<IResult> NoticeAsync(int id, HttpContext context, Core.Notices notices, PortalLinks links, IStringLocalizer<Text> T)
    {
        var actor = SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
        if (await notices.GetAsync(actor, id, context.RequestAborted) is not { } notice)
            return Results.NotFound();
        var (address, stamp) = (links.Of(PortalUrls.Notice(id)), notice.RevisedUtc ?? notice.PublishedUtc);
        List<CalendarEntry> entries = [];
        if (notice.Meeting is { } meeting)
        {
            entries.Add(new CalendarEntry(
                $"{links.Tag}notices/{id}/meeting", meeting.StartsUtc, notice.Title, $"{notice.Body.Beginning()}\n{address}".Trim(), address, stamp, notice.Version, meeting.OverUtc, meeting.Place));
        }

        if (notice is { AsksReply: true, ReplyClosesUtc: { } closes })
            entries.Add(new CalendarEntry($"{links.Tag}notices/{id}/reply", closes, T["回执截止：{0}", notice.Title], address, address, stamp, notice.Version));
        return entries.Count == 0 ? Results.NotFound() : Answer(context, string.Create(CultureInfo.InvariantCulture, $"notice-{id}.ics"), [.. entries]);
    }

    private static IResult Answer(HttpContext context, string name, params IReadOnlyList<CalendarEntry> entries)
    {
        context.Response.Headers.CacheControl = "private, no-cache";
        return Results.File(CalendarFile.Of(entries), CalendarFile.Type, name);
    }
}
