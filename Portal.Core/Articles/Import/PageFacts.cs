using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>
/// The facts a page states beside its title: source, column, readings, time, author, editor, in whatever order, in
/// simplified or traditional characters. Lines are expected without pinyin noise.
/// </summary>
internal sealed partial record PageFacts
{
    private const int LongestLine = 300;
    private const int LongestLoneLabelLine = 80;
    private const int MostLines = 6;

    public string? Source { get; init; }
    public string? ColumnName { get; init; }
    public long? Views { get; init; }
    public DateTime? PublishedUtc { get; init; }
    public string? Author { get; init; }
    public string? Editor { get; init; }

    /// <summary>The lines the facts stand in, first and last.</summary>
    public int FirstLine { get; init; }
    public int LastLine { get; init; }

    /// <summary>Finds the publish line and the lines of facts around it; null when there is none.</summary>
    public static PageFacts? Find(IReadOnlyList<string> lines, TimeZoneInfo zone)
    {
        var anchor = Anchor(lines);
        if (anchor < 0)
            return null;

        var first = anchor;
        while (first > 0 && anchor - first < MostLines && IsFact(lines[first - 1]))
            first--;
        var last = anchor;
        while (last + 1 < lines.Count && last - anchor < MostLines && (IsFact(lines[last + 1]) || IsValueOf(lines[last], lines[last + 1])))
            last++;

        var facts = Parse(string.Join('\n', Enumerable.Range(first, last - first + 1).Select(i => lines[i])), zone);
        return facts with { FirstLine = first, LastLine = last };
    }

    /// <summary>Whether the line states a time of publishing of its own, as each entry of a list page does.</summary>
    public static bool StatesPublishing(string line) =>
        line.Length <= LongestLine && Labels(line).Any(l => l.Kind == LabelKind.Published) && DatePattern().IsMatch(line);

    /// <summary>Whether the line carries a date and is short, as the entries of a list page are.</summary>
    public static bool IsDatedEntry(string line) => line.Length <= 120 && DatePattern().IsMatch(line);

    public static bool IsLoneDate(string line) => line.Length <= LongestLoneLabelLine && LoneDate().IsMatch(line);

    public static DateTime? ParseTime(string text, TimeZoneInfo zone)
    {
        var match = DatePattern().Match(text);
        if (!match.Success)
            return null;

        var parts = new int[6];
        for (var i = 0; i < parts.Length; i++)
            parts[i] = match.Groups[i + 1].Success ? int.Parse(match.Groups[i + 1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        if (parts[1] is < 1 or > 12 || parts[2] < 1 || parts[2] > DateTime.DaysInMonth(parts[0], parts[1])
            || parts[3] > 23 || parts[4] > 59 || parts[5] > 59)
            return null;

        var local = new DateTime(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5], DateTimeKind.Unspecified);
        // An hour that summer time skipped was written by a clock that nobody put forward.
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return TimeZoneInfo.ConvertTimeToUtc(local, zone);
    }

    /// <summary>The responsible editor named in the text, and where in it the mark begins.</summary>
    public static (string Name, int Start)? EditorMark(string text)
    {
        // Only the end of a long paragraph can carry the mark.
        var from = Math.Max(0, text.Length - LongestLine);
        var match = EditorMarkPattern().Match(text[from..]);
        if (!match.Success)
            return null;
        var name = match.Groups["name"].Value.Trim();
        return name.Length == 0 ? null : (name, from + match.Index);
    }

    private static int Anchor(IReadOnlyList<string> lines)
    {
        int named = -1, sourced = -1, dated = -1;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            if (line.Length > LongestLine || IsToday(line))
                continue;

            var labels = Labels(line).ToList();
            var hasDate = DatePattern().IsMatch(line)
                || (i + 1 < lines.Count && IsValueOf(line, lines[i + 1]) && DatePattern().IsMatch(lines[i + 1]));
            var kinds = labels.Select(l => l.Kind).Distinct().Count();
            if (hasDate && labels.Any(l => l.Kind == LabelKind.Published))
                return i;
            if (named < 0 && kinds > 0 && (hasDate || kinds > 1) && line.Length <= LongestLine / 2)
                named = i;
            if (sourced < 0 && labels is [{ Start: 0, Kind: LabelKind.Source or LabelKind.Views }] && IsShort(line))
                sourced = i;
            if (dated < 0 && LoneDate().IsMatch(line))
                dated = i;
        }

        return named >= 0 ? named : sourced >= 0 ? sourced : dated;
    }

