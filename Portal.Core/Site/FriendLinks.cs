using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>友情链接 as administrators arrange them; readers get them from <see cref="Site"/>.</summary>
public sealed class FriendLinks(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
{
    /// <summary>Longest name and address, in characters.</summary>
    public const int NameLength = 40;
    public const int UrlLength = 300;

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>All links in their order.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<FriendLinkRow>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.FriendLinks.AsNoTracking().OrderBy(l => l.Place).ThenBy(l => l.Id).Select(l => new FriendLinkRow(l.Id, l.Name, l.Url)).ToListAsync(cancellation);
    }

    /// <summary>Adds a link at the end.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="link">1 to <see cref="NameLength"/> characters of name; an http or https address.</param>
    /// <returns>Its number; refused as <see cref="Refusal.Invalid"/> with <c>Name</c> or <c>Url</c>.</returns>
    public async Task<Outcome<int>> AddAsync(Actor actor, FriendLinkLine link)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (Trim(ref link) is { } wrong)
            return Outcome.Invalid(wrong);
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var added = new FriendLink { Name = link.Name, Url = link.Url, Place = (await db.FriendLinks.MaxAsync(l => (int?)l.Place) ?? 0) + 1 };
        db.FriendLinks.Add(added);
        await db.SaveChangesAsync();
        db.Note(actor, NowUtc, "link.add", Subject(added.Id), $"{link.Name} {link.Url}");
        await FinishAsync(db, transaction);
        return added.Id;
    }

    /// <summary>Changes a link.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="seen">As the administrator has it before him; another one in the meantime gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="link">See <see cref="AddAsync"/>.</param>
    public async Task<Outcome> ChangeAsync(Actor actor, FriendLinkRow seen, FriendLinkLine link)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (Trim(ref link) is { } wrong)
            return Outcome.Invalid(wrong);
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var stored = await db.FriendLinks.FirstOrDefaultAsync(l => l.Id == seen.Id);
        if (stored is null)
            return Refusal.NotFound;
        if (stored.Name != seen.Name || stored.Url != seen.Url)
            return Refusal.Stale;
        db.Note(actor, NowUtc, "link.change", Subject(seen.Id), $"{stored.Name} {stored.Url} -> {link.Name} {link.Url}");
        (stored.Name, stored.Url) = (link.Name, link.Url);
        return await FinishAsync(db, transaction);
    }

    /// <summary>Changes places with the neighbour; at the end nothing moves.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which link.</param>
    /// <param name="up">Towards the beginning.</param>
    public async Task<Outcome> MoveAsync(Actor actor, int id, bool up)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var links = await db.FriendLinks.OrderBy(l => l.Place).ThenBy(l => l.Id).ToListAsync();
        var at = links.FindIndex(l => l.Id == id);
        if (at < 0)
            return Refusal.NotFound;
        var to = up ? at - 1 : at + 1;
        if (to < 0 || to >= links.Count)
            return Outcome.Done;
        db.Note(actor, NowUtc, "link.move", Subject(id), $"{links[at].Name}: {at + 1} -> {to + 1}");
        (links[at], links[to]) = (links[to], links[at]);
        foreach (var (place, each) in links.Index())
            each.Place = place + 1;
        return await FinishAsync(db, transaction);
    }

    /// <summary>Takes a link away; it can be brought back for <see cref="Housekeeping.KeepDeleted"/>.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which link.</param>
    public Task<Outcome> RemoveAsync(Actor actor, int id) => BinAsync(actor, id, NowUtc, "link.remove");

    /// <summary>Undoes <see cref="RemoveAsync"/>.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which link.</param>
    public Task<Outcome> BringBackAsync(Actor actor, int id) => BinAsync(actor, id, null, "link.bring-back");

    private async Task<Outcome> BinAsync(Actor actor, int id, DateTime? deletedUtc, string action)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var link = await db.FriendLinks.IgnoreQueryFilters().FirstOrDefaultAsync(l => l.Id == id);
        if (link is null || link.DeletedUtc is null == deletedUtc is null)
            return Refusal.NotFound;
        link.DeletedUtc = deletedUtc;
        db.Note(actor, NowUtc, action, Subject(id), $"{link.Name} {link.Url}");
        return await FinishAsync(db, transaction);
    }

    private static string? Trim(ref FriendLinkLine link)
    {
        link = new FriendLinkLine(link.Name.Trim(), link.Url.Trim());
        return link.Name.Length is 0 or > NameLength ? nameof(link.Name) : link.Url.Length > UrlLength || !SiteSettings.IsWebAddress(link.Url) ? nameof(link.Url) : null;
    }

    private async Task<Outcome> FinishAsync(PortalDb db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction)
    {
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Site));
        return Outcome.Done;
    }

    private static string Subject(int id) => $"link/{id}";
}
