using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Portal.Core;

/// <summary>Goes along the chain and stops where it does not hold. A row is judged when the next is known: only that tells whether it was changed or put in between.</summary>
internal sealed class AuditWalk
{
    private readonly long _sealedRow;
    private readonly string? _sealedHash;
    private byte[] _beforeHash = [];
    private byte[] _lastHash = AuditChain.Start;
    private DateTime _lastUtc;
    private long _judged;
    private AuditEntry? _waiting;

    private AuditWalk(long sealedRow, string? sealedHash) => (_sealedRow, _sealedHash) = (sealedRow, sealedHash);

    /// <summary>How many rows were taken.</summary>
    public long Rows { get; private set; }

    /// <summary>The number of the last row taken.</summary>
    public long Last => _waiting?.Id ?? _judged;

    public AuditBreak? Break { get; private set; }

    public string Seal => SealOf(_judged, _lastHash);

    public static bool TryBegin(string? seal, [NotNullWhen(true)] out AuditWalk? walk)
    {
        walk = null;
        if (seal is null)
            walk = new AuditWalk(0, null);
        else if (seal.Trim().Split(':') is [var row, { Length: 64 } hash] && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            walk = new AuditWalk(number, hash);
        return walk is not null;
    }

    public void Take(AuditEntry row)
    {
        if (Break is not null)
            return;
        Rows++;
        if (_waiting is { } waiting)
            Judge(waiting, row);
        _waiting = row;
    }

    public void Finish(AuditEnd end)
    {
        if (_waiting is { } waiting && Break is null)
            Judge(waiting, null);
        _waiting = null;
        // the table's sequence remembers rows that were cut off its end
        if (Break is null && Math.Max(end.Sequence, _sealedRow) > end.Last)
            Fail(AuditBreakKind.Removed, end.Last + 1, _lastUtc);
    }

    private static string SealOf(long row, byte[] hash) => string.Create(CultureInfo.InvariantCulture, $"{row}:{Convert.ToHexStringLower(hash)}");

    private void Judge(AuditEntry row, AuditEntry? next)
    {
        if (Break is not null)
            return;
        if (row.Id != _judged + 1)
            Fail(AuditBreakKind.Removed, _judged + 1, row.AtUtc);
        else if (!AuditChain.Same(row.PreviousHash, _lastHash))
            Misplaced(row, next);
        else if (!AuditChain.IsAsWritten(row))
            Fail(next is not null && AuditChain.Same(next.PreviousHash, _lastHash) ? AuditBreakKind.Inserted : AuditBreakKind.Changed, row.Id, row.AtUtc);
        else if (row.Id == _sealedRow && Convert.ToHexString(row.Hash) is var hash && !hash.Equals(_sealedHash, StringComparison.OrdinalIgnoreCase))
            Fail(AuditBreakKind.Changed, row.Id, row.AtUtc);
        if (Break is not null)
            return;
        (_beforeHash, _lastHash, _lastUtc, _judged) = (_lastHash, row.Hash, row.AtUtc, row.Id);
    }

    private void Misplaced(AuditEntry row, AuditEntry? next)
    {
        // the next one follows on the last: this one was slipped in between; or this one follows on the last but one: that was
        if (next is null || AuditChain.Same(next.PreviousHash, _lastHash))
            Fail(AuditBreakKind.Inserted, row.Id, row.AtUtc);
        else if (AuditChain.Same(row.PreviousHash, _beforeHash))
            Fail(AuditBreakKind.Inserted, _judged, _lastUtc);
        else
            Fail(AuditChain.IsAsWritten(row) ? AuditBreakKind.Removed : AuditBreakKind.Changed, row.Id, row.AtUtc);
    }

    private void Fail(AuditBreakKind kind, long row, DateTime atUtc) => Break = new AuditBreak(kind, row, atUtc);
}
