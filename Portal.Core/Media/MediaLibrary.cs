using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>图片库: all pictures of the portal, what is on them and where they are used.</summary>
public sealed class MediaLibrary(IDbContextFactory<PortalDb> databases, ContentStore store, LiveFeed feed, TimeProvider time)
{
    /// <summary>Pictures on a page of the list.</summary>
    public const int PageSize = 24;

    /// <summary>Longest name and description, in characters.</summary>
    public const int NameLength = 100;
    public const int AltLength = 200;

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>Pictures, newest first; or those in the recycle bin.</summary>
    /// <param name="actor">An editor or administrator; editors see what they may put into a text, and no bin.</param>
    /// <param name="query">Part of the name or the description; empty for all.</param>
    /// <param name="page">From 1.</param>
    /// <param name="bin">The removed ones instead.</param>
    /// <param name="unused">Only those that nothing names.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<PagedList<MediaRow>>> ListAsync(Actor actor, string? query = null, int page = 1, bool bin = false, bool unused = false, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit || (bin && !actor.Is(Role.Administrator)))
            return Refusal.NotAllowed;
        page = Math.Max(1, page);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var pictures = MayUse(db, actor).AsNoTracking().Where(m => (m.DeletedUtc != null) == bin);
        if (unused)
        {
            var named = await MediaUses.NamedAsync(db, await db.MediaFiles.Where(m => m.DeletedUtc == null).ToDictionaryAsync(m => m.Id, m => m.Hash, cancellation), cancellation);
            pictures = pictures.Where(m => !named.Contains(m.Id));
        }

