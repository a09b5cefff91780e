using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class PageImportTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Import_SavedPage_BecomesAnArticleWithItsViewsAndTime()
    {
        await _portal.AddColumnAsync();
        var page = await ImportAsync("damaged.txt");

        Assert.Equal(ImportFate.Imported, page.Fate);
        Assert.NotEmpty(page.Repairs);
        Assert.NotEmpty(page.Doubts);
        var article = await _portal.Get<Articles>().GetAsync(page.ArticleId!.Value, Cancellation);
        Assert.Equal(page.Title, article!.Title);
        Assert.Equal(page.Views, article.Views);
        Assert.Equal(page.PublishedUtc, article.PublishedUtc);
        Assert.False(article.Body.IsEmpty);
        Assert.NotNull(article.ResponsibleEditor);
    }

    [Fact]
    public async Task Import_TheSamePageTwice_ChangesNothing()
    {
        await _portal.AddColumnAsync();
        var first = await ImportAsync("clean.txt");
        _portal.Get<ViewCounter>().Record(Guid.NewGuid(), first.ArticleId!.Value);
        await _portal.Get<ViewCounter>().FlushAsync();

        var second = await ImportAsync("clean.txt");

        Assert.Equal(ImportFate.Known, second.Fate);
        Assert.Equal(first.ArticleId, second.ArticleId);
        await using var db = _portal.Db();
        var stored = await db.Articles.SingleAsync(Cancellation);
        Assert.Equal(first.Views + 1, stored.Views);
        Assert.Equal(1, await db.AuditEntries.CountAsync(a => a.Action == "article.import", Cancellation));
    }

    [Fact]
    public async Task Import_DryRun_SaysWhatWouldBeAndChangesNothing()
    {
        await _portal.AddColumnAsync();

        var page = await ImportAsync("clean.txt", dryRun: true);

        Assert.Equal(ImportFate.Imported, page.Fate);
        Assert.Null(page.ArticleId);
        await using var db = _portal.Db();
        Assert.Equal(0, await db.Articles.CountAsync(Cancellation));
        Assert.Equal(0, await db.AuditEntries.CountAsync(Cancellation));
    }

    [Theory]
    [InlineData("index.html")]
    [InlineData("no-publish-line.txt")]
    public async Task Import_NoArticle_IsRefusedWithTheReason(string file)
    {
        await _portal.AddColumnAsync();
        var page = await ImportAsync(file);
        Assert.Equal(ImportFate.Refused, page.Fate);
        Assert.False(string.IsNullOrWhiteSpace(page.Refusal));
    }

    [Fact]
    public async Task Import_Column_IsTheNamedOneElseTheFallbackElseTheFirst()
    {
        await _portal.AddColumnAsync("news", "学会要闻");
        var other = await _portal.AddColumnAsync("other", "其他");

        var page = await ImportAsync("clean.txt", column: "other");

        await using var db = _portal.Db();
        Assert.Equal(other, (await db.Articles.SingleAsync(a => a.Id == page.ArticleId, Cancellation)).ColumnId);
        Assert.Equal(ImportFate.Refused, (await ImportAsync("damaged.txt", column: "no-such-column")).Fate);
    }

    [Fact]
    public async Task Import_PageWithPictures_SaysHowManyStayedBehind()
    {
        await _portal.AddColumnAsync();

        var page = await ImportAsync("tables-and-pictures.html");

        Assert.Contains(page.Doubts, d => d.Contains("张图片没有带过来", StringComparison.Ordinal));
        Assert.DoesNotContain((await ImportAsync("clean.txt")).Doubts, d => d.Contains("图片", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Import_EmptyPortal_SaysThatAColumnIsMissing() => Assert.Equal(ImportFate.Refused, (await ImportAsync("clean.txt")).Fate);

    [Fact]
    public async Task Import_ByAnEditor_IsNotAllowed() => Assert.Equal(
        Refusal.NotAllowed, (await _portal.Get<PageImport>().ImportAsync(TestPortal.Editor, "clean.txt", [], null, dryRun: false, Cancellation)).Refused);

    private async Task<ImportedPage> ImportAsync(string file, string? column = null, bool dryRun = false)
    {
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Core", "Articles", "Import", "SavedPages", file), Cancellation);
        return (await _portal.Get<PageImport>().ImportAsync(TestPortal.Administrator, file, content, column, dryRun, Cancellation)).Value!;
    }
}
