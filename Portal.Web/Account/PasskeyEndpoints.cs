using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc;
using Portal.Web.Hosting;
using SignInResult = Portal.Core.SignInResult;

namespace Portal.Web.Account;

/// <summary>What <c>wwwroot/passkeys.js</c> speaks with. WebAuthn Level 3; the verification is the framework's.</summary>
/// <remarks>No antiforgery tokens: the panel stands on cached pages. <see cref="SameSiteRequests"/> guards all of them.</remarks>
public static class PasskeyEndpoints
{
    private const int LongestBody = 32 * 1024;

    public static void AddPasskeys(this IServiceCollection services)
    {
        services.AddSingleton<PasskeyStates>();
        services.AddScoped<IPasskeyHandler<Member>, PasskeyHandler<Member>>();
        services.AddOptions<IdentityPasskeyOptions>().Configure<PortalOptions>((passkeys, portal) =>
        {
            // never from the request's Host: a passkey belongs to the address readers use
            passkeys.ServerDomain = portal.BaseUrl.IdnHost;
            passkeys.ValidateOrigin = asked => ValueTask.FromResult(!asked.CrossOrigin && asked.TopOrigin is null && IsOwnOrigin(portal.BaseUrl, asked.Origin));
            passkeys.UserVerificationRequirement = "required";
            passkeys.ResidentKeyRequirement = "required";
            passkeys.AttestationConveyancePreference = "none";
        });
    }

