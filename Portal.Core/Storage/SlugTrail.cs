using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Keeps old addresses alive, in the caller's unit of work.</summary>
internal static class SlugTrail
{
    public static Task<string?> MovedAsync(this PortalDb db, SlugKind kind, string slug, CancellationToken cancellation) =>
        db.SlugMoves.Where(m => m.Kind == kind && m.OldSlug == slug).Select(m => (string?)m.NewSlug).FirstOrDefaultAsync(cancellation);

    /// <summary>From now on the old slug leads to the new one, and so does whatever led to the old one.</summary>
    public static async Task MoveSlugAsync(this PortalDb db, SlugKind kind, string from, string to)
    {
        await db.TakeSlugAsync(kind, to);
        foreach (var earlier in await db.SlugMoves.Where(m => m.Kind == kind && m.NewSlug == from && m.OldSlug != to).ToListAsync())
            earlier.NewSlug = to;
        db.SlugMoves.Add(new SlugMove { Kind = kind, OldSlug = from, NewSlug = to });
    }

    /// <summary>The slug names something itself again: it leads nowhere else.</summary>
    public static async Task TakeSlugAsync(this PortalDb db, SlugKind kind, string slug)
    {
        if (await db.SlugMoves.FirstOrDefaultAsync(m => m.Kind == kind && m.OldSlug == slug) is { } move)
            db.SlugMoves.Remove(move);
    }
}
