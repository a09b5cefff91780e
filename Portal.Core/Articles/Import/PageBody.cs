namespace Portal.Core;

/// <summary>
/// The article's own blocks, cut out of everything that followed the publish line: behind the login box and the list
/// of units, up to the signature, the editor's mark or the footer.
/// </summary>
internal sealed class PageBody
{
    private const int LongestSignature = 40;
    private const int MostSignatureLines = 3;
    private const double MostlyLinks = 0.7;

    private PageBody(List<PageBlock> blocks)
    {
        Blocks = blocks;
    }

    public IReadOnlyList<PageBlock> Blocks { get; }

    public string? Byline { get; private init; }

    public string? Editor { get; private init; }

    /// <summary>Blocks that gave the byline or the editor.</summary>
    public IReadOnlyList<PageBlock> Signatures { get; private init; } = [];

    /// <summary>Whether nothing of an article was found.</summary>
    public bool IsEmpty => Blocks.Count == 0;

    public static PageBody CutFrom(IReadOnlyList<PageBlock> blocks)
    {
        var first = FirstOf(blocks, IsText);
        if (first < 0)
            return new PageBody([]);

        var body = blocks.Skip(Start(blocks, first)).Take(first - Start(blocks, first)).ToList();
        var sure = body.Count + 1;
        string? editor = null;
        var signatures = new List<PageBlock>();
        var end = first;
        for (; end < blocks.Count; end++)
        {
            var block = blocks[end];
            if (PageFacts.EditorMark(block.Text) is { } mark && (block.Kind == BlockKind.Paragraph))
            {
                editor = mark.Name;
                signatures.Add(block);
                if (WithoutMark(block, mark.Start) is { Text.Length: > 0 } rest)
                    Add(rest);
                break;
            }

            if (PageNoise.IsEnd(block.Text))
                break;
            Add(block);
        }

        if (editor is null)
            (editor, signatures) = EditorBehind(blocks, end);

        // Address lines are dropped only where a footer follows them at once.
        if (end < blocks.Count && PageNoise.IsFooter(blocks[end].Text))
        {
            while (body.Count > sure && PageNoise.IsWeakFooter(body[^1].Text))
                body.RemoveAt(body.Count - 1);
        }

        while (body.Count > sure && IsLinks(body[^1]))
            body.RemoveAt(body.Count - 1);

        var byline = TakeSignature(body, sure, signatures);
        return new PageBody(body) { Byline = byline, Editor = editor, Signatures = signatures };

        void Add(PageBlock block)
        {
            if (block.Kind != BlockKind.Picture && (!block.Text.Any(char.IsLetterOrDigit) || IsLinks(block)))
                return;
            body.Add(block);
            if (IsText(block) || PageNoise.EndsSentence(block.Text) || block.Kind != BlockKind.Paragraph || PageNoise.IsHeadingLike(block.Text))
                sure = body.Count;
        }
    }

    private static bool IsText(PageBlock block) =>
        block.Kind switch
        {
            BlockKind.Paragraph or BlockKind.Quote => PageNoise.IsSentence(block.Text),
            BlockKind.List or BlockKind.Table => PageNoise.IsSentence(block.Text) && !IsLinks(block),
            _ => false,
        };

    private static bool IsLinks(PageBlock block) => block.Kind != BlockKind.Picture && block.LinkShare > MostlyLinks && !PageNoise.EndsSentence(block.Text);

    /// <summary>
    /// Short lines above the first sentence belong to the text unless they are furniture: the last line of furniture
    /// takes with it the lines that follow it without a gap, for they are its list.
    /// </summary>
    private static int Start(IReadOnlyList<PageBlock> blocks, int first)
    {
        var start = 0;
        for (var i = 0; i < first; i++)
        {
            var block = blocks[i];
            var follows = start == i && i > 0 && block.BlankBefore == 0 && block.Kind == BlockKind.Paragraph && !PageNoise.IsHeadingLike(block.Text);
            if (block.Kind != BlockKind.Picture
                && (follows || PageNoise.IsNavigation(block.Text) || PageNoise.IsUnitName(block.Text)
                    || PageNoise.IsCrumbs(block.Text) || IsLinks(block)))
            {
                start = i + 1;
            }
        }

        return start;
    }

    private static PageBlock? WithoutMark(PageBlock block, int start)
    {
        var text = block.Text[..start].TrimEnd();
        var mark = PageBlock.Encode(block.Text[start..]);
        // A mark with markup of its own inside stays; losing text would be worse than naming the editor twice.
        if (!block.InnerHtml.EndsWith(mark, StringComparison.Ordinal))
            return text.Length == 0 ? null : block;
        return block with { Text = text, InnerHtml = block.InnerHtml[..^mark.Length].TrimEnd() };
    }

    private static (string? Editor, List<PageBlock> Blocks) EditorBehind(IReadOnlyList<PageBlock> blocks, int end)
    {
        for (var i = end; i < blocks.Count; i++)
        {
            if (blocks[i].Text.Length <= 2 * LongestSignature && PageFacts.EditorMark(blocks[i].Text) is { Start: 0 } mark)
                return (mark.Name, [blocks[i]]);
        }

        return (null, []);
    }

    private static string? TakeSignature(List<PageBlock> body, int sure, List<PageBlock> signatures)
    {
        var tail = body.Count - sure;
        if (tail == 0)
            return null;
        if (tail > MostSignatureLines)
        {
            // A list of short lines is text; of it only a last line set apart signs the article.
            if (body[^1].BlankBefore <= body[^2].BlankBefore)
                return null;
            sure = body.Count - 1;
        }

        var lines = body.Skip(sure).ToList();
        // With a date under it the signature is part of a letter or notice, and stays there.
        if (lines.Any(l => l.Text.Length > LongestSignature || PageFacts.IsDatedEntry(l.Text)))
            return null;

        body.RemoveRange(sure, body.Count - sure);
        signatures.AddRange(lines);
        var byline = string.Join(' ', lines.Select(l => Unlabelled(l.Text)).Where(t => t.Length > 0));
        return byline.Length > 0 ? byline : null;
    }

    private static string Unlabelled(string line)
    {
        var text = line.Trim();
        if (text.Length > 2 && (text[0], text[^1]) is ('(', ')') or ('\uFF08', '\uFF09') or ('【', '】') or ('[', ']'))
            text = text[1..^1].Trim();
        var colon = text.AsSpan().IndexOfAny(':', '\uFF1A');
        return colon is > 0 and <= 4 ? text[(colon + 1)..].Trim() : text;
    }

    private static int FirstOf(IReadOnlyList<PageBlock> blocks, Func<PageBlock, bool> condition)
    {
        for (var i = 0; i < blocks.Count; i++)
        {
            if (condition(blocks[i]))
                return i;
        }

        return -1;
    }
}
