namespace Portal.Core;

/// <param name="Weight">More than 0; only the proportion to the other criteria counts.</param>
/// <param name="Lowest">The worst score of its scale.</param>
/// <param name="Highest">The best one, above <paramref name="Lowest"/>.</param>
public sealed record RankedCriterion(int Id, decimal Weight, decimal Lowest, decimal Highest);

/// <param name="ReviewsExpected">How many judges the essay was given to.</param>
/// <param name="Reviews">The complete reviews only: in each a score for every criterion, by its id.</param>
public sealed record EssayScores(int EssayId, int ReviewsExpected, IReadOnlyList<IReadOnlyDictionary<int, decimal>> Reviews);

/// <param name="Rank">1 for the best; essays of the same <paramref name="Percent"/> share one, and the next rank leaves as many out. Null without a review.</param>
/// <param name="IsTied">Another essay has the same rank.</param>
/// <param name="Percent">0 to 100, rounded to two decimals as it is shown. Null without a review.</param>
/// <param name="Deviation">Population standard deviation of the judges' percentages, two decimals; 0 with one review.</param>
/// <param name="Lowest">The strictest judge's percentage, two decimals; 0 without a review.</param>
/// <param name="Highest">The kindest judge's.</param>
/// <param name="ReviewsMissing">How many of the expected reviews are not complete.</param>
public sealed record RankedEssay(
    int EssayId, int? Rank, bool IsTied, decimal? Percent, decimal Deviation, decimal Lowest, decimal Highest, int ReviewsDone, int ReviewsMissing)
{
    /// <summary>How far the judges are apart.</summary>
    public decimal Range => Highest - Lowest;
}

/// <summary>
/// From scores to ranks. A score s on the scale a to b is worth (s - a) / (b - a); a review's percentage is 100 times the mean of these values weighted with w:
/// 100 * sum(w * v) / sum(w); an essay's is the plain mean over its complete reviews.
/// </summary>
internal static class Ranking
{
    /// <summary>The best first; essays of one rank by their id; those without a review at the end.</summary>
    /// <exception cref="ArgumentException">No criteria, a criterion without weight or scale, or a review that lacks a score or has one off its scale.</exception>
    public static IReadOnlyList<RankedEssay> Of(IReadOnlyList<RankedCriterion> criteria, IReadOnlyList<EssayScores> essays)
    {
        if (criteria.Count == 0 || criteria.Any(c => c.Weight <= 0 || c.Highest <= c.Lowest))
            throw new ArgumentException("Each criterion needs a weight above 0 and a scale.", nameof(criteria));

        // decimals round in their 28th digit: adding in a fixed order makes the result the same whatever order the reviews come in
        RankedCriterion[] rubric = [.. criteria.OrderBy(c => c.Id)];
        var measured = essays.Select(e => Measure(e, [.. e.Reviews.Select(r => PercentOf(r, rubric)).Order()])).ToList();
        var counts = measured.Where(e => e.Percent is not null).GroupBy(e => e.Percent!.Value).ToDictionary(g => g.Key, g => g.Count());

        Dictionary<decimal, int> ranks = [];
        var next = 1;
        foreach (var (percent, count) in counts.OrderByDescending(c => c.Key))
        {
            ranks[percent] = next;
            next += count;
        }
        return
        [
            .. measured
                .Select(e => e.Percent is { } p ? e with { Rank = ranks[p], IsTied = counts[p] > 1 } : e)
                .OrderBy(e => e.Rank ?? int.MaxValue).ThenBy(e => e.EssayId),
        ];
    }

    private static RankedEssay Measure(EssayScores essay, decimal[] percentages)
    {
        var missing = Math.Max(0, essay.ReviewsExpected - percentages.Length);
        if (percentages.Length == 0)
            return new(essay.EssayId, null, false, null, 0, 0, 0, 0, missing);
        var mean = percentages.Sum() / percentages.Length;
        var variance = percentages.Sum(p => (p - mean) * (p - mean)) / percentages.Length;
        return new(
            essay.EssayId, null, false, Shown(mean), Shown((decimal)Math.Sqrt((double)variance)), Shown(percentages[0]), Shown(percentages[^1]), percentages.Length, missing);
    }

    private static decimal PercentOf(IReadOnlyDictionary<int, decimal> scores, RankedCriterion[] rubric)
    {
        decimal sum = 0, weights = 0;
        foreach (var criterion in rubric)
        {
            if (!scores.TryGetValue(criterion.Id, out var score) || score < criterion.Lowest || score > criterion.Highest)
                throw new ArgumentException($"A complete review has a score from {criterion.Lowest} to {criterion.Highest} for criterion {criterion.Id}.", nameof(scores));
            sum += criterion.Weight * (score - criterion.Lowest) / (criterion.Highest - criterion.Lowest);
            weights += criterion.Weight;
        }
        return 100 * sum / weights;
    }

    private static decimal Shown(decimal value) => Math.Round(value, 2, MidpointRounding.AwayFromZero);
}
