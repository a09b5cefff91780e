using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Localization;
using MudBlazor.Services;
using Portal.Web.Admin.Articles;
using Portal.Web.Admin.Audit;
using Portal.Web.Admin.Contests;
using Portal.Web.Admin.Members;
using Portal.Web.Admin.Notices;
using Portal.Web.Admin.Pages;
using Portal.Web.Api;
using Portal.Web.Features.Contests;
using Portal.Web.Features.Following;
using Portal.Web.Features.Search;
using Portal.Web.Reviewing;

namespace Portal.Web.Hosting;

/// <summary>Puts the portal together: services, pipeline, endpoints.</summary>
public static class PortalHost
{
    private const string DefaultAddress = "http://localhost:5080";

    /// <param name="args">Configuration as <c>--Key=value</c>.</param>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            Args = args,
            ApplicationName = typeof(PortalHost).Assembly.GetName().Name,
            // settings and static files lie beside the program, wherever it is started from
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        var options = PortalOptions.Read(builder.Configuration, builder.Environment);
        var limit = OpenFileLimit.Read();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(limit);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = limit.Connections;
            kestrel.Limits.MaxConcurrentUpgradedConnections = limit.Connections;
            // idle connections make room sooner than after the usual 130 seconds
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(60);
        });
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && builder.Configuration["https_ports"] is null
            && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
            builder.WebHost.UseUrls(DefaultAddress);
        AddServices(builder.Services, options);
        return builder;
    }

    /// <summary>Prepares the data folder, fills in the sample if wanted, and builds the pipeline.</summary>
    public static async Task<WebApplication> BuildAsync(WebApplicationBuilder builder)
    {
        var app = builder.Build();
        await PrepareAsync(app.Services, app.Configuration, fillSample: true);
        UsePipeline(app);
        return app;
    }

    /// <summary>What every command needs before it can work on the data.</summary>
    public static async Task PrepareAsync(IServiceProvider services, IConfiguration configuration, bool fillSample)
    {
        var options = services.GetRequiredService<PortalOptions>();
        var initial = configuration.GetSection("Site").Get<SiteSettings>() ?? new SiteSettings();
        bool empty;
        try
        {
            empty = await services.GetRequiredService<Startup>().PrepareAsync(initial);
        }
        catch (InvalidOperationException e) when (e.Message.StartsWith("Site:", StringComparison.Ordinal))
        {
            throw new ConfigurationException(e.Message, configuration[e.Message] ?? "", "a valid value");
        }

        if (fillSample && options.SampleContent)
        {
            var sample = services.GetRequiredService<SampleContent>();
            if (empty)
                await sample.FillAsync();
            await SamplePassword.ShowAsync(sample, options.Data);
        }
    }

    private static void AddServices(IServiceCollection services, PortalOptions options)
    {
        services.AddPortalCore(options.Data, options.BaseUrl, options.Mail, options.Members, options.Backups);
        services.AddLocalization();
        services.Configure<RequestLocalizationOptions>(localization =>
        {
            string[] languages = [.. Languages.Supported];
            localization.SetDefaultCulture(Languages.Chinese).AddSupportedCultures(languages).AddSupportedUICultures(languages);
            localization.ApplyCurrentCultureToResponseHeaders = true;
            // Chinese first: only a reader's own choice changes the language, not what a browser was installed with
            localization.RequestCultureProviders = [new CookieRequestCultureProvider()];
        });
        // without it every Chinese character leaves as an entity of eight bytes
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddDataProtection().SetApplicationName("Portal").PersistKeysToFileSystem(new DirectoryInfo(options.Data.Keys));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddMudServices();
        services.AddTransient<MudBlazor.MudLocalizer, MudWords>();
        services.AddHttpContextAccessor();
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery();
        services.AddOptions<Microsoft.AspNetCore.Antiforgery.AntiforgeryOptions>().Configure<PortalCookies>((antiforgery, cookies) =>
        {
            antiforgery.Cookie.Name = cookies.Antiforgery;
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = options.BaseUrl.Scheme == Uri.UriSchemeHttps ? CookieSecurePolicy.Always : CookieSecurePolicy.SameAsRequest;
        });
        services.AddSignIn();
        services.AddPasskeys();
        services.AddPageCache();
        services.AddApi();
        services.AddSecurityHeaders();
        services.AddHealthChecks().AddCheck<DatabaseHealth>("database").AddCheck<BackupHealth>("backup");
        services.AddScoped<CurrentPlace>();
        services.AddScoped<Visitor>();
        services.AddScoped<CircuitHandler, VisitorCircuit>();
        services.AddScoped<CircuitConnection>();
        services.AddScoped<CircuitHandler>(provider => provider.GetRequiredService<CircuitConnection>());
        services.AddSingleton<CircuitCount>();
        services.AddSingleton<ExportRuns>();
        services.AddSingleton<SearchPace>();
        services.AddScoped<CircuitHandler, CircuitCount.Handler>();
        services.AddHostedService<IdleMemory>();
        services.AddHostedService<HousekeepingService>();
        services.AddHostedService<MailPost>();
        services.AddHostedService<BackupService>();
        services.AddHostedService<ResultMoment>();
        services.AddHostedService<NoticeMoment>();
        services.AddHostedService<ArticleMoment>();
        services.Configure<ForwardedHeadersOptions>(forwarded =>
            // a reverse proxy on this machine is trusted, which is the default; the host comes from Portal:BaseUrl where it matters
            forwarded.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto);
    }

    private static void UsePipeline(WebApplication app)
    {
        app.UseForwardedHeaders();
        // Blazor's pages answer GET only; for HEAD the server itself leaves the body out
        app.Use((context, next) =>
        {
            if (HttpMethods.IsHead(context.Request.Method))
                context.Request.Method = HttpMethods.Get;
            return next(context);
        });
        if (!app.Environment.IsDevelopment())
            app.UseExceptionHandler("/error", createScopeForErrors: true);
        app.UseSecurityHeaders();
        app.UseMiddleware<SameSiteRequests>();
        app.UseKeyLinks();
        app.UseMiddleware<CircuitGate>();
        app.UseVisitorCookie();
        app.UseRequestLocalization();
        // a refused POST re-executed as a page would end in an error of its own
        app.UseWhen(
            context => HttpMethods.IsGet(context.Request.Method),
            gets => gets.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseRouting();
        app.UseCors();
        app.UseRateLimiter();
        app.UseOutputCache();
        app.UseResponseCompression();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.UseStaleForms();

        app.MapStaticAssets();
        app.MapHealth();
        app.MapContent();
        app.MapFeeds();
        app.MapSitemap();
        app.MapCalendars();
        app.MapApi();
        app.MapPreferences();
        app.MapSignIn();
        app.MapPasskeys();
        app.MapAccountData();
        app.MapEssays();
        app.MapEssayFiles();
        app.MapResults();
        app.MapOrganising();
        app.MapNewsroom();
        app.MapNotices();
        app.MapStandingPages();
        app.MapJudging();
        app.MapAudit();
        app.MapMemberLists();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(options =>
        {
            // SecurityHeaders says it for all pages
            options.ContentSecurityFrameAncestorsPolicy = null;
            // Off: a circuit of a reading page sends some hundred bytes at a time and would hold 12 KB of zlib's memory and more for it; see README, "Speed and memory".
            options.DisableWebSocketCompression = true;
        });
    }
}
