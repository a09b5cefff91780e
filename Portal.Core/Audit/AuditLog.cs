using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>审计: who did what. Nobody changes it; administrators read it and have it verified.</summary>
public sealed class AuditLog
{
    /// <summary>Rows on a page.</summary>
    public const int PageSize = 50;

    /// <summary>Nobody counts further.</summary>
    public const int CountLimit = 10_000;

    private const int MaxPeople = 50;
    private const int Batch = 2000;
    private const int Window = 20_000;

    // numbers and times grow together: a day's number bounds the search, which else goes down all rows from the newest. A clock that is set back by less than this is allowed for.
    private static readonly TimeSpan ClockSlack = TimeSpan.FromDays(1);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly SiteSettingsCache _settings;
    private readonly TimeProvider _time;

    internal AuditLog(IDbContextFactory<PortalDb> databases, SiteSettingsCache settings, TimeProvider time) => (_databases, _settings, _time) = (databases, settings, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>A page of the log, the newest first.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="query">What is wanted.</param>
    /// <param name="older">What the page before gave; null for the newest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<AuditPart>> ListAsync(Actor actor, AuditQuery query, long? older = null, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var wanted = await FilterAsync(db, query, byIndex: true, cancellation);
        var found = await wanted.Select(a => a.Id).Take(CountLimit).CountAsync(cancellation);
        var rows = found < CountLimit || !HasRange(query) ? [] : await NewestAsync(db, query, older, cancellation);
        if (rows.Count <= PageSize)
            rows = await BeforeAsync(db, wanted, older, PageSize + 1, cancellation);
        return new AuditPart([.. rows.Take(PageSize)], found, rows.Count > PageSize ? rows[PageSize - 1].Id : null);
    }

    /// <summary>All that is wanted, the newest first, a batch at a time. That it was read out is written down.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="query">What is wanted.</param>
    /// <returns>Rows that come in while it is read are not among them.</returns>
    public async Task<Outcome<TableExport<AuditRow>>> ExportAsync(Actor actor, AuditQuery query)
    {
        await using var db = await _databases.CreateDbContextAsync();
        if (!actor.Is(Role.Administrator))
            return await db.RefuseAsync(actor, NowUtc, "audit.export", "audit");
        db.Note(actor, NowUtc, "audit.export", "audit", Said(query));
        await db.SaveChangesAsync();
        var end = await db.AuditEntries.MaxAsync(a => a.Id);
        var total = await (await FilterAsync(db, query, byIndex: true, default)).LongCountAsync(a => a.Id <= end);
        return new TableExport<AuditRow>(total, ReadAsync(query, end));
    }

    /// <summary>Reads the whole log and says whether it is what was written. What was found is written down.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="seal">An <see cref="AuditVerdict.Seal"/> of an earlier verification, which must still be true; null asks for none.</param>
    /// <param name="progress">Told after each batch.</param>
    /// <param name="cancellation">Stops it; nothing is written down then.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>seal</c> when that is none.</returns>
    public async Task<Outcome<AuditVerdict>> VerifyAsync(Actor actor, string? seal = null, IProgress<AuditProgress>? progress = null, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (!AuditWalk.TryBegin(seal, out var walk))
            return Outcome.Invalid(nameof(seal));
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var total = await db.AuditEntries.LongCountAsync(cancellation);
        while (true)
        {
            var after = walk.Last;
            var rows = await db.AuditEntries.AsNoTracking().Where(a => a.Id > after).OrderBy(a => a.Id).Take(Batch).ToListAsync(cancellation);
            foreach (var row in rows)
                walk.Take(row);
            progress?.Report(new AuditProgress(walk.Rows, Math.Max(total, walk.Rows)));
            if (walk.Break is not null || rows.Count < Batch)
                break;
        }

        walk.Finish(await db.EndOfAuditAsync(cancellation));
        var found = walk.Break ?? await ForgottenTooEarlyAsync(db, cancellation);
        var verdict = new AuditVerdict(walk.Rows, found, walk.Seal);
        db.Note(actor, NowUtc, "audit.verify", "audit", string.Create(CultureInfo.InvariantCulture, $"{verdict.Rows} {found?.Kind.ToString() ?? "-"} {found?.Row ?? 0}"));
        await db.SaveChangesAsync(cancellation);
        return verdict;
    }

