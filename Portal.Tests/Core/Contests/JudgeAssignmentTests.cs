using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class JudgeAssignmentTests
{
    [Property]
    public void Plan_RandomContest_BreaksNoRule(int seed)
    {
        var c = Draw(seed, 12, 6);
        var added = c.Plan().Added;

        Assert.All(added, a => Assert.Empty(JudgeAssignment.RulesAgainst(c.Essay(a.EssayId), c.Judge(a.JudgeId), c.Declared)));
        var all = added.Concat(c.Existing).ToList();
        Assert.Equal(all.Count, all.Distinct().Count());
        Assert.All(added.GroupBy(a => a.EssayId), g => Assert.True(all.Count(x => x.EssayId == g.Key) <= c.PerEssay));
        Assert.All(added.GroupBy(a => a.JudgeId), g => Assert.True(all.Count(x => x.JudgeId == g.Key) <= (c.Judge(g.Key).MaxLoad ?? int.MaxValue)));
    }

    [Property(MaxTest = 300)]
    public void Plan_SmallContest_IsWholeAndEvenWheneverThatCanBe(int seed)
    {
        var c = Draw(seed, 4, 4);
        var plan = c.Plan();
        var best = BruteForce(c);

        Assert.Equal(best is not null, plan.Obstacles.Count == 0);
        if (best is { } spread)
            Assert.Equal(spread, Spread(c, plan.Added));
    }

    [Property]
    public void Plan_NoConflicts_LoadsDifferByOneAtMost(byte essays, byte judges, byte perEssay, int seed)
    {
        var panel = Enumerable.Range(1, 3 + (judges % 20)).Select(i => new JudgeOnPanel(i, $"评委{i}", null, null)).ToList();
        var works = Enumerable.Range(1, essays).Select(i => new EssayToJudge(i, [])).ToList();
        var plan = JudgeAssignment.Plan(works, panel, [], [], 1 + (perEssay % 3), seed);

        Assert.Empty(plan.Obstacles);
        Assert.Equal(works.Count * (1 + (perEssay % 3)), plan.Added.Count);
        var loads = panel.Select(j => plan.Added.Count(a => a.JudgeId == j.Id)).ToList();
        Assert.InRange(loads.Max() - loads.Min(), 0, 1);
    }

    [Property]
    public void Plan_SameSeed_SameWhateverTheOrderOfTheInput(int seed)
    {
        var c = Draw(seed, 10, 5);
        var again = JudgeAssignment.Plan(
            [.. c.Essays.Reverse()], [.. c.Judges.Reverse()], [.. c.Existing.Reverse()], [.. c.Declared.Reverse()], c.PerEssay, c.Seed);

        Assert.Equal(c.Plan().Added, again.Added);
        Assert.Equal(c.Plan().Obstacles, again.Obstacles);
    }

    [Fact]
    public void Plan_OtherSeed_IsAnother()
    {
        var c = new Case([.. Enumerable.Range(1, 20).Select(i => new EssayToJudge(i, []))], [.. Enumerable.Range(1, 6).Select(i => new JudgeOnPanel(i, $"{i}", null, null))], [], [], 2, 1);
        Assert.NotEqual(c.Plan().Added, (c with { Seed = 2 }).Plan().Added);
    }

    [Property]
    public void Plan_Obstacles_NameEachJudgeThatAShortEssayLacksAndOnlyTrueRules(int seed)
    {
        var c = Draw(seed, 6, 3);
        var plan = c.Plan();
        var all = plan.Added.Concat(c.Existing).ToList();
        var shortOf = c.Essays.Where(e => all.Count(a => a.EssayId == e.Id) < c.PerEssay).Select(e => e.Id).ToHashSet();

        Assert.Equal(shortOf, plan.Obstacles.Select(o => o.EssayId).ToHashSet());
        foreach (var essay in shortOf)
        {
            var mine = plan.Obstacles.Where(o => o.EssayId == essay).ToList();
            Assert.Equal(c.Judges.Count < c.PerEssay, mine.Any(o => o.Rule == AssignmentRule.NotEnoughJudges));
            Assert.Equal(
                c.Judges.Select(j => j.Id).Where(j => !all.Contains(new(essay, j))).Order(), mine.Where(o => o.JudgeId is not null).Select(o => o.JudgeId!.Value).Distinct().Order());
            foreach (var o in mine.Where(o => o.JudgeId is not null))
            {
                var against = JudgeAssignment.RulesAgainst(c.Essay(essay), c.Judge(o.JudgeId!.Value), c.Declared);
                Assert.True(o.Rule == AssignmentRule.LoadLimit
                    ? against.Count == 0 && all.Count(a => a.JudgeId == o.JudgeId) >= c.Judge(o.JudgeId.Value).MaxLoad
                    : against.Contains(o.Rule));
            }
        }
    }

    [Fact]
    public void Plan_AGreedyChoiceWouldGetStuck_FindsTheOnlyWay()
    {
        // essay 2 takes only judge 1, who is also free for essay 1
        var plan = JudgeAssignment.Plan(
            [new(1, []), new(2, [])], [new(1, "甲", null, null, 1), new(2, "乙", null, null, 1)], [], [new(2, 2)], 1, 0);
        Assert.Equal([new(1, 2), new(2, 1)], plan.Added);
    }

    [Fact]
    public void Plan_Existing_StayAndCount()
    {
        var plan = JudgeAssignment.Plan(
            [new(1, []), new(2, []), new(3, [])], [new(1, "甲", null, null), new(2, "乙", null, null)], [new(1, 1), new(2, 1), new(9, 1)], [], 1, 0);
        Assert.Equal([new JudgeOfEssay(3, 2)], plan.Added);
    }

    [Fact]
    public void Plan_FewJudges_NoEssayHasTwoBeforeAnotherHasOne()
    {
        var plan = JudgeAssignment.Plan(
            [.. Enumerable.Range(1, 4).Select(i => new EssayToJudge(i, []))], [new(1, "甲", null, null, 2), new(2, "乙", null, null, 2)], [], [], 2, 5);
        Assert.Equal([1, 2, 3, 4], plan.Added.Select(a => a.EssayId));
    }

    [Fact]
    public void Plan_NoJudges_SaysSo() => Assert.Equal(
        [new AssignmentObstacle(1, null, AssignmentRule.NotEnoughJudges)], JudgeAssignment.Plan([new(1, [])], [], [], [], 2, 0).Obstacles);

    [Theory]
    [InlineData(7, "别人", null, null, AssignmentRule.Author)]
    [InlineData(8, "张 三", null, null, AssignmentRule.Author)]
    [InlineData(8, "ＺＨＡＮＧ ｓａｎ", null, null, AssignmentRule.Author)]
    [InlineData(8, "别人", " Zhang@Example.org ", null, AssignmentRule.Author)]
    [InlineData(8, "别人", null, 3, AssignmentRule.SameUnit)]
    [InlineData(9, "别人", null, 4, AssignmentRule.Declared)]
    [InlineData(8, "别人", "", null, null)]
    [InlineData(8, "张三丰", "zhang2@example.org", 4, null)]
    public void RulesAgainst_EachRule_IsNamed(int id, string name, string? email, int? unit, AssignmentRule? rule)
    {
        var essay = new EssayToJudge(1, [new(7, "张三", "zhang@example.org", 3), new(null, "Zhang San", "", null)]);
        var against = JudgeAssignment.RulesAgainst(essay, new(id, name, email, unit), [new(1, 9), new(2, 8)]);
        Assert.Equal(rule is null ? [] : [rule.Value], against);
    }

    private static int Spread(Case c, IEnumerable<JudgeOfEssay> added)
    {
        var all = added.Concat(c.Existing).ToList();
        var loads = c.Judges.Select(j => all.Count(a => a.JudgeId == j.Id)).ToList();
        return loads.Max() - loads.Min();
    }

    /// <summary>The least difference of loads among all whole plans; null when there is none.</summary>
    private static int? BruteForce(Case c)
    {
        var loads = c.Judges.ToDictionary(j => j.Id, j => c.Existing.Count(x => x.JudgeId == j.Id));
        int? best = null;
        Fill(0);
        return best;

        void Fill(int e)
        {
            if (e == c.Essays.Count)
            {
                var spread = loads.Values.Max() - loads.Values.Min();
                best = Math.Min(best ?? spread, spread);
                return;
            }
            var essay = c.Essays[e];
            var open = c.Judges.Where(j => !c.Existing.Contains(new(essay.Id, j.Id)) && JudgeAssignment.RulesAgainst(essay, j, c.Declared).Count == 0).ToList();
            var need = Math.Max(0, c.PerEssay - c.Existing.Count(x => x.EssayId == essay.Id));
            for (var mask = 0; mask < 1 << open.Count; mask++)
            {
                var chosen = open.Where((_, i) => (mask >> i & 1) != 0).ToList();
                if (chosen.Count != need || chosen.Any(j => loads[j.Id] >= (j.MaxLoad ?? int.MaxValue)))
                    continue;
                chosen.ForEach(j => loads[j.Id]++);
                Fill(e + 1);
                chosen.ForEach(j => loads[j.Id]--);
            }
        }
    }

    private static Case Draw(int seed, int mostEssays, int mostJudges)
    {
        var random = new Random(seed);
        var judges = Enumerable.Range(1, random.Next(1, mostJudges + 1))
            .Select(i => new JudgeOnPanel(i, $"评委{i}", $"j{i}@example.org", Unit(), random.Next(3) == 0 ? random.Next(1, 4) : null)).ToList();
        var essays = Enumerable.Range(1, random.Next(1, mostEssays + 1))
            .Select(i => new EssayToJudge(i, [new(random.Next(6) == 0 ? 1 : 100 + i, $"作者{i}", null, Unit()), new(null, random.Next(6) == 0 ? "评委2" : "合作者", null, null)])).ToList();
        var pairs = essays.SelectMany(e => judges.Select(j => new JudgeOfEssay(e.Id, j.Id))).ToList();
        return new(essays, judges, Some(6), Some(5), random.Next(1, 4), seed);

        int? Unit() => random.Next(3) == 0 ? random.Next(3) : null;
        List<JudgeOfEssay> Some(int oneIn) => [.. pairs.Where(_ => random.Next(oneIn) == 0)];
    }

    private sealed record Case(
        IReadOnlyList<EssayToJudge> Essays, IReadOnlyList<JudgeOnPanel> Judges, IReadOnlyList<JudgeOfEssay> Existing, IReadOnlyList<JudgeOfEssay> Declared, int PerEssay, int Seed)
    {
        public AssignmentPlan Plan() => JudgeAssignment.Plan(Essays, Judges, Existing, Declared, PerEssay, Seed);

        public EssayToJudge Essay(int id) => Essays.Single(e => e.Id == id);

        public JudgeOnPanel Judge(int id) => Judges.Single(j => j.Id == id);
    }
}
