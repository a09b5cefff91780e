namespace Portal.Core;

/// <summary>A run of equal characters in two normalised texts.</summary>
internal readonly record struct Tile(int StartA, int StartB, int Length);

/// <summary>
/// From places where two texts agree to the passages they share: each is widened as far as the texts agree, and the longest are taken first, so that no character
/// of either text counts twice (greedy string tiling; Wise, 1993).
/// </summary>
internal static class PassageTiles
{
    /// <param name="ignoredA">The characters of A in common shingles: they may lie inside a passage, but neither begin nor end it nor make it long enough.</param>
    public static List<Tile> Of(string a, string b, bool[] ignoredA, ReadOnlySpan<FingerprintIndex.Meeting> seeds)
    {
        PriorityQueue<Tile, (int, int, int, int)> longest = new();
        Dictionary<int, int> seenUntil = [];
        var ordered = seeds.ToArray();
        Array.Sort(ordered, (one, other) => one.Mine.CompareTo(other.Mine));
        foreach (var (_, seedA, seedB) in ordered)
        {
            // one run has many fingerprints, all on one diagonal
            if (seenUntil.TryGetValue(seedA - seedB, out var until) && seedA < until)
                continue;
            var run = Widen(a, b, seedA, seedB);
            seenUntil[seedA - seedB] = run.StartA + run.Length;
            Offer(run);
        }

        var takenA = new bool[a.Length];
        var takenB = new bool[b.Length];
        List<Tile> tiles = [];
        while (longest.TryDequeue(out var tile, out _))
        {
            if (LongestFree(tile, takenA, takenB) is var free && free.Length < tile.Length)
            {
                Offer(free);
                continue;
            }
            takenA.AsSpan(tile.StartA, tile.Length).Fill(true);
            takenB.AsSpan(tile.StartB, tile.Length).Fill(true);
            tiles.Add(tile);
        }
        tiles.Sort((one, other) => one.StartA.CompareTo(other.StartA));
        return tiles;

        void Offer(Tile run)
        {
            if (Trim(run, ignoredA) is { } tile)
                longest.Enqueue(tile, (-tile.Length, tile.StartA + tile.StartB, tile.StartA, tile.StartB));
        }
    }

    private static Tile Widen(string a, string b, int startA, int startB)
    {
        var before = 0;
        while (before < startA && before < startB && a[startA - before - 1] == b[startB - before - 1])
            before++;
        return new(startA - before, startB - before, before + a.AsSpan(startA).CommonPrefixLength(b.AsSpan(startB)));
    }

    private static Tile? Trim(Tile run, bool[] ignored)
    {
        int start = 0, end = run.Length, own = 0;
        while (start < end && ignored[run.StartA + start])
            start++;
        while (end > start && ignored[run.StartA + end - 1])
            end--;
        for (var i = start; i < end; i++)
            own += ignored[run.StartA + i] ? 0 : 1;
        return own >= Similarity.LeastPassage ? new(run.StartA + start, run.StartB + start, end - start) : null;
    }

    private static Tile LongestFree(Tile tile, bool[] takenA, bool[] takenB)
    {
        int best = 0, bestLength = 0, length = 0;
        for (var i = 0; i < tile.Length; i++)
        {
            length = takenA[tile.StartA + i] || takenB[tile.StartB + i] ? 0 : length + 1;
            if (length > bestLength)
                (best, bestLength) = (i - length + 1, length);
        }
        return new(tile.StartA + best, tile.StartB + best, bestLength);
    }
}
