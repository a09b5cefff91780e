using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace Portal.Core;

/// <summary>Rewrites the element that holds an article as blocks of the little markup an article may have.</summary>
internal sealed partial class HtmlBlocks(TextRepair repair, int nesting = 0)
{
    // Each level copies all it holds, and no article nests deeper.
    private const int DeepestNesting = 6;

    private const int LongestCell = 400;

    private readonly List<PageBlock> _blocks = [];
    private readonly List<Run> _runs = [];

    /// <summary>A run of text, or a picture, with the inline elements around it, innermost last.</summary>
    private sealed record Run(StringBuilder Text, string? Picture, Inline? Around);

    private sealed record Inline(string Open, string Close, Inline? Outer);

    public List<PageBlock> Of(IElement container)
    {
        Visit(container, null);
        Flush();
        return _blocks;
    }

    /// <summary>Source line breaks and tabs are spaces, and a run of them is one; only no-break spaces are the author's.</summary>
    public static string CollapseSource(string source) => SourceSpace().Replace(source, " ");

    private void Visit(IElement parent, Inline? around)
    {
        foreach (var node in parent.ChildNodes)
        {
            if (node is IText text)
                Append(CollapseSource(text.Data), around);
            else if (node is IElement element)
                VisitElement(element, around);
        }
    }

    private void VisitElement(IElement element, Inline? around)
    {
        switch (element.LocalName)
        {
            case "br" or "hr":
                Flush();
                break;
            case "h1" or "h2":
                Heading(element, "h2");
                break;
            case "h3" or "h4" or "h5" or "h6":
                Heading(element, "h3");
                break;
            case "ul" or "ol" when nesting < DeepestNesting:
                Whole(BlockKind.List, element, element.LocalName, List(element));
                break;
            case "blockquote" when nesting < DeepestNesting:
                Whole(BlockKind.Quote, element, "blockquote", Nested(element, asBlocks: true));
                break;
            case "table" when nesting < DeepestNesting && IsData((IHtmlTableElement)element):
                Whole(BlockKind.Table, element, "table", Table((IHtmlTableElement)element));
                break;
            case "img":
                if (PictureHtml(element) is { } picture)
                    _runs.Add(new Run(new StringBuilder(), picture, around));
                break;
            case "strong" or "b":
                Visit(element, new Inline("<strong>", "</strong>", around));
                break;
            case "em" or "i":
                Visit(element, new Inline("<em>", "</em>", around));
                break;
            case "a" when LinkTarget(element.GetAttribute("href")) is { } href:
                Visit(element, new Inline($"<a href=\"{PageBlock.Encode(href)}\">", "</a>", around));
                break;
            case "sup":
                Append(Raised(element.TextContent, Superscripts), around);
                break;
            case "sub":
                Append(Raised(element.TextContent, Subscripts), around);
                break;
            default:
                var isBlock = HtmlSource.IsBlock(element);
                if (isBlock)
                    Flush();
                Visit(element, around);
                if (isBlock)
                    Flush();
                break;
        }
    }

    private void Append(string text, Inline? around)
    {
        if (_runs is [.., { Picture: null } last] && last.Around == around)
            last.Text.Append(text);
        else
            _runs.Add(new Run(new StringBuilder(text), null, around));
    }

    private void Heading(IElement element, string tag)
    {
        Flush();
        Visit(element, null);
        Flush(BlockKind.Heading, tag);
    }

