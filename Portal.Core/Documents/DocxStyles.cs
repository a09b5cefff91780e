using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>What a paragraph is, by the meaning of its style.</summary>
internal enum DocxRole
{
    Body,
    Title,
    Subtitle,
    Heading,
    Quote,
    Caption,
    Contents,
}

/// <summary>The styles of a document by their meaning. Word stores the names of its own in English, whatever it shows; people and other programs name theirs in Chinese.</summary>
internal sealed partial class DocxStyles
{
    private const int LongestChain = 20;

    private readonly Dictionary<string, XElement> _styles = new(StringComparer.Ordinal);
    private readonly XElement? _root;
    private readonly string? _default;

    public DocxStyles(XElement? root)
    {
        _root = root;
        foreach (var style in root.Children("style"))
        {
            if (style.Value("styleId") is { } id)
                _styles.TryAdd(id, style);
            if (_default is null && style.Value("type") == "paragraph" && style.Value("default") is "1" or "true" or "on")
                _default = style.Value("styleId");
        }
    }

    public static bool HasMeaning(string name) => RoleOf(name).Role != DocxRole.Body;

    /// <summary>The role, and for a heading its level from 0.</summary>
    public (DocxRole Role, int Level) RoleOf(XElement? properties)
    {
        if (Level(properties.Child("outlineLvl")) is { } own)
            return (DocxRole.Heading, own);
        foreach (var style in Chain(properties.Child("pStyle").Value() ?? _default))
        {
            var byName = RoleOf(style.Child("name").Value() ?? "");
            if (byName.Role != DocxRole.Body)
                return byName;
            if (Level(style.Child("pPr").Child("outlineLvl")) is { } level)
                return (DocxRole.Heading, level);
        }

        return (DocxRole.Body, 0);
    }

    /// <summary>A property of a paragraph: its own, or its style's.</summary>
    public XElement? Paragraph(XElement? properties, string name) =>
        properties.Child(name) ?? Chain(properties.Child("pStyle").Value() ?? _default).Select(s => s.Child("pPr").Child(name)).FirstOrDefault(e => e is not null);

    /// <summary>A property of a run: its own, its character style's, or (where asked for) its paragraph's style's and the document's.</summary>
    public XElement? Run(XElement? properties, string name, XElement? paragraph = null) =>
        properties.Child(name)
        ?? Chain(properties.Child("rStyle").Value()).Select(s => s.Child("rPr").Child(name)).FirstOrDefault(e => e is not null)
        ?? (paragraph is null ? null : Chain(paragraph.Child("pStyle").Value() ?? _default).Select(s => s.Child("rPr").Child(name)).FirstOrDefault(e => e is not null)
            ?? _root.Child("docDefaults").Child("rPrDefault").Child("rPr").Child(name));

    private static (DocxRole Role, int Level) RoleOf(string name)
    {
        name = name.Trim().ToLowerInvariant();
        if (HeadingName().Match(name) is { Success: true } heading)
            return (DocxRole.Heading, heading.Groups[1].Value[0] - '1');
        return name switch
        {
            "title" or "标题" or "文章标题" or "论文标题" or "大标题" => (DocxRole.Title, 0),
            "subtitle" or "副标题" => (DocxRole.Subtitle, 0),
            "quote" or "intense quote" or "quotations" or "block text" or "引用" or "明显引用" or "引文" or "文本块" => (DocxRole.Quote, 0),
            "caption" or "illustration" or "figure" or "题注" or "图注" or "表注" => (DocxRole.Caption, 0),
            _ when ContentsName().IsMatch(name) => (DocxRole.Contents, 0),
            _ => (DocxRole.Body, 0),
        };
    }

    private static int? Level(XElement? outline) => int.TryParse(outline.Value(), NumberStyles.None, CultureInfo.InvariantCulture, out var level) && level < 9 ? level : null;

    private IEnumerable<XElement> Chain(string? id)
    {
        for (var steps = 0; id is not null && steps < LongestChain && _styles.TryGetValue(id, out var style); steps++)
        {
            yield return style;
            id = style.Child("basedOn").Value();
        }
    }

    [GeneratedRegex(@"^(?:heading|标题)\s*([1-9])\z")]
    private static partial Regex HeadingName();

    [GeneratedRegex(@"^(?:toc|目录)\s*\d?\z|^(?:toc heading|contents heading|contents \d|table of figures|目录标题)\z")]
    private static partial Regex ContentsName();
}
