using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Where administrators look after the member units: entries, order, contacts, and what those propose.</summary>
public sealed class UnitDesk
{
    /// <summary>Longest reason for sending a proposal back, in characters.</summary>
    public const int ReasonLength = 500;

    /// <summary>Contacts of one unit.</summary>
    public const int MaxContacts = 20;

    private const int FoundLength = 10;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly Letters _letters;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal UnitDesk(IDbContextFactory<PortalDb> databases, ContentStore store, Letters letters, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _letters, _feed, _time) = (databases, store, letters, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>All units by tier and order, or those in the recycle bin, last removed first.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="bin">The removed ones instead.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<UnitRow>>> ListAsync(Actor actor, bool bin = false, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var units = db.CouncilUnits.IgnoreQueryFilters().AsNoTracking().Where(u => (u.DeletedUtc != null) == bin);
        return await (bin ? units.OrderByDescending(u => u.DeletedUtc).ThenBy(u => u.Id) : units.OrderBy(u => u.Tier).ThenBy(u => u.Place).ThenBy(u => u.Id))
            .Select(u => new UnitRow(
                u.Id, u.Name, u.NameEn ?? "", u.Tier, db.CouncilUnitEditors.Count(e => e.UnitId == u.Id),
                db.UnitProposals.Any(p => p.UnitId == u.Id && p.State == ProposalState.Waiting), u.DeletedUtc))
            .ToListAsync(cancellation);
    }

    /// <summary>One unit, also from the bin, with its contacts and the proposal that waits.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<UnitWork>> GetAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var unit = await db.CouncilUnits.IgnoreQueryFilters().AsNoTracking().FirstOrDefaultAsync(u => u.Id == id, cancellation);
        if (unit is null)
            return Refusal.NotFound;
        var text = UnitDifference.TextOf(unit);
        var contacts = await db.CouncilUnitEditors.Where(e => e.UnitId == id).Join(db.Users, e => e.MemberId, u => u.Id, (_, u) => u)
            .OrderBy(u => u.Id).Select(u => new UnitContact(u.Id, u.DisplayName, u.UserName!, u.Email!)).ToListAsync(cancellation);
        var proposal = await db.UnitProposals.AsNoTracking().FirstOrDefaultAsync(p => p.UnitId == id && p.State == ProposalState.Waiting, cancellation);
        UnitReview? review = null;
        if (proposal is not null)
        {
            var by = await db.Users.Where(u => u.Id == proposal.MemberId).Select(u => u.DisplayName).FirstOrDefaultAsync(cancellation);
            review = new(proposal.Id, proposal.Version, unit.Version, by ?? "", proposal.SentUtc, await UnitDifference.ChangesAsync(db, text, proposal, cancellation));
        }

        return new UnitWork(id, unit.Tier, text, await UnitDifference.LogoAsync(db, unit.LogoId, cancellation), unit.Version, unit.DeletedUtc, contacts, review);
    }

