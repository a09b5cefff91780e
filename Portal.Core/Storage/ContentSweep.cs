using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Throws away files that nothing names: a crash came between file and row, or the row went and the file stayed.</summary>
/// <remarks>A file is always written before the row that names it, so only age tells one that is on its way from one that is left.</remarks>
public sealed class ContentSweep(IDbContextFactory<PortalDb> databases, PictureSizes sizes, DataFolder data, TimeProvider time)
{
    /// <summary>At a start nobody writes but a command run beside it, and between file and row lies less than this.</summary>
    public static readonly TimeSpan LeftByACrash = TimeSpan.FromMinutes(1);

    /// <summary>While the portal runs.</summary>
    public static readonly TimeSpan LeftBehind = TimeSpan.FromHours(1);

    /// <summary>How long an upload waits to be continued.</summary>
    public static readonly TimeSpan KeepUploads = TimeSpan.FromDays(7);

    /// <summary>One round.</summary>
    /// <param name="age">Only files that nobody has written for as long as this.</param>
    /// <param name="cancellation">Ends the round; the next one goes on.</param>
    /// <returns>How many files went; 0 also while a backup runs, which may have what nothing names any more still to copy.</returns>
    public async Task<int> SweepAsync(TimeSpan age, CancellationToken cancellation = default)
    {
        await using var turn = ContentLock.TryAlone(data);
        if (turn is null)
            return 0;
        var before = time.GetUtcNow().UtcDateTime - age;
        // the files first: what comes in while the rows are read is young
        var uploads = Old(data.Uploads, before);
        var contents = Old(data.Content, before);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var stale = time.GetUtcNow().UtcDateTime - KeepUploads;
        await db.Uploads.Where(u => u.CreatedUtc < stale).ExecuteDeleteAsync(cancellation);
        var waiting = await db.Uploads.Select(u => u.Key).ToHashSetAsync(cancellation);
        var named = await db.ContentNamesAsync(cancellation);
        return uploads.Where(f => !waiting.Contains(Path.GetFileNameWithoutExtension(f))).Count(f => IsGone(f, before))
            + contents.Where(f => !named.Contains(Path.GetFileName(f))).Count(f => IsGone(f, before)) + sizes.Sweep();
    }

    private static List<string> Old(string folder, DateTime before) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(f => File.GetLastWriteTimeUtc(f) < before)] : [];

    // Whoever stores the same bytes again in this moment touches the file: looked at once more, immediately before it goes.
    private static bool IsGone(string file, DateTime before)
    {
        if (File.GetLastWriteTimeUtc(file) >= before)
            return false;
        File.Delete(file);
        return true;
    }
}
