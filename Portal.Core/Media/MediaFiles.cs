using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Keeps pictures so that <c>/media/</c> serves them.</summary>
internal static class MediaFiles
{
    /// <summary>The same bytes are the same picture, whoever brings them.</summary>
    public static async Task<MediaFile> KeepAsync(
        PortalDb db, ContentStore store, string name, string extension, byte[] content, int width, int height, DateTime nowUtc, CancellationToken cancellation = default)
    {
        var hash = await store.PutAsync(content, cancellation);
        var file = await db.MediaFiles.FirstOrDefaultAsync(m => m.Hash == hash, cancellation);
        if (file is not null)
        {
            // wanted again: neither swept nor in the bin
            (file.AddedUtc, file.DeletedUtc) = (nowUtc, null);
            await db.SaveChangesAsync(cancellation);
            return file;
        }

        file = new MediaFile { Hash = hash, Extension = extension, Name = name, Width = width, Height = height, Bytes = content.Length, AddedUtc = nowUtc };
        db.MediaFiles.Add(file);
        await db.SaveChangesAsync(cancellation);
        return file;
    }
}