    /// <summary>Adds a unit at the end of its tier.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="tier">Where it stands.</param>
    /// <param name="text">Its entry.</param>
    /// <returns>Its number; refused as <see cref="Refusal.Invalid"/> with the name of the value that is wrong.</returns>
    public async Task<Outcome<int>> AddAsync(Actor actor, CouncilTier tier, UnitText text)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        text = text.Trim();
        await using var db = await _databases.CreateDbContextAsync();
        if (!Enum.IsDefined(tier))
            return Outcome.Invalid(nameof(tier));
        if (await UnitDifference.ProblemAsync(db, text) is { } wrong)
            return Outcome.Invalid(wrong);
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = new CouncilUnit { Name = text.Name, Tier = tier, Place = await LastAsync(db, tier) + 1 };
        UnitDifference.Write(unit, text);
        db.CouncilUnits.Add(unit);
        await db.SaveChangesAsync();
        db.Note(actor, NowUtc, "unit.add", Subject(unit.Id), unit.Name);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Announce();
        return unit.Id;
    }

    /// <summary>Changes an entry; in another tier it stands last.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="version">The entry the administrator has seen; another one gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="tier">Where it stands.</param>
    /// <param name="text">All of the entry.</param>
    /// <returns>See <see cref="AddAsync"/>.</returns>
    public async Task<Outcome> ChangeAsync(Actor actor, int id, int version, CouncilTier tier, UnitText text)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        text = text.Trim();
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = await db.CouncilUnits.FirstOrDefaultAsync(u => u.Id == id);
        if (unit is null)
            return Refusal.NotFound;
        if (unit.Version != version)
            return Refusal.Stale;
        if (!Enum.IsDefined(tier))
            return Outcome.Invalid(nameof(tier));
        if (await UnitDifference.ProblemAsync(db, text) is { } wrong)
            return Outcome.Invalid(wrong);
        var before = UnitDifference.TextOf(unit);
        if (unit.Tier != tier)
            (unit.Tier, unit.Place) = (tier, await LastAsync(db, tier) + 1);
        UnitDifference.Write(unit, text);
        unit.Version++;
        db.Note(actor, NowUtc, "unit.change", Subject(id), $"{unit.Name}: {UnitDifference.Names(before, text)}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Changes places with the neighbour of the same tier; at the end nothing moves.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="up">Towards the beginning.</param>
    public async Task<Outcome> MoveAsync(Actor actor, int id, bool up)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = await db.CouncilUnits.FirstOrDefaultAsync(u => u.Id == id);
        if (unit is null)
            return Refusal.NotFound;
        var tier = await db.CouncilUnits.Where(u => u.Tier == unit.Tier).OrderBy(u => u.Place).ThenBy(u => u.Id).ToListAsync();
        var at = tier.IndexOf(unit);
        var to = up ? at - 1 : at + 1;
        if (to < 0 || to >= tier.Count)
            return Outcome.Done;
        (tier[at], tier[to]) = (tier[to], tier[at]);
        // numbered anew, because places of other times may be equal
        foreach (var (place, each) in tier.Index())
            each.Place = place + 1;
        db.Note(actor, NowUtc, "unit.move", Subject(id), $"{unit.Name}: {at + 1} -> {to + 1}");
        return await FinishAsync(db, transaction);
    }

    /// <summary>Moves a unit into the recycle bin, from where it goes for good after <see cref="Housekeeping.KeepDeleted"/>. Its members stay members.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    public Task<Outcome> RemoveAsync(Actor actor, int id) => BinAsync(actor, id, NowUtc, "unit.remove");

    /// <summary>Takes a unit out of the recycle bin, to where it stood.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    public Task<Outcome> BringBackAsync(Actor actor, int id) => BinAsync(actor, id, null, "unit.bring-back");

    /// <summary>Takes a picture into the media library, to become a logo once the entry is saved with it.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="content">PNG, JPEG, WebP or GIF, up to <see cref="PictureInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public async Task<Outcome<UnitLogo>> AddLogoAsync(Actor actor, byte[] content)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        return await UnitDifference.KeepLogoAsync(db, _store, content, NowUtc);
    }

    /// <summary>Members who could become contacts of a unit: active, not its contacts yet, the unit's own people first.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="query">Part of a name, user name or address; empty gives the unit's own people.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<UnitContact>>> CandidatesAsync(Actor actor, int id, string? query, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var members = db.Users.AsNoTracking().Where(u => u.State == MemberState.Active && !db.CouncilUnitEditors.Any(e => e.UnitId == id && e.MemberId == u.Id));
        if (query?.Trim() is { Length: > 0 } words)
        {
            var upper = words.ToUpperInvariant();
            members = members.Where(u => u.DisplayName.Contains(words) || u.NormalizedUserName!.Contains(upper) || u.NormalizedEmail!.Contains(upper));
        }
        else
        {
            members = members.Where(u => u.UnitId == id);
        }

        return await members.OrderByDescending(u => u.UnitId == id).ThenBy(u => u.Id).Take(FoundLength)
            .Select(u => new UnitContact(u.Id, u.DisplayName, u.UserName!, u.Email!)).ToListAsync(cancellation);
    }

    /// <summary>Lets a member propose changes to the entry.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="memberId">Whom.</param>
    /// <returns>Refused as <see cref="Refusal.TooMany"/> beyond <see cref="MaxContacts"/>.</returns>
    public async Task<Outcome> AddContactAsync(Actor actor, int id, int memberId)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var member = await db.Users.Where(u => u.Id == memberId && u.State == MemberState.Active).Select(u => u.UserName).FirstOrDefaultAsync();
        if (member is null || !await db.CouncilUnits.AnyAsync(u => u.Id == id))
            return Refusal.NotFound;
        if (await db.CouncilUnitEditors.AnyAsync(e => e.UnitId == id && e.MemberId == memberId))
            return Outcome.Done;
        if (await db.CouncilUnitEditors.CountAsync(e => e.UnitId == id) >= MaxContacts)
            return Refusal.TooMany;
        db.CouncilUnitEditors.Add(new CouncilUnitEditor { UnitId = id, MemberId = memberId });
        db.Note(actor, NowUtc, "unit.contact-add", Subject(id), member);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Stir(id);
        return Outcome.Done;
    }

    /// <summary>Ends what <see cref="AddContactAsync"/> began. What the member has proposed still waits.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="memberId">Whom.</param>
    public async Task<Outcome> RemoveContactAsync(Actor actor, int id, int memberId)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.CouncilUnitEditors.FirstOrDefaultAsync(e => e.UnitId == id && e.MemberId == memberId) is not { } contact)
            return Refusal.NotFound;
        db.CouncilUnitEditors.Remove(contact);
        db.Note(actor, NowUtc, "unit.contact-remove", Subject(id), await db.Users.Where(u => u.Id == memberId).Select(u => u.UserName).FirstOrDefaultAsync());
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        Stir(id);
        return Outcome.Done;
    }

    /// <summary>Makes the proposal part of the entry: what its writer changed, and nothing else. He is told by mail.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="seen">The difference the administrator has read: a newer proposal or entry gives <see cref="Refusal.Stale"/>.</param>
    public async Task<Outcome> ApproveAsync(Actor actor, int id, UnitReview seen)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = await db.CouncilUnits.FirstOrDefaultAsync(u => u.Id == id);
        var proposal = await WaitingAsync(db, id, seen.ProposalId);
        if (unit is null || proposal is null)
            return Refusal.NotFound;
        if (proposal.Version != seen.Version || unit.Version != seen.UnitVersion)
            return Refusal.Stale;
        var before = UnitDifference.TextOf(unit);
        var after = UnitDifference.Merge(before, proposal);
        if (await UnitDifference.ProblemAsync(db, after) is { } wrong)
            return Outcome.Invalid(wrong);
        UnitDifference.Write(unit, after);
        unit.Version++;
        (proposal.State, proposal.DecidedUtc) = (ProposalState.Approved, NowUtc);
        db.Note(actor, NowUtc, "unit.approve", Subject(id), $"{unit.Name}: {UnitDifference.Names(before, after)}");
        var isTold = await TellAsync(db, proposal, to => _letters.UnitApproved(to, id, unit.Name));
        if (await FinishAsync(db, transaction) is { IsDone: false } refused)
            return refused;
        Told(id, isTold);
        return Outcome.Done;
    }

    /// <summary>Sends a proposal back to its writer, who is told by mail and can mend it.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which unit.</param>
    /// <param name="seen">The difference the administrator has read; a newer proposal gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="reason">What is to be mended, 1 to <see cref="ReasonLength"/> characters.</param>
    public async Task<Outcome> SendBackAsync(Actor actor, int id, UnitReview seen, string reason)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        reason = reason.Trim();
        if (reason.Length is 0 or > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = await db.CouncilUnits.FirstOrDefaultAsync(u => u.Id == id);
        var proposal = await WaitingAsync(db, id, seen.ProposalId);
        if (unit is null || proposal is null)
            return Refusal.NotFound;
        if (proposal.Version != seen.Version)
            return Refusal.Stale;
        (proposal.State, proposal.DecidedUtc, proposal.Reason) = (ProposalState.Returned, NowUtc, reason);
        db.Note(actor, NowUtc, "unit.send-back", Subject(id), $"{unit.Name}: {reason}");
        var isTold = await TellAsync(db, proposal, to => _letters.UnitReturned(to, unit.Name, reason));
        if (!await TrySaveAsync(db))
            return Refusal.Stale;
        await transaction.CommitAsync();
        Told(id, isTold);
        return Outcome.Done;
    }

    internal static string Subject(int id) => $"unit/{id}";

    private async Task<Outcome> BinAsync(Actor actor, int id, DateTime? deletedUtc, string action)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var unit = await db.CouncilUnits.IgnoreQueryFilters().FirstOrDefaultAsync(u => u.Id == id);
        if (unit is null || unit.DeletedUtc is null == deletedUtc is null)
            return Refusal.NotFound;
        unit.DeletedUtc = deletedUtc;
        db.Note(actor, NowUtc, action, Subject(id), unit.Name);
        var outcome = await FinishAsync(db, transaction);
        Stir(id);
        return outcome;
    }

    private async Task<Outcome> FinishAsync(PortalDb db, Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction)
    {
        if (!await TrySaveAsync(db))
            return Refusal.Stale;
        await transaction.CommitAsync();
        Announce();
        return Outcome.Done;
    }

    private async Task<bool> TellAsync(PortalDb db, UnitProposal proposal, Func<Recipient, Letter> write)
    {
        if (await db.Users.FirstOrDefaultAsync(u => u.Id == proposal.MemberId && u.State == MemberState.Active) is not { } member)
            return false;
        db.Post(write(new Recipient(member.Email!, member.DisplayName, member.Language)), NowUtc);
        return true;
    }

    private static Task<UnitProposal?> WaitingAsync(PortalDb db, int unitId, int proposalId) =>
        db.UnitProposals.FirstOrDefaultAsync(p => p.Id == proposalId && p.UnitId == unitId && p.State == ProposalState.Waiting);

    private static async Task<int> LastAsync(PortalDb db, CouncilTier tier) => await db.CouncilUnits.Where(u => u.Tier == tier).MaxAsync(u => (int?)u.Place) ?? 0;

    private static async Task<bool> TrySaveAsync(PortalDb db)
    {
        try
        {
            await db.SaveChangesAsync();
            return true;
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }
    }

    private void Told(int id, bool isTold)
    {
        Stir(id);
        if (isTold)
            _feed.Publish(MailQueued.Everywhere, new MailQueued());
    }

    private void Announce() => _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Council));

    private void Stir(int id) => _feed.Publish(UnitProposalsMoved.Everywhere, new UnitProposalsMoved(id));
}
