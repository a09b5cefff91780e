using System.Buffers;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Marks what was looked for in a text, and cuts a long one to where it occurs.</summary>
internal sealed class SearchMarks
{
    /// <summary>Characters of a snippet.</summary>
    public const int SnippetLength = 110;

    // how much of what stands before the first word is shown
    private const int Lead = 24;

    // more are not marked: whoever searches for a single character would wait for them
    private const int MostMarks = 500;

    private static readonly SearchValues<char> Pauses = SearchValues.Create("。！？；，、,.;!? ");

    private readonly Regex? _words;

    public SearchMarks(SearchQuery query, bool isRelaxed)
    {
        var patterns = query.Wanted.SelectMany(t => t.Patterns(isRelaxed)).ToList();
        _words = patterns.Count == 0 ? null : new Regex(string.Join('|', patterns.Select(p => $"(?:{p})")), RegexOptions.CultureInvariant);
    }

    public MarkedText Mark(string text) => Parts(text, Find(text), 0, text.Length);

    /// <summary>Whether any of the words occurs.</summary>
    public bool Occurs(string text) => _words?.IsMatch(FoldAlike(text)) == true;

    /// <summary>The stretch with the most different words; the beginning where there are none.</summary>
    public MarkedText Snippet(string text)
    {
        text = text.ReplaceLineEndings(" ");
        var marks = Find(text);
        if (text.Length <= SnippetLength)
            return Parts(text, marks, 0, text.Length);
        var (start, end) = Window(text, marks);
        var parts = Parts(text, marks, start, end).Parts.ToList();
        if (start > 0)
            parts.Insert(0, new MarkedPart("…", false));
        if (end < text.Length)
            parts.Add(new MarkedPart("…", false));
        return new MarkedText(parts);
    }

    private static (int Start, int End) Window(string text, List<(int At, int Length)> marks)
    {
        if (marks.Count == 0)
            return (0, Boundary(text, SnippetLength));
        var (best, most) = (marks[0].At, 0);
        foreach (var (at, _) in marks)
        {
            var words = marks.Where(m => m.At >= at && m.At + m.Length <= at - Lead + SnippetLength).Select(m => text.Substring(m.At, m.Length)).Distinct(StringComparer.OrdinalIgnoreCase).Count();
            if (words > most)
                (best, most) = (at, words);
        }

        var start = Math.Max(0, best - Lead);
        // better from the beginning of a sentence or word than from its middle
        var pause = text.AsSpan(start, best - start).IndexOfAny(Pauses);
        start = start == 0 ? 0 : pause >= 0 ? start + pause + 1 : Boundary(text, start);
        return (start, Boundary(text, Math.Min(text.Length, start + SnippetLength)));
    }

    // between the halves of a rare character nothing is cut
    private static int Boundary(string text, int at) => at > 0 && at < text.Length && char.IsLowSurrogate(text[at]) ? at - 1 : at;

    private static MarkedText Parts(string text, List<(int At, int Length)> marks, int start, int end)
    {
        var parts = new List<MarkedPart>();
        var at = start;
        foreach (var (from, length) in marks)
        {
            var (first, last) = (Math.Max(from, at), Math.Min(from + length, end));
            if (first >= last)
                continue;
            if (first > at)
                parts.Add(new MarkedPart(text[at..first], false));
            parts.Add(new MarkedPart(text[first..last], true));
            at = last;
        }

        if (at < end)
            parts.Add(new MarkedPart(text[at..end], false));
        return new MarkedText(parts);
    }

    private List<(int At, int Length)> Find(string text)
    {
        var marks = new List<(int, int)>();
        if (_words is null)
            return marks;
        for (var match = _words.Match(FoldAlike(text)); match.Success && marks.Count < MostMarks; match = match.NextMatch())
            marks.Add((match.Index, match.Length));
        return marks;
    }

    // as the index folds, but character by character: places must stay what they are
    private static string FoldAlike(string text) => string.Create(text.Length, text, (folded, from) =>
    {
        for (var i = 0; i < from.Length; i++)
        {
            var c = from[i];
            folded[i] = c is >= '！' and <= '～' ? char.ToLowerInvariant((char)(c - '！' + '!')) : c == '\u3000' ? ' ' : char.ToLowerInvariant(c);
        }
    });
}
