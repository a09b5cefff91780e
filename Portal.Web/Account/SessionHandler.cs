using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Portal.Web.Hosting;

namespace Portal.Web.Account;

/// <summary>Turns the session cookie into a principal. The cookie says only which session; what it may do is looked up each time.</summary>
internal sealed class SessionHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions, PortalCookies cookies)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "session";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Request.Cookies[cookies.Session] is not { Length: > 0 } key || await sessions.FindAsync(key, Context.RequestAborted) is not { } state)
            return AuthenticateResult.NoResult();
        return AuthenticateResult.Success(new AuthenticationTicket(SessionPrincipal.Of(state, key), SchemeName));
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Redirect(PortalUrls.LoginTo(PageCache.AddressOf(Context)));
        return Task.CompletedTask;
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties)
    {
        Response.Redirect(PortalUrls.DeniedTo(PageCache.AddressOf(Context)));
        return Task.CompletedTask;
    }
}

/// <summary>A session in the words of ASP.NET Core.</summary>
public static class SessionPrincipal
{
    public const string DisplayName = "display-name";
    public const string Pending = "pending";
    public const string NeedsSecondFactor = "needs-second-factor";
    public const string HasSecondFactor = "has-second-factor";

    private const string Key = "session-key";
    private const string Id = "session-id";
    private const string Proved = "proved";

    public static ClaimsPrincipal Nobody { get; } = new(new ClaimsIdentity());

    public static ClaimsPrincipal Of(SessionState state, string key)
    {
        var identity = new ClaimsIdentity(SessionHandler.SchemeName);
        identity.AddClaim(new Claim(ClaimTypes.NameIdentifier, state.MemberId.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(ClaimTypes.Name, state.UserName));
        identity.AddClaim(new Claim(DisplayName, state.DisplayName));
        identity.AddClaim(new Claim(Key, key));
        identity.AddClaim(new Claim(Id, state.SessionId.ToString(CultureInfo.InvariantCulture)));
        identity.AddClaim(new Claim(Proved, state.ProvedUtc.Ticks.ToString(CultureInfo.InvariantCulture)));
        foreach (var role in state.Roles)
            identity.AddClaim(new Claim(ClaimTypes.Role, role.ToString()));
        if (state.State == MemberState.Pending)
            identity.AddClaim(new Claim(Pending, ""));
        if (state.NeedsSecondFactor)
            identity.AddClaim(new Claim(NeedsSecondFactor, ""));
        if (state.HasSecondFactor)
            identity.AddClaim(new Claim(HasSecondFactor, ""));
        return new ClaimsPrincipal(identity);
    }

    public static string? KeyOf(ClaimsPrincipal user) => user.FindFirst(Key)?.Value;

    public static string NameOf(ClaimsPrincipal user) => user.FindFirst(DisplayName)?.Value is { Length: > 0 } name ? name : user.Identity?.Name ?? "";

    public static Actor ActorOf(ClaimsPrincipal user, string? address)
    {
        if (user.Identity?.IsAuthenticated != true)
            return Actor.Visitor with { Address = address };
        var roles = user.FindAll(ClaimTypes.Role).Select(c => Enum.Parse<Role>(c.Value)).ToList();
        return new Actor((int)Number(user, ClaimTypes.NameIdentifier), user.Identity.Name ?? "", roles)
        {
            Address = address,
            SessionId = (int)Number(user, Id),
            ProvedUtc = Number(user, Proved) is > 0 and var ticks ? new DateTime(ticks, DateTimeKind.Utc) : null,
        };
    }

    private static long Number(ClaimsPrincipal user, string claim) =>
        long.TryParse(user.FindFirst(claim)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
