using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Hosting;

/// <summary>Tells one browser from another, for counting views; it says nothing about who reads.</summary>
/// <remarks>Set on the circuit's negotiation and not on pages, which stay free of cookies and can be cached; the circuit that starts right after it sees it.</remarks>
public static partial class VisitorCookie
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void UseVisitorCookie(this IApplicationBuilder app)
    {
        var cookies = app.ApplicationServices.GetRequiredService<PortalCookies>();
        app.Use((context, next) =>
        {
            if (context.Request.Path.StartsWithSegments("/_blazor/negotiate") && Read(context, cookies) is null)
                cookies.Append(context, cookies.Visitor, Guid.NewGuid().ToString("N"), Lifetime);
            return next(context);
        });
    }

    public static Guid? Read(HttpContext context, PortalCookies cookies) => Guid.TryParseExact(context.Request.Cookies[cookies.Visitor], "N", out var id) ? id : null;

    /// <summary>Whether the browser says of itself that it is a machine that reads everything.</summary>
    public static bool IsCrawler(string? userAgent) => string.IsNullOrWhiteSpace(userAgent) || Crawlers().IsMatch(userAgent);

    [GeneratedRegex("(?<!cu)bot|crawl|spider|slurp|archiver|facebookexternalhit|preview|lighthouse|pagespeed|monitor|pingdom|uptime|curl|wget|python|java/|go-http|okhttp|node", RegexOptions.IgnoreCase)]
    private static partial Regex Crawlers();
}

/// <summary>Whose circuit this is, as far as counting and the audit log go.</summary>
public sealed class Visitor
{
    /// <summary>Null for those whose reading is not counted.</summary>
    public Guid? Id { get; internal set; }

    /// <summary>IP address the circuit was opened from.</summary>
    public string? Address { get; internal set; }
}

/// <summary>Reads the cookie once, when the circuit opens: later there is no request to read it from.</summary>
internal sealed class VisitorCircuit(IHttpContextAccessor accessor, Visitor visitor, PortalCookies cookies) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        if (accessor.HttpContext is { } context)
        {
            visitor.Address = context.Connection.RemoteIpAddress?.ToString();
            if (!VisitorCookie.IsCrawler(context.Request.Headers.UserAgent))
                visitor.Id = VisitorCookie.Read(context, cookies);
        }

        return Task.CompletedTask;
    }
}
