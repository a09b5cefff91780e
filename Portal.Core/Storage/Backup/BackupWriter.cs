using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Portal.Core;

/// <summary>Writes an archive beside its place: it has its name once it is whole, and leaves nothing when it does not come to that.</summary>
internal sealed class BackupWriter : IAsyncDisposable
{
    private const int Chunk = 128 * 1024;

    // a regular file for its owner alone, for those who unpack by hand
    private const int OwnerOnly = (0x8000 | 0x180) << 16;

    private readonly string _target;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly List<BackupEntry> _entries = [];
    private bool _isPublished;

    /// <exception cref="IOException">The folder is not there, or another backup writes the same file.</exception>
    public BackupWriter(string target)
    {
        _target = target;
        // cookies can be forged with the keys in it
        _file = Secret.Create(Draft);
        _zip = new ZipArchive(_file, ZipArchiveMode.Create, leaveOpen: true);
    }

    /// <summary>Where the copy of the database lies meanwhile: on the same disk, because a temporary folder is often small.</summary>
    public string Database => _target + ".database.part";

    public IReadOnlyList<BackupEntry> Entries => _entries;

    private string Draft => _target + ".part";

    /// <summary>Copies one file into the archive.</summary>
    /// <param name="name">Its place in a data folder, with slashes.</param>
    /// <param name="path">Where it lies.</param>
    /// <param name="level">Pictures and documents are packed already.</param>
    /// <param name="done">Told each piece's bytes.</param>
    /// <param name="cancellation">Ends it within a piece.</param>
    public async Task<BackupEntry> AddAsync(string name, string path, CompressionLevel level, Action<int> done, CancellationToken cancellation)
    {
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        long bytes = 0;
        try
        {
            await using var entry = Begin(name, level).Open();
            while (await source.ReadAsync(buffer, cancellation) is > 0 and var read)
            {
                hash.AppendData(buffer, 0, read);
                await entry.WriteAsync(buffer.AsMemory(0, read), cancellation);
                bytes += read;
                done(read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        var made = new BackupEntry(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
        _entries.Add(made);
        return made;
    }

    /// <summary>Writes the manifest and brings everything to the disk; <see cref="Publish"/> is all that is missing.</summary>
    public async Task FinishAsync(BackupManifest manifest, CancellationToken cancellation)
    {
        await using (var entry = Begin(BackupManifest.EntryName, CompressionLevel.Fastest).Open())
            manifest.Write(entry);
        _zip.Dispose();
        await _file.FlushAsync(cancellation);
        _file.Flush(flushToDisk: true);
        await _file.DisposeAsync();
    }

    /// <exception cref="IOException">There is a file of that name by now.</exception>
    public void Publish(bool overwrite)
    {
        File.Move(Draft, _target, overwrite);
        _isPublished = true;
    }

    public async ValueTask DisposeAsync()
    {
        // given up: the directory at the archive's end is not worth writing, and a full disk would not let it
        try
        {
            _zip.Dispose();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or ObjectDisposedException)
        {
        }

        // deleted while it is still held, or it might be somebody else's draft by then; Windows deletes only what nobody holds
        if (OperatingSystem.IsWindows())
            await _file.DisposeAsync();
        if (!_isPublished)
            File.Delete(Draft);
        await _file.DisposeAsync();
        DatabaseCopy.Delete(Database);
    }

    private ZipArchiveEntry Begin(string name, CompressionLevel level)
    {
        var entry = _zip.CreateEntry(name, level);
        entry.ExternalAttributes = OwnerOnly;
        return entry;
    }
}
