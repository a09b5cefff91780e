namespace Portal.Core;

/// <summary>In what a decision departs from the ranking.</summary>
[Flags]
public enum Departure
{
    None = 0,

    /// <summary>Gets a higher award than an essay that the judges put before it.</summary>
    RaisedAbove = 1,

    /// <summary>Gets a lower award than an essay that the judges put behind it, or none.</summary>
    PassedOver = 2,

    /// <summary>More essays have this award than it is meant for, and this is not one of the first.</summary>
    OverQuota = 4,

    /// <summary>A judge's review is not there, or there is none at all.</summary>
    MissingReviews = 8,
}

/// <param name="Rank">Null without a review; behind all others then.</param>
/// <param name="AwardPlace">From 1, the highest first; null for no award.</param>
public sealed record Decided(int EssayId, int? Rank, int? AwardPlace, int ReviewsMissing, bool HasReason);

/// <param name="NeedsReason">Nobody has said yet why. Of two essays that changed places the reason of one speaks for both.</param>
public sealed record DepartingEssay(Departure Departs, bool NeedsReason);

/// <summary>Where awards do not follow the ranking. Essays of one rank may be told apart without a reason.</summary>
internal static class Departures
{
    /// <param name="essays">The whole board.</param>
    /// <param name="quotas">How many essays each award is meant for, by its place.</param>
    /// <returns>Each essay that departs, by its id.</returns>
    public static IReadOnlyDictionary<int, DepartingEssay> Of(IReadOnlyList<Decided> essays, IReadOnlyDictionary<int, int> quotas)
    {
        // whoever is before an essay in rank; what is unranked stands behind
        var groups = essays.GroupBy(e => e.Rank ?? int.MaxValue).OrderBy(g => g.Key).ToList();
        Dictionary<int, DepartingEssay> found = [];
        foreach (var (at, group) in groups.Index())
        {
            var before = groups.Take(at).SelectMany(g => g).ToList();
            var behind = groups.Skip(at + 1).SelectMany(g => g).ToList();
            foreach (var essay in group)
            {
                var lowerBefore = before.Where(b => PlaceOf(b) > PlaceOf(essay)).ToList();
                var higherBehind = behind.Where(b => PlaceOf(b) < PlaceOf(essay)).ToList();
                var isOver = essay.AwardPlace is { } place && quotas.TryGetValue(place, out var quota)
                    && essays.Count(e => e.AwardPlace == place && (e.Rank ?? int.MaxValue) <= (essay.Rank ?? int.MaxValue)) > quota;
                var isMissing = essay.ReviewsMissing > 0 || essay.Rank is null;
                var departs = (lowerBefore.Count > 0 ? Departure.RaisedAbove : 0) | (higherBehind.Count > 0 ? Departure.PassedOver : 0)
                    | (isOver ? Departure.OverQuota : 0) | (isMissing ? Departure.MissingReviews : 0);
                if (departs == Departure.None)
                    continue;
                var isOpen = isOver || isMissing || lowerBefore.Exists(b => !b.HasReason) || higherBehind.Exists(b => !b.HasReason);
                found[essay.EssayId] = new DepartingEssay(departs, isOpen && !essay.HasReason);
            }
        }

        return found;
    }

    private static int PlaceOf(Decided essay) => essay.AwardPlace ?? int.MaxValue;
}
