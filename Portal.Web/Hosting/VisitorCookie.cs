using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Hosting;

/// <summary>Tells one browser from another, for counting views; it says nothing about who reads.</summary>
/// <remarks>Set on the circuit's negotiation and not on pages, which stay free of cookies and can be cached; the circuit that starts right after it sees it.</remarks>
public static partial class VisitorCookie
{
    public const string Name = "portal-visitor";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void UseVisitorCookie(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments("/_blazor/negotiate") && Read(context) is null)
        {
            context.Response.Cookies.Append(Name, Guid.NewGuid().ToString("N"), new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
                MaxAge = Lifetime,
            });
        }

        return next(context);
    });

    public static Guid? Read(HttpContext context) => Guid.TryParseExact(context.Request.Cookies[Name], "N", out var id) ? id : null;

    /// <summary>Whether the browser says of itself that it is a machine that reads everything.</summary>
    public static bool IsCrawler(string? userAgent) => string.IsNullOrWhiteSpace(userAgent) || Crawlers().IsMatch(userAgent);

    [GeneratedRegex("(?<!cu)bot|crawl|spider|slurp|archiver|facebookexternalhit|preview|lighthouse|pagespeed|monitor|pingdom|uptime|curl|wget|python|java/|go-http|okhttp|node", RegexOptions.IgnoreCase)]
    private static partial Regex Crawlers();
}

/// <summary>Whose circuit this is, as far as counting goes.</summary>
public sealed class Visitor
{
    /// <summary>Null for those whose reading is not counted.</summary>
    public Guid? Id { get; internal set; }
}

/// <summary>Reads the cookie once, when the circuit opens: later there is no request to read it from.</summary>
internal sealed class VisitorCircuit(IHttpContextAccessor accessor, Visitor visitor) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is { } context && !VisitorCookie.IsCrawler(context.Request.Headers.UserAgent))
            visitor.Id = VisitorCookie.Read(context);
        return Task.CompletedTask;
    }
}
