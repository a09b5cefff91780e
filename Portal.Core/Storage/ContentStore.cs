using System.Security.Cryptography;

namespace Portal.Core;

/// <summary>Files by what is in them: one file an SHA-256, under the data folder, never under the web root.</summary>
/// <remarks>A file is written beside its place, flushed to the disk and renamed into it, so that a name is either absent or whole.</remarks>
public sealed class ContentStore(string folder)
{
    /// <summary>Keeps the bytes and returns their name: 64 lower-case hexadecimal digits. Writing the same bytes again costs nothing.</summary>
    public async Task<string> PutAsync(ReadOnlyMemory<byte> content, CancellationToken cancellation = default)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(content.Span));
        var path = PathOf(hash);
        if (IsTouched(path))
            return hash;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.part";
        await using (var file = new FileStream(draft, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, useAsync: true))
        {
            await file.WriteAsync(content, cancellation);
            await file.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
        return hash;
    }

    /// <summary>Where the content lies, or null when there is none of that name.</summary>
    /// <param name="hash">Comes from an address, so anything but 64 hexadecimal digits is simply not there.</param>
    public string? Find(string hash) => IsHash(hash) && PathOf(hash) is var path && File.Exists(path) ? path : null;

    // What is wanted again is young again: ContentSweep takes only what nobody has wanted for a while.
    private static bool IsTouched(string path)
    {
        try
        {
            File.SetLastWriteTimeUtc(path, TimeProvider.System.GetUtcNow().UtcDateTime);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private string PathOf(string hash) => Path.Combine(folder, hash[..2], hash);

    private static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);
}
