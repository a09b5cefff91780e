using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleLedgerTests : CoreTest
{
    private static Actor Editor => TestPortal.Editor;

    private ArticleShelf Shelf => Portal.Get<ArticleShelf>();

    /// <summary>Whatever was done, and whatever the clock has made of it: each tab says as many as there are when all articles are looked at.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task List_AnyOrderOfDeeds_CountsAsALookAtAllArticlesDoes(int seed)
    {
        var random = new Random(seed);
        int[] columns = [await Portal.AddColumnAsync(), await Portal.AddColumnAsync("other", "杂记")];
        List<int> ids = [];
        for (var step = 0; step < 120; step++)
        {
            int[] some = ids.Count == 0 ? [] : [ids[random.Next(ids.Count)], ids[random.Next(ids.Count)]];
            switch (random.Next(10))
            {
                case 0 or 1:
                    ids.Add(await Portal.AddArticleAsync($"第 {step} 篇", Portal.NowUtc.AddHours(random.Next(-5, 5)), columns[random.Next(2)]));
                    break;
                case 2:
                    ids.Add(await Portal.Services.DraftArticleAsync(Editor, columns[random.Next(2)], $"草稿 {step}"));
                    break;
                case 3 when some.Length > 0:
                    await ExpireAsync(some[0], Portal.NowUtc.AddHours(random.Next(-2, 6)));
                    break;
                case 4:
                    await Shelf.WithdrawAsync(Editor, some);
                    break;
                case 5:
                    await Shelf.RestoreAsync(Editor, some);
                    break;
                case 6:
                    await Shelf.DeleteAsync(Editor, some);
                    break;
                case 7:
                    await Shelf.BringBackAsync(Editor, some);
                    break;
                case 8:
                    Portal.Time.Advance(TimeSpan.FromHours(1));
                    break;
                case 9 when some.Length > 0:
                    await Portal.ExecuteAsync($"UPDATE \"Articles\" SET \"ColumnId\" = {columns[random.Next(2)]} WHERE \"Id\" = {some[0]}");
                    break;
            }

            if (step % 4 == 0)
                await AssertCountsAsync(columns);
        }

        Portal.Time.Advance(Housekeeping.KeepDeleted + TimeSpan.FromDays(1));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        await AssertCountsAsync(columns);
    }

    [Fact]
    public async Task Start_WithoutTheTriggers_CountsAllAnew()
    {
        var first = await Portal.AddArticleAsync("一");
        await Portal.ExecuteAsync("DROP TRIGGER \"ArticleTallied\"");
        await Portal.AddArticleAsync("二");
        await Portal.ExecuteAsync("UPDATE \"ArticleTallies\" SET \"Count\" = 7");

        await Portal.RestartAsync();
        Assert.Equal(2, await TotalAsync(new ArticleQuery()));
        await Portal.AddArticleAsync("三");
        await Shelf.WithdrawAsync(Editor, [first]);

        Assert.Equal((3, 2, 1), (await TotalAsync(new ArticleQuery()), await TotalAsync(new ArticleQuery(ArticleTab.Published)), await TotalAsync(new ArticleQuery(ArticleTab.Over))));
    }

    /// <summary>Few hits are sorted in memory, many by the database: both give the same pages.</summary>
    [Theory]
    [InlineData(ArticleSort.Changed)]
    [InlineData(ArticleSort.Published)]
    [InlineData(ArticleSort.Title)]
    public async Task List_ByWords_PagesAsTheListWithoutWordsDoes(ArticleSort sort)
    {
        var column = await Portal.AddColumnAsync();
        string[] titles = ["灯 b", "灯 a", "灯 B", "灯 Z", "灯 é", "灯 桥", "灯 桥边", "灯 2", "灯 10"];
        foreach (var title in titles)
        {
            for (var i = 0; i < 5; i++)
                await Portal.AddArticleAsync(title, Portal.NowUtc.AddHours(-((title.Length * 7 + i * 3) % 11)), column);
            Portal.Time.Advance(TimeSpan.FromMinutes(1));
        }

        async Task<List<int>> AllAsync(string? text)
        {
            List<int> ids = [];
            for (var page = 1; page <= 3; page++)
                ids.AddRange((await Shelf.ListAsync(Editor, new ArticleQuery(ArticleTab.Published, text, null, sort, page), Token)).Value!.Rows.Items.Select(r => r.Id));
            return ids;
        }

        var plain = await AllAsync(null);
        Assert.Equal(45, plain.Distinct().Count());
        Assert.Equal(plain, await AllAsync("灯"));
    }

    private async Task ExpireAsync(int id, DateTime atUtc)
    {
        await using var db = Portal.Db();
        await db.Articles.Where(a => a.Id == id).ExecuteUpdateAsync(s => s.SetProperty(a => a.ExpiresUtc, atUtc), Token);
    }

    private async Task<int> TotalAsync(ArticleQuery query) => (await Shelf.ListAsync(Editor, query, Token)).Value!.Rows.Total;

    private async Task AssertCountsAsync(int[] columns)
    {
        await using var db = Portal.Db();
        var articles = await db.Articles.AsNoTracking().ToListAsync(Token);
        foreach (var column in (int?[])[null, .. columns])
        {
            foreach (var text in (string?[])[null, "篇"])
            {
                var asked = articles.Where(a => (column is null || a.ColumnId == column) && (text is null || a.Title.Contains(text, StringComparison.Ordinal))).ToList();
                var kept = asked.Where(a => a.DeletedUtc is null).Select(a => a.StandingAt(Portal.NowUtc)).ToList();
                var counts = (await Shelf.ListAsync(Editor, new ArticleQuery(Text: text, ColumnId: column), Token)).Value!.Counts;
                Assert.Equal(
                    (kept.Count, kept.Count(s => s == ArticleStanding.Draft), kept.Count(s => s == ArticleStanding.Scheduled), kept.Count(s => s == ArticleStanding.Published),
                        kept.Count(s => s is ArticleStanding.Withdrawn or ArticleStanding.Expired), asked.Count(a => a.DeletedUtc is not null)),
                    (counts[ArticleTab.All], counts[ArticleTab.Draft], counts[ArticleTab.Scheduled], counts[ArticleTab.Published], counts[ArticleTab.Over], counts[ArticleTab.Bin]));
            }
        }
    }
}
