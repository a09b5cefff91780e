using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Audit;

/// <summary>The log as a table, a batch at a time however long it is.</summary>
internal static class AuditEndpoints
{
    public static void MapAudit(this IEndpointRouteBuilder app) => app.MapGet(PortalUrls.AdminAuditExport, ExportAsync).Sandboxed();

    private static async Task<IResult> ExportAsync(
        string? person, string? action, string? subject, DateOnly? from, DateOnly? until, string? run, HttpContext context, AuditLog log, ExportRuns runs, Core.Site site, IStringLocalizer<Text> T)
    {
        var actor = SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
        var rows = await log.ExportAsync(actor, new AuditQuery(person, action, subject, from, until));
        if (!rows.IsDone)
            return Results.NotFound();
        var zone = site.Settings.Zone;
        return runs.Send(
            context, actor, run, rows.Value.Total, (stream, progress, stop) => Csv.WriteAsync(stream, TableAsync(rows.Value.Rows, progress, zone, T), stop), Csv.ContentType,
            string.Create(CultureInfo.InvariantCulture, $"audit-{site.Today:yyyyMMdd}.csv"));
    }

    private static async IAsyncEnumerable<IEnumerable<object?>> TableAsync(IAsyncEnumerable<AuditRow> rows, IProgress<long>? progress, TimeZoneInfo zone, IStringLocalizer<Text> T)
    {
        yield return [T["第几条"].Value, T["何时"].Value, T["谁"].Value, T["会员编号"].Value, T["做了什么"].Value, T["代码"].Value, T["涉及"].Value, T["来自"].Value, T["说明"].Value, T["之前"].Value, T["之后"].Value];
        var written = 0;
        await foreach (var row in rows)
        {
            progress?.Report(written++);
            yield return [
                row.Id, TimeZoneInfo.ConvertTimeFromUtc(row.AtUtc, zone), AuditWords.Person(row, T), row.ActorId == 0 ? null : row.ActorId, AuditWords.Action(row.Action, T), row.Action,
                row.Subject, row.Address, row.Detail, row.Before, row.After,
            ];
        }
    }
}
