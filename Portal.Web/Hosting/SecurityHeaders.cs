namespace Portal.Web.Hosting;

/// <summary>The headers every answer carries. ASVS 5.0, 3.4.</summary>
internal static class SecurityHeaders
{
    private const string ContentPolicy = "content";
    private const string PublicPolicy = "public";
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
        .AddPolicy(ContentPolicy, Nothing(Basics()))
        // who reads a feed elsewhere sees its pictures too
        .AddPolicy(PublicPolicy, Nothing(Basics().AddCrossOriginResourcePolicy(policy => policy.CrossOrigin())))
        // an address with a key in it goes to nobody
        .AddPolicy(KeyPolicy, Basics().AddReferrerPolicyNoReferrer())
        .SetPolicySelector(context => KeyLinks.IsLink(context.HttpContext.Request) ? context.ConfiguredPolicies[KeyPolicy] : context.SelectedPolicy);

    /// <summary>For pictures and files: nothing in them may load or run anything, also when one is opened by itself.</summary>
    public static RouteHandlerBuilder Sandboxed(this RouteHandlerBuilder endpoint) => endpoint.WithSecurityHeadersPolicy(ContentPolicy);

    /// <summary>The same for what any other site may show as well: public pictures, feeds and data.</summary>
    public static TBuilder SandboxedForAll<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithSecurityHeadersPolicy(PublicPolicy);

    private static HeaderPolicyCollection Nothing(HeaderPolicyCollection headers) => headers.AddContentSecurityPolicy(policy =>
    {
        policy.AddDefaultSrc().None();
        policy.AddStyleSrc().UnsafeInline();
        policy.AddFrameAncestors().None();
        policy.AddSandbox();
    });

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
