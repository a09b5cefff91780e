using System.Text.Json;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>One file of an archive.</summary>
internal sealed record BackupEntry(string Name, long Bytes, string Sha256);

/// <summary>What the archive says about itself, in its last entry.</summary>
/// <param name="Kind">Always <see cref="OurKind"/>.</param>
/// <param name="Format">Of the archive: <see cref="OurFormat"/>.</param>
/// <param name="Portal">The version that made it.</param>
/// <param name="Migration">The last one of the database.</param>
internal sealed partial record BackupManifest(
    string Kind, int Format, string Portal, DateTime TakenUtc, string Migration, IReadOnlyList<BackupEntry> Entries, IReadOnlyList<string> Damaged)
{
    public const string EntryName = "manifest.json";
    public const string OurKind = "portal-backup";
    public const int OurFormat = 1;
    public const string Database = "portal.db";

    // of 200 bytes an entry, more than a million files
    private const int MaxBytes = 256 * 1024 * 1024;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public void Write(Stream stream) => JsonSerializer.Serialize(stream, this, Json);

    /// <exception cref="BackupException">It is none of ours, of a later format, or names what has no place in a portal.</exception>
    public static async Task<BackupManifest> ReadAsync(Stream stream, CancellationToken cancellation)
    {
        BackupManifest? manifest;
        try
        {
            await using var limited = new LimitedStream(stream, MaxBytes);
            manifest = await JsonSerializer.DeserializeAsync<BackupManifest>(limited, Json, cancellation);
        }
        catch (JsonException e)
        {
            throw new BackupException(BackupProblem.NotABackup, EntryName, e);
        }

        if (manifest is not { Kind: OurKind })
            throw new BackupException(BackupProblem.NotABackup, EntryName);
        if (manifest.Format > OurFormat)
            throw new BackupException(BackupProblem.TooNew, $"{manifest.Portal}, format {manifest.Format}");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        if (manifest.Entries is null || manifest.Damaged is null || manifest.Migration is null)
            throw new BackupException(BackupProblem.Damaged, EntryName);
        foreach (var entry in manifest.Entries)
        {
            // each name one that the portal itself gives: nothing else is ever unpacked
            if (entry is not { Bytes: >= 0, Sha256: { } hash } || !IsPlace(entry.Name) || !Sha256().IsMatch(hash) || !names.Add(entry.Name))
                throw new BackupException(BackupProblem.Damaged, $"{EntryName} {entry?.Name}");
        }

        return names.Contains(Database) ? manifest : throw new BackupException(BackupProblem.Damaged, $"{EntryName} {Database}");
    }

    /// <summary>Whether a file of this name, with slashes, belongs into a data folder and into a backup.</summary>
    public static bool IsPlace(string? name) => name is not null && Place().IsMatch(name);

    [GeneratedRegex(@"^(?:portal\.db|sample-password\.txt|content/([0-9a-f]{2})/\1[0-9a-f]{62}|keys/[A-Za-z0-9._-]{1,120}\.xml|outbox/[A-Za-z0-9._-]{1,160}\.eml)\z")]
    private static partial Regex Place();

    [GeneratedRegex(@"^[0-9a-f]{64}\z")]
    private static partial Regex Sha256();

    /// <summary>So that a small entry does not unfold to all the memory there is.</summary>
    private sealed class LimitedStream(Stream inner, long left) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => Count(await inner.ReadAsync(buffer, cancellationToken));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        private int Count(int read) => (left -= read) >= 0 ? read : throw new BackupException(BackupProblem.Damaged, EntryName);
    }
}
