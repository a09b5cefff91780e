using Microsoft.AspNetCore.Authorization;
using Portal.Web.Hosting;

namespace Portal.Web.Reviewing;

/// <summary>What a judge downloads. Never shown by the browser inside the portal, never kept by it.</summary>
public static class JudgingEndpoints
{
    public static void MapJudging(this IEndpointRouteBuilder app)
    {
        var judges = new AuthorizeAttribute { Roles = nameof(Role.Judge) };
        app.MapGet(PortalUrls.JudgeFilePattern, async (string code, int index, HttpContext context, Core.Judging judging) =>
        {
            var found = await judging.FileAsync(ActorOf(context), code, index, context.RequestAborted);
            if (!found.IsDone)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "no-store";
            // without the time at which the file came
            return Results.Stream(File.OpenRead(found.Value.Path), "application/octet-stream", found.Value.Name);
        }).RequireAuthorization(judges).Sandboxed();
        app.MapGet(PortalUrls.JudgeExportPattern, async (int contestId, HttpContext context, Core.Judging judging) =>
        {
            var made = await judging.DownloadAsync(ActorOf(context), contestId, context.RequestAborted);
            if (!made.IsDone)
                return Results.NotFound();
            context.Response.Headers.CacheControl = "no-store";
            return Results.Stream(made.Value, "application/zip", "essays.zip");
        }).RequireAuthorization(judges).Sandboxed();
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
}
