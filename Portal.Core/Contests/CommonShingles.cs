using System.Numerics;

namespace Portal.Core;

/// <summary>
/// The shingles that prove nothing: those of texts known to be common, and those in very many of the texts. Counted in a table by the last bits of their hashes,
/// of 4 million places at most whatever the number of texts; two shingles in one place can only make one look a little more common than it is.
/// </summary>
internal sealed class CommonShingles
{
    private const int MostPlaces = 1 << 22;

    private readonly HashSet<ulong> _known = [];
    private readonly ushort[] _count;
    private readonly int _most;

    public CommonShingles(IReadOnlyList<string> normalised, IEnumerable<string> known, int most, CancellationToken cancellation)
    {
        _most = Math.Min(most, ushort.MaxValue - 1);
        foreach (var text in known.Select(SimilarityText.Normalise))
        {
            for (var i = 0; i < Shingles.CountOf(text); i++)
                _known.Add(Shingles.HashAt(text, i));
        }

        // so few texts have nothing in common with too many
        var shingles = normalised.Count <= _most ? 0 : normalised.Sum(n => (long)Shingles.CountOf(n));
        _count = new ushort[BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(8 * shingles, 1, MostPlaces))];
        if (shingles > 0)
            Count(normalised, cancellation);
    }

    public bool Contains(ulong hash) => _count[PlaceOf(hash)] > _most || _known.Contains(hash);

    /// <summary>Which characters of a text lie in a common shingle.</summary>
    public bool[] Cover(string normalised)
    {
        var covered = new bool[normalised.Length];
        var until = 0;
        for (var i = 0; i < normalised.Length; i++)
        {
            if (i < Shingles.CountOf(normalised) && Contains(Shingles.HashAt(normalised, i)))
                until = i + Shingles.Length;
            covered[i] = i < until;
        }
        return covered;
    }

    private void Count(IReadOnlyList<string> normalised, CancellationToken cancellation)
    {
        var countedIn = new int[_count.Length];
        for (var t = 0; t < normalised.Count; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < Shingles.CountOf(normalised[t]); i++)
            {
                var place = PlaceOf(Shingles.HashAt(normalised[t], i));
                if (countedIn[place] == t + 1)
                    continue;
                countedIn[place] = t + 1;
                if (_count[place] < ushort.MaxValue)
                    _count[place]++;
            }
        }
    }

    private int PlaceOf(ulong hash) => (int)(hash & (ulong)(_count.Length - 1));
}
