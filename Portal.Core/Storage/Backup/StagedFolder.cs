namespace Portal.Core;

/// <summary>Fills a folder out of sight, so that it is either as it was or whole.</summary>
internal sealed class StagedFolder : IDisposable
{
    private readonly string _target;
    private readonly bool _isInside;

    /// <param name="target">Absent, or empty.</param>
    public StagedFolder(string target)
    {
        _target = target;
        // One that exists may be a volume, or lie where only an administrator makes folders: it is filled from within.
        _isInside = Directory.Exists(target);
        Path = _isInside ? System.IO.Path.Combine(target, $".restoring-{Guid.NewGuid():N}") : $"{target}.restoring-{Guid.NewGuid():N}";
        Secret.CreateFolder(Path);
    }

    public string Path { get; }

    /// <param name="last">The file without which the folder counts as empty.</param>
    public void Publish(string last)
    {
        if (!_isInside)
        {
            Directory.Move(Path, _target);
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(Path).OrderBy(e => System.IO.Path.GetFileName(e) == last).ToList())
            Directory.Move(entry, System.IO.Path.Combine(_target, System.IO.Path.GetFileName(entry)));
    }

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
