using System.Text;

namespace Portal.Core;

/// <summary>Reads a page that was saved as plain text: lines, their indentation and the gaps between them.</summary>
internal static class TextPageReader
{
    private const int MostLinesUpToTitle = 8;
    private const int MostCharactersOfIndent = 64;

    private readonly record struct Line(RepairedText Repaired, string Text, int Indent, int BlankBefore);

    public static SavedPageResult Read(string text, TimeZoneInfo zone)
    {
        var lines = Lines(text);
        var texts = lines.ConvertAll(l => l.Text);
        if (PageFacts.Find(texts, zone) is not { } facts)
            return SavedPageResult.Refused(SavedPageDraft.WithoutFacts(texts));
        if (SavedPageDraft.IsList(texts))
            return SavedPageResult.Refused(SavedPageDraft.ListPage);

        var titleLines = TitleLines(texts, facts.FirstLine);
        if (titleLines is not { } title)
            return SavedPageResult.Refused(SavedPageDraft.NoTitle);

        var body = PageBody.CutFrom(Blocks(lines, facts.LastLine + 1));
        var head = lines[title.Start..title.End].Concat(lines[facts.FirstLine..(facts.LastLine + 1)]);
        return new SavedPageDraft
        {
            Title = string.Concat(texts[title.Start..title.End]),
            Facts = facts with { ColumnName = facts.ColumnName ?? texts.Select(PageNoise.ColumnFromCrumbs).FirstOrDefault(c => c is not null) },
            Body = body,
            HeadRepairs = head.Select(l => l.Repaired),
        }.Finish();
    }

    private static List<Line> Lines(string text)
    {
        var repair = new TextRepair(text);
        var lines = new List<Line>();
        var blank = 0;
        foreach (var raw in text.EnumerateLines())
        {
            var repaired = repair.Repair(raw.ToString());
            var trimmed = repaired.Text.Trim();
            if (trimmed.Length == 0)
            {
                blank++;
                continue;
            }

            lines.Add(new Line(repaired, trimmed, Indent(raw), blank));
            blank = 0;
        }

        return lines;
    }

    private static int Indent(ReadOnlySpan<char> line)
    {
        var indent = 0;
        foreach (var c in line)
        {
            if (!char.IsWhiteSpace(c) || indent >= MostCharactersOfIndent)
                break;
            indent += c switch { '\u3000' => 2, '\t' => 4, _ => 1 };
        }

        return indent;
    }

    /// <summary>The nearest line above the facts that can be a title, with the line above it when it is a subtitle.</summary>
    private static (int Start, int End)? TitleLines(List<string> texts, int before)
    {
        for (var i = before - 1; i >= Math.Max(0, before - MostLinesUpToTitle); i--)
        {
            if (!SavedPageDraft.CanBeTitle(texts[i]))
                continue;
            var isSubtitle = texts[i][0] is '—' or '-' && i > 0 && SavedPageDraft.CanBeTitle(texts[i - 1]);
            return (isSubtitle ? i - 1 : i, i + 1);
        }

        return null;
    }

    private static List<PageBlock> Blocks(List<Line> lines, int from)
    {
        var blocks = new List<PageBlock>();
        for (var i = from; i < lines.Count;)
        {
            var paragraph = new StringBuilder(lines[i].Text);
            var repairs = new List<RepairedText> { lines[i].Repaired };
            var next = i + 1;
            for (; next < lines.Count && Continues(lines[i], lines[next - 1], lines[next]); next++)
            {
                if (char.IsAscii(paragraph[^1]) && char.IsAsciiLetterOrDigit(lines[next].Text[0]))
                    paragraph.Append(' ');
                paragraph.Append(lines[next].Text);
                repairs.Add(lines[next].Repaired);
            }

            var text = paragraph.ToString();
            blocks.Add(new PageBlock(BlockKind.Paragraph, text, PageBlock.Encode(text), repairs) { BlankBefore = lines[i].BlankBefore });
            i = next;
        }

        return blocks;
    }

    /// <summary>A hard line break inside a paragraph: the first line is indented, the following ones are not.</summary>
    private static bool Continues(Line first, Line previous, Line next) =>
        first.Indent >= 2 && next is { Indent: 0, BlankBefore: 0 }
        && previous.Text.Length >= 20 && !PageNoise.EndsSentence(previous.Text)
        && !PageNoise.IsEnd(next.Text) && !PageNoise.IsNavigation(next.Text) && PageFacts.EditorMark(next.Text) is null;
}
