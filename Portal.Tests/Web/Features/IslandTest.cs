using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.HtmlRendering.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Account;
using Portal.Web.Hosting;
using TestContext = Xunit.TestContext;

namespace Portal.Tests.Web.Features;

/// <summary>Base of tests of islands: bunit as the browser, real Core underneath.</summary>
public abstract class IslandTest : IAsyncLifetime
{
    static IslandTest() => BunitContext.DefaultWaitTimeout = TimeSpan.FromSeconds(20);

    protected BunitContext Context { get; } = new();

    protected TestPortal Portal { get; private set; } = null!;

    /// <summary>Who reads; nobody that counts until a test says so.</summary>
    protected Visitor Visitor { get; } = new();

    protected LiveFeed Feed => Portal.Get<LiveFeed>();

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Portal = await TestPortal.StartAsync();
        Context.JSInterop.Mode = JSRuntimeMode.Loose;
        Register(Context.Services);
        await ArrangeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        // the islands leave while the portal still runs
        await Context.DisposeAsync();
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual ValueTask ArrangeAsync() => ValueTask.CompletedTask;

    /// <summary>As it is once the circuit has opened.</summary>
    protected IRenderedComponent<T> Show<T>(Action<ComponentParameterCollectionBuilder<T>> parameters)
        where T : IComponent
    {
        Speak(Languages.Chinese);
        Context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        return Context.Render(parameters);
    }

    /// <summary>As the page brings it, before there is a circuit: rendered once, by the framework's own static renderer.</summary>
    protected async Task<string> PrerenderAsync<T>(Dictionary<string, object?> parameters)
        where T : IComponent
    {
        Speak(Languages.Chinese);
        var services = new ServiceCollection().AddLogging();
        Register(services);
        services.AddSingleton<NavigationManager, NowhereToGo>();
        services.AddSingleton(Context.Services.GetRequiredService<AuthenticationStateProvider>());
        services.AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        services.AddSingleton<Microsoft.JSInterop.IJSRuntime>(Context.JSInterop.JSRuntime);
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new Prerenderer(provider);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = renderer.BeginRenderingComponent(typeof(T), ParameterView.FromDictionary(parameters));
            await root.QuiescenceTask;
            return root.ToHtmlString();
        });
    }

    /// <summary>Moves the clock on, pace by pace, until it is so. The feed coalesces by this clock and hands over on other threads.</summary>
    protected async Task AdvanceUntilAsync(Func<bool> isSo)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < BunitContext.DefaultWaitTimeout, "It did not come about");
            Portal.Time.Advance(LiveFeed.Pace);
            await Task.Yield();
        }
    }

    private static void Speak(string language) => CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

    private void Register(IServiceCollection services)
    {
        services.AddLocalization();
        services.AddSingleton(Visitor);
        services.AddHttpContextAccessor();
        services.AddScoped<CurrentActor>();
        services.AddScoped<CircuitConnection>();
        services.AddSingleton<TimeProvider>(Portal.Time);
        // objects and not factories: the portal disposes of them, not the renderer
        services.AddSingleton(Portal.Get<Articles>());
        services.AddSingleton(Portal.Get<Notices>());
        services.AddSingleton(Portal.Get<NoticeReceipts>());
        services.AddSingleton(Portal.Get<NoticeDesk>());
        services.AddSingleton(Portal.Get<Members>());
        services.AddSingleton(Portal.Get<Essays>());
        services.AddSingleton(Portal.Get<Site>());
        services.AddSingleton(Portal.Get<ViewCounter>());
        services.AddSingleton(Portal.Get<ReadersNow>());
        services.AddSingleton(Feed);
    }

    // an island is rendered where it stands, as on a page
    private sealed class Prerenderer(IServiceProvider services) : StaticHtmlRenderer(services, services.GetRequiredService<ILoggerFactory>())
    {
        protected override IComponent ResolveComponentForRenderMode(
            Type componentType, int? parentComponentId, IComponentActivator componentActivator, IComponentRenderMode renderMode) =>
            componentActivator.CreateInstance(componentType);
    }

    private sealed class NowhereToGo : NavigationManager
    {
        public NowhereToGo() => Initialize("http://localhost/", "http://localhost/");
    }
}
