using Microsoft.AspNetCore.Identity;

namespace Portal.Web.Account;

/// <summary>Signing in and out: normal form posts, because only a response can set a cookie.</summary>
public static class SignIn
{
    public const string CookieName = "portal-session";

    // pages answer POST as well: the form of the page at the same address comes here
    private const int BeforePages = -1;

    public static void AddSignIn(this IServiceCollection services)
    {
        services.AddAuthentication(IdentityConstants.ApplicationScheme).AddIdentityCookies();
        new IdentityBuilder(typeof(Member), typeof(IdentityRole<int>), services).AddSignInManager().AddDefaultTokenProviders();
        services.ConfigureApplicationCookie(options =>
        {
            options.Cookie.Name = CookieName;
            options.Cookie.SameSite = SameSiteMode.Lax;
            options.LoginPath = PortalUrls.Login;
            options.AccessDeniedPath = PortalUrls.Login;
            options.ReturnUrlParameter = "returnTo";
            options.ExpireTimeSpan = TimeSpan.FromDays(14);
        });
        services.AddScoped<IUserClaimsPrincipalFactory<Member>, DisplayNameClaims>();
    }

    public static void MapSignIn(this IEndpointRouteBuilder app)
    {
        // No antiforgery token: the panel stands on cached pages. SameSiteRequests guards both.
        app.MapPost(PortalUrls.Login, async (IFormCollection form, SignInManager<Member> signIn, UserManager<Member> users) =>
        {
            var returnTo = PortalUrls.Local(form["returnTo"]);
            var name = form["user"].ToString().Trim();
            var member = await users.FindByNameAsync(name) ?? (name.Contains('@', StringComparison.Ordinal) ? await users.FindByEmailAsync(name) : null);
            var result = member is null
                ? Microsoft.AspNetCore.Identity.SignInResult.Failed
                : await signIn.PasswordSignInAsync(member, form["password"].ToString(), isPersistent: form["remember"] == "on", lockoutOnFailure: true);
            return Results.LocalRedirect(
                result.Succeeded ? returnTo : $"{PortalUrls.LoginTo(returnTo)}&failed={(result.IsLockedOut ? "locked" : "wrong")}&user={Uri.EscapeDataString(name)}");
        }).DisableAntiforgery().WithOrder(BeforePages);
        app.MapPost(PortalUrls.Logout, async (IFormCollection form, SignInManager<Member> signIn) =>
        {
            await signIn.SignOutAsync();
            return Results.LocalRedirect(PortalUrls.Local(form["returnTo"]));
        }).DisableAntiforgery();
    }

    private sealed class DisplayNameClaims(
        UserManager<Member> users, RoleManager<IdentityRole<int>> roles, Microsoft.Extensions.Options.IOptions<IdentityOptions> options)
        : UserClaimsPrincipalFactory<Member, IdentityRole<int>>(users, roles, options)
    {
        protected override async Task<System.Security.Claims.ClaimsIdentity> GenerateClaimsAsync(Member user)
        {
            var identity = await base.GenerateClaimsAsync(user);
            identity.AddClaim(new("display-name", user.DisplayName));
            return identity;
        }
    }
}
