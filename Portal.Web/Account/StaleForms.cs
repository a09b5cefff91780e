using Microsoft.AspNetCore.Antiforgery;

namespace Portal.Web.Account;

/// <summary>
/// A form whose antiforgery token no longer counts, because its page lay open while somebody signed in or the browser was closed, leads back to its page and not to a bare 400.
/// </summary>
internal static class StaleForms
{
    /// <summary>Tells the page that it is shown once more.</summary>
    public const string Parameter = "again";

    /// <summary>After the antiforgery middleware.</summary>
    public static void UseStaleForms(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var path = context.Request.Path;
        if (context.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: false }
            // what is no form at all is no reader's; asking the request itself would throw, because its form is not valid
            || context.Request.ContentType?.Contains("form", StringComparison.OrdinalIgnoreCase) != true
            || !(path.StartsWithSegments(PortalUrls.Account) || path.StartsWithSegments(PortalUrls.Setup)))
            return next(context);
        context.Response.Redirect($"{path.ToUriComponent()}?{Parameter}=1");
        return Task.CompletedTask;
    });
}
