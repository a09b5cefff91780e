namespace Portal.Core;

/// <summary>An inverted index of winnowed fingerprints: which texts have the same shingle, and where.</summary>
internal sealed class FingerprintIndex
{
    /// <summary>How often one text enters one shingle: a text that repeats a line a thousand times would meet another such a million times.</summary>
    private const int MostRepeats = 32;

    private readonly int[] _firstOfText;
    private readonly int[] _position;
    private readonly int[] _text;

    /// <summary>The entries ordered by hash and text, where each stands in that order, and where the entries of its hash end.</summary>
    private readonly int[] _byHash;
    private readonly int[] _rank;
    private readonly int[] _groupEnd;

    public FingerprintIndex(IReadOnlyList<string> normalised, CommonShingles common, CancellationToken cancellation)
    {
        List<ulong> hashes = [];
        List<int> texts = [], positions = [], chosen = [];
        Dictionary<ulong, int> repeats = [];
        _firstOfText = new int[normalised.Count + 1];
        for (var t = 0; t < normalised.Count; t++)
        {
            cancellation.ThrowIfCancellationRequested();
            chosen.Clear();
            repeats.Clear();
            Shingles.Winnow(normalised[t], chosen);
            foreach (var position in chosen)
            {
                var hash = Shingles.HashAt(normalised[t], position);
                repeats.TryGetValue(hash, out var times);
                repeats[hash] = times + 1;
                if (times >= MostRepeats || common.Contains(hash))
                    continue;
                hashes.Add(hash);
                texts.Add(t);
                positions.Add(position);
            }
            _firstOfText[t + 1] = hashes.Count;
        }

        (_text, _position) = ([.. texts], [.. positions]);
        ulong[] sorted = [.. hashes];
        _byHash = [.. Enumerable.Range(0, sorted.Length)];
        Array.Sort(sorted, _byHash);
        _rank = new int[sorted.Length];
        _groupEnd = new int[sorted.Length];
        for (int start = 0, end; start < sorted.Length; start = end)
        {
            for (end = start + 1; end < sorted.Length && sorted[end] == sorted[start];)
                end++;
            // the sort is not stable: within a hash by entry, and so by text
            Array.Sort(_byHash, start, end - start);
            for (var i = start; i < end; i++)
                (_rank[_byHash[i]], _groupEnd[i]) = (i, end);
        }
    }

    /// <summary>Where a text meets those after it, grouped by them.</summary>
    public IEnumerable<(int Other, ReadOnlyMemory<Meeting> Meetings)> MeetingsOf(int text)
    {
        List<Meeting> found = [];
        for (var entry = _firstOfText[text]; entry < _firstOfText[text + 1]; entry++)
        {
            var rank = _rank[entry];
            for (var i = rank + 1; i < _groupEnd[rank]; i++)
            {
                var other = _byHash[i];
                if (_text[other] > text)
                    found.Add(new(_text[other], _position[entry], _position[other]));
            }
        }
        var meetings = found.ToArray();
        Array.Sort(meetings, (one, other) => one.Other.CompareTo(other.Other));
        for (int start = 0, end; start < meetings.Length; start = end)
        {
            for (end = start + 1; end < meetings.Length && meetings[end].Other == meetings[start].Other;)
                end++;
            yield return (meetings[start].Other, meetings.AsMemory(start, end - start));
        }
    }

    /// <param name="Other">The other text.</param>
    /// <param name="Mine">Where the shingle begins in the one text.</param>
    /// <param name="Theirs">And in the other.</param>
    public readonly record struct Meeting(int Other, int Mine, int Theirs);
}
