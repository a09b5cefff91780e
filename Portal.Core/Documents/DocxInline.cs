using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>The words of one paragraph as HTML, and what hangs on them: pictures, text boxes, notes.</summary>
internal sealed partial class DocxInline(DocxReading reading, DocxPart part, XElement? paragraph, bool plain)
{
    private readonly List<(string Html, Format Format, string? Link)> _pieces = [];

    [Flags]
    private enum Format
    {
        None = 0,
        Strong = 1,
        Emphasis = 2,
        Underline = 4,
        Struck = 8,
        Superscript = 16,
        Subscript = 32,
    }

    /// <summary>Text boxes met on the way: they stand after the paragraph.</summary>
    public List<XElement> Boxes { get; } = [];

    /// <summary>Pictures met on the way, ready as figures.</summary>
    public List<string> Figures { get; } = [];

    /// <summary>Half-points of the largest words; 0 when nothing says.</summary>
    public int Size { get; private set; }

    public bool IsAllStrong => _pieces.Count > 0 && _pieces.TrueForAll(p => (p.Format & Format.Strong) != 0);

    public string Html()
    {
        var html = new StringBuilder();
        for (var at = 0; at < _pieces.Count;)
        {
            var (_, format, link) = _pieces[at];
            var words = new StringBuilder();
            for (; at < _pieces.Count && _pieces[at].Format == format && _pieces[at].Link == link; at++)
                words.Append(_pieces[at].Html);
            html.Append(link is null ? "" : $"<a href=\"{WebUtility.HtmlEncode(link)}\">");
            Wrap(html, words.ToString(), plain ? format & ~(Format.Strong | Format.Underline) : format);
            html.Append(link is null ? "" : "</a>");
        }

        return Trim(html.ToString());
    }

    public void Add(XElement container, string? link = null)
    {
        foreach (var element in container.Elements())
        {
            switch (element.Name.LocalName)
            {
                case "r" when element.Name.IsWord():
                    AddRun(element, link);
                    break;
                case "hyperlink" when element.Name.IsWord():
                    var address = part.Relation(element.Attributes().FirstOrDefault(a => a.Name.IsRelationship())?.Value) is { IsExternal: true } relation ? relation.Target : null;
                    Add(element, address ?? link);
                    break;
                case "oMath" or "oMathPara":
                    reading.Warn(DocxWarning.FormulasAsText);
                    _pieces.Add((WebUtility.HtmlEncode(DocxFormula.Text(element)), Format.None, null));
                    break;
                case "AlternateContent":
                    if (Alternative(element) is { } alternative)
                        Add(alternative, link);
                    break;
                case "sdt" or "sdtContent" or "smartTag" or "customXml" or "fldSimple" or "ins" or "moveTo" or "dir" or "bdo":
                    Add(element, link);
                    break;
            }
        }
    }

    private static XElement? Alternative(XElement element) =>
        element.Elements().FirstOrDefault(e => e.Name.LocalName == "Choice") ?? element.Elements().FirstOrDefault(e => e.Name.LocalName == "Fallback");

    private static void Wrap(StringBuilder html, string words, Format format)
    {
        // a formatted space is a space
        if (format == Format.None || string.IsNullOrWhiteSpace(words))
        {
            html.Append(words);
            return;
        }

        (Format Format, string Tag)[] tags =
        [
            (Format.Strong, "strong"), (Format.Emphasis, "em"), (Format.Underline, "u"), (Format.Struck, "s"), (Format.Superscript, "sup"), (Format.Subscript, "sub"),
        ];
        var used = tags.Where(t => (format & t.Format) != 0).Select(t => t.Tag).ToList();
        html.AppendJoin("", used.Select(t => $"<{t}>")).Append(words).AppendJoin("", Enumerable.Reverse(used).Select(t => $"</{t}>"));
    }

    // Two full-width spaces indent a Chinese paragraph by hand; the page's own style does that.
    private static string Trim(string html) => TrailingBreaks().Replace(LeadingSpace().Replace(html, "$1"), "");

