using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Portal.Core;

/// <summary>Parses untrusted HTML within bounds and takes away what no reader sees.</summary>
internal static partial class HtmlSource
{
    // The parser searches its stack of open elements at every tag and clones unclosed formatting into every paragraph:
    // without these bounds 100 KB of hostile markup cost a minute or a gigabyte.
    private const int MostTags = 100_000;
    private const int MostElements = 20_000;
    private const int DeepestNesting = 256;
    private const int MostNestingInAll = 500_000;

    private const double MostOfThePage = 0.4;

    private static readonly HashSet<string> Dropped = new(StringComparer.Ordinal)
    {
        "script", "style", "noscript", "template", "iframe", "frame", "frameset", "object", "embed", "applet", "svg", "math",
        "canvas", "audio", "video", "select", "textarea", "button", "input", "option", "label", "nav", "aside", "rt", "rp",
        "link", "meta", "map", "dialog", "menu", "progress", "marquee",
    };

    private static readonly HashSet<string> Furniture = new(StringComparer.OrdinalIgnoreCase)
    {
        "nav", "menu", "footer", "foot", "sidebar", "aside", "login", "share", "bdsharebuttonbox", "comment", "comments",
        "related", "recommend", "pager", "pagination", "friendlink", "friendlinks", "links", "copyright", "toolbar", "search",
    };

    private static readonly HashSet<string> Blocks = new(StringComparer.Ordinal)
    {
        "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "div", "dl", "dt", "fieldset", "figcaption",
        "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul", "details", "summary", "hgroup",
    };

    public static bool IsBlock(IElement element) => Blocks.Contains(element.LocalName);

    /// <summary>The element's id and classes.</summary>
    public static IEnumerable<string> Marks(IElement element) =>
        element.Id is { Length: > 0 } id ? element.ClassList.Append(id) : element.ClassList;

    public static bool TryParse(string html, [NotNullWhen(true)] out IHtmlDocument? document, [NotNullWhen(false)] out string? refusal)
    {
        document = null;
        refusal = null;
        if (Tags(html) > MostTags)
        {
            refusal = "网页的标记太多，不像一篇文章。";
            return false;
        }

        try
        {
            document = new HtmlParser(new HtmlParserOptions { OnCreated = new Budget().Spend }).ParseDocument(html);
            return true;
        }
        catch (BudgetSpentException)
        {
            refusal = "网页的结构太复杂或嵌套太深，不像一篇文章。";
            return false;
        }
    }

    /// <summary>Removes scripts, controls, hidden parts and parts that name themselves furniture.</summary>
    public static void RemoveFurniture(IElement page)
    {
        foreach (var element in page.QuerySelectorAll("*").Where(e => Dropped.Contains(e.LocalName) || IsHidden(e)).ToList())
            element.Remove();

        // A page built by a form-minded system is one form, and one named "menu" may hold everything: size decides.
        var all = page.TextContent.Length;
        var furniture = page.QuerySelectorAll("*").Where(e => e.LocalName is "form" || Marks(e).Any(Furniture.Contains)).ToList();
        foreach (var element in furniture)
        {
            if (element.TextContent.Length <= all * MostOfThePage)
                element.Remove();
        }
    }

    private static bool IsHidden(IElement element) =>
        element.HasAttribute("hidden")
        || (element.GetAttribute("style") is { Length: <= 2000 } style && HiddenStyle().IsMatch(style));

    private static int Tags(string html)
    {
        var tags = 0;
        for (var i = html.IndexOf('<', StringComparison.Ordinal); i >= 0 && i + 1 < html.Length; i = html.IndexOf('<', i + 1))
        {
            if (char.IsAsciiLetter(html[i + 1]) || html[i + 1] == '/')
                tags++;
        }

        return tags;
    }

    [GeneratedRegex("""display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|font-size\s{0,9}:\s{0,9}0(?:px|pt|em|%)?\s{0,9}(?:;|$)""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex HiddenStyle();

    /// <summary>Counts elements and their nesting while the tree grows. Clones are not told, but hang below the last one that was.</summary>
    private sealed class Budget
    {
        private int _elements;
        private int _nesting;
        private INode? _last;

        public void Spend(IElement element, AngleSharp.Text.TextPosition position)
        {
            var depth = 0;
            for (var node = _last; node is not null && depth <= DeepestNesting; node = node.Parent)
                depth++;
            for (var node = _last?.LastChild; node is not null && depth <= DeepestNesting; node = node.LastChild)
                depth++;
            _last = element;
            _nesting += depth;
            if (++_elements > MostElements || depth > DeepestNesting || _nesting > MostNestingInAll)
                throw new BudgetSpentException();
        }
    }

    [SuppressMessage("Design", "CA1032", Justification = "Thrown and caught in this file only")]
    [SuppressMessage("Design", "CA1064", Justification = "Thrown and caught in this file only")]
    private sealed class BudgetSpentException : Exception;
}
