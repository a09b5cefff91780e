using Portal.Web.Hosting;

namespace Portal.Web.Account;

/// <summary>Links that carry a key, out of a mail or from the console.</summary>
/// <remarks>
/// The key leaves the address at once and waits in a cookie until the page takes it into its form, so that it stands in no history, in no referrer and in none of the
/// page's own links. ASVS 5.0, 14.2.1. A page with no-referrer and the key in its address would not do: its form comes with <c>Origin: null</c>, which
/// <see cref="SameSiteRequests"/> refuses.
/// </remarks>
internal static class KeyLinks
{
    public const string Parameter = "token";

    // a key is 43 characters long
    private const int LongestKey = 100;

    // time to change the language on the way; the form keeps the key as long as it stands open
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private static readonly string[] Pages = [PortalUrls.Confirm, PortalUrls.Reset, PortalUrls.ConfirmEmail, PortalUrls.Setup];

    public static void UseKeyLinks(this IApplicationBuilder app)
    {
        var cookies = app.ApplicationServices.GetRequiredService<PortalCookies>();
        app.Use((context, next) =>
        {
            if (PageOf(context.Request) is not { } page)
                return next(context);
            context.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.CacheControl = "no-store";
                return Task.CompletedTask;
            }, context.Response);
            if (!IsLink(context.Request))
                return next(context);
            var key = context.Request.Query[Parameter].ToString();
            if (key.Length <= LongestKey)
                cookies.Append(context, cookies.Link, key, Lasts);
            else
                cookies.Delete(context, cookies.Link);
            context.Response.Redirect(page);
            return Task.CompletedTask;
        });
    }

    /// <summary>Whether the address carries a key.</summary>
    public static bool IsLink(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) && request.Query.ContainsKey(Parameter) && PageOf(request) is not null;

    /// <summary>The key of the link that led here: from the form that was sent, else from the cookie.</summary>
    public static string Find(HttpContext context, PortalCookies cookies, string? sent) =>
        !string.IsNullOrEmpty(sent) ? sent : context.Request.Cookies[cookies.Link] ?? "";

    private static string? PageOf(HttpRequest request) =>
        Array.Find(Pages, p => request.Path.StartsWithSegments(p, out var rest) && rest.Value is null or "" or "/");
}
