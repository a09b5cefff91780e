using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core;

/// <summary>Binds each row of the log to the one before it: SHA-256 over its hash and all that the row says.</summary>
/// <remarks>
/// Name and address, and the texts, are in it by salted digests. Whoever leaves can be forgotten (the law wants it) by deleting text and salt: nobody finds the name
/// again by trying names, and the chain still holds. As long as they stand there, changing them is as visible as changing anything else.
/// </remarks>
internal static class AuditChain
{
    private const int SaltBytes = 16;

    /// <summary>What the first row follows on.</summary>
    public static byte[] Start { get; } = new byte[SHA256.HashSizeInBytes];

    public static void Seal(AuditEntry entry, long id, byte[] previous)
    {
        entry.Id = id;
        // what SQLite would give back otherwise than it got it
        entry.ActorName = Whole(entry.ActorName)!;
        entry.Address = Whole(entry.Address);
        (entry.Detail, entry.Before, entry.After) = (Whole(entry.Detail), Whole(entry.Before), Whole(entry.After));
        entry.WhoSalt = RandomNumberGenerator.GetBytes(SaltBytes);
        entry.WhoDigest = WhoOf(entry);
        entry.WhatSalt = entry.Detail is null && entry.Before is null && entry.After is null ? null : RandomNumberGenerator.GetBytes(SaltBytes);
        entry.WhatDigest = entry.WhatSalt is null ? null : WhatOf(entry);
        entry.PreviousHash = previous;
        entry.Hash = HashOf(entry);
    }

    /// <summary>Whether the row says what it said when it was written.</summary>
    public static bool IsAsWritten(AuditEntry entry)
    {
        var who = entry.WhoSalt is null ? entry is { ActorName: "", Address: null } : Same(entry.WhoDigest, WhoOf(entry));
        var what = entry.WhatSalt is null ? entry is { Detail: null, Before: null, After: null } : Same(entry.WhatDigest, WhatOf(entry));
        return who && what && Same(entry.Hash, HashOf(entry));
    }

    public static bool Same(byte[]? one, byte[]? other) => one is not null && other is not null && one.AsSpan().SequenceEqual(other);

    private static byte[] WhoOf(AuditEntry entry) => new Canonical().Add(entry.WhoSalt).Add(entry.ActorName).Add(entry.Address).Hash();

    private static byte[] WhatOf(AuditEntry entry) => new Canonical().Add(entry.WhatSalt).Add(entry.Detail).Add(entry.Before).Add(entry.After).Hash();

    private static byte[] HashOf(AuditEntry entry) => new Canonical()
        .Add(entry.PreviousHash).Add(entry.Id).Add(entry.AtUtc.Ticks).Add(entry.ActorId).Add(entry.Action).Add(entry.Subject).Add(entry.WhoDigest).Add(entry.WhatDigest).Hash();

    private static string? Whole(string? text) => text?.Replace('\0', '\uFFFD');

    /// <summary>Each field with its length before it, so that no two rows ever give the same bytes.</summary>
    private readonly struct Canonical()
    {
        private const int Absent = -1;

        private readonly ArrayBufferWriter<byte> _bytes = new(512);

        public Canonical Add(long number)
        {
            BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(sizeof(long)), number);
            _bytes.Advance(sizeof(long));
            return this;
        }

        public Canonical Add(string? text) => Add(text is null ? null : Encoding.UTF8.GetBytes(text));

        public Canonical Add(byte[]? bytes)
        {
            BinaryPrimitives.WriteInt32BigEndian(_bytes.GetSpan(sizeof(int)), bytes?.Length ?? Absent);
            _bytes.Advance(sizeof(int));
            _bytes.Write(bytes);
            return this;
        }

        public byte[] Hash() => SHA256.HashData(_bytes.WrittenSpan);
    }
}
