using Microsoft.AspNetCore.Localization;

namespace Portal.Web.Hosting;

/// <summary>How a reader wants to see the site. It travels in a cookie, so that the first paint is already right, with JavaScript or without.</summary>
/// <param name="Theme">Empty follows the system; light, dark, contrast.</param>
/// <param name="Reading">Empty, or elder for 长辈版.</param>
/// <param name="Size">Empty, small or large: the article's text.</param>
public sealed record Look(string Theme, string Reading, string Size)
{
    public const string CookieName = "portal-look";

    private static readonly string[] Themes = ["", "light", "dark", "contrast"];
    private static readonly string[] Readings = ["", "elder"];
    private static readonly string[] Sizes = ["", "small", "large"];

    public static Look Standard { get; } = new("", "", "");

    public static Look Of(HttpContext context) => Parse(context.Request.Cookies[CookieName]);

    /// <summary>Anything that is not one of the few known values counts as not chosen, so that nobody can fill the cache with variants.</summary>
    public static Look Parse(string? cookie)
    {
        var parts = (cookie ?? "").Split('.');
        return new Look(Known(Themes, parts, 0), Known(Readings, parts, 1), Known(Sizes, parts, 2));
    }

    /// <summary>The look with one choice changed; a value that is not known changes nothing.</summary>
    public Look With(string? theme, string? reading, string? size) => new(
        Choose(Themes, theme, Theme), Choose(Readings, reading, Reading), Choose(Sizes, size, Size));

    public override string ToString() => $"{Theme}.{Reading}.{Size}";

    private static string Known(string[] known, string[] parts, int index) => index < parts.Length && known.Contains(parts[index]) ? parts[index] : "";

    // forms cannot send an empty value and mean it, so "system" and "standard" stand for it
    private static string Choose(string[] known, string? chosen, string current) => chosen switch
    {
        null => current,
        "system" or "standard" => "",
        _ => known.Contains(chosen) ? chosen : current,
    };
}

/// <summary>The switches in the header and the reading tools when there is no JavaScript: plain forms.</summary>
public static class Preferences
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    public static void MapPreferences(this IEndpointRouteBuilder app) => app.MapPost(PortalUrls.Preferences, (HttpContext context, IFormCollection form) =>
    {
        var look = Look.Of(context).With(form["theme"], form["reading"], form["size"]);
        // not HttpOnly: the reading tools change it without a round trip
        Append(context, Look.CookieName, look.ToString());
        string? language = form["language"];
        if (language is not null && Languages.Supported.Contains(language))
            Append(context, CookieRequestCultureProvider.DefaultCookieName, CookieRequestCultureProvider.MakeCookieValue(new RequestCulture(language)));
        return Results.LocalRedirect(PortalUrls.Local(form["returnTo"]), permanent: false, preserveMethod: false);
    }).DisableAntiforgery();

    private static void Append(HttpContext context, string name, string value) => context.Response.Cookies.Append(name, value, new CookieOptions
    {
        IsEssential = true,
        MaxAge = Lifetime,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
    });
}

/// <summary>The languages the portal speaks; the first is the one it starts in.</summary>
public static class Languages
{
    public const string Chinese = TextLanguages.Chinese;
    public const string English = TextLanguages.English;

    public static IReadOnlyList<string> Supported => TextLanguages.All;

    /// <summary>The <c>lang</c> of a text in this language; null where the page says the same already.</summary>
    public static string? Mark(string language) => language == Current ? null : language;

    /// <summary>The reader's.</summary>
    public static string Current => System.Globalization.CultureInfo.CurrentUICulture.Name == English ? English : Chinese;
}
