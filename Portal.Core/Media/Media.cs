namespace Portal.Core;

/// <summary>The pictures that pages show, served under <c>/media/</c>.</summary>
public sealed class Media(ContentStore store)
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        ["svg"] = "image/svg+xml",
        ["png"] = "image/png",
        ["jpg"] = "image/jpeg",
        ["webp"] = "image/webp",
        ["gif"] = "image/gif",
    };

    /// <summary>Finds a picture by the last part of its address.</summary>
    /// <returns>Where its bytes lie and their media type, or null.</returns>
    public (string Path, string Type)? Find(string file)
    {
        var dot = file.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && Types.TryGetValue(file[(dot + 1)..], out var type) && store.Find(file[..dot]) is { } path ? (path, type) : null;
    }

    /// <summary>The bytes of any stored file, for those who have already checked who may have it.</summary>
    public string? Find(string hash, string name) => Path.GetFileName(name) == name ? store.Find(hash) : null;

    /// <summary>Keeps a picture that the portal itself brings along. Uploads by people go through checks of their own.</summary>
    internal Task<MediaFile> AddTrustedAsync(PortalDb db, string name, string extension, byte[] content, int width, int height, DateTime nowUtc, CancellationToken cancellation) =>
        MediaFiles.KeepAsync(db, store, name, extension, content, width, height, nowUtc, cancellation);
}
