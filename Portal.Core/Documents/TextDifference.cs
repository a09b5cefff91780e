using DiffPlex;

namespace Portal.Core;

/// <summary>A run of characters within a paragraph.</summary>
/// <param name="IsOnlyHere">The other text lacks it.</param>
public sealed record TextPiece(string Text, bool IsOnlyHere);

/// <summary>A paragraph of one of two texts.</summary>
public sealed record TextParagraph(IReadOnlyList<TextPiece> Pieces)
{
    public string Text => string.Concat(Pieces.Select(p => p.Text));
}

/// <summary>One of two texts that are compared: who wrote it and when.</summary>
public sealed record TextSide(string ByName, DateTime AtUtc, string Title, IReadOnlyList<TextParagraph> Paragraphs);

/// <summary>Finds what two texts do not share: paragraphs first, then characters within paragraphs that resemble each other.</summary>
internal static class TextDifference
{
    /// <summary>Longer paragraphs are marked as a whole: comparing takes time with the square of what differs.</summary>
    private const int LongestParagraph = 4000;

    /// <summary>Texts of more paragraphs are compared paragraph against paragraph without order, which is quick whatever they hold.</summary>
    private const int MostParagraphs = 4000;

    /// <summary>Two paragraphs that share less than this part of the longer one are two paragraphs, not one that was changed.</summary>
    private const double Resembles = 0.6;

    /// <param name="before">Null when there is nothing to compare with: then nothing is marked.</param>
    /// <param name="after">The other text.</param>
    public static (IReadOnlyList<TextParagraph> Before, IReadOnlyList<TextParagraph> After) Of(SafeHtml? before, SafeHtml after)
    {
        var now = Paragraphs(after);
        if (before is null)
            return ([], [.. now.Select(p => Whole(p, false))]);
        var then = Paragraphs(before.Value);
        if (then.Length + now.Length > MostParagraphs)
            return (Unordered(then, now), Unordered(now, then));
        var found = Differ.Instance.CreateDiffs(string.Join('\n', then), string.Join('\n', now), ignoreWhiteSpace: false, ignoreCase: false, new Cut(t => t.Split('\n')));
        TextParagraph[] left = [.. then.Select(p => Whole(p, false))], right = [.. now.Select(p => Whole(p, false))];
        foreach (var block in found.DiffBlocks)
        {
            for (var i = 0; i < Math.Max(block.DeleteCountA, block.InsertCountB); i++)
            {
                var (a, b) = (block.DeleteStartA + i, block.InsertStartB + i);
                if (i < block.DeleteCountA && i < block.InsertCountB)
                    (left[a], right[b]) = Within(then[a], now[b]);
                else if (i < block.DeleteCountA)
                    left[a] = Whole(then[a], true);
                else
                    right[b] = Whole(now[b], true);
            }
        }

        return (left, right);
    }

    private static (TextParagraph Before, TextParagraph After) Within(string before, string after)
    {
        if (before.Length > LongestParagraph || after.Length > LongestParagraph)
            return (Whole(before, true), Whole(after, true));
        var found = Differ.Instance.CreateDiffs(before, after, ignoreWhiteSpace: false, ignoreCase: false, new Cut(Letters));
        var gone = found.DiffBlocks.Sum(b => found.PiecesOld.Skip(b.DeleteStartA).Take(b.DeleteCountA).Sum(p => p.Length));
        if (before.Length - gone < Resembles * Math.Max(before.Length, after.Length))
            return (Whole(before, true), Whole(after, true));
        return (
            Marked(found.PiecesOld, found.DiffBlocks.Select(b => (b.DeleteStartA, b.DeleteCountA))),
            Marked(found.PiecesNew, found.DiffBlocks.Select(b => (b.InsertStartB, b.InsertCountB))));
    }

    private static TextParagraph Marked(IReadOnlyList<string> pieces, IEnumerable<(int Start, int Count)> blocks)
    {
        List<TextPiece> runs = [];
        var at = 0;
        void Add(int until, bool isOnlyHere)
        {
            if (until > at)
                runs.Add(new TextPiece(string.Concat(pieces.Skip(at).Take(until - at)), isOnlyHere));
            at = Math.Max(at, until);
        }

        foreach (var (start, count) in blocks.Where(b => b.Count > 0))
        {
            Add(start, false);
            Add(start + count, true);
        }

        Add(pieces.Count, false);
        return new TextParagraph(runs);
    }

    // a paragraph is the other text's too as often as it stands there
    private static TextParagraph[] Unordered(string[] text, string[] other)
    {
        var left = other.GroupBy(p => p, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        return [.. text.Select(p => Whole(p, left.GetValueOrDefault(p) == 0 || left[p]-- == 0))];
    }

    private static TextParagraph Whole(string text, bool isOnlyHere) => new([new TextPiece(text, isOnlyHere)]);

    private static string[] Paragraphs(SafeHtml body) => body.ToPlainText().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    // Chinese by the character, what is written in letters by the word
    private static List<string> Letters(string text)
    {
        List<string> pieces = [];
        for (var i = 0; i < text.Length;)
        {
            var end = i + 1;
            if (char.IsHighSurrogate(text[i]) && end < text.Length)
                end++;
            else if (char.IsAsciiLetterOrDigit(text[i]))
            {
                while (end < text.Length && char.IsAsciiLetterOrDigit(text[end]))
                    end++;
            }

            pieces.Add(text[i..end]);
            i = end;
        }

        return pieces;
    }

    private sealed class Cut(Func<string, IReadOnlyList<string>> cut) : IChunker
    {
        public IReadOnlyList<string> Chunk(string text) => cut(text);
    }
}
