namespace Portal.Web.Hosting;

/// <summary>The headers every answer carries. ASVS 5.0, 3.4.</summary>
internal static class SecurityHeaders
{
    private const string ContentPolicy = "content";
    private const string KeyPolicy = "key";

    public static void AddSecurityHeaders(this IServiceCollection services) => services.AddSecurityHeaderPolicies()
        .SetDefaultPolicy(Basics().AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddScriptSrc().Self();
            // style attributes: the progress bars and MudBlazor's own
            policy.AddStyleSrc().Self().UnsafeInline();
            policy.AddImgSrc().Self().Data();
            policy.AddFontSrc().Self();
            policy.AddConnectSrc().Self();
            policy.AddFormAction().Self();
            policy.AddBaseUri().Self();
            policy.AddFrameAncestors().None();
        }))
        .AddPolicy(ContentPolicy, Basics().AddContentSecurityPolicy(policy =>
        {
            policy.AddDefaultSrc().None();
            policy.AddStyleSrc().UnsafeInline();
            policy.AddFrameAncestors().None();
            policy.AddSandbox();
        }))
        // an address with a key in it goes to nobody
        .AddPolicy(KeyPolicy, Basics().AddReferrerPolicyNoReferrer())
        .SetPolicySelector(context => KeyLinks.IsLink(context.HttpContext.Request) ? context.ConfiguredPolicies[KeyPolicy] : context.SelectedPolicy);

    /// <summary>For pictures and files: nothing in them may load or run anything, also when one is opened by itself.</summary>
    public static RouteHandlerBuilder Sandboxed(this RouteHandlerBuilder endpoint) => endpoint.WithSecurityHeadersPolicy(ContentPolicy);

    private static HeaderPolicyCollection Basics() => new HeaderPolicyCollection()
        .AddContentTypeOptionsNoSniff()
        .AddFrameOptionsDeny()
        .AddReferrerPolicyStrictOriginWhenCrossOrigin()
        .AddCrossOriginOpenerPolicy(policy => policy.SameOrigin())
        .AddCrossOriginResourcePolicy(policy => policy.SameOrigin())
        .AddStrictTransportSecurityMaxAge(365 * 24 * 60 * 60)
        .AddPermissionsPolicy(policy =>
        {
            policy.AddCamera().None();
            policy.AddMicrophone().None();
            policy.AddGeolocation().None();
            policy.AddPayment().None();
            policy.AddUsb().None();
        });
}
