namespace Portal.Web.Hosting;

/// <summary>Refuses what another site's page makes a reader's browser send: every unsafe request and everything to the circuits.</summary>
/// <remarks>
/// Fetch Metadata needs no token, so it also guards the forms of cached pages, with JavaScript or without. Browsers too old for it send
/// <c>Origin</c>; a client that sends neither is no browser and carries nobody's cookies. ASVS 5.0, 3.5.1 and 4.4.2.
/// </remarks>
public sealed class SameSiteRequests(RequestDelegate next)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (NeedsCheck(context.Request) && !IsOwn(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync("This request came from another site.");
            return;
        }

        await next(context);
    }

    private static bool NeedsCheck(HttpRequest request) =>
        request.Path.StartsWithSegments("/_blazor")
        || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    private static bool IsOwn(HttpRequest request)
    {
        // a WebSocket's Origin is looked at in any case: not every browser sends Fetch Metadata with it
        string? origin = request.Headers.Origin;
        if (!string.IsNullOrEmpty(origin) && !IsSameOrigin(origin, request))
            return false;
        string? site = request.Headers["Sec-Fetch-Site"];
        return string.IsNullOrEmpty(site) || site == "same-origin" || (site == "none" && HttpMethods.IsGet(request.Method));
    }

    // "null" is what sandboxed frames and redirects across sites send: it parses to no address.
    // Both sides go through Uri, which knows default ports and punycode: HostString would compare portal.example:80 with portal.example.
    private static bool IsSameOrigin(string origin, HttpRequest request) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
        && Uri.TryCreate($"{request.Scheme}://{request.Host.ToUriComponent()}", UriKind.Absolute, out var own)
        && theirs.Scheme == own.Scheme
        && theirs.Port == own.Port
        && theirs.IdnHost.Equals(own.IdnHost, StringComparison.OrdinalIgnoreCase);
}
