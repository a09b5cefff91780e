using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>栏目 as administrators arrange them: two levels, their order, addresses, colours and numbers of reviews.</summary>
public sealed class Columns(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
{
    /// <summary>The colours of the house that a column may have, by name.</summary>
    public static IReadOnlyList<string> Colours { get; } = ["green", "blue", "amber", "ink"];

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>All columns in order, each followed by those under it; or those in the recycle bin.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="bin">The removed ones instead.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<ColumnRow>>> ListAsync(Actor actor, bool bin = false, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var counts = await db.Articles.IgnoreQueryFilters().GroupBy(a => a.ColumnId).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        if (bin)
            return (await db.Columns.IgnoreQueryFilters().AsNoTracking().Where(c => c.DeletedUtc != null).OrderByDescending(c => c.DeletedUtc).ToListAsync(cancellation)).ConvertAll(c => new ColumnRow(c.Id, ToText(c), 0, c.Version));
        var columns = await db.Columns.AsNoTracking().OrderBy(c => c.Place).ThenBy(c => c.Id).ToListAsync(cancellation);
        var children = columns.ToLookup(c => c.ParentId);
        return columns.Where(c => c.ParentId is null).SelectMany(c => children[c.Id].Prepend(c))
            .Select(c => new ColumnRow(c.Id, ToText(c), counts.GetValueOrDefault(c.Id), c.Version)).ToList();
    }

    /// <summary>Where a column has moved to that once had this slug; null when none had.</summary>
    public async Task<string?> MovedAsync(string slug, CancellationToken cancellation = default)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        // to one that lies in the bin nobody is led
        return await db.MovedAsync(SlugKind.Column, slug, cancellation) is { } to && await db.Columns.AnyAsync(c => c.Slug == to, cancellation) ? to : null;
    }

    /// <summary>Adds a column, last among its siblings.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="text">What it is called and how.</param>
    /// <returns>Its number; refused as <see cref="Refusal.Invalid"/> with the name of what is wrong, or <c>Taken</c> when another column has the slug.</returns>
    public async Task<Outcome<int>> AddAsync(Actor actor, ColumnText text)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await ProblemAsync(db, text, null) is { } wrong)
            return Outcome.Invalid(wrong);
        var column = new Column { Slug = text.Slug, Name = text.Name, Place = await LastAsync(db, text.ParentId) + 1 };
        Write(column, text);
        db.Columns.Add(column);
        await db.TakeSlugAsync(SlugKind.Column, column.Slug);
        // what led to a column that has gone for good does not lead to another
        db.SlugMoves.RemoveRange(await db.SlugMoves.Where(m => m.Kind == SlugKind.Column && m.NewSlug == column.Slug).ToListAsync());
        await db.SaveChangesAsync();
        db.Note(actor, NowUtc, "column.add", Subject(column.Id), $"{column.Name} /{column.Slug}");
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return column.Id;
    }

    /// <summary>Changes a column. Whoever uses its old address is led to the new one.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which column.</param>
    /// <param name="version">The column the administrator has seen; another one gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="text">All of it.</param>
    /// <returns>See <see cref="AddAsync"/>; a column with others under it stays at the top.</returns>
    public async Task<Outcome> ChangeAsync(Actor actor, int id, int version, ColumnText text)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var column = await db.Columns.FirstOrDefaultAsync(c => c.Id == id);
        if (column is null)
            return Refusal.NotFound;
        if (column.Version != version)
            return Refusal.Stale;
        if (await ProblemAsync(db, text, id) is { } wrong)
            return Outcome.Invalid(wrong);
        var before = ToText(column);
        if (column.ParentId != text.ParentId)
            column.Place = await LastAsync(db, text.ParentId) + 1;
        Write(column, text);
        column.Version++;
        if (before.Slug != column.Slug)
            await db.MoveSlugAsync(SlugKind.Column, before.Slug, column.Slug);
        db.Note(actor, NowUtc, "column.change", Subject(id), $"{before} -> {ToText(column)}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Changes places with the neighbour under the same parent; at the end nothing moves.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which column.</param>
    /// <param name="up">Towards the beginning.</param>
    public async Task<Outcome> MoveAsync(Actor actor, int id, bool up)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var column = await db.Columns.FirstOrDefaultAsync(c => c.Id == id);
        if (column is null)
            return Refusal.NotFound;
        var siblings = await db.Columns.Where(c => c.ParentId == column.ParentId).OrderBy(c => c.Place).ThenBy(c => c.Id).ToListAsync();
        var at = siblings.IndexOf(column);
        var to = up ? at - 1 : at + 1;
        if (to < 0 || to >= siblings.Count)
            return Outcome.Done;
        (siblings[at], siblings[to]) = (siblings[to], siblings[at]);
        foreach (var (place, each) in siblings.Index())
            each.Place = place + 1;
        db.Note(actor, NowUtc, "column.move", Subject(id), $"{column.Name}: {at + 1} -> {to + 1}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Moves a column in which nothing is into the recycle bin, from where it goes for good after <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which column.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Articles</c> or <c>Columns</c> and how many stand in the way, such as <c>Articles 12</c>.</returns>
    public async Task<Outcome> RemoveAsync(Actor actor, int id)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var column = await db.Columns.FirstOrDefaultAsync(c => c.Id == id);
        if (column is null)
            return Refusal.NotFound;
        if (await db.Columns.CountAsync(c => c.ParentId == id) is > 0 and var columns)
            return Outcome.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Columns {columns}"));
        // also what is about to come into it: a working copy holds the column as an article does
        if (await db.Articles.IgnoreQueryFilters().CountAsync(a => a.ColumnId == id || db.ArticleDrafts.Any(d => d.ArticleId == a.Id && d.ColumnId == id)) is > 0 and var articles)
            return Outcome.Invalid(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Articles {articles}"));
        (column.DeletedUtc, column.Version) = (NowUtc, column.Version + 1);
        db.Note(actor, NowUtc, "column.remove", Subject(id), $"{column.Name} /{column.Slug}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Takes a column out of the recycle bin: the same column, in its place, with its colour and its addresses.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which column.</param>
    public async Task<Outcome> BringBackAsync(Actor actor, int id)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var column = await db.Columns.IgnoreQueryFilters().FirstOrDefaultAsync(c => c.Id == id && c.DeletedUtc != null);
        if (column is null)
            return Refusal.NotFound;
        // what it stood under may be gone, or stand under another meanwhile
        if (column.ParentId is { } parent && !await db.Columns.AnyAsync(c => c.Id == parent && c.ParentId == null))
            (column.ParentId, column.Place) = (null, await LastAsync(db, null) + 1);
        (column.DeletedUtc, column.Version) = (null, column.Version + 1);
        db.Note(actor, NowUtc, "column.bring-back", Subject(id), $"{column.Name} /{column.Slug}");
        return await FinishAsync(db, transaction);
    }

    private static ColumnText ToText(Column column) => new()
    {
        Name = column.Name,
        NameEn = column.NameEn ?? "",
        Slug = column.Slug,
        Description = column.Description ?? "",
        ParentId = column.ParentId,
        Colour = column.Colour,
        Reviews = column.Reviews,
    };

    private static void Write(Column column, ColumnText text)
    {
        (column.Slug, column.Name, column.NameEn, column.Description) = (text.Slug, text.Name.Trim(), Optional(text.NameEn), Optional(text.Description));
        (column.ParentId, column.Colour, column.Reviews) = (text.ParentId, text.Colour, text.Reviews);
    }

    private static string? Optional(string text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();

    private static async Task<string?> ProblemAsync(PortalDb db, ColumnText text, int? id)
    {
        if (text.Name.Trim().Length is 0 or > ColumnText.NameLength)
            return nameof(text.Name);
        if (text.NameEn.Trim().Length > ColumnText.NameEnLength)
            return nameof(text.NameEn);
        if (!Slugs.IsValid(text.Slug))
            return nameof(text.Slug);
        if (text.Description.Trim().Length > ColumnText.DescriptionLength)
            return nameof(text.Description);
        if (text.Colour is not null && !Colours.Contains(text.Colour))
            return nameof(text.Colour);
        if (text.Reviews is < 0 or > Column.MaxReviews)
            return nameof(text.Reviews);
        // what lies in the bin keeps its address: it may come back
        if (await db.Columns.IgnoreQueryFilters().AnyAsync(c => c.Slug == text.Slug && c.Id != id))
            return "Taken";
        if (text.ParentId is not { } parent)
            return null;
        var isTop = parent != id && await db.Columns.AnyAsync(c => c.Id == parent && c.ParentId == null);
        return isTop && !await db.Columns.AnyAsync(c => c.ParentId == id && id != null) ? null : nameof(text.ParentId);
    }

    private static async Task<int> LastAsync(PortalDb db, int? parentId) => await db.Columns.Where(c => c.ParentId == parentId).MaxAsync(c => (int?)c.Place) ?? 0;

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
        Announce();
        return Outcome.Done;
    }

    private void Announce() => feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));

    private static string Subject(int id) => $"column/{id}";
}
