using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Compression;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Net.Http.Headers;

namespace Portal.Web.Hosting;

/// <summary>A page that looks the same to everyone who is not signed in, kept until what it shows changes.</summary>
/// <param name="shows">What it shows beside the frame that all pages share.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CachedPageAttribute(params Content[] shows) : Attribute
{
    /// <summary>The frame shows settings, columns, headlines and notices.</summary>
    public IReadOnlyList<Content> Shows { get; } = [.. shows.Union([Content.Site, Content.Articles, Content.Notices])];
}

/// <summary>Data that is the same for everybody, signed in or not and in every language, kept like a <see cref="CachedPageAttribute"/>.</summary>
/// <param name="shows">What it is made of.</param>
internal sealed class CachedData(params Content[] shows)
{
    public IReadOnlyList<Content> Shows => shows;
}

/// <summary>The page cache: public pages for people who are not signed in, as bodies already compressed, thrown out by tag the moment their content changes.</summary>
public static class PageCache
{
    /// <summary>Longest a page is served from the cache; also how old a count inside it can be before the live one arrives.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromSeconds(60);

    private const string VaryingKey = "page";

    public static void AddPageCache(this IServiceCollection services)
    {
        services.AddOutputCache(options => options.AddBasePolicy(policy => policy.AddPolicy<PageCachePolicy>(), excludeDefaultPolicy: true));
        var memory = services.Last(d => d.ServiceType == typeof(IOutputCacheStore));
        services.Remove(memory);
        services.AddSingleton(provider => new PageCacheStore((IOutputCacheStore)memory.ImplementationFactory!(provider)));
        services.AddSingleton<IOutputCacheStore>(provider => provider.GetRequiredService<PageCacheStore>());
        services.AddHostedService<PageCacheEviction>();

        var antiforgery = services.Last(d => d.ServiceType == typeof(IAntiforgery));
        services.Remove(antiforgery);
        services.AddSingleton<IAntiforgery>(provider => new CookielessAntiforgery(
            (IAntiforgery)ActivatorUtilities.CreateInstance(provider, antiforgery.ImplementationType!)));

        services.AddResponseCompression(options =>
        {
            options.EnableForHttps = true;
            options.MimeTypes =
            [
                "text/html", "application/xml", "application/atom+xml", "text/plain", "text/calendar", "application/json", "application/problem+json", "image/svg+xml",
            ];
            options.Providers.Add<PageCompression.Brotli>();
            options.Providers.Add<PageCompression.Gzip>();
        });
    }

    /// <summary>Whether the answer to this request goes into the cache and so must be nobody's own.</summary>
    public static bool IsCacheable(HttpContext context) => context.Items.ContainsKey(typeof(PageCache));

    /// <summary>The address of the page being made, escaped. Of the query, a cached page may know only what the cache tells apart: the rest is another reader's.</summary>
    public static string AddressOf(HttpContext context)
    {
        if (context.Features.Get<IStatusCodeReExecuteFeature>() is { } asked)
            return new PathString(asked.OriginalPath) + new QueryString(asked.OriginalQueryString);
        var query = !IsCacheable(context) ? context.Request.QueryString
            : context.Request.Query.TryGetValue(VaryingKey, out var page) ? QueryString.Create(VaryingKey, page.ToString())
            : QueryString.Empty;
        return context.Request.Path + query;
    }

    internal static string Tag(Content content) => $"shows-{content}";

    private sealed class PageCachePolicy(TimeProvider time, PortalCookies cookies) : IOutputCachePolicy
    {
        private static readonly string[] Encodings = ["br", "gzip"];

        public ValueTask CacheRequestAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var http = context.HttpContext;
            context.EnableOutputCaching = true;
            var data = http.GetEndpoint()?.Metadata.GetMetadata<CachedData>();
            var page = http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>()?.Type
                .GetCustomAttributes(typeof(CachedPageAttribute), false).OfType<CachedPageAttribute>().FirstOrDefault();
            if ((page?.Shows ?? data?.Shows) is not { } shows || !HttpMethods.IsGet(http.Request.Method) || (data is null && http.Request.Cookies.ContainsKey(cookies.Session)))
                return ValueTask.CompletedTask;

            http.Items[typeof(PageCache)] = true;
            // A browser asks each time, because a withdrawn article must be gone at once; but it may keep the page for its back button, which Blazor's no-store would forbid.
            http.Response.OnStarting(static state =>
            {
                ((HttpResponse)state).Headers.CacheControl = "no-cache";
                return Task.CompletedTask;
            }, http.Response);
            context.AllowCacheLookup = context.AllowCacheStorage = context.AllowLocking = true;
            context.ResponseExpirationTimeSpan = Keep;
            context.CacheVaryByRules.QueryKeys = data is null ? VaryingKey : default(string);
            // the compression further in then chooses the same: nobody gets an encoding under another one's key
            var encoding = Encoding(http.Request);
            http.Request.Headers.AcceptEncoding = encoding;
            context.CacheVaryByRules.VaryByValues["encoding"] = encoding;
            if (data is null)
            {
                context.CacheVaryByRules.VaryByValues["language"] = CultureInfo.CurrentUICulture.Name;
                context.CacheVaryByRules.VaryByValues["look"] = Look.Of(http).ToString();
            }

