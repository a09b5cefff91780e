using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>A contest's judges, admitted essays and reviews, tracked, as the organisers' commands need them.</summary>
internal sealed class PanelBoard
{
    private readonly Dictionary<int, string> _names;
    private readonly Dictionary<int, string> _units;

    private PanelBoard(Contest contest, List<ContestJudge> places, List<Review> reviews, List<Member> members, List<PanelWork> essays, UnitNames units)
    {
        (Contest, Places, Reviews, Essays) = (contest, places, reviews, essays);
        _names = members.ToDictionary(m => m.Id, m => m.DisplayName);
        _units = members.ToDictionary(m => m.Id, units.NameOf);
        var limits = places.ToDictionary(p => p.JudgeId, p => p.MaxEssays);
        Judges = [.. members.Where(m => limits.ContainsKey(m.Id)).Select(m => new JudgeOnPanel(m.Id, m.DisplayName, m.Email, units.KeyOf(m), limits[m.Id]))];
    }

    public Contest Contest { get; }

    public List<ContestJudge> Places { get; }

    /// <summary>Of all essays of the contest.</summary>
    public List<Review> Reviews { get; }

    /// <summary>Admitted ones, by number.</summary>
    public List<PanelWork> Essays { get; }

    /// <summary>By name.</summary>
    public List<JudgeOnPanel> Judges { get; }

    public bool MayAssign => Contest.Stage is ContestStage.Called or ContestStage.Judging;

    /// <summary>Who has which admitted essay.</summary>
    public List<JudgeOfEssay> Existing => [.. Pairs(r => r.State != ReviewState.Conflict)];

    public List<JudgeOfEssay> Declared => [.. Pairs(r => r.State == ReviewState.Conflict)];

    public static async Task<PanelBoard?> LoadAsync(PortalDb db, int contestId, CancellationToken cancellation = default)
    {
        var contest = await db.Contests.FirstOrDefaultAsync(c => c.Id == contestId, cancellation);
        if (contest is null)
            return null;
        var places = await db.ContestJudges.Where(j => j.ContestId == contestId).ToListAsync(cancellation);
        var reviews = await db.Reviews.Where(r => r.ContestId == contestId).OrderBy(r => r.Id).ToListAsync(cancellation);
        var sent = await (
            from essay in db.Essays
            join revision in db.EssayRevisions on essay.SentRevisionId equals revision.Id
            where essay.ContestId == contestId && essay.State == EssayState.Admitted
            orderby essay.Number
            select new { essay.Id, essay.Number, essay.MemberId, revision.Title, revision.Theme, revision.Authors }).AsNoTracking().ToListAsync(cancellation);

        var ids = places.Select(p => p.JudgeId).Concat(reviews.Select(r => r.JudgeId ?? 0)).Concat(sent.Select(s => s.MemberId ?? 0)).ToHashSet();
        var members = await db.Users.AsNoTracking().Where(u => ids.Contains(u.Id)).OrderBy(u => u.DisplayName).ThenBy(u => u.Id).ToListAsync(cancellation);
        var units = await UnitNames.LoadAsync(db, cancellation);
        var authors = members.ToDictionary(m => m.Id);
        return new PanelBoard(contest, places, reviews, members, [.. sent.Select(s => new PanelWork(s.Id, s.Number!, s.Title, s.Theme, new EssayToJudge(
            s.Id, [.. AuthorsOf(s.Authors, authors.GetValueOrDefault(s.MemberId ?? 0), units)])))], units);
    }

    public void Give(PortalDb db, IEnumerable<JudgeOfEssay> places, DateTime nowUtc) => db.Reviews.AddRange(places.Select(p => new Review
    {
        ContestId = Contest.Id,
        EssayId = p.EssayId,
        JudgeId = p.JudgeId,
        AssignedUtc = nowUtc,
    }));

    public PanelJudge ToJudge(JudgeOnPanel judge)
    {
        var admitted = Essays.Select(e => e.Id).ToHashSet();
        var own = Reviews.Where(r => r.JudgeId == judge.Id && admitted.Contains(r.EssayId)).ToList();
        return new PanelJudge(
            judge.Id, judge.Name, _units[judge.Id], judge.MaxLoad, own.Count(r => r.State != ReviewState.Conflict), own.Count(r => r.State == ReviewState.Submitted),
            own.Count(r => r.State == ReviewState.Conflict));
    }

    public PanelEssay ToEssay(PanelWork essay) => new(
        essay.Id, essay.Number, essay.Title, essay.Theme,
        [.. Reviews.Where(r => r.EssayId == essay.Id).Select(r => new PanelPlace(r.JudgeId ?? 0, _names.GetValueOrDefault(r.JudgeId ?? 0, ""), r.State, r.ConflictReason))]);

    private IEnumerable<JudgeOfEssay> Pairs(Func<Review, bool> which)
    {
        var admitted = Essays.Select(e => e.Id).ToHashSet();
        return Reviews.Where(r => r.JudgeId is not null && admitted.Contains(r.EssayId) && which(r)).Select(r => new JudgeOfEssay(r.EssayId, r.JudgeId!.Value));
    }

    /// <summary>The account as it is today, and the names as they signed: one may have changed since.</summary>
    private static IEnumerable<EssayAuthor> AuthorsOf(List<EssayPerson> signed, Member? account, UnitNames units)
    {
        if (account is not null)
            yield return new EssayAuthor(account.Id, account.DisplayName, account.Email, units.KeyOf(account));
        foreach (var person in signed)
            yield return new EssayAuthor(null, person.Name, person.Email, units.KeyOf(person.Unit));
    }
}

/// <summary>An admitted essay.</summary>
internal sealed record PanelWork(int Id, string Number, string Title, string? Theme, EssayToJudge ToJudge);
