using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>
/// Finds the places where a text lost something on its way and cannot be trusted: a re-encoding ate the first byte of a
/// pair, so a quotation mark became ?! and the characters behind it turned into others. What stood there cannot be
/// known, so these places are told, never mended.
/// </summary>
internal sealed partial class DamageFinder
{
    private const int Surroundings = 12;
    private const int NearbyMeansSame = 6;
    private const int MostDoubts = 200;

    private static readonly (char Open, char Close, string Name)[] Pairs =
        [('“', '”', "引号"), ('《', '》', "书名号"), ('「', '」', "引号"), ('『', '』', "引号")];

    private readonly List<string> _doubts = [];
    private readonly HashSet<char> _openFromEarlier = [];
    private int _unlisted;

    private readonly record struct Damage(int Start, int End, string Reason);

    /// <summary>The doubts so far, the first two hundred in words and the rest as a number.</summary>
    public IReadOnlyList<string> Doubts =>
        _unlisted == 0 ? _doubts : [.. _doubts, $"另外还有 {_unlisted} 处可疑的地方没有列出。"];

    /// <summary>Looks through one text; <paramref name="place"/> says in Chinese where it stands: 标题, 第 3 段 …</summary>
    public void Examine(string place, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return;

        var broken = Merged(Broken(text));
        foreach (var damage in broken.Concat(Unpaired(text, broken)).OrderBy(d => d.Start))
        {
            if (_doubts.Count < MostDoubts)
                _doubts.Add($"{place}「{Around(text, damage)}」{damage.Reason}");
            else
                _unlisted++;
        }
    }

    private static IEnumerable<Damage> Broken(string text)
    {
        foreach (Match match in LostBytes().Matches(text))
            yield return new Damage(match.Index, match.Index + match.Length, "这里可能丢了引号、书名号或字");
        foreach (Match match in WrongEncoding().Matches(text))
            yield return new Damage(match.Index, match.Index + match.Length, "这里有乱码");
        foreach (Match match in StrayClosing().Matches(text))
        {
            if (Pinyin.IsSyllable(match.Groups["syllable"].ValueSpan, out var toned) && toned)
                yield return new Damage(match.Index, match.Index + match.Length, "这里剩下半个拼音括号，前面的字丢了");
        }

        for (var i = 0; i < text.Length; i++)
        {
            // The repair has removed what stood behind a Chinese character, so a toned syllable left over has lost its own.
            if (TextRepair.IsBracketedSyllable(text, i, out var end, out var toned))
            {
                var start = i > 0 && !char.IsWhiteSpace(text[i - 1]) ? i - 1 : i;
                if (toned)
                    yield return new Damage(start, end, "拼音前面的字丢了");
                else if (Han.EndsWithHan(text.AsSpan(0, i)))
                    yield return new Damage(start, end, "括号里可能是拼音");
            }
        }
    }

    /// <summary>Damage close together is one place: what lies between is what the shifted bytes made.</summary>
    private static List<Damage> Merged(IEnumerable<Damage> found)
    {
        var merged = new List<Damage>();
        foreach (var damage in found.OrderBy(d => d.Start))
        {
            if (merged.Count > 0 && damage.Start - merged[^1].End <= NearbyMeansSame)
                merged[^1] = merged[^1] with { End = Math.Max(merged[^1].End, damage.End) };
            else
                merged.Add(damage);
        }

        return merged;
    }

    private List<Damage> Unpaired(string text, List<Damage> broken)
    {
        var unpaired = new List<Damage>();
        foreach (var (open, close, name) in Pairs)
        {
            // A mark lost in a damaged place is told there already.
            int opened = -1, lastMark = 0;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == open)
                {
                    if (opened >= 0 && !ExplainedBy(broken, opened, i))
                        unpaired.Add(new Damage(opened, opened + 1, $"这里的{name}没有后半个"));
                    opened = lastMark = i;
                }
                else if (text[i] == close)
                {
                    var goesOn = _openFromEarlier.Remove(open);
                    if (opened < 0 && !goesOn && !ExplainedBy(broken, lastMark, i))
                        unpaired.Add(new Damage(i, i + 1, $"这里的{name}没有前半个"));
                    opened = -1;
                    lastMark = i;
                }
            }

            // A quotation over several paragraphs opens at the head of each and closes in the last.
            if (opened == 0)
                _openFromEarlier.Add(open);
            else if (opened > 0 && !ExplainedBy(broken, opened, text.Length))
                unpaired.Add(new Damage(opened, opened + 1, $"这里的{name}没有后半个"));
        }

        return unpaired;
    }

    /// <summary>Whether a damaged place begins between the two; by halving, as hostile texts have a hundred thousand of them.</summary>
    private static bool ExplainedBy(List<Damage> broken, int from, int to)
    {
        int low = 0, high = broken.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (broken[middle].Start < from)
                low = middle + 1;
            else
                high = middle;
        }

        return low < broken.Count && broken[low].Start < to;
    }

    private static string Around(string text, Damage damage)
    {
        var from = Math.Max(0, damage.Start - Surroundings);
        var to = Math.Min(text.Length, damage.End + Surroundings);
        if (from > 0 && char.IsLowSurrogate(text[from]))
            from--;
        if (to < text.Length && char.IsLowSurrogate(text[to]))
            to++;
        return (from > 0 ? "…" : "") + text[from..to] + (to < text.Length ? "…" : "");
    }

    // ?! ?; and the like with something behind; a ? behind Chinese with a digit or Latin letter behind; a caret, brace
    // or backquote between characters, which is the second byte of a torn pair.
    [GeneratedRegex("""(?<![A-Za-z0-9/?=&])\?[!;,:.?]{1,3}(?=[^\s”’」』》)\uFF09])\??[0-9]?|(?<=[\p{IsCJKUnifiedIdeographs}“”‘’《》、。,!;:)…])\?(?=[0-9\p{IsBasicLatin}\u00C0-\u01DC-[\s?!;,:.'")\]<>&/-]])|(?<=\p{IsCJKUnifiedIdeographs})[\^`\\{}](?=\p{IsCJKUnifiedIdeographs})""", RegexOptions.CultureInvariant)]
    private static partial Regex LostBytes();

    // Replacement and private-use characters, and what UTF-8 looks like when read as GBK or as Latin 1.
    [GeneratedRegex("""[\uFFFD\uE000-\uF8FF]+|(?:锟斤拷|烫烫烫|屯屯屯)+|[鈥銆锛][\u0080-\uFFFF?]|â€.|Ã[\u0080-\u00BF]|ï¿½""", RegexOptions.CultureInvariant)]
    private static partial Regex WrongEncoding();

    [GeneratedRegex("""(?<![\p{L}\p{M}(\uFF08 ])(?<syllable>[\p{Ll}\p{M}]{1,8})[)\uFF09]""", RegexOptions.CultureInvariant)]
    private static partial Regex StrayClosing();
}
