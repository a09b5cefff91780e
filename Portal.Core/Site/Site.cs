using System.Text.Json;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

public sealed record FriendLinkLine(string Name, string Url);

/// <summary>A link in the administrators' list.</summary>
public sealed record FriendLinkRow(int Id, string Name, string Url);

/// <summary>The settings in force, and how often they have been changed.</summary>
public sealed record SettingsWork(SiteSettings Settings, int Version);

public sealed record StandingText(string Slug, string Title, SafeHtml Body, DateTime UpdatedUtc);

/// <summary>What frames the content: settings, standing pages, friend links.</summary>
public sealed class Site : IDisposable
{
    /// <summary>The pages the footer leads to, in its order.</summary>
    public static IReadOnlyList<string> PageSlugs { get; } = ["about", "contact", "copyright", "staff"];

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly SiteSettingsCache _settings;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly Snapshot<IReadOnlyList<FriendLinkLine>> _links;
    private readonly Snapshot<IReadOnlyList<StandingPageEntry>> _entries;

    public Site(IDbContextFactory<PortalDb> databases, SiteSettingsCache settings, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _settings = settings;
        _feed = feed;
        _time = time;
        _links = new(feed, time, [Content.Site], TimeSpan.FromMinutes(10), LoadLinksAsync);
        _entries = new(feed, time, [Content.Site], TimeSpan.FromMinutes(10), LoadEntriesAsync);
    }

    public SiteSettings Settings => _settings.Current;

    /// <summary>Today in the site's zone.</summary>
    public DateOnly Today => Settings.DayOf(_time.GetUtcNow().UtcDateTime);

    public Task<IReadOnlyList<FriendLinkLine>> LinksAsync(CancellationToken cancellation = default) => _links.GetAsync(cancellation);

    /// <summary>The pages that an administrator has put into the footer or at the top, beside <see cref="PageSlugs"/>.</summary>
    public Task<IReadOnlyList<StandingPageEntry>> PageEntriesAsync(CancellationToken cancellation = default) => _entries.GetAsync(cancellation);

    /// <summary>A standing page in the reader's language, else in Chinese.</summary>
    public async Task<StandingText?> PageAsync(string slug, string language, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var pages = await db.SitePages.AsNoTracking().Where(p => p.Slug == slug && p.IsPublished && p.DeletedUtc == null).ToListAsync(cancellation);
        var page = pages.Find(p => p.Language == language) ?? pages.Find(p => p.Language == "zh-Hans");
        return page is null ? null : new StandingText(page.Slug, page.Title, page.Body, page.UpdatedUtc);
    }

    /// <summary>The settings to begin changing from.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<SettingsWork>> OpenSettingsAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var stored = await db.StoredSettings.AsNoTracking().SingleAsync(cancellation);
        return new SettingsWork(JsonSerializer.Deserialize<SiteSettings>(stored.Json)!, stored.Version);
    }

    /// <summary>Changes the settings; every open page and the cache follow.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="version">The settings the administrator has seen; others in the meantime give <see cref="Refusal.Stale"/>.</param>
    /// <param name="settings">All of them.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    /// <returns>The new version; refused as <see cref="Refusal.Invalid"/> with the name of the setting that is wrong.</returns>
    public async Task<Outcome<int>> SaveSettingsAsync(Actor actor, int version, SiteSettings settings, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        if (!actor.Is(Role.Administrator))
            return await db.RefuseAsync(actor, _time.GetUtcNow().UtcDateTime, "site.settings", "site");
        if (settings.FirstInvalid() is { } wrong)
            return Outcome.Invalid(wrong);
        var stored = await db.StoredSettings.SingleAsync(cancellation);
        if (stored.Version != version)
            return Refusal.Stale;
        var (before, after) = SiteSettings.Difference(JsonSerializer.Deserialize<SiteSettings>(stored.Json)!, settings);
        stored.Json = JsonSerializer.Serialize(settings);
        stored.Version++;
        db.Note(actor, _time.GetUtcNow().UtcDateTime, "site.settings", "site", before: before, after: after);
        try
        {
            await db.SaveChangesAsync(cancellation);
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        _settings.Current = settings;
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        return stored.Version;
    }

    /// <summary>Reads the settings at start; the first start stores <paramref name="initial"/>.</summary>
    /// <exception cref="InvalidOperationException">A setting of the first start is not valid; the message names it.</exception>
    internal async Task LoadSettingsAsync(SiteSettings initial, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var stored = await db.StoredSettings.AsNoTracking().SingleOrDefaultAsync(cancellation);
        if (stored is null)
        {
            if (initial.FirstInvalid() is { } wrong)
                throw new InvalidOperationException($"Site:{wrong}");
            // another start on the same folder may be at it too: whoever comes first decides
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "StoredSettings" ("Id", "Json", "Version") VALUES ({StoredSettings.OnlyId}, {JsonSerializer.Serialize(initial)}, 1)
                ON CONFLICT ("Id") DO NOTHING
                """,
                cancellation);
            stored = await db.StoredSettings.AsNoTracking().SingleAsync(cancellation);
        }

        _settings.Current = JsonSerializer.Deserialize<SiteSettings>(stored.Json)!;
    }

    public void Dispose()
    {
        _links.Dispose();
        _entries.Dispose();
    }

    private async Task<IReadOnlyList<StandingPageEntry>> LoadEntriesAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var pages = await db.SitePages.AsNoTracking().Where(p => p.DeletedUtc == null && p.IsPublished && db.SitePages.Any(other => other.Slug == p.Slug && (other.InFooter || other.InNav))).OrderBy(p => p.Slug)
            .Select(p => new
            {
                p.Slug,
                p.Language,
                p.Title,
                InFooter = db.SitePages.Any(other => other.Slug == p.Slug && other.InFooter),
                InNav = db.SitePages.Any(other => other.Slug == p.Slug && other.InNav),
            }).ToListAsync(cancellation);
        return [.. pages.GroupBy(p => p.Slug).Select(g => new StandingPageEntry(g.Key, g.OrderByDescending(p => p.Language == "zh-Hans").ToDictionary(p => p.Language, p => p.Title), g.First().InFooter && !PageSlugs.Contains(g.Key), g.First().InNav))];
    }

    private async Task<IReadOnlyList<FriendLinkLine>> LoadLinksAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.FriendLinks.AsNoTracking().OrderBy(l => l.Place).ThenBy(l => l.Id)
            .Select(l => new FriendLinkLine(l.Name, l.Url)).ToListAsync(cancellation);
    }
}
