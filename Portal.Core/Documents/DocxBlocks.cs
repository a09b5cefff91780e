using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>One paragraph, figure or table on its way from Word to the web.</summary>
/// <param name="Html">Of a paragraph what is inside its element; of figures and tables the whole.</param>
internal sealed record DocxBlock(DocxRole Role, string Html, int Level = 0, DocxListItem? Item = null, bool IsWhole = false, bool IsCentred = false, bool IsStrong = false, int Size = 0)
{
    public string Text => WebUtility.HtmlDecode(Regex.Replace(Html.Replace("<br>", "\n", StringComparison.Ordinal), "<sup><a.*?</sup>|<[^>]+>", ""));
}

/// <summary>The blocks of a document in order.</summary>
internal sealed class DocxBlocks(DocxReading reading, DocxNumbering numbering, DocxPart part)
{
    public List<DocxBlock> Of(XElement container)
    {
        var blocks = new List<DocxBlock>();
        foreach (var element in container.Elements())
        {
            switch (element.Name.LocalName)
            {
                case "p" when element.Name.IsWord():
                    AddParagraph(element, blocks);
                    break;
                case "tbl" when element.Name.IsWord():
                    AddTable(element, blocks);
                    break;
                case "sdt" when !IsContents(element):
                    blocks.AddRange(Of(element.Child("sdtContent") ?? element));
                    break;
                case "customXml" or "smartTag" or "ins" or "moveTo":
                    blocks.AddRange(Of(element));
                    break;
                case "AlternateContent" when element.Elements().FirstOrDefault() is { } choice:
                    blocks.AddRange(Of(choice));
                    break;
            }
        }

        return blocks;
    }

    private static bool IsContents(XElement control) =>
        control.Child("sdtPr").Child("docPartObj").Child("docPartGallery").Value() is "Table of Contents" or "目录";

    private void AddParagraph(XElement paragraph, List<DocxBlock> blocks)
    {
        var properties = paragraph.Child("pPr");
        var (role, level) = reading.Styles.RoleOf(properties);
        var inline = new DocxInline(reading, part, properties, plain: role is DocxRole.Heading or DocxRole.Title or DocxRole.Subtitle);
        inline.Add(paragraph);
        var html = inline.Html();
        if (html.Length > 0 && role != DocxRole.Contents)
        {
            var item = role is DocxRole.Body ? numbering.ItemOf(properties) : null;
            var centred = reading.Styles.Paragraph(properties, "jc").Value() == "center";
            blocks.Add(new DocxBlock(role, html, level, item, IsCentred: centred, IsStrong: inline.IsAllStrong, Size: inline.Size));
        }

        blocks.AddRange(inline.Figures.Select(f => new DocxBlock(DocxRole.Body, f, IsWhole: true)));
        foreach (var box in inline.Boxes)
            blocks.AddRange(Of(box));
    }

    private void AddTable(XElement table, List<DocxBlock> blocks)
    {
        var rows = table.Elements().SelectMany(Rows).Select(CellsOf).Where(r => r.Cells.Count > 0).ToList();
        // a frame around text, made of a table
        if (rows is [{ Cells: [var only] }])
        {
            blocks.AddRange(Of(only.Content));
            return;
        }

        if (rows.Count == 0)
            return;
        var head = rows.TakeWhile(r => r.IsHead).Count();
        if (head == rows.Count)
            head = 0;
        var html = new StringBuilder("<table>");
        html.Append(head > 0 ? "<thead>" : "<tbody>");
        for (var row = 0; row < rows.Count; row++)
        {
            if (row == head && head > 0)
                html.Append("</thead><tbody>");
            html.Append("<tr>");
            foreach (var cell in rows[row].Cells.Where(c => !c.Continues))
            {
                var tag = row < head ? "th" : "td";
                var down = rows.Skip(row + 1).TakeWhile(r => r.Cells.Exists(c => c.Column == cell.Column && c.Continues)).Count() + 1;
                html.Append('<').Append(tag).Append(cell.Span > 1 ? $" colspan=\"{cell.Span}\"" : "").Append(down > 1 ? $" rowspan=\"{down}\"" : "").Append('>')
                    .Append(DocxHtml.OfCell(Of(cell.Content))).Append("</").Append(tag).Append('>');
            }

            html.Append("</tr>");
        }

        blocks.Add(new DocxBlock(DocxRole.Body, html.Append("</tbody></table>").ToString(), IsWhole: true));
    }

    private static IEnumerable<XElement> Rows(XElement element) => element.Is("tr") ? [element] : element.Is("sdt") || element.Is("sdtContent") || element.Is("customXml") ? element.Elements().SelectMany(Rows) : [];

    private static IEnumerable<XElement> Cells(XElement element) => element.Is("tc") ? [element] : element.Is("sdt") || element.Is("sdtContent") || element.Is("customXml") ? element.Elements().SelectMany(Cells) : [];

    private static Row CellsOf(XElement row)
    {
        var cells = new List<Cell>();
        var column = Whole(row.Child("trPr").Child("gridBefore"), 0);
        foreach (var cell in row.Elements().SelectMany(Cells))
        {
            var properties = cell.Child("tcPr");
            var span = Math.Clamp(Whole(properties.Child("gridSpan"), 1), 1, 100);
            var merge = properties.Child("vMerge");
            cells.Add(new Cell(cell, column, span, merge is not null && merge.Value() is null or "continue"));
            column += span;
        }

        return new Row(cells, row.Child("trPr").Child("tblHeader").IsOn());
    }

    private static int Whole(XElement? element, int otherwise) => int.TryParse(element.Value(), out var n) && n is >= 0 and <= 1000 ? n : otherwise;

    private sealed record Cell(XElement Content, int Column, int Span, bool Continues);

    private sealed record Row(List<Cell> Cells, bool IsHead);
}
