namespace Portal.Core;

/// <param name="IsEarlier">From an earlier contest: compared with the new ones, not with other earlier ones.</param>
public sealed record SimilarText(int Id, string Text, bool IsEarlier = false);

/// <summary>The same passage in two texts, in UTF-16 units of the texts as they were given. The lengths differ where only layout or punctuation does.</summary>
public readonly record struct SharedPassage(int StartA, int LengthA, int StartB, int LengthB);

/// <param name="IdA">The smaller id.</param>
/// <param name="Score">0 to 1: the share of the shorter text's letters that lie in shared passages.</param>
/// <param name="Resemblance">0 to 1: estimated share of common shingles among all of both texts (MinHash); high with a low score means rewritten word by word.</param>
/// <param name="Passages">In A's order; no character of either text is in two of them.</param>
public sealed record SimilarPair(int IdA, int IdB, double Score, double Resemblance, IReadOnlyList<SharedPassage> Passages);

public sealed record SimilarityOptions
{
    /// <summary>Texts that everybody may quote, such as the call; what they say is not looked at.</summary>
    public IReadOnlyList<string> Boilerplate { get; init; } = [];

    /// <summary>Shingles in more than this share of the texts are nobody's own. Not small: a ring of authors who copy from one source must not hide that way.</summary>
    public double CommonShare { get; init; } = 0.2;

    /// <summary>Nor is anything common that is in no more texts than this.</summary>
    public int CommonAtLeast { get; init; } = 10;

    /// <summary>So many pairs are returned at most, the highest scores.</summary>
    public int MostPairs { get; init; } = 5_000;
}

/// <summary>
/// Near-duplicates among essays. Every passage of <see cref="LeastPassage"/> letters and digits that two texts share is found, however long the texts: winnowed shingles
/// in an inverted index find where they meet, and the texts themselves say how far they agree. MinHash sketches in bands find the pairs that resemble each
/// other all over though no passage of that length is the same.
/// </summary>
internal static class Similarity
{
    /// <summary>Normalised characters; about a sentence. Shorter ones are turns of phrase.</summary>
    public const int LeastPassage = 20;

    /// <summary>Bands of 2 values: a pair of resemblance 0.2 agrees in one with a probability of 0.93, at 0.3 of 0.998, at 0.01 of 0.006.</summary>
    private const int BandRows = 2;

    /// <summary>Without a shared passage a pair is worth a look from here; 0.43 is what changing every twentieth character leaves, 0.2 every twelfth.</summary>
    private const double LeastResemblance = 0.2;