    public static void MapPasskeys(this IEndpointRouteBuilder app)
    {
        var passkeys = app.MapGroup("").DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LongestBody));
        passkeys.MapPost(PortalUrls.PasskeyRequest, AskAsync);
        passkeys.MapPost(PortalUrls.PasskeySignIn, SignInAsync);
        passkeys.MapPost(PortalUrls.PasskeyProve, ProveAsync);
        passkeys.MapPost(PortalUrls.PasskeyCreation, AskForNewAsync);
        passkeys.MapPost(PortalUrls.PasskeyAdd, AddAsync);
    }

    /// <summary>The origin readers use and no other. A portal on localhost takes every port of it: development and tests run beside each other.</summary>
    internal static bool IsOwnOrigin(Uri baseUrl, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var theirs)
        && theirs.Scheme == baseUrl.Scheme
        && theirs.IdnHost == baseUrl.IdnHost
        && (theirs.Port == baseUrl.Port || baseUrl.IdnHost == "localhost");

    private static async Task<IResult> AskAsync(PasskeyQuestion question, HttpContext context, IPasskeyHandler<Member> passkeys, UserManager<Member> users, PasskeyStates states)
    {
        Member? member = null;
        if (question.Prove)
        {
            member = await users.FindByIdAsync(ActorOf(context).MemberId.ToString(CultureInfo.InvariantCulture));
            if (member is null)
                return Refused("expired");
        }

        var made = await passkeys.MakeRequestOptionsAsync(member, context);
        states.Keep(context, question.Prove ? PasskeyUse.Prove : PasskeyUse.SignIn, made.AssertionState!);
        return Results.Text(made.RequestOptionsJson, "application/json");
    }

    private static async Task<IResult> SignInAsync(
        PasskeyAnswer given, HttpContext context, IPasskeyHandler<Member> passkeys, PasskeyStates states, SignIns signIns, PortalCookies cookies)
    {
        if (states.Take(context, PasskeyUse.SignIn) is not { } state)
            return Refused("expired");
        var from = SignInEndpoints.CallerOf(context, cookies);
        var seen = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = given.Json, AssertionState = state });
        if (!seen.Succeeded || !states.Spend(state))
            return await RefusedAsync(signIns, Actor.Visitor, given, from);
        var answer = await signIns.WithPasskeyAsync(seen.User.Id, seen.Passkey, given.Remember, from);
        if (answer.Result != SignInResult.SignedIn)
            return Refused(answer.Result == SignInResult.Off ? "off" : "failed");
        SignInEndpoints.Begin(context, cookies, answer);
        return GoTo(PortalUrls.Local(given.ReturnTo));
    }

    private static async Task<IResult> ProveAsync(
        PasskeyAnswer given, HttpContext context, IPasskeyHandler<Member> passkeys, PasskeyStates states, SignIns signIns, PortalCookies cookies)
    {
        var actor = ActorOf(context);
        if (states.Take(context, PasskeyUse.Prove) is not { } state || actor.SessionId == 0)
            return Refused("expired");
        var seen = await passkeys.PerformAssertionAsync(new PasskeyAssertionContext { HttpContext = context, CredentialJson = given.Json, AssertionState = state });
        if (!seen.Succeeded || !states.Spend(state))
            return await RefusedAsync(signIns, actor, given, SignInEndpoints.CallerOf(context, cookies));
        var answer = await signIns.ProveWithPasskeyAsync(actor, seen.User.Id, seen.Passkey);
        return answer.Result == SignInResult.SignedIn ? GoTo(PortalUrls.Local(given.ReturnTo)) : Refused("failed");
    }

    private static async Task<IResult> AskForNewAsync(
        HttpContext context, IPasskeyHandler<Member> passkeys, UserManager<Member> users, PasskeyStates states, TimeProvider time)
    {
        var actor = ActorOf(context);
        if (!actor.HasProved(time.GetUtcNow().UtcDateTime))
            return NotProved();
        var id = actor.MemberId.ToString(CultureInfo.InvariantCulture);
        if (await users.FindByIdAsync(id) is not { } member)
            return Refused("expired");
        if ((await users.GetPasskeysAsync(member)).Count >= Credentials.MaxPasskeys)
            return Refused("many");
        var made = await passkeys.MakeCreationOptionsAsync(new PasskeyUserEntity { Id = id, Name = member.UserName!, DisplayName = member.DisplayName }, context);
        states.Keep(context, PasskeyUse.Add, made.AttestationState!);
        return Results.Text(made.CreationOptionsJson, "application/json");
    }

    private static async Task<IResult> AddAsync(
        PasskeyAnswer given, HttpContext context, IPasskeyHandler<Member> passkeys, PasskeyStates states, Credentials credentials, SignIns signIns, PortalCookies cookies)
    {
        var actor = ActorOf(context);
        if (states.Take(context, PasskeyUse.Add) is not { } state)
            return Refused("expired");
        var from = SignInEndpoints.CallerOf(context, cookies);
        var seen = await passkeys.PerformAttestationAsync(new PasskeyAttestationContext { HttpContext = context, CredentialJson = given.Json, AttestationState = state });
        // made for whoever asked: another member may have signed in meanwhile
        if (!seen.Succeeded || seen.UserEntity.Id != actor.MemberId.ToString(CultureInfo.InvariantCulture) || !states.Spend(state))
        {
            await signIns.NotePasskeyRefusedAsync(actor, given.CredentialId, from);
            return Refused("failed");
        }

        var outcome = await credentials.AddPasskeyAsync(actor, actor.MemberId, seen.Passkey, NameOf(given.Name, from));
        return outcome.Refused switch
        {
            null => GoTo(PortalUrls.Done(PortalUrls.Security, "passkey-added")),
            Refusal.NotProved => NotProved(),
            Refusal.TooMany => Refused("many"),
            _ => Refused("failed"),
        };
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    // whoever leaves the name out gets the browser's, which is how people know their devices apart
    private static string NameOf(string? name, Caller from)
    {
        var typed = string.Concat((name ?? "").Where(c => !char.IsControl(c))).Trim();
        var text = typed.Length > 0 ? typed : from.Browser.Length > 0 ? from.Browser : "passkey";
        return text.Length > Credentials.PasskeyNameLength ? text[..Credentials.PasskeyNameLength] : text;
    }

    private static async Task<IResult> RefusedAsync(SignIns signIns, Actor actor, PasskeyAnswer given, Caller from) =>
        Refused(await signIns.NotePasskeyRefusedAsync(actor, given.CredentialId, from) ? "failed" : "unknown");

    private static IResult NotProved() => Results.Json(new { Code = "prove", Location = PortalUrls.ProveTo(PortalUrls.Security) }, statusCode: StatusCodes.Status400BadRequest);

    private static IResult Refused(string code) => Results.Json(new { Code = code }, statusCode: StatusCodes.Status400BadRequest);

    private static IResult GoTo(string location) => Results.Json(new { Location = location });
}

/// <param name="Prove">Asked of somebody who is signed in, and of nobody else's passkeys.</param>
internal sealed record PasskeyQuestion(bool Prove = false);

/// <param name="Credential">What the browser made, as <c>PublicKeyCredential.toJSON</c> writes it.</param>
/// <param name="ReturnTo">Where to go on.</param>
/// <param name="Remember">Stay signed in when the browser is closed.</param>
/// <param name="Name">Of a new passkey.</param>
internal sealed record PasskeyAnswer(JsonElement Credential, string? ReturnTo = null, bool Remember = false, string? Name = null)
{
    public string Json => Credential.ValueKind == JsonValueKind.Object ? Credential.GetRawText() : "null";

    public string? CredentialId =>
        Credential.ValueKind == JsonValueKind.Object && Credential.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
}
