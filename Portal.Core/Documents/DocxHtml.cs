using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>Puts blocks together: items into lists, captions to what they name, quotations into one.</summary>
internal static class DocxHtml
{
    private const int DeepestHeading = 4;

    public static string Of(IReadOnlyList<DocxBlock> blocks)
    {
        var html = new StringBuilder();
        // whatever level a document starts from, the page's own title is above it
        var top = blocks.Where(b => b.Role == DocxRole.Heading).Select(b => b.Level).DefaultIfEmpty(0).Min();
        for (var at = 0; at < blocks.Count;)
        {
            var block = blocks[at];
            if (block.Item is not null)
            {
                var items = blocks.Skip(at).TakeWhile(b => b.Item is not null).ToList();
                AddLists(html, items);
                at += items.Count;
            }
            else if (block.Role == DocxRole.Quote)
            {
                var lines = blocks.Skip(at).TakeWhile(b => b.Role == DocxRole.Quote && b.Item is null).ToList();
                html.Append("<blockquote>").AppendJoin("", lines.Select(l => $"<p>{l.Html}</p>")).Append("</blockquote>");
                at += lines.Count;
            }
            else
            {
                at += AddOne(html, blocks, at, top);
            }
        }

        return html.ToString();
    }

    /// <summary>A cell with one line has no paragraph in it.</summary>
    public static string OfCell(IReadOnlyList<DocxBlock> blocks) =>
        blocks is [{ IsWhole: false, Item: null, Role: not (DocxRole.Heading or DocxRole.Quote) } only] ? only.Html : Of([.. blocks.Select(b => b.Role == DocxRole.Heading ? b with { Role = DocxRole.Body } : b)]);

    private static int AddOne(StringBuilder html, IReadOnlyList<DocxBlock> blocks, int at, int top)
    {
        var block = blocks[at];
        var next = at + 1 < blocks.Count ? blocks[at + 1] : null;
        if (block.Role == DocxRole.Heading)
        {
            var level = Math.Min(2 + block.Level - top, DeepestHeading);
            html.Append(CultureInfo.InvariantCulture, $"<h{level}>{block.Html}</h{level}>");
            return 1;
        }

        if (block.IsWhole && block.Html.StartsWith("<figure>", StringComparison.Ordinal) && next?.Role == DocxRole.Caption)
        {
            html.Append(block.Html.Replace("</figure>", $"<figcaption>{next.Html}</figcaption></figure>", StringComparison.Ordinal));
            return 2;
        }

        if (block.Role == DocxRole.Caption && next is { IsWhole: true } && next.Html.StartsWith("<table>", StringComparison.Ordinal))
        {
            html.Append("<table><caption>").Append(block.Html).Append("</caption>").Append(next.Html.AsSpan("<table>".Length));
            return 2;
        }

        html.Append(block.IsWhole ? block.Html : $"<p>{block.Html}</p>");
        return 1;
    }

    // Each level's list stands within the item above it. A new list begins where the document begins one.
    private static void AddLists(StringBuilder html, List<DocxBlock> items)
    {
        var open = new Stack<(int Level, string Tag, string Id)>();
        foreach (var (item, words) in items.Select(i => (i.Item!, i.Html)))
        {
            var tag = item.IsOrdered ? "ol" : "ul";
            while (open.TryPeek(out var top) && (top.Level > item.Level || (top.Level == item.Level && (top.Tag != tag || (top.Level == 0 && top.Id != item.Id)))))
                html.Append("</li></").Append(open.Pop().Tag).Append('>');
            if (open.TryPeek(out var same) && same.Level == item.Level)
            {
                html.Append("</li>");
            }
            else
            {
                html.Append('<').Append(tag).Append(item is { IsOrdered: true, Start: not 1 } ? $" start=\"{item.Start}\"" : "").Append('>');
                open.Push((item.Level, tag, item.Id));
            }

            html.Append("<li>").Append(words);
        }

        while (open.TryPop(out var list))
            html.Append("</li></").Append(list.Tag).Append('>');
    }
}
