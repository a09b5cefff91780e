using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Keeps the library free of pictures that nothing names any more.</summary>
internal static class MediaSweep
{
    /// <summary>How long a picture that came in with a text and is named by nothing waits before it goes into the bin.</summary>
    public static readonly TimeSpan KeepUnnamed = TimeSpan.FromDays(30);

    // what the portal itself called those that came with a text; what somebody has named or described stays
    private static readonly string[] OwnNames = ["notice.", "essay.", "logo.", "page.", "word."];

    /// <summary>Puts what came in with a text and is named by nothing any more into the bin, takes out what is named again, and forgets what has lain there long enough.</summary>
    /// <returns>How many rows went for good; their files follow with <see cref="ContentSweep"/>.</returns>
    public static async Task<int> SweepAsync(PortalDb db, DateTime nowUtc, CancellationToken cancellation)
    {
        var (old, gone) = (nowUtc - KeepUnnamed, nowUtc - Housekeeping.KeepDeleted);
        var own = OwnNames;
        var candidates = (await db.MediaFiles.Where(m => m.DeletedUtc != null || (m.AddedUtc < old && m.Alt == "")).ToListAsync(cancellation))
            .Where(m => m.DeletedUtc is not null || own.Any(n => m.Name.StartsWith(n, StringComparison.Ordinal))).ToList();
        if (candidates.Count == 0)
            return 0;
        var named = await MediaUses.NamedAsync(db, candidates.ToDictionary(m => m.Id, m => m.Hash), cancellation);
        var removed = 0;
        foreach (var file in candidates)
        {
            if (named.Contains(file.Id))
                file.DeletedUtc = null;
            else if (file.DeletedUtc is null)
                file.DeletedUtc = nowUtc;
            else if (file.DeletedUtc < gone)
            {
                db.MediaFiles.Remove(file);
                removed++;
            }
        }

        await db.SaveChangesAsync(cancellation);
        return removed;
    }
}