            foreach (var content in shows)
                context.Tags.Add(Tag(content));
            context.Tags.Add(PageCacheStore.BornTag(time.GetTimestamp()));
            return ValueTask.CompletedTask;
        }

        public ValueTask ServeFromCacheAsync(OutputCacheContext context, CancellationToken cancellation) => ValueTask.CompletedTask;

        public ValueTask ServeResponseAsync(OutputCacheContext context, CancellationToken cancellation)
        {
            var response = context.HttpContext.Response;
            if (response.StatusCode != StatusCodes.Status200OK || !string.IsNullOrEmpty(response.Headers.SetCookie))
                context.AllowCacheStorage = false;
            return ValueTask.CompletedTask;
        }

        private static string Encoding(HttpRequest request)
        {
            var accepted = request.GetTypedHeaders().AcceptEncoding;
            return Array.Find(Encodings, e => Accepts(accepted, e)) ?? "identity";
        }

        private static bool Accepts(IList<StringWithQualityHeaderValue> accepted, string encoding)
        {
            var said = accepted.FirstOrDefault(a => a.Value.Equals(encoding, StringComparison.OrdinalIgnoreCase)) ?? accepted.FirstOrDefault(a => a.Value == "*");
            return said is not null && said.Quality != 0;
        }
    }

    /// <summary>Antiforgery stores a cookie with every page that holds an island. Cached pages get tokens without it; their forms are guarded by <see cref="SameSiteRequests"/>.</summary>
    private sealed class CookielessAntiforgery(IAntiforgery inner) : IAntiforgery
    {
        public AntiforgeryTokenSet GetAndStoreTokens(HttpContext httpContext) =>
            IsCacheable(httpContext) ? inner.GetTokens(httpContext) : inner.GetAndStoreTokens(httpContext);

        public AntiforgeryTokenSet GetTokens(HttpContext httpContext) => inner.GetTokens(httpContext);

        public Task<bool> IsRequestValidAsync(HttpContext httpContext) => inner.IsRequestValidAsync(httpContext);

        public void SetCookieTokenAndHeader(HttpContext httpContext)
        {
            if (!IsCacheable(httpContext))
                inner.SetCookieTokenAndHeader(httpContext);
        }

        public Task ValidateRequestAsync(HttpContext httpContext) => inner.ValidateRequestAsync(httpContext);
    }

    private sealed class PageCacheEviction(LiveFeed feed, PageCacheStore store) : IHostedService, IDisposable
    {
        private IDisposable? _subscription;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            // Publish calls its listeners before it returns, and the memory store evicts without awaiting: whoever published finds the cache already empty.
            _subscription = feed.Subscribe<ContentChanged>(
                ContentChanged.Everywhere, change => _ = store.EvictByTagAsync(Tag(change.Content), CancellationToken.None).AsTask(), LiveTurn.Cache);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() => _subscription?.Dispose();
    }
}

/// <summary>Keeps a page out of the cache that was rendered from content that changed before the page was stored.</summary>
internal sealed class PageCacheStore(IOutputCacheStore inner) : IOutputCacheStore
{
    private const string Born = "born-";

    private readonly ConcurrentDictionary<string, long> _evictedAt = new(StringComparer.Ordinal);

    /// <summary>Tells the store when the rendering of a page began.</summary>
    public static string BornTag(long timestamp) => string.Create(CultureInfo.InvariantCulture, $"{Born}{timestamp}");

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
    {
        var born = long.MaxValue;
        if (tags is not null && Array.Find(tags, t => t.StartsWith(Born, StringComparison.Ordinal)) is { } tag)
        {
            born = long.Parse(tag.AsSpan(Born.Length), CultureInfo.InvariantCulture);
            tags = [.. tags.Where(t => t != tag)];
        }

        if (IsOld(tags, born))
            return;
        await inner.SetAsync(key, value, tags, validFor, cancellationToken);
        // an eviction between the look and the storing has missed this page: throw it out by a tag of its own kind
        if (IsOld(tags, born))
            await inner.EvictByTagAsync(tags!.First(t => _evictedAt.TryGetValue(t, out var at) && at >= born), cancellationToken);
    }

    public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
    {
        _evictedAt[tag] = TimeProvider.System.GetTimestamp();
        return inner.EvictByTagAsync(tag, cancellationToken);
    }

    private bool IsOld(string[]? tags, long born) => tags is not null && Array.Exists(tags, t => _evictedAt.TryGetValue(t, out var at) && at >= born);
}
