using FsCheck.Fluent;
using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

/// <summary>Where a decision does not follow the ranking.</summary>
public sealed class DeparturesTests
{
    private static readonly Dictionary<int, int> Quotas = new() { [1] = 1, [2] = 2 };

    [Fact]
    public void Of_AwardsByRank_DepartNowhere() => Assert.Empty(Departures.Of([Essay(1, 1, 1), Essay(2, 2, 2), Essay(3, 2, 2), Essay(4, 4, null)], Quotas));

    [Fact]
    public void Of_EssaysOfOneRank_MayBeToldApart() => Assert.Empty(Departures.Of([Essay(1, 1, null), Essay(2, 1, 1)], Quotas));

    [Fact]
    public void Of_BestPassedOver_OneReasonSpeaksForAll()
    {
        Decided[] essays = [Essay(1, 1, null), Essay(2, 2, 1), Essay(3, 3, 2)];
        var before = Departures.Of(essays, Quotas);
        Assert.Equal(Departure.PassedOver, before[1].Departs);
        Assert.Equal(Departure.RaisedAbove, before[2].Departs);
        Assert.All(before.Values, d => Assert.True(d.NeedsReason));

        essays[0] = essays[0] with { HasReason = true };
        var after = Departures.Of(essays, Quotas);

        Assert.Equal(before.Keys, after.Keys);
        Assert.All(after.Values, d => Assert.False(d.NeedsReason));
    }

    [Fact]
    public void Of_MoreThanTheQuota_PointsAtTheLastOnes()
    {
        var found = Departures.Of([Essay(1, 1, 2), Essay(2, 2, 2), Essay(3, 3, 2)], Quotas);

        Assert.Equal(Departure.OverQuota, Assert.Single(found).Value.Departs);
        Assert.True(found[3].NeedsReason);
    }

    [Fact]
    public void Of_MissingReviews_DepartWithOrWithoutAnAward()
    {
        var found = Departures.Of([Essay(1, 1, 1) with { ReviewsMissing = 1 }, Essay(2, null, null)], Quotas);

        Assert.Equal([Departure.MissingReviews, Departure.MissingReviews], found.Values.Select(d => d.Departs));
    }

    [Property]
    public bool Of_AnyOrder_IsTheSame(int[] ranks, int[] awards, int seed)
    {
        var essays = Make(ranks, awards, _ => false);
        var other = essays.ToArray();
        new Random(seed).Shuffle(other);

        return Equal(Departures.Of(essays, Quotas), Departures.Of(other, Quotas));
    }

    [Property]
    public bool Of_AReasonForEach_LeavesNothingOpen(int[] ranks, int[] awards) =>
        Departures.Of(Make(ranks, awards, _ => true), Quotas).Values.All(d => !d.NeedsReason);

    [Property]
    public bool Of_APairThatChangedPlaces_HasAReasonOnceNothingIsOpen(int[] ranks, int[] awards, int reasons)
    {
        var essays = Make(ranks, awards, i => (reasons >> (i % 31) & 1) != 0);
        var found = Departures.Of(essays, Quotas);
        return found.Values.Any(d => d.NeedsReason) || !essays.Any(a => essays.Any(b =>
            Rank(a) < Rank(b) && Place(a) > Place(b) && !a.HasReason && !b.HasReason));
    }

    [Property]
    public bool Of_AwardsHandedOutByRank_DepartOnlyByQuota(int[] ranks)
    {
        var byRank = Make(ranks, [], _ => false).OrderBy(Rank).ToList();
        // everybody of a rank gets the same award
        var essays = byRank.ConvertAll(e => e with { AwardPlace = byRank.Count(b => Rank(b) < Rank(e)) switch { 0 => 1, < 3 => 2, _ => null } });
        return Departures.Of(essays, Quotas).Values.All(d => d.Departs == Departure.OverQuota);
    }

    private static Decided Essay(int id, int? rank, int? award) => new(id, rank, award, 0, false);

    private static int Rank(Decided e) => e.Rank ?? int.MaxValue;

    private static int Place(Decided e) => e.AwardPlace ?? int.MaxValue;

    private static List<Decided> Make(int[] ranks, int[] awards, Func<int, bool> hasReason) =>
        [.. ranks.Select((r, i) => new Decided(i, Math.Abs(r % 9) + 1, awards.Length == 0 || awards[i % awards.Length] % 3 == 0 ? null : Math.Abs(awards[i % awards.Length] % 3), 0, hasReason(i)))];

    private static bool Equal(IReadOnlyDictionary<int, DepartingEssay> a, IReadOnlyDictionary<int, DepartingEssay> b) =>
        a.Count == b.Count && a.All(x => b.TryGetValue(x.Key, out var y) && y == x.Value);
}
