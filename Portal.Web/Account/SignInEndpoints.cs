using System.Globalization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Portal.Web.Hosting;

namespace Portal.Web.Account;

/// <summary>Signing in and out: normal form posts, because only a response can set a cookie.</summary>
/// <remarks>No antiforgery tokens: the panel stands on cached pages. <see cref="SameSiteRequests"/> guards all of them.</remarks>
public static class SignInEndpoints
{
    // pages answer POST as well: the form of the page at the same address comes here
    private const int BeforePages = -1;

    private static readonly TimeSpan DeviceLasts = TimeSpan.FromDays(365);

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(SessionHandler.SchemeName)
            .AddScheme<Microsoft.AspNetCore.Authentication.AuthenticationSchemeOptions, SessionHandler>(SessionHandler.SchemeName, null);
        services.AddSingleton<PortalCookies>();
        services.AddScoped<SessionAuthentication>();
        services.AddScoped<AuthenticationStateProvider>(provider => provider.GetRequiredService<SessionAuthentication>());
        services.AddScoped<CircuitHandler, SessionAuthentication.Circuits>();
        services.AddScoped<CurrentActor>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        app.MapPost(PortalUrls.Login, SignInAsync).DisableAntiforgery().WithOrder(BeforePages);
        app.MapPost(PortalUrls.SecondStep, SecondStepAsync).DisableAntiforgery().WithOrder(BeforePages);
        app.MapPost(PortalUrls.Prove, ProveAsync).DisableAntiforgery().WithOrder(BeforePages);
        app.MapPost(PortalUrls.Logout, SignOutAsync).DisableAntiforgery();
    }

    /// <summary>Where this request comes from.</summary>
    public static Caller CallerOf(HttpContext context, PortalCookies cookies) => new(
        context.Connection.RemoteIpAddress?.ToString(), Browsers.Describe(context.Request.Headers.UserAgent), context.Request.Cookies[cookies.Device]);

    /// <summary>Sets the cookies of a session that has begun.</summary>
    internal static void Begin(HttpContext context, PortalCookies cookies, SignInAnswer answer)
    {
        cookies.Append(context, cookies.Session, answer.SessionKey!, answer.IsPersistent ? Sessions.RememberedLongest : null);
        cookies.Append(context, cookies.Device, answer.DeviceKey!, DeviceLasts);
        cookies.Delete(context, cookies.Step);
    }

    private static async Task<IResult> SignInAsync(HttpContext context, IFormCollection form, SignIns signIns, PortalCookies cookies)
    {
        var returnTo = PortalUrls.Local(form["returnTo"]);
        var name = form["user"].ToString().Trim();
        var answer = await signIns.SignInAsync(new SignInAttempt(name, form["password"].ToString(), form["remember"] == "on", CallerOf(context, cookies)));
        switch (answer.Result)
        {
            case SignInResult.SignedIn:
                Begin(context, cookies, answer);
                return Results.LocalRedirect(returnTo);
            case SignInResult.SecondFactor:
                cookies.Append(context, cookies.Step, answer.StepKey!, SignIns.StepLasts);
                return Results.LocalRedirect(PortalUrls.SecondStepTo(returnTo));
            default:
                return Results.LocalRedirect($"{PortalUrls.LoginTo(returnTo)}&{Failure(answer)}&user={Uri.EscapeDataString(name)}");
        }
    }

    private static async Task<IResult> SecondStepAsync(HttpContext context, IFormCollection form, SignIns signIns, PortalCookies cookies)
    {
        var returnTo = PortalUrls.Local(form["returnTo"]);
        var answer = await signIns.SecondStepAsync(context.Request.Cookies[cookies.Step] ?? "", form["code"].ToString(), CallerOf(context, cookies));
        switch (answer.Result)
        {
            case SignInResult.SignedIn:
                Begin(context, cookies, answer);
                return Results.LocalRedirect(returnTo);
            case SignInResult.Expired:
                cookies.Delete(context, cookies.Step);
                return Results.LocalRedirect($"{PortalUrls.LoginTo(returnTo)}&{Failure(answer)}");
            default:
                return Results.LocalRedirect($"{PortalUrls.SecondStepTo(returnTo)}&{Failure(answer)}{(form["with"] == "recovery" ? "&with=recovery" : "")}");
        }
    }

    private static async Task<IResult> ProveAsync(HttpContext context, IFormCollection form, SignIns signIns, CurrentActor current)
    {
        var returnTo = PortalUrls.Local(form["returnTo"]);
        var actor = SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
        if (actor.SessionId == 0)
            return Results.LocalRedirect(PortalUrls.LoginTo(returnTo));
        var answer = await signIns.ProveAsync(actor, form["password"].ToString());
        return Results.LocalRedirect(answer.Result == SignInResult.SignedIn ? returnTo : $"{PortalUrls.ProveTo(returnTo)}&{Failure(answer)}");
    }

    private static async Task<IResult> SignOutAsync(HttpContext context, IFormCollection form, SignIns signIns, PortalCookies cookies)
    {
        if (context.Request.Cookies[cookies.Session] is { Length: > 0 } key)
            await signIns.SignOutAsync(SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString()), key);
        cookies.Delete(context, cookies.Session);
        return Results.LocalRedirect(PortalUrls.Local(form["returnTo"]));
    }

    private static string Failure(SignInAnswer answer) => answer.Result switch
    {
        SignInResult.Wait => string.Create(CultureInfo.InvariantCulture, $"failed=wait&wait={Math.Ceiling(answer.Wait.TotalSeconds)}"),
        SignInResult.Off => "failed=off",
        SignInResult.Expired => "failed=expired",
        _ => "failed=wrong",
    };
}
