using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Where administrators write the standing pages, in each language a working copy that readers see once it is published. Readers get them from <see cref="Site"/>.</summary>
public sealed class StandingPages
{
    /// <summary>Longest title, in characters, and longest text, in characters of markup.</summary>
    public const int TitleLength = 60;
    public const int BodyLength = 200_000;

    private const int WriterLength = 64;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly Pens _pens;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal StandingPages(IDbContextFactory<PortalDb> databases, ContentStore store, Pens pens, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _pens, _feed, _time) = (databases, store, pens, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>All pages, those of the footer first; or those in the recycle bin.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="bin">The removed ones instead.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<StandingPageRow>>> ListAsync(Actor actor, bool bin = false, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var pages = (await db.SitePages.AsNoTracking().Where(p => (p.DeletedUtc != null) == bin)
            .Select(p => new { p.Slug, p.Language, Title = p.IsAhead ? p.DraftTitle ?? "" : p.Title, p.IsPublished, p.IsAhead, p.UpdatedUtc, p.DeletedUtc, p.InFooter, p.InNav }).ToListAsync(cancellation)).ToLookup(p => p.Slug);
        var slugs = bin ? pages.Select(p => p.Key).Order(StringComparer.Ordinal) : Site.PageSlugs.Concat(pages.Select(p => p.Key).Except(Site.PageSlugs).Order(StringComparer.Ordinal));
        return slugs.Select(slug =>
        {
            var texts = pages[slug].OrderByDescending(p => p.Language == TextLanguages.All[0]).ToList();
            return new StandingPageRow(
                slug, texts.Select(p => p.Title).FirstOrDefault(t => t.Length > 0) ?? "", Site.PageSlugs.Contains(slug), [.. texts.Where(p => p.IsPublished).Select(p => p.Language)],
                texts.Exists(p => p.IsAhead), texts.Max(p => p.IsPublished ? p.UpdatedUtc : (DateTime?)null), texts.Max(p => p.DeletedUtc),
                texts.Exists(p => p.InFooter), texts.Exists(p => p.InNav));
        }).ToList();
    }

    /// <summary>Where a page has moved to that once had this slug; null when none had.</summary>
    public async Task<string?> MovedAsync(string slug, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.MovedAsync(SlugKind.Page, slug, cancellation);
    }

    /// <summary>Begins a page of its own address; readers see nothing of it until it is published.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">See <see cref="Slugs.IsValid"/>.</param>
    /// <param name="title">In Chinese, 1 to <see cref="TitleLength"/> characters.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Slug</c>, <c>Title</c> or, when another page has the slug, <c>Taken</c>.</returns>
    public async Task<Outcome> AddAsync(Actor actor, string slug, string title)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (!Slugs.IsValid(slug))
            return Outcome.Invalid("Slug");
        if (title.Trim().Length is 0 or > TitleLength)
            return Outcome.Invalid("Title");
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await IsTakenAsync(db, slug))
            return Outcome.Invalid("Taken");
        await db.TakeSlugAsync(SlugKind.Page, slug);
        db.SitePages.Add(new SitePage { Slug = slug, Language = TextLanguages.All[0], Title = "", DraftTitle = title.Trim(), IsPublished = false, IsAhead = true, SavedUtc = NowUtc, UpdatedUtc = NowUtc });
        db.Note(actor, NowUtc, "page.add", Subject(slug), title.Trim());
        return await FinishAsync(db, transaction);
    }

    /// <summary>The working copy in one language, and the pen with it, unless another window holds it.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">Which page.</param>
    /// <param name="language">zh-Hans or en.</param>
    /// <param name="writer">What this window calls itself; null only looks.</param>
    /// <param name="takeOver">Take the pen from another window.</param>
    public async Task<Outcome<StandingPageWork>> OpenAsync(Actor actor, string slug, string language, string? writer = null, bool takeOver = false)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (!TextLanguages.All.Contains(language))
            return Refusal.NotFound;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = writer is null ? null : await db.Database.BeginTransactionAsync();
        var page = await db.SitePages.FirstOrDefaultAsync(p => p.Slug == slug && p.Language == language && p.DeletedUtc == null);
        if (page is null)
        {
            // the pages of the footer are always there; another one has its Chinese text first
            if (!Site.PageSlugs.Contains(slug) && !await db.SitePages.AnyAsync(p => p.Slug == slug && p.DeletedUtc == null))
                return Refusal.NotFound;
            page = new SitePage { Slug = slug, Language = language, Title = "", IsPublished = false, UpdatedUtc = NowUtc };
            if (writer is not null)
            {
                db.SitePages.Add(page);
                await db.SaveChangesAsync();
            }
        }

        var held = page.Writer != writer && _pens.IsHeld(Subject(page.Id), page.Writer);
        if (writer is { Length: > 0 and <= WriterLength } && page.Writer != writer && (takeOver || !held))
        {
            (page.Writer, page.WriterName, held) = (writer, await NameOfAsync(db, actor), false);
            if (takeOver)
                db.Note(actor, NowUtc, "page.take-over", Subject(slug), language);
        }

        if (transaction is not null)
        {
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }

        var revisions = await db.SitePageRevisions.Where(r => r.PageId == page.Id).OrderByDescending(r => r.Id).Take(50)
            .Select(r => new StandingPageRevisionLine(r.Id, r.Title, r.ByName, r.AtUtc)).ToListAsync();
        return new StandingPageWork(
            page.Id, slug, language, page.IsAhead ? page.DraftTitle ?? "" : page.Title, page.IsAhead ? page.DraftBody : page.Body, page.Version, page.IsAhead, page.SavedUtc,
            held ? page.WriterName : null, page.IsPublished ? page.UpdatedUtc : null, revisions);
    }

    /// <summary>Until it is disposed, this window's pen is not handed to another without asking.</summary>
    public IDisposable Hold(int id, string writer) => _pens.Hold(Subject(id), writer);

    /// <summary>Keeps what has changed in the working copy.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which page in which language.</param>
    /// <param name="writer">The window the words come from.</param>
    /// <param name="title">Null when only the text has changed.</param>
    /// <param name="html">Null when only the title has changed.</param>
    /// <returns>When; refused as <see cref="Refusal.Stale"/> when another window holds the pen, as <see cref="Refusal.Invalid"/> with <c>Title</c> or <c>Body</c> when it is too long.</returns>
    public async Task<Outcome<DateTime>> SaveAsync(Actor actor, int id, string writer, string? title = null, string? html = null)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (title?.Trim().Length > TitleLength)
            return Outcome.Invalid("Title");
        SafeHtml? body = null;
        if (html is not null)
        {
            body = SafeHtml.TryClean(html, BodyLength);
            if (body is null)
                return Outcome.Invalid("Body");
        }

        return await ChangeAsync<DateTime>(id, writer, page =>
        {
            Begin(page);
            page.DraftTitle = title?.Trim() ?? page.DraftTitle;
            page.DraftBody = body ?? page.DraftBody;
            return Task.FromResult(page.SavedUtc!.Value);
        });
    }

    /// <summary>Makes the working copy what readers see; what they saw until now stays among the revisions.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which page in which language.</param>
    /// <param name="writer">The window that publishes: it holds the pen.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Title</c> or <c>Body</c> when one is missing.</returns>
    public async Task<Outcome> PublishAsync(Actor actor, int id, string writer)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        string? missing = null;
        var published = await ChangeAsync<bool>(id, writer, async (page, db) =>
        {
            if (!page.IsAhead)
                return true;
            missing = string.IsNullOrEmpty(page.DraftTitle) ? "Title" : page.DraftBody.IsBlank ? "Body" : null;
            if (missing is not null)
                return false;
            // a text from before revisions were kept is kept with the first that follows it
            if (page.IsPublished && !await db.SitePageRevisions.AnyAsync(r => r.PageId == id))
                db.SitePageRevisions.Add(new SitePageRevision { PageId = id, Title = page.Title, Body = page.Body, ByName = "", AtUtc = page.UpdatedUtc });
            (page.Title, page.Body, page.UpdatedUtc, page.IsPublished, page.IsAhead) = (page.DraftTitle!, page.DraftBody, NowUtc, true, false);
            db.SitePageRevisions.Add(new SitePageRevision { PageId = id, Title = page.Title, Body = page.Body, ByName = await NameOfAsync(db, actor), AtUtc = NowUtc });
            db.Note(actor, NowUtc, "page.publish", Subject(page.Slug), $"{page.Language}: {page.Title}");
            return true;
        });
        if (missing is not null)
            return Outcome.Invalid(missing);
        if (published.IsDone)
            _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        return new Outcome(published.Refused, published.Detail);
    }

    /// <summary>Puts a former text into the working copy, to be looked at and published.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which page in which language.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="revisionId">Which text.</param>
    public async Task<Outcome> RestoreAsync(Actor actor, int id, string writer, int revisionId)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        var isThere = false;
        var restored = await ChangeAsync<bool>(id, writer, async (page, db) =>
        {
            var revision = await db.SitePageRevisions.FirstOrDefaultAsync(r => r.Id == revisionId && r.PageId == id);
            if (revision is null)
                return false;
            Begin(page);
            (page.DraftTitle, page.DraftBody, isThere) = (revision.Title, revision.Body, true);
            db.Note(actor, NowUtc, "page.restore", Subject(page.Slug), $"{page.Language}: {revision.AtUtc:yyyy-MM-dd HH:mm} UTC");
            return true;
        });
        return restored.IsDone && !isThere ? Refusal.NotFound : new Outcome(restored.Refused, restored.Detail);
    }

    /// <summary>A text that was published, beside what the working copy says now.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which page in which language.</param>
    /// <param name="revisionId">Which text.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<StandingPageDifference>> CompareAsync(Actor actor, int id, int revisionId, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var page = await db.SitePages.AsNoTracking().FirstOrDefaultAsync(p => p.Id == id && p.DeletedUtc == null, cancellation);
        var revision = await db.SitePageRevisions.AsNoTracking().FirstOrDefaultAsync(r => r.Id == revisionId && r.PageId == id, cancellation);
        if (page is null || revision is null)
            return Refusal.NotFound;
        var (title, body) = page.IsAhead ? (page.DraftTitle ?? "", page.DraftBody) : (page.Title, page.Body);
        var (then, now) = TextDifference.Of(revision.Body, body);
        return new StandingPageDifference(
            new TextSide(revision.ByName, revision.AtUtc, revision.Title, then), new TextSide(page.WriterName ?? "", page.SavedUtc ?? page.UpdatedUtc, title, now));
    }

    /// <summary>Lets footer and top lead to a page, or not. Readers see it there once it is published.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">Which page.</param>
    /// <param name="inFooter">Of no meaning for <see cref="Site.PageSlugs"/>, which are always there.</param>
    /// <param name="inNav">Among the columns.</param>
    public async Task<Outcome> SetPlacesAsync(Actor actor, string slug, bool inFooter, bool inNav)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var pages = await db.SitePages.Where(p => p.Slug == slug && p.DeletedUtc == null).ToListAsync();
        if (pages.Count == 0)
            return Refusal.NotFound;
        foreach (var page in pages)
            (page.InFooter, page.InNav) = (inFooter, inNav);
        db.Note(actor, NowUtc, "page.places", Subject(slug), string.Join(' ', (string[])[.. inFooter ? ["footer"] : Array.Empty<string>(), .. inNav ? ["top"] : Array.Empty<string>()]) is { Length: > 0 } places ? places : "-");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Gives a page another address; whoever uses the old one is led to it.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">Which page; not one of <see cref="Site.PageSlugs"/>.</param>
    /// <param name="to">See <see cref="AddAsync"/>.</param>
    public async Task<Outcome> RenameAsync(Actor actor, string slug, string to)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (!Slugs.IsValid(to) || Site.PageSlugs.Contains(slug))
            return Outcome.Invalid("Slug");
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var pages = await db.SitePages.Where(p => p.Slug == slug && p.DeletedUtc == null).ToListAsync();
        if (pages.Count == 0)
            return Refusal.NotFound;
        if (slug == to)
            return Outcome.Done;
        if (await IsTakenAsync(db, to))
            return Outcome.Invalid("Taken");
        foreach (var page in pages)
            page.Slug = to;
        await db.MoveSlugAsync(SlugKind.Page, slug, to);
        db.Note(actor, NowUtc, "page.rename", Subject(to), $"{slug} -> {to}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Moves a page into the recycle bin, from where it goes for good after <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">Which page; not one of <see cref="Site.PageSlugs"/>.</param>
    public Task<Outcome> RemoveAsync(Actor actor, string slug) => BinAsync(actor, slug, NowUtc, "page.remove");

    /// <summary>Takes a page out of the recycle bin.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="slug">Which page.</param>
    public Task<Outcome> BringBackAsync(Actor actor, string slug) => BinAsync(actor, slug, null, "page.bring-back");

    /// <summary>A picture of the text, without what its camera noted.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<Picture>> AddPictureAsync(Actor actor, byte[] content)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        if (picture is null)
            return Outcome.Invalid(problem!.Value.ToString());
        await using var db = await _databases.CreateDbContextAsync();
        var kept = await MediaFiles.KeepAsync(db, _store, $"page.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, NowUtc);
        _feed.PublishLatest(MediaMoved.Everywhere, () => new MediaMoved());
        return new Picture($"{kept.Hash}.{kept.Extension}", kept.Width, kept.Height, "");
    }

    private Task<Outcome<T>> ChangeAsync<T>(int id, string writer, Func<SitePage, Task<T>> change) => ChangeAsync(id, writer, (page, _) => change(page));

    private async Task<Outcome<T>> ChangeAsync<T>(int id, string writer, Func<SitePage, PortalDb, Task<T>> change)
    {
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var page = await db.SitePages.FirstOrDefaultAsync(p => p.Id == id && p.DeletedUtc == null);
        if (page is null)
            return Refusal.NotFound;
        if (page.Writer != writer)
            return Refusal.Stale;
        var value = await change(page, db);
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        return value;
    }

    // the first change begins the working copy from what readers see
    private void Begin(SitePage page)
    {
        if (!page.IsAhead)
            (page.DraftTitle, page.DraftBody, page.IsAhead) = (page.Title, page.Body, true);
        page.SavedUtc = NowUtc;
        page.Version++;
    }

    private async Task<Outcome> BinAsync(Actor actor, string slug, DateTime? deletedUtc, string action)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (Site.PageSlugs.Contains(slug))
            return Outcome.Invalid("Slug");
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var pages = await db.SitePages.Where(p => p.Slug == slug && (p.DeletedUtc == null) == (deletedUtc != null)).ToListAsync();
        if (pages.Count == 0)
            return Refusal.NotFound;
        foreach (var page in pages)
            page.DeletedUtc = deletedUtc;
        db.Note(actor, NowUtc, action, Subject(slug), pages[0].Title);
        return await FinishAsync(db, transaction);
    }

    // what lies in the bin keeps its address: it may come back
    private static async Task<bool> IsTakenAsync(PortalDb db, string slug) => Site.PageSlugs.Contains(slug) || await db.SitePages.AnyAsync(p => p.Slug == slug);

    private async Task<Outcome> FinishAsync(PortalDb db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction)
    {
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        return Outcome.Done;
    }

    private static async Task<string> NameOfAsync(PortalDb db, Actor actor) =>
        await db.Users.Where(u => u.Id == actor.MemberId).Select(u => u.DisplayName).FirstOrDefaultAsync() is { Length: > 0 } name ? name : actor.Name;

    private static string Subject(int id) => $"page-text/{id}";

    private static string Subject(string slug) => $"page/{slug}";
}
