using System.Text;
using AngleSharp.Dom;

namespace Portal.Core;

/// <summary>A line as the page shows it, with the block element it stands in.</summary>
internal sealed record HtmlLine(string Text, IElement Element, RepairedText Repaired, double LinkShare);

/// <summary>Lays a tree out in lines, the way facts and footers are recognised.</summary>
internal sealed class HtmlLines
{
    private readonly List<HtmlLine> _lines = [];
    private readonly StringBuilder _line = new();
    private readonly TextRepair _repair;
    private int _linked;
    private bool _afterElement;

    private HtmlLines(TextRepair repair)
    {
        _repair = repair;
    }

    public static List<HtmlLine> Of(IElement page, TextRepair repair)
    {
        var lines = new HtmlLines(repair);
        lines.Visit(page, page, inLink: false);
        lines.Break(page);
        return lines._lines;
    }

    private void Visit(IElement element, IElement block, bool inLink)
    {
        foreach (var node in element.ChildNodes)
        {
            if (node is IText text)
            {
                _line.Append(HtmlBlocks.CollapseSource(text.Data));
                _linked += inLink ? text.Data.Length : 0;
                _afterElement = false;
            }
            else if (node is IElement child)
            {
                var isBlock = HtmlSource.IsBlock(child);
                if (isBlock || child.LocalName == "br")
                    Break(block);
                else if (_afterElement)
                    _line.Append(' '); // facts side by side are parted by style sheets, not by spaces

                Visit(child, isBlock ? child : block, inLink || child.LocalName == "a");
                if (isBlock)
                    Break(child);
                _afterElement = !isBlock && child.LocalName != "br";
            }
        }
    }

    private void Break(IElement block)
    {
        var repaired = _repair.Repair(_line.ToString());
        var text = repaired.Text.Trim();
        if (text.Length > 0)
            _lines.Add(new HtmlLine(text, block, repaired, Math.Min(1, (double)_linked / text.Length)));
        _line.Clear();
        _linked = 0;
        _afterElement = false;
    }
}