    /// <summary>Ends the paragraph gathered so far.</summary>
    private void Flush(BlockKind kind = BlockKind.Paragraph, string tag = "p")
    {
        if (_runs.Count == 0)
            return;

        var repairs = new List<RepairedText>();
        var pieces = new List<(string Text, Run Run)>();
        var said = "";
        foreach (var run in _runs)
        {
            var repaired = repair.Repair(run.Text.ToString(), said);
            repairs.Add(repaired);
            pieces.Add((repaired.Text, run));
            if (repaired.Text.Length > 0)
                said = repaired.Text[^Math.Min(2, repaired.Text.Length)..];
        }

        _runs.Clear();
        TrimEnds(pieces);
        var text = string.Concat(pieces.Select(p => p.Text));
        if (text.Length == 0 && pieces.TrueForAll(p => p.Run.Picture is null))
            return;

        var linked = pieces.Where(p => Surrounding(p.Run.Around).Any(i => i.Close == "</a>")).Sum(p => p.Text.Length);
        _blocks.Add(new PageBlock(text.Length == 0 ? BlockKind.Picture : kind, text, InlineHtml(pieces), repairs)
        {
            Tag = tag,
            BlankBefore = 1,
            LinkShare = text.Length == 0 ? 0 : (double)linked / text.Length,
        });
    }

