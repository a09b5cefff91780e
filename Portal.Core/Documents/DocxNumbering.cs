using System.Globalization;
using System.Xml.Linq;

namespace Portal.Core;

/// <param name="Id">Which list: items of one belong together.</param>
/// <param name="Level">From 0.</param>
/// <param name="Start">The number of an ordered list's first item.</param>
internal sealed record DocxListItem(string Id, int Level, bool IsOrdered, int Start);

/// <summary>Which paragraphs are list items, and of what kind of list.</summary>
internal sealed class DocxNumbering(XElement? root, DocxStyles styles)
{
    private const int Deepest = 8;

    private readonly Dictionary<string, XElement> _lists = ById(root.Children("num"), "numId");
    private readonly Dictionary<string, XElement> _definitions = ById(root.Children("abstractNum"), "abstractNumId");

    public DocxListItem? ItemOf(XElement? properties)
    {
        var number = styles.Paragraph(properties, "numPr");
        if (number.Child("numId").Value() is not { } id || id == "0")
            return null;
        var level = int.TryParse(number.Child("ilvl").Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var l) ? Math.Min(l, Deepest) : 0;
        var num = _lists.GetValueOrDefault(id);
        var definition = Level(num.Children("lvlOverride").FirstOrDefault(o => o.Value("ilvl") == level.ToString(CultureInfo.InvariantCulture)), level)
            ?? Level(_definitions.GetValueOrDefault(num.Child("abstractNumId").Value() ?? ""), level);
        var format = definition.Child("numFmt").Value();
        if (definition is null || format == "none")
            return null;
        var start = num.Children("lvlOverride").FirstOrDefault(o => o.Value("ilvl") == level.ToString(CultureInfo.InvariantCulture)).Child("startOverride").Value() ?? definition.Child("start").Value();
        return new DocxListItem(id, level, format != "bullet", int.TryParse(start, NumberStyles.None, CultureInfo.InvariantCulture, out var s) ? s : 1);
    }

    private static Dictionary<string, XElement> ById(IEnumerable<XElement> elements, string id) =>
        elements.GroupBy(e => e.Value(id) ?? "", StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    private static XElement? Level(XElement? of, int level) => of.Children("lvl").FirstOrDefault(l => l.Value("ilvl") == level.ToString(CultureInfo.InvariantCulture));
}