    private static bool IsFact(string line) =>
        IsShort(line) && !IsToday(line) && (LoneDate().IsMatch(line) || Labels(line).Any(l => l.Start == 0 && l.Kind != LabelKind.Other));

    private static bool IsShort(string line) => line.Length is > 0 and <= LongestLoneLabelLine && line[^1] is not ('。' or '!' or '\uFF01');

    private static bool IsValueOf(string label, string value) =>
        label.Length <= LongestLoneLabelLine && value.Length <= LongestLoneLabelLine
        && Labels(label) is [.., var last] && last.End == label.Length;

    private static bool IsToday(string line) => line.StartsWith("今天", StringComparison.Ordinal) || line.StartsWith("今日", StringComparison.Ordinal);

    private static PageFacts Parse(string text, TimeZoneInfo zone)
    {
        text = WithAsciiDigits(text);
        var facts = new PageFacts();
        var labels = Labels(text);
        for (var i = 0; i < labels.Count; i++)
        {
            var end = i + 1 < labels.Count ? labels[i + 1].Start : text.Length;
            var value = FirstLineOf(text[labels[i].End..end]);
            if (value.Length > 0)
                facts = facts.With(labels[i].Kind, value, zone);
        }

        return facts.PublishedUtc is null ? facts with { PublishedUtc = ParseTime(text, zone) } : facts;
    }

    private PageFacts With(LabelKind kind, string value, TimeZoneInfo zone)
    {
        switch (kind)
        {
            case LabelKind.Published:
                return PublishedUtc is null ? this with { PublishedUtc = ParseTime(value, zone) } : this;
            case LabelKind.Views:
                return Views is null ? this with { Views = ParseCount(value) } : this;
            case LabelKind.Source when Source is null:
                var (source, column) = SourceAndColumn(value);
                return this with { Source = source, ColumnName = ColumnName ?? column };
            case LabelKind.Column:
                return this with { ColumnName = value };
            case LabelKind.Author:
                return Author is null ? this with { Author = value } : this;
            case LabelKind.Editor:
                return Editor is null ? this with { Editor = value } : this;
            default:
                return this;
        }
    }

    /// <summary>Old pages put the column behind the source, a space between; a space inside a Latin name parts nothing.</summary>
    private static (string? Source, string? Column) SourceAndColumn(string value)
    {
        var withoutDate = DatePattern().Replace(value, "").Trim(Edges);
        var parts = ColumnGap().Split(withoutDate, 3);
        return (parts[0].Length > 0 ? parts[0] : null, parts.Length > 1 ? parts[1] : null);
    }