    /// <summary>What the last verification found; refused as not found when there was none.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<AuditCheck>> LastCheckAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var row = await db.AuditEntries.AsNoTracking().Where(a => a.Action == "audit.verify").OrderByDescending(a => a.Id).FirstOrDefaultAsync(cancellation);
        if (row?.Detail?.Split(' ') is not [var rows, var kind, var broken])
            return Refusal.NotFound;
        return new AuditCheck(
            row.AtUtc, row.ActorName, long.Parse(rows, CultureInfo.InvariantCulture), Enum.TryParse<AuditBreakKind>(kind, out var how) ? how : null,
            long.Parse(broken, CultureInfo.InvariantCulture));
    }

    private static string? Said(AuditQuery query)
    {
        string?[] parts = [query.Person, query.Action, query.Subject, query.From?.ToString("O", CultureInfo.InvariantCulture), query.Until?.ToString("O", CultureInfo.InvariantCulture)];
        return parts.All(p => p is null) ? null : string.Join(' ', parts.Select(p => p ?? "-"));
    }

    private static bool HasRange(AuditQuery query) => query.Action is [.., '.'] || query.Subject?.Trim() is [.., '/'];

    // an index gives a range of words in the order of the words: where there are very many, their newest are found sooner among the newest rows
    private async Task<List<AuditRow>> NewestAsync(PortalDb db, AuditQuery query, long? older, CancellationToken cancellation)
    {
        var start = (older ?? await db.AuditEntries.MaxAsync(a => (long?)a.Id, cancellation) ?? 0) - Window;
        return await BeforeAsync(db, (await FilterAsync(db, query, byIndex: false, cancellation)).Where(a => a.Id > start), older, PageSize + 1, cancellation);
    }

    // the numbers first, from an index alone: whole rows are read for those shown only
    private static async Task<List<AuditRow>> BeforeAsync(PortalDb db, IQueryable<AuditEntry> wanted, long? before, int count, CancellationToken cancellation)
    {
        if (before is { } end)
            wanted = wanted.Where(a => a.Id < end);
        var ids = await wanted.OrderByDescending(a => a.Id).Select(a => a.Id).Take(count).ToListAsync(cancellation);
        return await db.AuditEntries.AsNoTracking().Where(a => ids.Contains(a.Id)).OrderByDescending(a => a.Id)
            .Select(a => new AuditRow(a.Id, a.AtUtc, a.ActorId, a.ActorName, a.Action, a.Subject, a.Address, a.Detail, a.Before, a.After)).ToListAsync(cancellation);
    }

    // a name goes when its member goes, and not before
    private static async Task<AuditBreak?> ForgottenTooEarlyAsync(PortalDb db, CancellationToken cancellation)
    {
        var row = await db.AuditEntries.AsNoTracking().Where(a => a.WhoSalt == null && a.ActorId != 0 && db.Users.Any(u => u.Id == a.ActorId))
            .OrderBy(a => a.Id).Select(a => new { a.Id, a.AtUtc }).FirstOrDefaultAsync(cancellation);
        return row is null ? null : new AuditBreak(AuditBreakKind.Changed, row.Id, row.AtUtc);
    }

    private async IAsyncEnumerable<AuditRow> ReadAsync(AuditQuery query, long end, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        long? before = end + 1;
        while (before is not null)
        {
            // a context a batch: a long transaction would keep SQLite's journal from shrinking
            await using var db = await _databases.CreateDbContextAsync(cancellation);
            var rows = await BeforeAsync(db, await FilterAsync(db, query, byIndex: true, cancellation), before, Batch, cancellation);
            foreach (var row in rows)
                yield return row;
            before = rows.Count < Batch ? null : rows[^1].Id;
        }
    }

    private async Task<IQueryable<AuditEntry>> FilterAsync(PortalDb db, AuditQuery query, bool byIndex, CancellationToken cancellation)
    {
        var rows = db.AuditEntries.AsNoTracking();
        if (query.Person?.Trim() is { Length: > 0 } person)
            rows = await ByPersonAsync(db, rows, person, cancellation);
        // all that begins so, as a range: LIKE would not use the index
#pragma warning disable CA1309, CA1310 // the database compares
        if (query.Action is { Length: > 0 } action)
        {
            var end = After(action);
            rows = action[^1] != '.' ? rows.Where(a => a.Action == action)
                : byIndex ? rows.Where(a => string.Compare(a.Action, action) >= 0 && string.Compare(a.Action, end) < 0)
                : rows.Where(a => a.Action.Substring(0, action.Length) == action);
        }

        if (query.Subject?.Trim() is { Length: > 0 } subject)
        {
            var end = After(subject);
            rows = subject[^1] != '/' ? rows.Where(a => a.Subject == subject)
                : byIndex ? rows.Where(a => string.Compare(a.Subject, subject) >= 0 && string.Compare(a.Subject, end) < 0)
                : rows.Where(a => a.Subject.Substring(0, subject.Length) == subject);
        }

#pragma warning restore CA1309, CA1310
        var zone = _settings.Current.Zone;
        if (query.From is { } from)
        {
            var fromUtc = Deadlines.ToUtc(from.ToDateTime(TimeOnly.MinValue), zone.Id);
            var early = fromUtc - ClockSlack;
            var first = await db.AuditEntries.Where(a => a.AtUtc >= early).OrderBy(a => a.AtUtc).ThenBy(a => a.Id).Select(a => (long?)a.Id).FirstOrDefaultAsync(cancellation) ?? long.MaxValue;
            rows = rows.Where(a => a.AtUtc >= fromUtc && a.Id >= first);
        }

        if (query.Until is { } until && until < DateOnly.MaxValue)
        {
            var untilUtc = Deadlines.ToUtc(until.AddDays(1).ToDateTime(TimeOnly.MinValue), zone.Id);
            var late = untilUtc + ClockSlack;
            var last = await db.AuditEntries.Where(a => a.AtUtc < late).OrderByDescending(a => a.AtUtc).ThenByDescending(a => a.Id).Select(a => (long?)a.Id).FirstOrDefaultAsync(cancellation) ?? 0;
            rows = rows.Where(a => a.AtUtc < untilUtc && a.Id <= last);
        }

        return rows;
    }

    private static string After(string start) => start[..^1] + (char)(start[^1] + 1);

    private static async Task<IQueryable<AuditEntry>> ByPersonAsync(PortalDb db, IQueryable<AuditEntry> rows, string person, CancellationToken cancellation)
    {
        if (person == Actor.Console.Name || person == Actor.Visitor.Name)
            return rows.Where(a => a.ActorId == 0 && a.ActorName == person);
        if (person[0] == '#' && int.TryParse(person.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return rows.Where(a => a.ActorId == number);
        var upper = person.ToUpperInvariant();
        var ids = await db.Users.Where(u => u.NormalizedUserName == upper || u.DisplayName == person).Select(u => u.Id).Take(MaxPeople).ToListAsync(cancellation);
        if (ids.Count == 0)
            ids = await db.Users.Where(u => u.NormalizedUserName!.Contains(upper) || u.DisplayName.Contains(person)).OrderBy(u => u.Id).Select(u => u.Id).Take(MaxPeople).ToListAsync(cancellation);
        if (ids is [var only])
            return rows.Where(a => a.ActorId == only);
        return rows.Where(a => ids.Contains(a.ActorId));
    }
}
