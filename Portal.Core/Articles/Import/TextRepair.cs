using System.Text;

namespace Portal.Core;

/// <summary>What a repair made of a text. <paramref name="Pinyin"/> holds each bracket removed with the character before it.</summary>
internal readonly record struct RepairedText(string Text, IReadOnlyList<string> Pinyin, int Controls, int Spaces);

/// <summary>
/// Takes out what a machine put into a text on its way here: pinyin in brackets behind a character, invisible
/// characters, runs of spaces. Removes only what is surely noise; what is merely suspicious is <see cref="DamageFinder"/>'s.
/// </summary>
internal sealed class TextRepair
{
    // So many toned brackets are a machine's doing, not an author's gloss on a rare character …
    private const int TonedThatProveNoise = 3;

    // … and so are so many different toneless ones; fewer may be units: 时间(min), 面积(ha).
    private const int TonelessThatProveNoise = 5;

    private readonly bool _tonelessIsNoise;

    /// <param name="wholePage">All of the page, labels and markup too: whether toneless brackets are pinyin shows only there.</param>
    public TextRepair(string wholePage)
    {
        var toned = 0;
        var toneless = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < wholePage.Length; i++)
        {
            if (!IsBracketedSyllable(wholePage, i, out var end, out var isToned) || !Han.EndsWithHan(wholePage.AsSpan(0, i)))
                continue;
            if (isToned)
                toned++;
            else if (toneless.Count < TonelessThatProveNoise)
                toneless.Add(wholePage[(i + 1)..(end - 1)]);
        }

        _tonelessIsNoise = toned >= TonedThatProveNoise || toneless.Count >= TonelessThatProveNoise;
    }

    /// <summary>Repairs a text; <paramref name="before"/> is what it follows, when it is part of a longer run.</summary>
    public RepairedText Repair(string text, string before = "")
    {
        var visible = WithoutControls(text, out var controls);
        var plain = WithoutPinyin(visible, before, out var pinyin);
        var spaced = CollapseSpaces(plain, out var spaces);
        return new RepairedText(spaced, pinyin, controls, spaces);
    }

    /// <summary>Whether a bracket that holds exactly one syllable opens at <paramref name="start"/>.</summary>
    internal static bool IsBracketedSyllable(string text, int start, out int end, out bool toned)
    {
        end = start;
        toned = false;
        if (text[start] is not ('(' or '\uFF08'))
            return false;

        var rest = text.AsSpan(start + 1);
        var close = rest[..Math.Min(rest.Length, Pinyin.LongestSyllable + 3)].IndexOfAny(')', '\uFF09');
        if (close < 1 || !Pinyin.IsSyllable(rest[..close].Trim(), out toned))
            return false;

        end = start + 1 + close + 1;
        return true;
    }

    private string WithoutPinyin(string text, string before, out IReadOnlyList<string> removed)
    {
        removed = [];
        if (text.AsSpan().IndexOfAny('(', '\uFF08') < 0)
            return text;

        var kept = new StringBuilder(before, before.Length + text.Length);
        var found = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (IsBracketedSyllable(text, i, out var end, out var toned)
                && (toned || _tonelessIsNoise)
                && Han.LastHan(kept) is { Length: > 0 } character)
            {
                found.Add(character + text[i..end]);
                i = end;
            }
            else
            {
                kept.Append(text[i++]);
            }
        }

        removed = found;
        return kept.ToString(before.Length, kept.Length - before.Length);
    }

    private static string WithoutControls(string text, out int removed)
    {
        var kept = new StringBuilder(text.Length);
        removed = 0;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\t' or '\n' or '\r' or '\f' or '\v')
                kept.Append(' ');
            else if (char.IsControl(c) || IsInvisible(c) || IsHalfPair(text, i))
                removed++;
            else
                kept.Append(c);
        }

        return kept.ToString();
    }

    // Zero-width spaces, BOMs in mid-text, soft hyphens, direction marks and non-characters.
    private static bool IsInvisible(char c) =>
        c is '\u00AD' or '\u200B' or '\u200E' or '\u200F' or '\u2028' or '\u2029' or '\u2060' or '\uFEFF' or '\uFFFE' or '\uFFFF'
            or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');

    private static bool IsHalfPair(string text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    private static string CollapseSpaces(string text, out int collapsed)
    {
        var kept = new StringBuilder(text.Length);
        collapsed = 0;
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsWhiteSpace(text[i]))
            {
                kept.Append(text[i++]);
                continue;
            }

            var end = i;
            while (end < text.Length && char.IsWhiteSpace(text[end]))
                end++;
            var betweenLatin = i > 0 && end < text.Length
                && char.IsAsciiLetterOrDigit(text[i - 1]) && char.IsAsciiLetterOrDigit(text[end]);
            if (betweenLatin)
            {
                kept.Append(' ', end - i);
            }
            else
            {
                kept.Append(' ');
                // An indentation is no damage, so taking it away is no repair.
                if (end - i > 1 && i > 0 && end < text.Length)
                    collapsed++;
            }

            i = end;
        }

        return kept.ToString();
    }
}
