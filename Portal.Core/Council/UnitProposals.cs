using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What a unit's own people do: look at its entry and propose changes, which an administrator approves.</summary>
public sealed class UnitProposals
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal UnitProposals(IDbContextFactory<PortalDb> databases, ContentStore store, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _feed, _time) = (databases, store, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The units whose contact the actor is, with the last proposal of each.</summary>
    /// <param name="actor">A member.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<OwnUnit>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!MayPropose(actor))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var units = await db.CouncilUnits.AsNoTracking().Where(u => db.CouncilUnitEditors.Any(e => e.UnitId == u.Id && e.MemberId == actor.MemberId))
            .OrderBy(u => u.Tier).ThenBy(u => u.Place).ThenBy(u => u.Id).ToListAsync(cancellation);
        List<OwnUnit> own = [];
        foreach (var unit in units)
            own.Add(await ToOwnAsync(db, unit, cancellation));
        return own;
    }

    /// <summary>How many units the actor is a contact of.</summary>
    /// <param name="actor">A member.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<int>> CountAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!MayPropose(actor))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.CouncilUnits.CountAsync(u => db.CouncilUnitEditors.Any(e => e.UnitId == u.Id && e.MemberId == actor.MemberId), cancellation);
    }

    /// <summary>Proposes what the entry should say, in place of a proposal of the unit that still waits.</summary>
    /// <param name="actor">A contact of the unit.</param>
    /// <param name="unitId">Which unit.</param>
    /// <param name="seen">The entry the writer had before him; only what differs from it is meant.</param>
    /// <param name="wanted">All of the entry as it should be.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the name of the value that is wrong, or <c>Nothing</c> when nothing differs.</returns>
    public async Task<Outcome> ProposeAsync(Actor actor, int unitId, UnitText seen, UnitText wanted)
    {
        if (!MayPropose(actor))
            return Refusal.NotAllowed;
        (seen, wanted) = (seen.Trim(), wanted.Trim());
        await using var db = await _databases.CreateDbContextAsync();
        if (!await IsContactAsync(db, actor, unitId))
            return Refusal.NotAllowed;
        if (await UnitDifference.ProblemAsync(db, wanted) is { } wrong)
            return Outcome.Invalid(wrong);
        if (seen == wanted)
            return Outcome.Invalid("Nothing");
        await using var transaction = await db.Database.BeginTransactionAsync();
        var proposal = await db.UnitProposals.FirstOrDefaultAsync(p => p.UnitId == unitId && p.State == ProposalState.Waiting);
        if (proposal is null)
            db.UnitProposals.Add(proposal = new UnitProposal { UnitId = unitId, Base = seen, Wanted = wanted });
        else
            proposal.Version++;
        (proposal.MemberId, proposal.Base, proposal.Wanted, proposal.SentUtc) = (actor.MemberId, seen, wanted, NowUtc);
        db.Note(actor, NowUtc, "unit.propose", UnitDesk.Subject(unitId), UnitDifference.Names(seen, wanted));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateException e) when (e is DbUpdateConcurrencyException || e.InnerException is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 })
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        _feed.Publish(UnitProposalsMoved.Everywhere, new UnitProposalsMoved(unitId));
        return Outcome.Done;
    }

    /// <summary>Takes back what waits.</summary>
    /// <param name="actor">A contact of the unit.</param>
    /// <param name="unitId">Which unit.</param>
    public async Task<Outcome> TakeBackAsync(Actor actor, int unitId)
    {
        if (!MayPropose(actor))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        if (!await IsContactAsync(db, actor, unitId))
            return Refusal.NotAllowed;
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.UnitProposals.FirstOrDefaultAsync(p => p.UnitId == unitId && p.State == ProposalState.Waiting) is not { } proposal)
            return Refusal.NotFound;
        (proposal.State, proposal.DecidedUtc) = (ProposalState.TakenBack, NowUtc);
        db.Note(actor, NowUtc, "unit.take-back", UnitDesk.Subject(unitId));
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        _feed.Publish(UnitProposalsMoved.Everywhere, new UnitProposalsMoved(unitId));
        return Outcome.Done;
    }

    /// <summary>Takes a picture in, to be proposed as the logo.</summary>
    /// <param name="actor">A contact of the unit.</param>
    /// <param name="unitId">Which unit.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<UnitLogo>> AddLogoAsync(Actor actor, int unitId, byte[] content)
    {
        if (!MayPropose(actor))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        return await IsContactAsync(db, actor, unitId) ? await UnitDifference.KeepLogoAsync(db, _store, content, NowUtc) : Refusal.NotAllowed;
    }

    private static bool MayPropose(Actor actor) => actor.MemberId != 0 && actor.Is(Role.Member);

    private static Task<bool> IsContactAsync(PortalDb db, Actor actor, int unitId) =>
        db.CouncilUnits.AnyAsync(u => u.Id == unitId && db.CouncilUnitEditors.Any(e => e.UnitId == unitId && e.MemberId == actor.MemberId));

    private static async Task<OwnUnit> ToOwnAsync(PortalDb db, CouncilUnit unit, CancellationToken cancellation)
    {
        var current = UnitDifference.TextOf(unit);
        var last = await db.UnitProposals.AsNoTracking().Where(p => p.UnitId == unit.Id).OrderByDescending(p => p.Id).FirstOrDefaultAsync(cancellation);
        var isOpen = last is { State: ProposalState.Waiting or ProposalState.Returned };
        var wanted = isOpen ? UnitDifference.Merge(current, last!) : current;
        OwnProposal? proposal = null;
        if (last is not null)
        {
            var by = await db.Users.Where(u => u.Id == last.MemberId).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellation);
            proposal = new(last.State, last.SentUtc, last.DecidedUtc, last.Reason, by ?? "", isOpen ? await UnitDifference.ChangesAsync(db, current, last, cancellation) : []);
        }

        return new OwnUnit(unit.Id, unit.Tier, current, wanted, await UnitDifference.LogoAsync(db, wanted.LogoId, cancellation), proposal);
    }
}
