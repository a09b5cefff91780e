namespace Portal.Web.Account;

/// <summary>下载我的数据.</summary>
public static class AccountDataEndpoints
{
    public static void MapAccountData(this IEndpointRouteBuilder app) => app.MapGet(PortalUrls.AccountExport, async (HttpContext context, Members members) =>
    {
        var actor = SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
        var made = await members.ExportAsync(actor, actor.MemberId);
        if (!made.IsDone)
            return Results.LocalRedirect(PortalUrls.ProveTo(PortalUrls.AccountData));
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(made.Value, "application/json", $"{actor.Name}.json");
    }).RequireAuthorization();
}