    private static void TrimEnds(List<(string Text, Run Run)> pieces)
    {
        for (var i = 0; i < pieces.Count; i++)
        {
            pieces[i] = pieces[i] with { Text = pieces[i].Text.TrimStart() };
            if (pieces[i].Text.Length > 0 || pieces[i].Run.Picture is not null)
                break;
        }

        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            pieces[i] = pieces[i] with { Text = pieces[i].Text.TrimEnd() };
            if (pieces[i].Text.Length > 0 || pieces[i].Run.Picture is not null)
                break;
        }
    }

    private static string InlineHtml(List<(string Text, Run Run)> pieces)
    {
        var html = new StringBuilder();
        var open = new List<Inline>();
        foreach (var (text, run) in pieces)
        {
            if (text.Length == 0 && run.Picture is null)
                continue;
            var wanted = Surrounding(run.Around);
            var shared = 0;
            while (shared < open.Count && shared < wanted.Count && ReferenceEquals(open[shared], wanted[shared]))
                shared++;
            CloseDownTo(shared);
            foreach (var inline in wanted.Skip(shared))
            {
                html.Append(inline.Open);
                open.Add(inline);
            }

            html.Append(run.Picture ?? PageBlock.Encode(text));
        }

        CloseDownTo(0);
        return html.ToString();

        void CloseDownTo(int count)
        {
            for (var i = open.Count - 1; i >= count; i--)
                html.Append(open[i].Close);
            open.RemoveRange(count, open.Count - count);
        }
    }

    /// <summary>The inline elements around a run, outermost first, each kind once: strong in strong says nothing more.</summary>
    private static List<Inline> Surrounding(Inline? innermost)
    {
        var all = new List<Inline>();
        for (var inline = innermost; inline is not null; inline = inline.Outer)
            all.Add(inline);
        all.Reverse();
        return all.DistinctBy(i => i.Close).ToList();
    }

    private void Whole(BlockKind kind, IElement element, string tag, (string Html, List<PageBlock> Inside) content)
    {
        Flush();
        if (content.Html.Length == 0)
            return;
        var text = string.Join(' ', content.Inside.Select(b => b.Text).Where(t => t.Length > 0));
        var linked = content.Inside.Sum(b => b.LinkShare * b.Text.Length);
        _blocks.Add(new PageBlock(kind, text, content.Html, [.. content.Inside.SelectMany(b => b.Repairs)])
        {
            Tag = tag,
            BlankBefore = 1,
            LinkShare = text.Length == 0 ? 0 : linked / text.Length,
        });
    }

    private (string Html, List<PageBlock> Inside) Nested(IElement element, bool asBlocks)
    {
        var inside = new HtmlBlocks(repair, nesting + 1).Of(element);
        var html = !asBlocks && inside is [{ Kind: BlockKind.Paragraph or BlockKind.Picture } only]
            ? only.InnerHtml
            : string.Concat(inside.Select(b => b.Html));
        return (html, inside);
    }

    private (string Html, List<PageBlock> Inside) List(IElement list)
    {
        var html = new StringBuilder();
        var all = new List<PageBlock>();
        foreach (var item in list.Children)
        {
            var (itemHtml, inside) = Nested(item, asBlocks: false);
            if (itemHtml.Length == 0)
                continue;
            html.Append("<li>").Append(itemHtml).Append("</li>");
            all.AddRange(inside);
        }

        return (html.ToString(), all);
    }

    /// <summary>Old pages are laid out with tables; data is what has rows and columns of short cells and no table inside.</summary>
    private static bool IsData(IHtmlTableElement table) =>
        table.Rows.Length >= 2
        && table.Rows.Any(r => r.Cells.Count(c => !string.IsNullOrWhiteSpace(c.TextContent)) >= 2)
        && table.QuerySelector("table") is null
        && table.Rows.All(r => r.Cells.All(c => c.TextContent.Length <= LongestCell));

    private (string Html, List<PageBlock> Inside) Table(IHtmlTableElement table)
    {
        var html = new StringBuilder();
        var all = new List<PageBlock>();
        if (table.Caption is { } caption)
        {
            var (captionHtml, inside) = Nested(caption, asBlocks: false);
            html.Append("<caption>").Append(captionHtml).Append("</caption>");
            all.AddRange(inside);
        }

        html.Append("<tbody>");
        foreach (var row in table.Rows)
        {
            html.Append("<tr>");
            foreach (var cell in row.Cells)
            {
                var (cellHtml, inside) = Nested(cell, asBlocks: false);
                html.Append('<').Append(cell.LocalName).Append(Span(cell, "colspan")).Append(Span(cell, "rowspan")).Append('>')
                    .Append(cellHtml).Append("</").Append(cell.LocalName).Append('>');
                all.AddRange(inside);
            }

            html.Append("</tr>");
        }

        html.Append("</tbody>");
        return (html.ToString(), all);
    }

    private static string Span(IElement cell, string name) =>
        int.TryParse(cell.GetAttribute(name), NumberStyles.None, CultureInfo.InvariantCulture, out var span) && span is > 1 and <= 100
            ? string.Create(CultureInfo.InvariantCulture, $" {name}=\"{span}\"")
            : "";

    private static readonly string[] PictureAddresses = ["data-original", "data-src", "src"];

    private static string? PictureHtml(IElement image)
    {
        // Pages that load pictures late keep the address elsewhere.
        var source = PictureAddresses.Select(image.GetAttribute).FirstOrDefault(s => !string.IsNullOrWhiteSpace(s));
        if (LinkTarget(source) is not { } address)
            return null;
        var alt = image.GetAttribute("alt")?.Trim() ?? "";
        return $"<img src=\"{PageBlock.Encode(address)}\" alt=\"{PageBlock.Encode(alt)}\">";
    }

    /// <summary>The address as the page has it; null for a script, a mere anchor or anything else that leads nowhere.</summary>
    private static string? LinkTarget(string? address)
    {
        var visible = string.Concat((address ?? "").Where(c => !char.IsControl(c))).Trim();
        if (visible.Length == 0 || visible[0] == '#')
            return null;
        var scheme = Scheme().Match(visible);
        return !scheme.Success || scheme.Groups["name"].Value.ToUpperInvariant() is "HTTP" or "HTTPS" or "MAILTO" ? visible : null;
    }

    // Articles have no sup and sub, and 10⁸ must not become 108.
    private const string Superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻";
    private const string Subscripts = "₀₁₂₃₄₅₆₇₈₉₊₋";

    private static string Raised(string text, string raised)
    {
        const string Plain = "0123456789+-";
        var trimmed = text.Trim();
        return trimmed.Length <= 12 && trimmed.All(c => Plain.Contains(c, StringComparison.Ordinal))
            ? string.Concat(trimmed.Select(c => raised[Plain.IndexOf(c, StringComparison.Ordinal)]))
            : CollapseSource(text);
    }

    [GeneratedRegex("""[ \t\r\n\f]+""", RegexOptions.CultureInvariant)]
    private static partial Regex SourceSpace();

    [GeneratedRegex("""^(?<name>[A-Za-z][A-Za-z0-9+.\-]{0,30})\s*:""", RegexOptions.CultureInvariant)]
    private static partial Regex Scheme();
}
