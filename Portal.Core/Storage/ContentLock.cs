namespace Portal.Core;

/// <summary>Keeps the sweep from taking files that a backup is still to copy, also one that runs in another process.</summary>
/// <remarks>The operating system drops the lock when its holder dies. Several backups may hold it, or one sweep.</remarks>
internal static class ContentLock
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>For a sweep: nothing else may hold it.</summary>
    /// <returns>Null while a backup runs; there is another sweep soon enough.</returns>
    public static FileStream? TryAlone(DataFolder data)
    {
        try
        {
            return new FileStream(PathIn(data), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>For a backup: waits for a sweep to end, which takes seconds.</summary>
    /// <exception cref="IOException">It did not end within a minute, or the folder is not there.</exception>
    public static async Task<FileStream> ShareAsync(DataFolder data, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            try
            {
                return new FileStream(PathIn(data), FileMode.OpenOrCreate, FileAccess.Read, FileShare.ReadWrite);
            }
            catch (IOException e) when (e is not DirectoryNotFoundException && !patience.IsCancellationRequested)
            {
                await Task.Delay(100, cancellation);
            }
        }
    }

    private static string PathIn(DataFolder data) => Path.Combine(data.Path, "content.lock");
}
