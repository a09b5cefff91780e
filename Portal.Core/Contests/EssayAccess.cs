using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Whether an author may write on an essay, and until when.</summary>
internal sealed record EssayAccess(Essay Essay, Contest Contest, DateTime? LateUntilUtc)
{
    /// <summary>The deadline that counts for this author: the contest's, a later one of his own, or the one of an essay sent back.</summary>
    public DateTime DeadlineUtc => DeadlineOf(Contest, LateUntilUtc, Essay);

    public TimeSpan Grace => TimeSpan.FromMinutes(Contest.GraceMinutes);

    /// <summary>Loads the essay, tracked, for its author.</summary>
    /// <returns>Refused as not allowed to anybody else, organisers included: nobody writes in another's name.</returns>
    public static async Task<Outcome<EssayAccess>> FindAsync(PortalDb db, Actor actor, int essayId, CancellationToken cancellation = default)
    {
        var essay = await db.Essays.FirstOrDefaultAsync(e => e.Id == essayId, cancellation);
        if (essay is null)
            return actor.MemberId == 0 ? Refusal.NotAllowed : Refusal.NotFound;
        if (essay.MemberId is not { } author || !actor.IsSelf(author))
            return Refusal.NotAllowed;
        var contest = await db.Contests.FirstAsync(c => c.Id == essay.ContestId, cancellation);
        return new EssayAccess(essay, contest, await LateUntilAsync(db, contest.Id, author, cancellation));
    }

    public static async Task<DateTime?> LateUntilAsync(PortalDb db, int contestId, int memberId, CancellationToken cancellation) =>
        await db.LateAccesses.Where(l => l.ContestId == contestId && l.MemberId == memberId).Select(l => (DateTime?)l.UntilUtc).MaxAsync(cancellation);

    public static DateTime DeadlineOf(Contest contest, DateTime? lateUntilUtc, Essay? essay = null)
    {
        if (essay is { State: EssayState.Returned, ReturnedUntilUtc: { } returned })
            return returned;
        return lateUntilUtc > contest.ClosesUtc ? lateUntilUtc.Value : contest.ClosesUtc;
    }

    /// <summary>Whether words are taken now. Within the grace period they are: the last ones may still be on their way.</summary>
    public bool MayWrite(DateTime nowUtc)
    {
        var stageTakes = Essay.State == EssayState.Returned ? Contest.Stage is ContestStage.Called or ContestStage.Judging : Contest.Stage == ContestStage.Called;
        return stageTakes && Essay.State is not (EssayState.Admitted or EssayState.Declined)
            && Deadlines.PhaseAt(nowUtc, Contest.OpensUtc, DeadlineUtc, Grace) is DeadlinePhase.Open or DeadlinePhase.Grace;
    }
}
