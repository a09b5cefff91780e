using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Portal.Core;

/// <summary>Reads an archive that may have been damaged, or made to do damage.</summary>
internal sealed class BackupReader : IDisposable
{
    private const int Chunk = 128 * 1024;

    private readonly ZipArchive _zip;
    private readonly Dictionary<string, ZipArchiveEntry> _entries;

    private BackupReader(ZipArchive zip, BackupManifest manifest, Dictionary<string, ZipArchiveEntry> entries)
    {
        _zip = zip;
        Manifest = manifest;
        _entries = entries;
    }

    public BackupManifest Manifest { get; }

    public long Bytes => Manifest.Entries.Sum(e => e.Bytes);

    /// <summary>Opens it and sees that exactly those entries are in it that the manifest names.</summary>
    /// <exception cref="BackupException">It is no backup, damaged, or of a later format.</exception>
    public static async Task<BackupReader> OpenAsync(string file, CancellationToken cancellation)
    {
        ZipArchive? zip = null;
        try
        {
            zip = ZipFile.OpenRead(file);
            var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
            foreach (var entry in zip.Entries)
            {
                if (!entries.TryAdd(entry.FullName, entry))
                    throw new BackupException(BackupProblem.Damaged, entry.FullName);
            }

            if (!entries.Remove(BackupManifest.EntryName, out var about))
                throw new BackupException(BackupProblem.NotABackup, file);
            BackupManifest manifest;
            await using (var stream = about.Open())
                manifest = await BackupManifest.ReadAsync(stream, cancellation);
            if (manifest.Entries.Select(e => e.Name).FirstOrDefault(n => !entries.ContainsKey(n)) is { } missing)
                throw new BackupException(BackupProblem.Damaged, missing);
            if (entries.Count > manifest.Entries.Count)
                throw new BackupException(BackupProblem.Damaged, entries.Keys.Except(manifest.Entries.Select(e => e.Name)).First());
            if (manifest.Entries.FirstOrDefault(e => entries[e.Name].Length != e.Bytes) is { } other)
                throw new BackupException(BackupProblem.Damaged, other.Name);
            var reader = new BackupReader(zip, manifest, entries);
            zip = null;
            return reader;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException)
        {
            throw new BackupException(BackupProblem.NotABackup, file, e);
        }
        finally
        {
            zip?.Dispose();
        }
    }

    /// <summary>Reads everything once and compares.</summary>
    /// <exception cref="BackupException">Something is not what was put in.</exception>
    public async Task CheckAsync(Action<int> done, CancellationToken cancellation)
    {
        foreach (var entry in Manifest.Entries)
            await CopyAsync(entry, Stream.Null, done, cancellation);
    }

    /// <summary>Unpacks everything into a folder, flushed to the disk, and compares on the way.</summary>
    /// <exception cref="BackupException">Something is not what was put in.</exception>
    public async Task UnpackAsync(string folder, Action<int> done, CancellationToken cancellation)
    {
        foreach (var entry in Manifest.Entries)
        {
            var path = Path.Combine(folder, Path.Combine(entry.Name.Split('/')));
            Secret.CreateFolder(Path.GetDirectoryName(path)!);
            await using var file = Secret.Create(path);
            await CopyAsync(entry, file, done, cancellation);
            await file.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }
    }

    public void Dispose() => _zip.Dispose();

    private async Task CopyAsync(BackupEntry wanted, Stream to, Action<int> done, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            await using var from = _entries[wanted.Name].Open();
            long bytes = 0;
            while (await from.ReadAsync(buffer, cancellation) is > 0 and var read)
            {
                // one that unfolds to more than it says is not read to its end
                if ((bytes += read) > wanted.Bytes)
                    break;
                hash.AppendData(buffer, 0, read);
                await to.WriteAsync(buffer.AsMemory(0, read), cancellation);
                done(read);
            }

            if (bytes != wanted.Bytes || Convert.ToHexStringLower(hash.GetHashAndReset()) != wanted.Sha256)
                throw new BackupException(BackupProblem.Damaged, wanted.Name);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new BackupException(BackupProblem.Damaged, wanted.Name, e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
