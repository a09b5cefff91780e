using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Ganss.Xss;

namespace Portal.Core;

/// <summary>HTML that has been through the sanitizer. There is no other way to make one, so what is stored and shown is always clean.</summary>
public readonly partial record struct SafeHtml
{
    // one to clean, one to settle, one to see that it has; more only for what nobody writes
    private const int MaxRounds = 8;

    // Readers and editors nest a dozen deep. The parser looks up through all that is open, so its time grows with the square of the depth.
    private const int MaxDepth = 100;

    // a text of a million characters has some ten thousand
    private const int MaxElements = 50_000;

    private static readonly string[] Tags =
    [
        "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "footer",
        "figure", "figcaption", "img", "em", "strong", "b", "sup", "sub", "u", "s", "a", "section", "div", "span", "br", "hr",
    ];

    private static readonly string[] Classes = ["scroll", "footnotes", "src"];

    private readonly string? _html;

    private SafeHtml(string html) => _html = html;

    public string Html => _html ?? "";

    public bool IsEmpty => string.IsNullOrEmpty(_html);

    /// <summary>No text and no picture, as an editor leaves behind that nobody wrote in.</summary>
    public bool IsBlank => !Html.Contains("<img", StringComparison.Ordinal) && string.IsNullOrWhiteSpace(ToPlainText());

    /// <summary>As <see cref="Clean"/>, for what strangers and members send: the work is limited before it is done.</summary>
    /// <param name="html">Markup of any kind.</param>
    /// <param name="maxLength">In characters of markup.</param>
    /// <returns>Null when it is longer, nested deeper than 100 or of more than 50,000 elements: no editor makes that.</returns>
    public static SafeHtml? TryClean(string? html, int maxLength) =>
        html?.Length > maxLength || !IsReasonable(html) ? null : Clean(html);

    /// <summary>Keeps what an article may hold (headings from h2, lists, tables, captioned pictures of this portal, quotations, footnotes, links) and drops the rest.</summary>
    /// <remarks>Links may go to http, https, mailto or inside the portal; pictures come from <c>/media/</c> only. Tables get a scroller that the keyboard reaches.</remarks>
    public static SafeHtml Clean(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return default;

        // The options are spelled out: a fresh HtmlSanitizerOptions has no UriAttributes and would let javascript: through.
        var sanitizer = new HtmlSanitizer(new HtmlSanitizerOptions
        {
            AllowedTags = new HashSet<string>(Tags, StringComparer.OrdinalIgnoreCase),
            AllowedAttributes = new HashSet<string>(
                ["href", "src", "alt", "width", "height", "class", "id", "colspan", "rowspan", "scope", "start", "aria-label", "lang"],
                StringComparer.OrdinalIgnoreCase),
            AllowedSchemes = new HashSet<string>(["http", "https", "mailto"], StringComparer.OrdinalIgnoreCase),
            UriAttributes = new HashSet<string>(["href", "src"], StringComparer.OrdinalIgnoreCase),
            AllowedClasses = new HashSet<string>(Classes, StringComparer.Ordinal),
            AllowedCssProperties = new HashSet<string>(),
        })
        {
            KeepChildNodes = true,
        };
        // A script's text is not prose: it goes with its element.
        sanitizer.RemovingTag += (_, e) =>
        {
            if (e.Tag.LocalName is "script" or "style" or "template" or "noscript" or "iframe" or "object" or "svg" or "math" or "title" or "textarea" or "select")
                e.Tag.InnerHtml = "";
        };
        sanitizer.PostProcessNode += (_, e) =>
        {
            if (e.Node is IElement element)
                Tighten(element);
        };
        // Dropping an element can leave a p within a p or the like, which a browser would read as something else than was checked:
        // what has settled is read as it is written.
        var clean = html;
        for (var (round, before) = (0, ""); round < MaxRounds && clean != before; round++)
        {
            before = clean;
            clean = FrameTables(sanitizer.Sanitize(before)).Trim();
        }

        return new SafeHtml(clean);
    }

    /// <summary>For the storage layer alone: what comes out of the database was cleaned on its way in.</summary>
    internal static SafeHtml FromStorage(string html) => new(html);

    /// <summary>The text without markup, blocks set apart by a line break.</summary>
    public string ToPlainText()
    {
        if (IsEmpty)
            return "";
        var body = new HtmlParser().ParseDocument(Html).Body!;
        foreach (var block in body.QuerySelectorAll("p, h2, h3, h4, li, tr, caption, figcaption, blockquote, br"))
            block.Parent!.InsertBefore(body.Owner!.CreateTextNode("\n"), block);
        return LineBreaks().Replace(body.TextContent.Trim(), "\n");
    }

    /// <summary>How the text begins, on one line.</summary>
    public string Beginning()
    {
        var text = ToPlainText().ReplaceLineEndings(" ");
        return text.Length <= 80 ? text : text.Cut(79) + "…";
    }

    /// <summary>The markup for those who read it elsewhere, in a feed reader for instance: every address in it is whole.</summary>
    /// <param name="links">Makes addresses whole.</param>
    /// <param name="page">Path of the page it stands on; footnotes lead into that.</param>
    public string ToAbsolute(PortalLinks links, string page)
    {
        if (IsEmpty)
            return "";
        var body = new HtmlParser().ParseDocument("<!doctype html><body>" + Html).Body!;
        foreach (var name in (string[])["href", "src"])
        {
            foreach (var element in body.QuerySelectorAll($"[{name}]"))
            {
                var address = element.GetAttribute(name)!;
                if (address is ['/', ..] and not ['/', '/', ..])
                    element.SetAttribute(name, links.Of(address));
                else if (address is ['#', ..])
                    element.SetAttribute(name, links.Of(page) + address);
            }
        }

        return body.InnerHtml;
    }

    public override string ToString() => Html;

    // Asked while the tree grows, and given up at once: a tree too deep is already too slow to look at.
    private static bool IsReasonable(string? html)
    {
        if (string.IsNullOrWhiteSpace(html))
            return true;
        IElement? last = null;
        var elements = 0;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            OnCreated = (element, _) =>
            {
                // where an element hangs is known once the next one comes
                if (++elements > MaxElements || (last is not null && IsTooDeep(last)))
                    throw new UnreasonableException();
                last = element;
            },
        });
        try
        {
            using var document = parser.ParseDocument("<!doctype html><body>" + html);
            return last is null || !IsTooDeep(last);
        }
        catch (UnreasonableException)
        {
            return false;
        }
    }

    private static bool IsTooDeep(IElement element)
    {
        var depth = 0;
        for (var at = element; at is not null; at = at.ParentElement)
        {
            if (++depth > MaxDepth)
                return true;
        }

        return false;
    }

    private static void Tighten(IElement element)
    {
        var id = element.GetAttribute("id");
        if (id is not null && !FootnoteId().IsMatch(id))
            element.RemoveAttribute("id");
        switch (element.LocalName)
        {
            case "img" when element.GetAttribute("src") is not { } src || !MediaAddress().IsMatch(src):
                element.Remove();
                break;
            case "img":
                if (!element.HasAttribute("alt"))
                    element.SetAttribute("alt", "");
                element.SetAttribute("loading", "lazy");
                break;
            case "a" when element.GetAttribute("href") is { } href && href.StartsWith("http", StringComparison.OrdinalIgnoreCase):
                element.SetAttribute("rel", "noopener nofollow");
                break;
            case "th" or "td":
                foreach (var span in (string[])["colspan", "rowspan"])
                {
                    if (element.GetAttribute(span) is { } n && (!int.TryParse(n, out var cells) || cells is < 1 or > 100))
                        element.RemoveAttribute(span);
                }

                break;
        }
    }

    private static string FrameTables(string html)
    {
        if (!html.Contains("<table", StringComparison.OrdinalIgnoreCase))
            return html;
        // with the doctype, or the parser would read as browsers of the nineties did
        var document = new HtmlParser().ParseDocument("<!doctype html><body>" + html);
        foreach (var table in document.Body!.QuerySelectorAll("table"))
        {
            var frame = table.ParentElement;
            if (frame is null || !frame.ClassList.Contains("scroll"))
            {
                frame = document.CreateElement("div");
                frame.ClassName = "scroll";
                table.Replace(frame);
                frame.AppendChild(table);
            }

            // always in this order, so that cleaning again changes nothing
            frame.RemoveAttribute("aria-label");
            frame.SetAttribute("tabindex", "0");
            frame.SetAttribute("role", "region");
            frame.SetAttribute("aria-label", table.QuerySelector("caption")?.TextContent.Trim() is { Length: > 0 } caption ? caption : "表格");
        }

        return document.Body!.InnerHtml;
    }

    [GeneratedRegex("^[nr][0-9]{1,3}\\z")]
    private static partial Regex FootnoteId();

    [GeneratedRegex("^/media/[0-9a-z]{16,64}\\.(svg|png|jpg|jpeg|webp|gif|avif)\\z")]
    private static partial Regex MediaAddress();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreaks();

    private sealed class UnreasonableException : Exception;
}
