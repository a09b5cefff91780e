using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Portal.Core;

/// <summary>Unfolds an archive that a stranger made, within limits, and looks at every name before using one.</summary>
internal static class SafeZip
{
    /// <summary>A Word document has some dozens of parts, with many pictures some hundreds.</summary>
    public const int MaxEntries = 2_000;

    /// <summary>Of one part, unfolded.</summary>
    public const int MaxEntryBytes = 32 * 1024 * 1024;

    /// <summary>Of all parts together, unfolded.</summary>
    public const int MaxTotalBytes = 64 * 1024 * 1024;

    /// <summary>Deflate reaches 1,032; the dullest real XML about 60.</summary>
    public const int MaxRatio = 250;

    // what is as small as this may be as dull as it likes
    private const int RatioFrom = 1024 * 1024;
    private const int MaxNameLength = 200;
    private const int EndRecordLength = 22;
    private const int ChunkBytes = 64 * 1024;

    private static readonly uint[] Remainders = [.. Enumerable.Range(0, 256).Select(b => Remainder((uint)b))];

    public static bool LooksLikeZip(ReadOnlySpan<byte> content) => content.StartsWith("PK\x03\x04"u8) || content.StartsWith("PK\x05\x06"u8);

    /// <returns>The parts in the archive's order, folders left out.</returns>
    /// <exception cref="DocumentRefusedException">The archive is damaged, encrypted, oversized or its names play tricks.</exception>
    public static IReadOnlyList<(string Name, byte[] Content)> Read(byte[] content)
    {
        // The end record tells the number before anything is allocated for it; it must be the file's very end, so that all readers find the same one.
        var end = EndRecord(content);
        int declared = BinaryPrimitives.ReadUInt16LittleEndian(content.AsSpan(end + 10));
        if (declared > MaxEntries)
            throw new DocumentRefusedException(DocumentProblem.Bomb, $"{declared} entries");
        try
        {
            using var archive = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read, leaveOpen: false, Encoding.UTF8);
            CheckDirectory(archive);
            var parts = new List<(string, byte[])>(archive.Entries.Count);
            long total = 0;
            foreach (var entry in archive.Entries)
            {
                if (entry.FullName.EndsWith('/') && entry.Length == 0)
                    continue;
                var bytes = Inflate(entry, ref total);
                parts.Add((entry.FullName, bytes));
            }

            return parts;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException or ArgumentException or IOException)
        {
            throw new DocumentRefusedException(DocumentProblem.Damaged, "zip", e);
        }
    }

    private static int EndRecord(ReadOnlySpan<byte> content)
    {
        var from = Math.Max(0, content.Length - EndRecordLength - ushort.MaxValue);
        for (var at = content.Length - EndRecordLength; at >= from; at--)
        {
            if (content[at..].StartsWith("PK\x05\x06"u8) && at + EndRecordLength + BinaryPrimitives.ReadUInt16LittleEndian(content[(at + 20)..]) == content.Length)
                return at;
        }

        throw new DocumentRefusedException(DocumentProblem.Damaged, "zip: no end record");
    }

    private static void CheckDirectory(ZipArchive archive)
    {
        if (archive.Entries.Count > MaxEntries)
            throw new DocumentRefusedException(DocumentProblem.Bomb, $"{archive.Entries.Count} entries");
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        long declared = 0;
        foreach (var entry in archive.Entries)
        {
            var name = entry.FullName;
            if (!IsPlainName(name) || !names.Add(name))
                throw new DocumentRefusedException(DocumentProblem.UnsafePaths, name);
            if (entry.IsEncrypted)
                throw new DocumentRefusedException(DocumentProblem.Encrypted, name);
            declared += entry.Length;
            // Honest bombs say what they are: refused without unfolding a byte.
            if (entry.Length > MaxEntryBytes || declared > MaxTotalBytes || IsTooDense(entry.Length, entry.CompressedLength))
                throw new DocumentRefusedException(DocumentProblem.Bomb, name);
        }
    }

    private static bool IsPlainName(string name) =>
        name.Length is > 0 and <= MaxNameLength && name[0] != '/' && !name.Contains('\\', StringComparison.Ordinal) && !name.Contains(':', StringComparison.Ordinal)
        && !name.Any(char.IsControl) && !name.TrimEnd('/').Split('/').Any(s => s is "" or "." or "..");

    private static bool IsTooDense(long unfolded, long folded) => unfolded > RatioFrom && unfolded / Math.Max(1, folded) > MaxRatio;

    // CRC-32 as in ISO 3309
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var b in bytes)
            sum = Remainders[(byte)(sum ^ b)] ^ (sum >> 8);
        return ~sum;
    }

    private static uint Remainder(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
            value = (value & 1) == 0 ? value >> 1 : (value >> 1) ^ 0xEDB88320;
        return value;
    }

    // The declared size is a claim: what comes out is counted.
    private static byte[] Inflate(ZipArchiveEntry entry, ref long total)
    {
        using var from = entry.Open();
        using var to = new MemoryStream();
        var chunk = new byte[ChunkBytes];
        for (int read; (read = from.Read(chunk)) > 0;)
        {
            to.Write(chunk, 0, read);
            total += read;
            if (to.Length > MaxEntryBytes || total > MaxTotalBytes || IsTooDense(to.Length, entry.CompressedLength))
                throw new DocumentRefusedException(DocumentProblem.Bomb, entry.FullName);
            if (to.Length > entry.Length)
                break;
        }

        // a size that lies downwards makes .NET stop there and others go on: the checksum shows it
        if (to.Length != entry.Length || Checksum(to.GetBuffer().AsSpan(0, (int)to.Length)) != entry.Crc32)
            throw new DocumentRefusedException(DocumentProblem.Damaged, entry.FullName);
        return to.ToArray();
    }
}
