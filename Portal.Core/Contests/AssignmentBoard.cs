using System.Numerics;

namespace Portal.Core;

/// <summary>Who may have what, who has it, and the search for the next place. Judges are bits, so that an essay is looked at in a few words.</summary>
internal sealed class AssignmentBoard
{
    private const int Bits = 64;

    private readonly EssayToJudge[] _essays;
    private readonly JudgeOnPanel[] _judges;
    private readonly Random _random;
    private readonly Dictionary<int, int> _judgeIndex;
    private readonly int[] _load;

    /// <summary>Per essay the judges who may take it and do not have it, and those who have it.</summary>
    private readonly ulong[][] _open;
    private readonly ulong[][] _has;

    /// <summary>Per judge the essays that may still be passed on: not those he had from the beginning.</summary>
    private readonly SortedSet<int>[] _added;

    public AssignmentBoard(
        JudgeOnPanel[] judges, EssayToJudge[] essays, IEnumerable<JudgeOfEssay> existing, Func<EssayToJudge, JudgeOnPanel, bool> isAllowed, Random random)
    {
        (_judges, _essays, _random) = (judges, essays, random);
        _judgeIndex = judges.Index().ToDictionary(j => j.Item.Id, j => j.Index);
        _load = new int[judges.Length];
        _added = [.. judges.Select(_ => new SortedSet<int>())];
        var words = (judges.Length + Bits - 1) / Bits;
        _open = [.. essays.Select(_ => new ulong[words])];
        _has = [.. essays.Select(_ => new ulong[words])];

        var essayIndex = essays.Index().ToDictionary(e => e.Item.Id, e => e.Index);
        foreach (var kept in existing)
        {
            if (!_judgeIndex.TryGetValue(kept.JudgeId, out var judge))
                continue;
            _load[judge]++;
            if (essayIndex.TryGetValue(kept.EssayId, out var essay))
                Set(_has[essay], judge, true);
        }
        for (var e = 0; e < essays.Length; e++)
        {
            for (var j = 0; j < judges.Length; j++)
                Set(_open[e], j, !IsSet(_has[e], j) && isAllowed(essays[e], judges[j]));
        }
    }

    public bool Has(int essay, int judgeId) => IsSet(_has[essay], _judgeIndex[judgeId]);

    public IEnumerable<JudgeOfEssay> Added() => _added.SelectMany((essays, j) => essays.Select(e => new JudgeOfEssay(_essays[e].Id, _judges[j].Id)));

    /// <summary>One more judge for the essay; false when there is none, and then there never will be one.</summary>
    public bool TryFill(int essay)
    {
        var floor = Enumerable.Range(0, _judges.Length).Where(HasRoom).Select(j => _load[j]).DefaultIfEmpty(-1).Min();
        if (floor < 0)
            return false;

        // breadth first: the fewest essays change hands, and nobody less loaded than the floor can be found
        var trail = new Trail(_judges.Length, _open[essay].Length);
        var unseenEssays = new bool[_essays.Length];
        Array.Fill(unseenEssays, true);
        unseenEssays[essay] = false;
        var level = Reach(essay, -1, trail);
        var best = LeastLoaded(level, -1);
        while (level.Count > 0 && (best < 0 || _load[best] > floor))
        {
            List<int> next = [];
            foreach (var giver in level)
            {
                foreach (var passed in _added[giver].Where(e => unseenEssays[e]))
                {
                    unseenEssays[passed] = false;
                    next.AddRange(Reach(passed, giver, trail));
                }
            }
            best = LeastLoaded(next, best);
            level = next;
        }
        if (best >= 0)
            PassOn(best, trail);
        return best >= 0;
    }

    /// <summary>The judges who may take the essay and were not reached before.</summary>
    private List<int> Reach(int essay, int giver, Trail trail)
    {
        List<int> reached = [];
        for (var w = 0; w < trail.Unseen.Length; w++)
        {
            var fresh = _open[essay][w] & trail.Unseen[w];
            trail.Unseen[w] &= ~fresh;
            for (; fresh != 0; fresh &= fresh - 1)
            {
                var judge = (w * Bits) + BitOperations.TrailingZeroCount(fresh);
                trail.Through[judge] = (essay, giver);
                reached.Add(judge);
            }
        }
        return reached;
    }

    /// <summary>By lot among equals, or the same judges would always sit together; <paramref name="best"/> stays when nobody has less.</summary>
    private int LeastLoaded(List<int> judges, int best)
    {
        var equals = 0;
        foreach (var judge in judges.Where(HasRoom))
        {
            if (best < 0 || _load[judge] < _load[best])
                (best, equals) = (judge, 1);
            else if (equals > 0 && _load[judge] == _load[best] && _random.Next(++equals) == 0)
                best = judge;
        }
        return best;
    }

    /// <summary>The judge takes the essay he was reached through from the one who had it, and so on back to the essay that began it.</summary>
    private void PassOn(int judge, Trail trail)
    {
        _load[judge]++;
        while (judge >= 0)
        {
            var (essay, giver) = trail.Through[judge];
            Give(essay, judge, true);
            if (giver >= 0)
                Give(essay, giver, false);
            judge = giver;
        }
    }

    private void Give(int essay, int judge, bool has)
    {
        Set(_has[essay], judge, has);
        Set(_open[essay], judge, !has);
        if (has)
            _added[judge].Add(essay);
        else
            _added[judge].Remove(essay);
    }

    private bool HasRoom(int judge) => _judges[judge].MaxLoad is not { } most || _load[judge] < most;

    private static bool IsSet(ulong[] set, int bit) => (set[bit / Bits] >> (bit % Bits) & 1) != 0;

    private static void Set(ulong[] set, int bit, bool value)
    {
        var mask = 1UL << (bit % Bits);
        set[bit / Bits] = value ? set[bit / Bits] | mask : set[bit / Bits] & ~mask;
    }

    private sealed class Trail
    {
        public Trail(int judges, int words)
        {
            Through = new (int Essay, int Giver)[judges];
            Unseen = new ulong[words];
            Array.Fill(Unseen, ulong.MaxValue);
        }

        /// <summary>The essay a judge would take, and who has it; nobody (-1) where the search began.</summary>
        public (int Essay, int Giver)[] Through { get; }

        public ulong[] Unseen { get; }
    }
}
