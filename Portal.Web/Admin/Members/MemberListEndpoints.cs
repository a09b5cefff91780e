using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Members;

/// <summary>The list of members as a table, a batch at a time however long it is.</summary>
internal static class MemberListEndpoints
{
    public static void MapMemberLists(this IEndpointRouteBuilder app) => app.MapGet(PortalUrls.AdminMembersExport, ExportAsync).Sandboxed();

    private static async Task<IResult> ExportAsync(string? query, MemberState? state, Role? role, string? run, HttpContext context, MemberLists lists, ExportRuns runs, Core.Site site, IStringLocalizer<Text> T)
    {
        var actor = SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
        var rows = await lists.ExportAsync(actor, query, state, role);
        if (!rows.IsDone)
            return Results.NotFound();
        var zone = site.Settings.Zone;
        return runs.Send(
            context, actor, run, rows.Value.Total, (stream, progress, stop) => Csv.WriteAsync(stream, TableAsync(rows.Value.Rows, progress, zone, T), stop), Csv.ContentType,
            string.Create(CultureInfo.InvariantCulture, $"members-{site.Today:yyyyMMdd}.csv"));
    }

    private static async IAsyncEnumerable<IEnumerable<object?>> TableAsync(IAsyncEnumerable<MemberRow> rows, IProgress<long>? progress, TimeZoneInfo zone, IStringLocalizer<Text> T)
    {
        yield return [T["会员编号"].Value, T["用户名"].Value, T["姓名"].Value, T["电子邮件"].Value, T["单位"].Value, T["状态"].Value, T["角色"].Value, T["加入"].Value, T["最近访问"].Value];
        var written = 0;
        await foreach (var row in rows)
        {
            progress?.Report(written++);
            yield return [
                row.Id, row.UserName, row.DisplayName, row.Email, row.Organisation, MemberWords.Of(row.State, T), string.Join(T["、"], row.Roles.Select(r => MemberWords.Of(r, T))),
                Local(row.JoinedUtc), row.LastSeenUtc is { } seen ? Local(seen) : null,
            ];
        }

        DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, zone);
    }
}