    /// <summary>Pairs that share something, the highest score first, in each the smaller id first.</summary>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public static IReadOnlyList<SimilarPair> Compare(
        IReadOnlyCollection<SimilarText> texts, SimilarityOptions? options = null, CancellationToken cancellation = default)
    {
        options ??= new();
        // by what they say, then by id: the same pair has the same passages whatever ids and order its texts have
        var works = texts.Select(t => (Text: t, Normal: SimilarityText.Normalise(t.Text)))
            .OrderBy(t => t.Normal, StringComparer.Ordinal).ThenBy(t => t.Text.Id).ToArray();
        string[] normal = [.. works.Select(w => w.Normal)];
        var most = Math.Max(options.CommonAtLeast, (int)(options.CommonShare * normal.Length));
        var common = new CommonShingles(normal, options.Boilerplate, most, cancellation);
        var index = new FingerprintIndex(normal, common, cancellation);
        uint[][] sketches = [.. normal.Select(n => Shingles.Sketch(n, common.Contains))];
        var alike = Alike(sketches, works, cancellation);

        var best = new PriorityQueue<(int A, int B, double Score, double Resemblance, List<Tile> Tiles), (double, double)>();
        for (var a = 0; a < works.Length; a++)
        {
            cancellation.ThrowIfCancellationRequested();
            var cover = common.Cover(normal[a]);
            foreach (var (b, meetings) in index.MeetingsOf(a))
            {
                if (works[a].Text.IsEarlier && works[b].Text.IsEarlier)
                    continue;
                var tiles = PassageTiles.Of(normal[a], normal[b], cover, meetings.Span);
                if (tiles.Count == 0)
                    continue;
                alike.Remove((a, b));
                Keep(a, b, tiles);
            }
        }
        foreach (var (a, b) in alike)
            Keep(a, b, []);
        return Report(best.UnorderedItems.Select(i => i.Element));

        void Keep(int a, int b, List<Tile> tiles)
        {
            var score = (double)tiles.Sum(t => t.Length) / Math.Max(1, Math.Min(normal[a].Length, normal[b].Length));
            var resemblance = Shingles.Resemblance(sketches[a], sketches[b]);
            if (best.Count < options.MostPairs)
                best.Enqueue((a, b, score, resemblance, tiles), (score, resemblance));
            else
                best.EnqueueDequeue((a, b, score, resemblance, tiles), (score, resemblance));
        }

        IReadOnlyList<SimilarPair> Report(IEnumerable<(int A, int B, double Score, double Resemblance, List<Tile> Tiles)> pairs)
        {
            Dictionary<int, (int Start, int End)[]> places = [];
            return
            [
                .. pairs.Select(p => ToPair(works[p.A].Text, works[p.B].Text, p.Score, p.Resemblance, p.Tiles, PlacesOf(p.A), PlacesOf(p.B)))
                    .OrderByDescending(p => p.Score).ThenByDescending(p => p.Resemblance).ThenBy(p => p.IdA).ThenBy(p => p.IdB),
            ];

            (int Start, int End)[] PlacesOf(int work) => places.TryGetValue(work, out var known) ? known : places[work] = SimilarityText.Places(works[work].Text.Text);
        }
    }

    private static SimilarPair ToPair(
        SimilarText a, SimilarText b, double score, double resemblance, List<Tile> tiles, (int Start, int End)[] placesA, (int Start, int End)[] placesB)
    {
        var passages = tiles.Select(t => new SharedPassage(
            placesA[t.StartA].Start, placesA[t.StartA + t.Length - 1].End - placesA[t.StartA].Start,
            placesB[t.StartB].Start, placesB[t.StartB + t.Length - 1].End - placesB[t.StartB].Start));
        if (a.Id > b.Id)
            (a, b, passages) = (b, a, passages.Select(p => new SharedPassage(p.StartB, p.LengthB, p.StartA, p.LengthA)));
        return new(a.Id, b.Id, score, resemblance, [.. passages.OrderBy(p => p.StartA)]);
    }

    /// <summary>Pairs that agree in a whole band of their sketches and resemble each other enough.</summary>
    private static HashSet<(int A, int B)> Alike(uint[][] sketches, (SimilarText Text, string Normal)[] works, CancellationToken cancellation)
    {
        HashSet<(int, int)> pairs = [];
        for (var band = 0; band < Shingles.SketchSize; band += BandRows)
        {
            cancellation.ThrowIfCancellationRequested();
            var rows = band;
            var buckets = Enumerable.Range(0, sketches.Length).Where(t => sketches[t][rows] != uint.MaxValue)
                .GroupBy(t => (sketches[t][rows], sketches[t][rows + 1]))
                .Select(g => g.ToArray());
            foreach (var bucket in buckets.Where(b => b.Length > 1))
            {
                for (var i = 0; i < bucket.Length; i++)
                {
                    for (var j = i + 1; j < bucket.Length; j++)
                    {
                        var (a, b) = (bucket[i], bucket[j]);
                        if (!(works[a].Text.IsEarlier && works[b].Text.IsEarlier) && Shingles.Resemblance(sketches[a], sketches[b]) >= LeastResemblance)
                            pairs.Add((a, b));
                    }
                }
            }
        }
        return pairs;
    }
}
