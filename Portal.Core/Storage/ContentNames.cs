using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Which files of the content store the database names. A table that comes to name files belongs here, or its files are swept away and in no backup.</summary>
internal static class ContentNames
{
    public static async Task<HashSet<string>> ContentNamesAsync(this PortalDb db, CancellationToken cancellation)
    {
        var named = await db.Attachments.Select(a => a.Hash)
            .Union(db.MediaFiles.Select(m => m.Hash))
            .Union(db.NoticeFiles.Select(f => f.Hash))
            .Union(db.EssayFiles.Select(f => f.Hash))
            .Union(db.EssayFiles.Select(f => f.OriginalHash)).ToHashSetAsync(StringComparer.Ordinal, cancellation);
        // what was sent is kept although the author has taken it off the working copy
        await foreach (var files in db.EssayRevisions.AsNoTracking().Select(r => r.Files).AsAsyncEnumerable().WithCancellation(cancellation))
        {
            foreach (var file in files)
            {
                named.Add(file.Hash);
                named.Add(file.OriginalHash);
            }
        }

        return named;
    }
}
