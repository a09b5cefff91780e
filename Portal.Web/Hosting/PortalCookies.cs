namespace Portal.Web.Hosting;

/// <summary>The cookies that only the portal itself reads. Where readers use https they carry <c>__Host-</c>, which no other host and no plain http can set. ASVS 5.0, 3.3.1 to 3.3.4.</summary>
public sealed class PortalCookies(PortalOptions options)
{
    private readonly bool _secure = options.BaseUrl.Scheme == Uri.UriSchemeHttps;

    /// <summary>Key of the session.</summary>
    public string Session => Named("portal-session");

    /// <summary>Tells that a member has signed in with this browser before.</summary>
    public string Device => Named("portal-device");

    /// <summary>Between the two steps of signing in.</summary>
    public string Step => Named("portal-step");

    /// <summary>Key of a link out of a mail, on its way from the address into the form.</summary>
    public string Link => Named("portal-link");

    /// <summary>Challenge of a passkey, between asking and answering.</summary>
    public string Passkey => Named("portal-passkey");

    /// <summary>Tells one browser from another, for counting views.</summary>
    public string Visitor => Named("portal-visitor");

    public string Antiforgery => Named("portal-form");

    public void Append(HttpContext context, string name, string value, TimeSpan? lasts) =>
        context.Response.Cookies.Append(name, value, Options(context, lasts));

    public void Delete(HttpContext context, string name) => context.Response.Cookies.Delete(name, Options(context, null));

    private string Named(string name) => _secure ? $"__Host-{name}" : name;

    private CookieOptions Options(HttpContext context, TimeSpan? lasts) => new()
    {
        HttpOnly = true,
        IsEssential = true,
        SameSite = SameSiteMode.Lax,
        Secure = _secure || context.Request.IsHttps,
        Path = "/",
        MaxAge = lasts,
    };
}