        if (query?.Trim() is { Length: > 0 } words)
            pictures = pictures.Where(m => m.Name.Contains(words) || m.Alt.Contains(words));
        var total = await pictures.CountAsync(cancellation);
        var rows = (long)(page - 1) * PageSize >= total ? [] : await pictures.OrderByDescending(m => m.AddedUtc).ThenByDescending(m => m.Id).Skip((page - 1) * PageSize).Take(PageSize).ToListAsync(cancellation);
        return new PagedList<MediaRow>([.. rows.Select(ToRow)], page, PageSize, total);
    }

    /// <summary>One picture and all that names it.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which picture.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<MediaWork>> GetAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var file = await MayUse(db, actor).AsNoTracking().FirstOrDefaultAsync(m => m.Id == id, cancellation);
        if (file is null)
            return Refusal.NotFound;
        List<MediaUse> uses = [];
        foreach (var (entity, key) in await MediaUses.OfAsync(db, id, file.Hash, cancellation))
            uses.Add(await NameAsync(db, entity, key, cancellation));
        return new MediaWork(ToRow(file), [.. uses.Distinct().OrderBy(u => u.Kind).ThenBy(u => u.Id)]);
    }

    /// <summary>Takes a picture into the library, without what its camera noted. The same bytes again are the same picture.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="name">As the machine it comes from calls it.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Its number; refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<int>> AddAsync(Actor actor, string name, byte[] content)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        if (picture is null)
            return Outcome.Invalid(problem!.Value.ToString());
        var clean = FileNames.Clean(name);
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var kept = await MediaFiles.KeepAsync(
            db, store, (clean.Length > 0 ? clean : $"picture.{picture.Extension}").Cut(NameLength), picture.Extension, picture.Content, picture.Width, picture.Height, NowUtc);
        db.Note(actor, NowUtc, "media.add", Subject(kept.Id), kept.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return kept.Id;
    }

    /// <summary>Says what a picture is called and what is on it.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="seen">The picture as the administrator has it before him; another name or description in the meantime gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="name">1 to <see cref="NameLength"/> characters.</param>
    /// <param name="alt">Up to <see cref="AltLength"/> characters.</param>
    public async Task<Outcome> ChangeAsync(Actor actor, MediaRow seen, string name, string alt)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        (name, alt) = (name.Trim(), alt.Trim());
        if (name.Length is 0 or > NameLength)
            return Outcome.Invalid(nameof(name));
        if (alt.Length > AltLength)
            return Outcome.Invalid(nameof(alt));
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var file = await MayUse(db, actor).FirstOrDefaultAsync(m => m.Id == seen.Id && m.DeletedUtc == null);
        if (file is null)
            return Refusal.NotFound;
        if (file.Name != seen.Name || file.Alt != seen.Picture.Alt)
            return Refusal.Stale;
        db.Note(actor, NowUtc, "media.change", Subject(file.Id), $"{file.Name}: {file.Alt} -> {name}: {alt}");
        (file.Name, file.Alt) = (name, alt);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    /// <summary>Moves a picture that nothing names into the recycle bin, from where it goes for good after <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which picture.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Used</c> while something names it.</returns>
    public async Task<Outcome> RemoveAsync(Actor actor, int id)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        var file = await db.MediaFiles.FirstOrDefaultAsync(m => m.Id == id && m.DeletedUtc == null);
        if (file is null)
            return Refusal.NotFound;
        // looking through all texts takes its time: not while the database is held. Whatever comes to name it meanwhile still shows it, and it comes out of the bin by itself.
        if ((await MediaUses.OfAsync(db, id, file.Hash, default)).Count > 0)
            return Outcome.Invalid("Used");
        await using var transaction = await db.Database.BeginTransactionAsync();
        file.DeletedUtc = NowUtc;
        db.Note(actor, NowUtc, "media.remove", Subject(id), file.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    /// <summary>Takes a picture out of the recycle bin.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which picture.</param>
    public async Task<Outcome> BringBackAsync(Actor actor, int id)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var file = await db.MediaFiles.FirstOrDefaultAsync(m => m.Id == id && m.DeletedUtc != null);
        if (file is null)
            return Refusal.NotFound;
        // its time begins anew, or the next round would take it again
        (file.DeletedUtc, file.AddedUtc) = (null, NowUtc);
        db.Note(actor, NowUtc, "media.bring-back", Subject(id), file.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    // what somebody handed in with an essay is the author's: organisers see it with the essay, nobody puts it elsewhere
    private static IQueryable<MediaFile> MayUse(PortalDb db, Actor actor) => actor.Is(Role.Administrator) ? db.MediaFiles : db.MediaFiles.Where(m => !EF.Functions.Like(m.Name, "essay.%"));

    private void Announce() => feed.PublishLatest(MediaMoved.Everywhere, () => new MediaMoved());

    private static async Task<MediaUse> NameAsync(PortalDb db, Type entity, int key, CancellationToken cancellation)
    {
        var name = entity.Name;
        if (name.StartsWith(nameof(Article), StringComparison.Ordinal))
            return new(MediaUseKind.Article, key, await db.Articles.IgnoreQueryFilters().Where(a => a.Id == key).Select(a => a.Title).FirstOrDefaultAsync(cancellation) ?? "");
        if (name.StartsWith(nameof(Notice), StringComparison.Ordinal))
            return new(MediaUseKind.Notice, key, await db.Notices.IgnoreQueryFilters().Where(n => n.Id == key).Select(n => n.Title).FirstOrDefaultAsync(cancellation) ?? "");
        if (name.StartsWith(nameof(SitePage), StringComparison.Ordinal))
        {
            var page = await db.SitePages.Where(p => p.Id == key).Select(p => new { p.Slug, p.Title }).FirstOrDefaultAsync(cancellation);
            return new(MediaUseKind.Page, 0, page?.Title ?? "", page?.Slug ?? "");
        }

        if (entity == typeof(CouncilUnit) || entity == typeof(UnitProposal))
            return new(MediaUseKind.Unit, key, await db.CouncilUnits.IgnoreQueryFilters().Where(u => u.Id == key).Select(u => u.Name).FirstOrDefaultAsync(cancellation) ?? "");
        if (entity == typeof(Contest))
            return new(MediaUseKind.Contest, key, await db.Contests.Where(c => c.Id == key).Select(c => c.Title).FirstOrDefaultAsync(cancellation) ?? "");
        return new(name.StartsWith(nameof(Essay), StringComparison.Ordinal) ? MediaUseKind.Essay : MediaUseKind.Other, 0, "");
    }

    private static MediaRow ToRow(MediaFile m) => new(m.Id, new Picture($"{m.Hash}.{m.Extension}", m.Width, m.Height, m.Alt), m.Name, m.Bytes, m.AddedUtc, m.DeletedUtc);

    private static string Subject(int id) => $"media/{id}";
}