    private void AddRun(XElement run, string? link)
    {
        var properties = run.Child("rPr");
        if (reading.Styles.Run(properties, "vanish").IsOn())
            return;
        var format = FormatOf(properties);
        foreach (var element in run.Elements())
        {
            var name = element.Name.LocalName;
            if (name == "fldChar")
                reading.Fields.Mark(element.Value("fldCharType"));
            else if (name == "instrText")
                reading.Fields.Instruct(element.Value);
            else if (!reading.Fields.IsShown)
                continue;
            else if (name == "AlternateContent")
                AddObject(Alternative(element));
            else if (name is "drawing" or "pict" or "object")
                AddObject(element);
            else if (name is "footnoteReference" or "endnoteReference" && element.Value("id") is { } id)
                _pieces.Add((reading.Note(name == "endnoteReference", id), Format.None, null));
            else if (name == "ruby")
                Add(element.Child("rubyBase") ?? element, link);
            else if (TextOf(element) is { Length: > 0 } text)
                AddText(text, format, link ?? reading.Fields.Link, properties);
        }
    }

    private void AddText(string html, Format format, string? link, XElement? properties)
    {
        _pieces.Add((html, format, link));
        if (!string.IsNullOrWhiteSpace(html) && int.TryParse(reading.Styles.Run(properties, "sz", paragraph).Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var size))
            Size = Math.Max(Size, size);
    }

    private static string TextOf(XElement element) => element.Name.LocalName switch
    {
        "t" => WebUtility.HtmlEncode(element.Value.Replace("\u00AD", "", StringComparison.Ordinal)),
        "tab" or "ptab" => " ",
        "noBreakHyphen" => "\u2011",
        "br" when element.Value("type") is null or "textWrapping" => "<br>",
        "cr" => "<br>",
        // symbol fonts number their signs from F000; only the common bullet can be told
        "sym" when int.TryParse(element.Value("char"), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var sign) =>
            sign is >= 0xF000 and <= 0xF8FF ? "•" : sign is > 0x20 and < 0xD800 ? WebUtility.HtmlEncode(((char)sign).ToString()) : "",
        _ => "",
    };

    private Format FormatOf(XElement? properties)
    {
        var styles = reading.Styles;
        var format = Format.None;
        if (styles.Run(properties, "b", paragraph).IsOn())
            format |= Format.Strong;
        // slanted, or with the dots that Chinese puts under what matters
        if (styles.Run(properties, "i", paragraph).IsOn() || styles.Run(properties, "em").Value() is { } dots && dots != "none")
            format |= Format.Emphasis;
        if (styles.Run(properties, "u").Value() is { } line && line != "none" && reading.Fields.Link is null && properties?.Parent?.Parent?.Is("hyperlink") != true)
            format |= Format.Underline;
        if (styles.Run(properties, "strike").IsOn() || styles.Run(properties, "dstrike").IsOn())
            format |= Format.Struck;
        return styles.Run(properties, "vertAlign").Value() switch
        {
            "superscript" => format | Format.Superscript,
            "subscript" => format | Format.Subscript,
            _ => format,
        };
    }

    private void AddObject(XElement? drawing)
    {
        if (drawing is null)
            return;
        var boxes = drawing.Descendants().Where(e => e.Is("txbxContent") && !e.Ancestors().TakeWhile(a => a != drawing).Any(a => a.Is("txbxContent") || a.Name.LocalName == "Fallback")).ToList();
        Boxes.AddRange(boxes);
        var alt = drawing.Descendants().FirstOrDefault(e => e.Name.LocalName == "docPr").Value("descr") ?? drawing.Descendants().FirstOrDefault(e => e.Name.LocalName == "shape").Value("alt");
        foreach (var picture in drawing.Descendants().Where(e => e.Name.LocalName is "blip" or "imagedata" && !e.Ancestors().TakeWhile(a => a != drawing).Any(a => a.Is("txbxContent") || a.Name.LocalName == "Fallback")))
        {
            var id = picture.Attributes().FirstOrDefault(a => a.Name.IsRelationship() && a.Name.LocalName is "embed" or "id" or "pict")?.Value;
            if (part.Relation(id) is { IsExternal: false } relation)
                Figures.Add(reading.Figure(relation.Target, alt));
        }
    }

    [GeneratedRegex(@"^((?:<[a-z]+(?: [^>]*)?>)*?)(?:[\s\u3000]|<br>)+")]
    private static partial Regex LeadingSpace();

    [GeneratedRegex(@"(?:[\s\u3000]|<br>)+\z")]
    private static partial Regex TrailingBreaks();
}
