namespace Portal.Web.Account;

/// <summary>A form whose antiforgery token no longer counts, because its page lay open while somebody signed in or the browser was closed, leads back to its page and not to a bare 400.</summary>
internal static class StaleForms
{
    public const string Parameter = "again";

    public static void UseStaleForms(this IApplicationBuilder app) => app.Use(async (context, next) =>
    {
        await next(context);
        if (HttpMethods.IsPost(context.Request.Method) && context.Response is { StatusCode: StatusCodes.Status400BadRequest, HasStarted: false }
            && (context.Request.Path.StartsWithSegments(PortalUrls.Account) || context.Request.Path.StartsWithSegments(PortalUrls.Setup)))
            context.Response.Redirect($"{context.Request.Path}?{Parameter}=1");
    });
}