    private static long? ParseCount(string value)
    {
        var match = CountPattern().Match(value);
        if (!match.Success)
            return null;
        var digits = match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal).Replace("\uFF0C", "", StringComparison.Ordinal);
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            return null;
        if (match.Groups["wan"].Success)
            count *= 10_000;
        return count <= long.MaxValue ? (long)count : null;
    }

    private static readonly char[] Edges = [' ', '|', '\uFF5C', '/', '[', ']', '【', '】', '(', ')', '\uFF08', '\uFF09', '·', ',', '\uFF0C', ';', '\uFF1B', '>', '<'];

    private static string FirstLineOf(string value)
    {
        foreach (var line in value.EnumerateLines())
        {
            var trimmed = line.Trim(Edges);
            if (trimmed.Length > 0)
                return trimmed.ToString();
        }

        return "";
    }

    private static string WithAsciiDigits(string text)
    {
        var ascii = new StringBuilder(text);
        for (var i = 0; i < ascii.Length; i++)
        {
            if (ascii[i] is >= '\uFF10' and <= '\uFF19')
                ascii[i] = (char)(ascii[i] - '\uFF10' + '0');
        }

        return ascii.ToString();
    }

    private enum LabelKind
    {
        Published, Views, Source, Column, Author, Editor, Other,
    }

    private readonly record struct Label(LabelKind Kind, int Start, int End);

    private static List<Label> Labels(string text)
    {
        var labels = new List<Label>();
        if (text.Length > LongestLine * MostLines * 2)
            return labels;
        foreach (Match match in LabelPattern().Matches(text))
        {
            var kind = match.Groups["published"].Success ? LabelKind.Published
                : match.Groups["views"].Success ? LabelKind.Views
                : match.Groups["source"].Success ? LabelKind.Source
                : match.Groups["column"].Success ? LabelKind.Column
                : match.Groups["author"].Success ? LabelKind.Author
                : match.Groups["editor"].Success ? LabelKind.Editor
                : LabelKind.Other;
            labels.Add(new Label(kind, match.Index, match.Index + match.Length));
        }

        return labels;
    }

    // A short label counts only at the beginning of a word: 收入来源、上班时间 are no labels.
    [GeneratedRegex("""
        (?:(?<published>(?:[发發][布佈表]|更新|添加|[录錄]入|上[传傳])\s?(?:[时時]\s?[间間]|日\s?期))
        |(?<views>(?:[阅閱][读讀]|[浏瀏][览覽]|[点點][击擊]|[访訪][问問])\s?(?:量|率|次?[数數])|人\s?[气氣])
        |(?<editor>[责責]\s?任\s?[编編]\s?[辑輯])
        |(?<![\p{L}\p{N}])(?:
            (?<published>[时時]\s?[间間]|日\s?期)
            |(?<views>[阅閱]\s?[读讀]|[浏瀏]\s?[览覽]|[点點]\s?[击擊])
            |(?<source>(?:文章|信息|[资資][讯訊]|稿件|新[闻聞]|[内內]容)?\s?[来來]\s?源|稿\s?源|出\s?[处處])
            |(?<column>(?:所[属屬])?\s?[栏欄]\s?目|[类類]\s?[别別]|分\s?[类類])
            |(?<author>作\s?者|供\s?稿|撰\s?稿|撰\s?文)
            |(?<editor>[责責]\s?[编編]|[编編]\s?[辑輯])))
        \s?[:\uFF1A]\s?
        |(?<![\p{L}\p{N}])(?:字\s?[号號体體]|打\s?印|[关關]\s?[闭閉]|分\s?享|收\s?藏|[审審]\s?核|校\s?[对對])(?=\s|[:\uFF1A\]】]|$)[:\uFF1A]?
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex LabelPattern();

    [GeneratedRegex("""(?<![0-9])((?:19|20)[0-9]{2})\s?[-/.年]\s?([0-9]{1,2})\s?[-/.月]\s?([0-9]{1,2})(?![0-9])\s?日?(?:[\sT]{0,3}([0-9]{1,2})\s?[:\uFF1A时時]\s?([0-9]{1,2})(?:\s?[:\uFF1A分]\s?([0-9]{1,2}))?)?""", RegexOptions.CultureInvariant)]
    private static partial Regex DatePattern();

    [GeneratedRegex("""^[\[(【\uFF08]?\s?(?:19|20)[0-9]{2}\s?[-/.年]\s?[0-9]{1,2}\s?[-/.月]\s?[0-9]{1,2}\s?日?(?:[\sT]{0,3}[0-9]{1,2}[:\uFF1A][0-9]{1,2}(?:[:\uFF1A][0-9]{1,2})?)?\s?[\])】\uFF09]?$""", RegexOptions.CultureInvariant)]
    private static partial Regex LoneDate();

    [GeneratedRegex("""^\s?(?<number>[0-9][0-9,\uFF0C]{0,20}(?:\.[0-9]{1,4})?)\s?(?<wan>[万萬])?""", RegexOptions.CultureInvariant)]
    private static partial Regex CountPattern();

    [GeneratedRegex("""(?<![A-Za-z.,&])\s+|\s+(?![A-Za-z&])|\s*[|\uFF5C]\s*""", RegexOptions.CultureInvariant)]
    private static partial Regex ColumnGap();

    [GeneratedRegex("""
        (?:[【\[(\uFF08]\s?(?:[责責]\s?任\s?[编編]\s?[辑輯]|[责責]\s?[编編])\s?[:\uFF1A]?
        |(?:[责責]\s?任\s?[编編]\s?[辑輯]|[责責]\s?[编編])\s?[:\uFF1A])
        \s?(?<name>[\p{L}·][\p{L}·、,\x20]{0,30}?)\s?
        (?:[】\])\uFF09]|(?=\s[^\s:\uFF1A]{2,4}[:\uFF1A])|$)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex EditorMarkPattern();
}
