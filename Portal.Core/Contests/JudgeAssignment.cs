using System.Text;

namespace Portal.Core;

/// <summary>Somebody who wrote an essay. Co-authors without an account have no id.</summary>
public sealed record EssayAuthor(int? MemberId, string Name, string? Email, int? UnitId);

/// <summary>An essay that needs judges.</summary>
public sealed record EssayToJudge(int Id, IReadOnlyList<EssayAuthor> Authors);

/// <param name="Id">The member's.</param>
/// <param name="MaxLoad">How many essays of the contest he takes at most, those he has included; null for any number.</param>
public sealed record JudgeOnPanel(int Id, string Name, string? Email, int? UnitId, int? MaxLoad = null);

/// <summary>An essay given to a judge.</summary>
public readonly record struct JudgeOfEssay(int EssayId, int JudgeId);

/// <summary>Why a judge cannot have an essay.</summary>
public enum AssignmentRule
{
    /// <summary>Judge and an author belong to the same member unit.</summary>
    SameUnit,

    /// <summary>The judge is one of the authors: the same account, address or name.</summary>
    Author,

    /// <summary>The judge has declared a conflict of interest.</summary>
    Declared,

    /// <summary>The judge has all the essays he takes, and none of them can go to another.</summary>
    LoadLimit,

    /// <summary>The panel is smaller than the number of judges an essay is to have.</summary>
    NotEnoughJudges,
}

/// <summary>What stands in the way of an essay that has fewer judges than it should.</summary>
/// <param name="JudgeId">Null for <see cref="AssignmentRule.NotEnoughJudges"/>.</param>
public sealed record AssignmentObstacle(int EssayId, int? JudgeId, AssignmentRule Rule);

/// <param name="Added">What is new, by essay and judge.</param>
/// <param name="Obstacles">Empty when every essay has its judges.</param>
public sealed record AssignmentPlan(IReadOnlyList<JudgeOfEssay> Added, IReadOnlyList<AssignmentObstacle> Obstacles);

/// <summary>
/// Gives essays to judges. Each further judge of an essay goes to the least loaded one that can be reached by passing essays on from judge to judge
/// (augmenting paths; Harvey, Ladner, Lovász, Tamir: Semi-matchings for bipartite graphs, 2006). So as many places are filled as can be, and among all such
/// plans the loads are as even as can be: both the highest is lowest and the lowest highest.
/// </summary>
internal static class JudgeAssignment
{
    /// <param name="existing">They stay, whatever they break, and count in the loads; leave out those that conflict before asking.</param>
    /// <param name="declared">Conflicts the judges declared.</param>
    /// <param name="judgesPerEssay">At least 1.</param>
    /// <param name="seed">The same input and seed give the same plan, in whatever order the input comes.</param>
    public static AssignmentPlan Plan(
        IReadOnlyList<EssayToJudge> essays, IReadOnlyList<JudgeOnPanel> judges, IReadOnlyCollection<JudgeOfEssay> existing,
        IReadOnlyCollection<JudgeOfEssay> declared, int judgesPerEssay, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(judgesPerEssay, 1);
        var random = new Random(seed);
        EssayToJudge[] works = [.. essays.OrderBy(e => e.Id)];
        JudgeOnPanel[] panel = [.. judges.OrderBy(j => j.Id)];
        random.Shuffle(works);
        random.Shuffle(panel);

        var rules = new ConflictRules(declared);
        var board = new AssignmentBoard(panel, works, existing, (e, j) => !rules.Against(e, j).Any(), random);
        var kept = existing.Distinct().ToLookup(x => x.EssayId);
        int[] places = [.. works.Select(e => judgesPerEssay - kept[e.Id].Count())];

        // round by round, so that where judges are scarce no essay gets a second one before another has its first
        HashSet<int> shortOf = [];
        for (var round = judgesPerEssay; round > 0; round--)
        {
            for (var e = 0; e < works.Length; e++)
            {
                if (places[e] >= round && !shortOf.Contains(e) && !board.TryFill(e))
                    shortOf.Add(e);
            }
        }
        return new(
            [.. board.Added().OrderBy(a => a.EssayId).ThenBy(a => a.JudgeId)],
            [.. shortOf.OrderBy(e => works[e].Id).SelectMany(e => ObstaclesOf(works[e], e, judges, board, rules, judgesPerEssay))]);
    }

    /// <summary>The rules that forbid the judge the essay; for an assignment by hand.</summary>
    public static IReadOnlyList<AssignmentRule> RulesAgainst(EssayToJudge essay, JudgeOnPanel judge, IReadOnlyCollection<JudgeOfEssay> declared) =>
        [.. new ConflictRules(declared).Against(essay, judge)];

    private static IEnumerable<AssignmentObstacle> ObstaclesOf(
        EssayToJudge essay, int index, IReadOnlyList<JudgeOnPanel> judges, AssignmentBoard board, ConflictRules rules, int judgesPerEssay)
    {
        if (judges.Count < judgesPerEssay)
            yield return new(essay.Id, null, AssignmentRule.NotEnoughJudges);
        foreach (var judge in judges.OrderBy(j => j.Id).Where(j => !board.Has(index, j.Id)))
        {
            var against = rules.Against(essay, judge).ToList();
            // a judge without a conflict could always be reached directly: if he was not chosen, he is full
            foreach (var rule in against.Count > 0 ? against : [AssignmentRule.LoadLimit])
                yield return new(essay.Id, judge.Id, rule);
        }
    }

    private sealed class ConflictRules(IReadOnlyCollection<JudgeOfEssay> declared)
    {
        private readonly HashSet<JudgeOfEssay> _declared = [.. declared];
        private readonly Dictionary<string, string> _names = [];

        public IEnumerable<AssignmentRule> Against(EssayToJudge essay, JudgeOnPanel judge)
        {
            if (judge.UnitId is { } unit && essay.Authors.Any(a => a.UnitId == unit))
                yield return AssignmentRule.SameUnit;
            if (essay.Authors.Any(a => a.MemberId == judge.Id || IsSame(a.Email?.Trim(), judge.Email?.Trim()) || IsSame(Plain(a.Name), Plain(judge.Name))))
                yield return AssignmentRule.Author;
            if (_declared.Contains(new(essay.Id, judge.Id)))
                yield return AssignmentRule.Declared;
        }

        private static bool IsSame(string? one, string? other) => !string.IsNullOrEmpty(one) && string.Equals(one, other, StringComparison.OrdinalIgnoreCase);

        /// <summary>张 三 and 张三 are one name, as are full and half width.</summary>
        private string Plain(string name)
        {
            if (!_names.TryGetValue(name, out var plain))
                _names[name] = plain = string.Concat(name.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));
            return plain;
        }
    }
}
