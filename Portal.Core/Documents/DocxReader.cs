using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Reads an essay out of a Word document: its title, abstract and text, by what its styles mean.</summary>
/// <remarks>Tracked insertions count as written, deletions as gone; comments, headers, page numbers, hidden words and tables of contents are not text.</remarks>
public static partial class DocxReader
{
    private const int LongestTitle = 100;
    private const int LongestByline = 40;
    private const int TitleWithin = 3;
    private const int AbstractWithin = 15;

    /// <returns>The text; null with the problem when <see cref="DocumentInspector"/> would refuse the file. Never throws for what a file holds.</returns>
    public static (DocxText? Text, DocumentProblem? Problem) Read(byte[] content)
    {
        try
        {
            var package = DocxPackage.Read(content);
            DocxChecks.Check(package);
            return (Read(package), null);
        }
        catch (DocumentRefusedException e)
        {
            return (null, e.Problem);
        }
    }

    private static DocxText Read(DocxPackage package)
    {
        var main = package.Main;
        foreach (var part in new[] { main, package.Linked(main, "footnotes"), package.Linked(main, "endnotes") }.OfType<DocxPart>())
            DocxRevisions.Accept(part.Tree.Root!);
        var styles = new DocxStyles(package.Linked(main, "styles")?.Tree.Root);
        var reading = new DocxReading(package, styles);
        var numbering = new DocxNumbering(package.Linked(main, "numbering")?.Tree.Root, styles);
        var body = main.Tree.Root.Child("body") ?? throw new DocumentRefusedException(DocumentProblem.Damaged, main.Name);
        var blocks = new DocxBlocks(reading, numbering, main).Of(body);
        var title = TakeTitle(blocks, reading);
        var summary = TakeAbstract(blocks);
        return new DocxText(title, summary, DocxHtml.Of(blocks) + reading.NotesHtml(), reading.Pictures, reading.Warnings);
    }

    private static string? TakeTitle(List<DocxBlock> blocks, DocxReading reading)
    {
        var at = blocks.FindIndex(b => b.Role == DocxRole.Title);
        if (at < 0)
            at = blocks.Take(TitleWithin).ToList().FindIndex(b => IsTitle(b, blocks));
        if (at < 0)
            return null;
        var title = OneLine(blocks[at].Text);
        blocks.RemoveAt(at);
        if (at < blocks.Count && blocks[at].Role == DocxRole.Subtitle)
        {
            title += "——" + OneLine(blocks[at].Text).TrimStart('—', '-', '–', ' ');
            blocks.RemoveAt(at);
        }

        if (at < blocks.Count && blocks[at] is { IsCentred: true, IsWhole: false, Role: DocxRole.Body } line && line.Text.Length <= LongestByline)
            reading.Warn(DocxWarning.PossibleByline);
        return title;
    }

    // the only heading of the first rank at the top; or a short line that stands out, without a sentence's end
    private static bool IsTitle(DocxBlock block, List<DocxBlock> all)
    {
        if (block.Role == DocxRole.Heading)
            return block == all.First(b => !b.IsWhole) && !all.Exists(b => b != block && b.Role == DocxRole.Heading && b.Level <= block.Level);
        if (block is not { Role: DocxRole.Body, IsWhole: false, Item: null } || block.Text is not { Length: <= LongestTitle } text || SentenceEnd().IsMatch(text))
            return false;
        var others = all.Where(b => b is { Role: DocxRole.Body, IsWhole: false } && b != block).ToList();
        if (others.Count == 0)
            return false;
        var usual = others.GroupBy(b => b.Size).OrderByDescending(g => g.Sum(b => b.Html.Length)).First().Key;
        return (block.IsCentred && !others.TrueForAll(b => b.IsCentred)) || block.Size > usual + 2 || (block.IsStrong && block == all[0] && !others.TrueForAll(b => b.IsStrong));
    }

    private static string? TakeAbstract(List<DocxBlock> blocks)
    {
        for (var at = 0; at < Math.Min(blocks.Count, AbstractWithin); at++)
        {
            if (blocks[at].IsWhole || AbstractHeading().Match(blocks[at].Text) is not { Success: true } match)
                continue;
            var words = match.Groups[1].Value.Trim();
            if (words.Length > 0)
            {
                blocks.RemoveAt(at);
                return words;
            }

            // a heading of its own: what follows up to the next heading or the keywords
            var end = at + 1;
            while (end < blocks.Count && blocks[end] is { Role: DocxRole.Body, IsWhole: false } && (end == at + 1 || blocks[at].Role == DocxRole.Heading) && !Keywords().IsMatch(blocks[end].Text))
                end++;
            if (end == at + 1)
                continue;
            words = string.Join('\n', blocks.Skip(at + 1).Take(end - at - 1).Select(b => b.Text.Trim()));
            blocks.RemoveRange(at, end - at);
            return words;
        }

        return null;
    }

    private static string OneLine(string text) => WhiteSpace().Replace(text, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"[。；，：;,:]\s*\z|[。！？]\s*\S")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"^\s*[【\[（(〔]?\s*(?:内容)?(?:摘\s*要|提\s*要|abstract|summary)\s*(?:\z|[】\]）)〕:：\u3000]+|\s+(?=\p{IsCJKUnifiedIdeographs}))[\s:：]*(.*)\z", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex AbstractHeading();

    [GeneratedRegex(@"^\s*[【\[（(〔]?\s*(?:关\s*键\s*词|key\s*words?)", RegexOptions.IgnoreCase)]
    private static partial Regex Keywords();
}
