using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What became of one saved page.</summary>
public enum ImportFate
{
    /// <summary>Now an article.</summary>
    Imported,

    /// <summary>Was one already: nothing was changed.</summary>
    Known,

    /// <summary>Is no article, or cannot be stored; <see cref="ImportedPage.Refusal"/> says why.</summary>
    Refused,
}

/// <param name="ArticleId">Of the article, also when it was known; null in a dry run.</param>
/// <param name="Refusal">A sentence, when it was refused.</param>
/// <param name="Repairs">What was mended on the way.</param>
/// <param name="Doubts">What looks damaged and was left for a person to look at.</param>
public sealed record ImportedPage(
    string File, ImportFate Fate, string? Title, int? ArticleId, long? Views, DateTime? PublishedUtc, string? Refusal,
    IReadOnlyList<string> Repairs, IReadOnlyList<string> Doubts);

/// <summary>Brings saved pages of the site that is being replaced in as articles.</summary>
public sealed class PageImport(IDbContextFactory<PortalDb> databases, SiteSettingsCache settings, LiveFeed feed, TimeProvider time)
{
    /// <summary>Imports one saved page. The same page a second time changes nothing.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="fileName">For the report, and to tell text from HTML.</param>
    /// <param name="content">The file's bytes.</param>
    /// <param name="fallbackColumn">Slug of the column to use when the page names none that exists; null takes the first column.</param>
    /// <param name="dryRun">Find out everything, change nothing.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome<ImportedPage>> ImportAsync(
        Actor actor, string fileName, byte[] content, string? fallbackColumn, bool dryRun, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        var read = SavedPageReader.Read(content, fileName, settings.Current.Zone);
        if (read.Page is not { } page)
            return Refused(fileName, read.Refusal ?? "无法读取");

        await using var db = await databases.CreateDbContextAsync(cancellation);
        var key = KeyOf(page);
        var known = await db.Articles.AsNoTracking().Where(a => a.ImportKey == key).Select(a => new { a.Id, a.Title, a.Views, a.PublishedUtc }).FirstOrDefaultAsync(cancellation);
        if (known is not null)
            return new ImportedPage(fileName, ImportFate.Known, known.Title, known.Id, known.Views, known.PublishedUtc, null, [], []);

        var columns = await db.Columns.AsNoTracking().OrderBy(c => c.Place).ToListAsync(cancellation);
        var column = columns.Find(c => c.Name == page.ColumnName)
            ?? (fallbackColumn is null ? columns.FirstOrDefault() : columns.Find(c => c.Slug == fallbackColumn));
        if (column is null)
            return Refused(fileName, fallbackColumn is null ? "门户还没有栏目" : $"没有名为 {fallbackColumn} 的栏目");

        var article = new Article
        {
            Title = "",
            State = ArticleState.Published,
            PublishedUtc = page.PublishedUtc ?? time.GetUtcNow().UtcDateTime,
            ChangedUtc = time.GetUtcNow().UtcDateTime,
            Views = page.Views ?? 0,
            ImportKey = key,
        };
        var wrong = Articles.Write(article, new ArticleText
        {
            ColumnId = column.Id,
            Title = page.Title,
            Source = page.Source ?? "",
            Signature = page.Byline,
            ResponsibleEditor = page.ResponsibleEditor,
            BodyHtml = page.BodyHtml,
            // the old site's column, where this one has no such, still leads readers to its articles
            Tags = page.ColumnName is { Length: > 0 and <= 40 } name && name != column.Name ? [name] : [],
        });
        if (wrong is not null)
            return Refused(fileName, $"{wrong} 不符合要求");
        List<string> doubts = [.. page.Doubts];
        if (page.PublishedUtc is null)
            doubts.Add("没有找到发布时间，用了导入的时间");
        // they lie on the old site, and an article shows only pictures that lie here
        if (PicturesIn(page.BodyHtml) is > 0 and var pictures)
            doubts.Add($"正文里有 {pictures} 张图片没有带过来，请另外上传");
        if (!dryRun)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            db.Articles.Add(article);
            await db.SaveChangesAsync(cancellation);
            db.Note(actor, time.GetUtcNow().UtcDateTime, "article.import", $"article/{article.Id}", fileName);
            await db.SaveChangesAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        }

        return new ImportedPage(
            fileName, ImportFate.Imported, article.Title, dryRun ? null : article.Id, article.Views, article.PublishedUtc, null, page.Repairs, doubts);
    }

    private static int PicturesIn(string html) => new AngleSharp.Html.Parser.HtmlParser().ParseDocument(html).Images.Length;

    private static ImportedPage Refused(string fileName, string why) => new(fileName, ImportFate.Refused, null, null, null, null, why, [], []);

    // What makes two saved copies the same article. Not the bytes: the view count, the date line and the headlines around it differ from copy to copy.
    private static string KeyOf(SavedPage page) => Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(
        $"{page.Title}\n{page.Source}\n{page.PublishedUtc:O}\n{SafeHtml.Clean(page.BodyHtml).ToPlainText()}")));
}
