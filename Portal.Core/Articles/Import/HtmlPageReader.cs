using AngleSharp.Dom;

namespace Portal.Core;

/// <summary>Reads a page that was saved as HTML: the facts by their lines, the text by where the sentences are.</summary>
internal static class HtmlPageReader
{
    private const int MostLinesUpToTitle = 12;
    private const int MostCharactersToCompare = 300;

    // Where the publishing systems of society and government sites put the text.
    private static readonly HashSet<string> KnownContainers = new(StringComparer.OrdinalIgnoreCase)
    {
        "content", "zoom", "article", "TRS_Editor", "main-text", "article-content", "article_content", "articleContent",
        "news_content", "newsContent", "news-content", "detail", "text", "con_text", "vsb_content", "v_news_content",
        "art_content", "bodytext", "entry-content", "rich_media_content", "js_content", "UCAP-CONTENT", "pages_content",
    };

    private static readonly HashSet<string> TitleMarks = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "tit", "bt", "headline", "article-title", "article_title", "articletitle", "news_title", "newstitle",
        "con_title", "content_title", "arti_title", "art_title", "main-title",
    };

    private static readonly string[] SocietyEndings = ["网", "網", "协会", "協會", "学会", "學會", "研究会", "研究會", "委员会", "網站", "网站", "首页", "首頁"];

    public static SavedPageResult Read(string html, TimeZoneInfo zone)
    {
        if (!HtmlSource.TryParse(html, out var document, out var refusal))
            return SavedPageResult.Refused(refusal);

        using (document)
        {
            if (document.Body is not { } page)
                return SavedPageResult.Refused(SavedPageDraft.NoBody);

            var documentTitle = document.Title ?? "";
            HtmlSource.RemoveFurniture(page);
            return Read(document, page, documentTitle, new TextRepair(html), zone);
        }
    }

    private static SavedPageResult Read(IDocument document, IElement page, string documentTitle, TextRepair repair, TimeZoneInfo zone)
    {
        var lines = HtmlLines.Of(page, repair);
        var texts = lines.ConvertAll(l => l.Text);
        if (SavedPageDraft.IsList(texts))
            return SavedPageResult.Refused(SavedPageDraft.ListPage);

        var stated = PageFacts.Find(texts, zone);
        var facts = WithMeta(document, stated, zone);
        if (facts is null)
            return SavedPageResult.Refused(SavedPageDraft.WithoutFacts(texts));

        var title = Title(page, lines, stated, documentTitle, repair);
        var container = Container(page, lines);
        var blocks = container is null ? [] : Behind(new HtmlBlocks(repair).Of(container), texts, stated, title.Text);
        var body = PageBody.CutFrom(blocks);
        var editor = body.Editor ?? facts.Editor ?? EditorOnPage(texts, stated);
        return new SavedPageDraft
        {
            Title = title.Text,
            Facts = facts with { Editor = editor, ColumnName = facts.ColumnName ?? texts.Select(PageNoise.ColumnFromCrumbs).FirstOrDefault(c => c is not null) },
            Body = body,
            HeadRepairs = stated is null ? [title] : [title, .. lines[stated.FirstLine..(stated.LastLine + 1)].Select(l => l.Repaired)],
        }.Finish();
    }

    /// <summary>Fills what the page does not show from the meta elements that government sites are asked to carry.</summary>
    private static PageFacts? WithMeta(IDocument document, PageFacts? stated, TimeZoneInfo zone)
    {
        var published = Meta("PubDate") ?? Meta("article:published_time") ?? Meta("publishdate");
        var publishedUtc = published is { Length: <= 60 } ? PageFacts.ParseTime(published, zone) : null;
        if (stated is null && publishedUtc is null)
            return null;

        var facts = stated ?? new PageFacts { FirstLine = -1, LastLine = -1 };
        return facts with
        {
            PublishedUtc = facts.PublishedUtc ?? publishedUtc,
            Source = facts.Source ?? Meta("ContentSource"),
            ColumnName = facts.ColumnName ?? Meta("ColumnName"),
        };

        string? Meta(string name) => document.QuerySelectorAll("meta")
            .Where(m => name.Equals(m.GetAttribute("name") ?? m.GetAttribute("property"), StringComparison.OrdinalIgnoreCase))
            .Select(m => m.GetAttribute("content")?.Trim())
            .FirstOrDefault(c => c is { Length: > 0 and <= 100 });
    }

    /// <summary>The heading nearest above the facts; else what the document calls itself; else the line above the facts.</summary>
    private static RepairedText Title(IElement page, List<HtmlLine> lines, PageFacts? facts, string documentTitle, TextRepair repair)
    {
        var before = facts?.FirstLine ?? lines.Count;
        for (var i = before - 1; facts is not null && i >= Math.Max(0, before - MostLinesUpToTitle); i--)
        {
            if (SavedPageDraft.CanBeTitle(lines[i].Text) && IsTitle(lines[i].Element, page))
                return lines[i].Repaired with { Text = lines[i].Text };
        }

        var cut = repair.Repair(WithoutSiteName(documentTitle));
        if (SavedPageDraft.CanBeTitle(cut.Text.Trim()))
            return cut with { Text = cut.Text.Trim() };

        var heading = lines.Find(l => l.Element.LocalName is "h1" or "h2" && SavedPageDraft.CanBeTitle(l.Text));
        if (heading is null && facts is not null)
            heading = lines.Take(before).Reverse().Take(MostLinesUpToTitle).FirstOrDefault(l => SavedPageDraft.CanBeTitle(l.Text));
        var last = repair.Repair(documentTitle);
        return heading is null ? last with { Text = last.Text.Trim() } : heading.Repaired with { Text = heading.Text };
    }

    private static bool IsTitle(IElement element, IElement page)
    {
        for (IElement? e = element; e is not null && e != page; e = e.ParentElement)
        {
            if (e.LocalName is "h1" or "h2" or "h3" || HtmlSource.Marks(e).Any(TitleMarks.Contains))
                return true;
        }

        return false;
    }

    private static string WithoutSiteName(string title)
    {
        var parts = title.Split(['_', '|', '\uFF5C', '-', '–'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var articles = parts.Where(p => !SocietyEndings.Any(e => p.EndsWith(e, StringComparison.Ordinal))).ToList();
        // Many old sites give every page the society's name and nothing else.
        return articles.MaxBy(p => p.Length) ?? (parts.Length > 1 ? parts[0] : "");
    }

    /// <summary>The element that holds the article: a known one with most of the sentences, else the smallest with nearly all.</summary>
    private static IElement? Container(IElement page, List<HtmlLine> lines)
    {
        var weights = new Dictionary<IElement, int>();
        foreach (var line in lines)
        {
            if (!PageNoise.IsSentence(line.Text) || line.LinkShare > 0.5)
                continue;
            for (IElement? e = line.Element; e is not null; e = e == page ? null : e.ParentElement)
                weights[e] = weights.GetValueOrDefault(e) + line.Text.Length;
        }

        if (!weights.TryGetValue(page, out var all))
            return null;

        var known = weights.Where(w => w.Value * 2 >= all && HtmlSource.Marks(w.Key).Any(KnownContainers.Contains))
            .OrderBy(w => w.Value).ThenByDescending(w => Depth(w.Key)).Select(w => w.Key).FirstOrDefault();
        return known is not null && !IsPart(known) ? known : Densest(page, weights);
    }

    private static IElement Densest(IElement page, Dictionary<IElement, int> weights)
    {
        var dense = page;
        while (dense.Children.FirstOrDefault(c => weights.GetValueOrDefault(c) * 5 >= weights[dense] * 4) is { } child)
            dense = child;
        // One long paragraph, or one part of a table or list, is not the whole article.
        while (dense != page && dense.ParentElement is { } parent && IsOneParagraph(dense))
            dense = parent;
        return dense;
    }

    private static bool IsOneParagraph(IElement element) =>
        IsPart(element) || !element.Children.Any(c => HtmlSource.IsBlock(c) || c.LocalName == "br");

    private static bool IsPart(IElement element) =>
        element.LocalName is "p" or "li" or "ul" or "ol" or "tr" or "tbody" or "thead" or "table" or "blockquote" or "h1" or "h2" or "h3";

    private static int Depth(IElement element)
    {
        var depth = 0;
        for (IElement? e = element; e is not null; e = e.ParentElement)
            depth++;
        return depth;
    }

    /// <summary>The container's blocks without title and facts, where it holds these too, above the text or below it.</summary>
    private static List<PageBlock> Behind(List<PageBlock> blocks, List<string> texts, PageFacts? facts, string title)
    {
        if (facts is not null)
        {
            var stated = blocks.FindIndex(b => IsSame(b.Text, texts[facts.LastLine]));
            var below = blocks.Skip(stated + 1).ToList();
            blocks = stated < 0 || below.Exists(b => PageNoise.IsSentence(b.Text)) ? below : blocks[..stated];
        }

        var titled = blocks.FindIndex(b => IsSame(b.Text, title));
        return titled >= 0 && !blocks.Take(titled).Any(b => PageNoise.IsSentence(b.Text)) ? blocks[(titled + 1)..] : blocks;
    }

    // Lines have spaces between elements that the text has not.
    private static bool IsSame(string text, string other) =>
        text.Length <= MostCharactersToCompare && other.Length <= MostCharactersToCompare
        && text.Where(c => c != ' ').SequenceEqual(other.Where(c => c != ' '));

    private static string? EditorOnPage(List<string> texts, PageFacts? facts) =>
        texts.Skip((facts?.LastLine ?? -1) + 1)
            .Where(t => t.Length <= 60)
            .Select(PageFacts.EditorMark)
            .FirstOrDefault(m => m is { Start: 0 })?.Name;
}
