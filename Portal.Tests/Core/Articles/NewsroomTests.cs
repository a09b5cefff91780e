using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class NewsroomTests : CoreTest
{
    private static readonly Actor Other = new(12, "许", Role.Member, Role.Editor);
    private int _column;

    private Newsroom Newsroom => Portal.Get<Newsroom>();

    private ArticleShelf Shelf => Portal.Get<ArticleShelf>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
    }

    [Fact]
    public async Task Begin_WithoutColumns_IsRefused()
    {
        await Portal.ExecuteAsync("DELETE FROM \"Columns\"");

        Assert.Equal(Refusal.Invalid, (await Newsroom.BeginAsync(TestPortal.Editor)).Refused);
    }

    [Fact]
    public async Task Save_ReadersSeeNothingOfIt()
    {
        var id = await Portal.AddArticleAsync(columnId: _column);
        await Newsroom.OpenAsync(TestPortal.Editor, id, TestNewsroom.Writer);

        Assert.True((await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column, "新题"), "<p onclick=\"x()\">新文<script>x()</script></p>")).IsDone);

        Assert.Equal(("街角的长椅", "<p>正文。</p>"), (await Portal.Get<Articles>().GetAsync(id, Token)) is { } a ? (a.Title, a.Body.Html) : default);
        Assert.Equal(("新题", "<p>新文</p>", true), (await Portal.Services.WorkAsync(Other, id)) is var work ? (work.Fields.Title, work.Body.Html, work.IsAhead) : default);
    }

    [Fact]
    public async Task Open_InASecondWindow_FindsThePenHeldAndTakesItOver()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        using var pen = Newsroom.Hold(id, TestNewsroom.Writer);
        using var moved = new Listener<ArticlePenMoved>(Feed, id);

        Assert.Equal("editor", (await Newsroom.OpenAsync(Other, id, "other")).Value!.HeldBy);
        Assert.Equal(Refusal.Stale, (await Newsroom.SaveAsync(Other, id, "other", null, "<p>没拿到笔。</p>")).Refused);
        Assert.Null((await Newsroom.OpenAsync(Other, id, "other", takeOver: true)).Value!.HeldBy);
        Assert.Equal([new ArticlePenMoved(id, "other", "许")], moved.Heard);
        Assert.Equal(Refusal.Stale, (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, null, "<p>迟到的。</p>")).Refused);
        Assert.True((await Newsroom.SaveAsync(Other, id, "other", null, "<p>许接着写。</p>")).IsDone);

        var handed = Assert.Single((await Newsroom.RevisionsAsync(Other, id, Token)).Value!, r => r.Kind == ArticleRevisionKind.HandedOver);
        var difference = (await Newsroom.CompareAsync(Other, id, handed.Id, cancellation: Token)).Value!;
        Assert.Equal(["灯坏了又亮。"], difference.Before!.Paragraphs.Select(p => p.Text));
        Assert.Equal(["许接着写。"], difference.After.Paragraphs.Select(p => p.Text));
    }

    [Fact]
    public async Task Save_WordsOfOneSitting_AreOneVersion()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        for (var i = 0; i < 5; i++)
        {
            Portal.Time.Advance(TimeSpan.FromMinutes(1));
            await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, null, $"<p>第 {i} 分钟。</p>");
        }

        Assert.Single((await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value!);
        Portal.Time.Advance(Newsroom.OneVersion);
        await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, null, "<p>茶歇以后。</p>");
        Assert.Equal(2, (await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value!.Count);
        // the same words again are no change
        Portal.Time.Advance(Newsroom.OneVersion);
        await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column), "<p>茶歇以后。</p>");
        Assert.Equal(2, (await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value!.Count);
    }

    [Fact]
    public async Task RestoreRevision_BringsBackTextFieldsAndTagsAndKeepsWhatStood()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        var first = Assert.Single((await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value!);
        Portal.Time.Advance(TimeSpan.FromHours(1));
        await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column, "另一题") with { Tags = ["别的"] }, "<p>另一篇。</p>");

        Assert.Equal(Refusal.Stale, (await Newsroom.RestoreRevisionAsync(TestPortal.Editor, id, "other", first.Id)).Refused);
        Assert.True((await Newsroom.RestoreRevisionAsync(TestPortal.Editor, id, TestNewsroom.Writer, first.Id)).IsDone);

        var work = await Portal.Services.WorkAsync(TestPortal.Editor, id);
        Assert.Equal(("巷口的灯", "<p>灯坏了又亮。</p>"), (work.Fields.Title, work.Body.Html));
        Assert.Equal(["邻里"], work.Fields.Tags);
        Assert.Contains((await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value!, r => r.Title == "另一题");
        Assert.Equal(Refusal.NotFound, (await Newsroom.RestoreRevisionAsync(TestPortal.Editor, id, TestNewsroom.Writer, 987)).Refused);
    }

    [Theory]
    [InlineData("title", 201, "Title")]
    [InlineData("summary", 301, "Summary")]
    [InlineData("source", 121, "Source")]
    [InlineData("tags", 21, "Tags")]
    [InlineData("correction", 201, "CorrectionNote")]
    public async Task Save_TooLong_IsRefusedAndNothingIsLost(string field, int length, string named)
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        var fields = TestNewsroom.Fields(_column);
        var text = new string('长', length);

        var saved = await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, field switch
        {
            "title" => fields with { Title = text },
            "summary" => fields with { Summary = text },
            "source" => fields with { Source = text },
            "tags" => fields with { Tags = [.. Enumerable.Range(0, length).Select(i => $"签{i}")] },
            _ => fields with { CorrectionNote = text },
        });

        Assert.Equal((Refusal.Invalid, named), (saved.Refused, saved.Detail));
        Assert.Equal("巷口的灯", (await Portal.Services.WorkAsync(TestPortal.Editor, id)).Fields.Title);
    }

    [Fact]
    public async Task Save_WhatIsNotThere_IsRefused()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        var fields = TestNewsroom.Fields(_column);

        Assert.Equal("ColumnId", (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, fields with { ColumnId = 987 })).Detail);
        Assert.Equal("PictureId", (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, fields with { PictureId = 987 })).Detail);
        Assert.Equal("RelatedIds", (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, fields with { RelatedIds = [id] })).Detail);
    }

    [Fact]
    public async Task Related_NamedOnesComeFirstAndTagsFillUp()
    {
        var named = await Portal.AddArticleAsync("点名的", columnId: _column);
        var tagged = await Portal.AddArticleAsync("同标签的", columnId: _column, tags: "邻里");
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        Assert.Equal([named], (await Newsroom.FindRelatedAsync(TestPortal.Editor, "点名", Token)).Value!.Select(a => a.Id));
        await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column) with { RelatedIds = [named] });
        await Portal.Services.ReleaseArticleAsync(id);

        Assert.Equal([named, tagged], (await Portal.Get<Articles>().GetAsync(id, Token))!.Related.Select(a => a.Id));
    }

    [Fact]
    public async Task ReadDocx_GivesCleanTextAndPictures()
    {
        var read = await Newsroom.ReadDocxAsync(TestPortal.Editor, TestDocx.With(TestDocx.P("第一段。") + TestDocx.P("第二段。")).ToBytes());

        Assert.True(read.IsDone, read.Detail);
        Assert.Contains("第二段。", read.Value!.Body.Html, StringComparison.Ordinal);
        Assert.Equal(Refusal.Invalid, (await Newsroom.ReadDocxAsync(TestPortal.Editor, "MZ"u8.ToArray())).Refused);
    }

    [Fact]
    public async Task List_TabsCountAndFindWhatIsThere()
    {
        var up = await Portal.AddArticleAsync("灯与伞", columnId: _column);
        var later = await Portal.AddArticleAsync("以后的灯", Portal.NowUtc.AddDays(1), _column);
        var withdrawn = await Portal.AddArticleAsync("撤下的", columnId: _column);
        await Shelf.WithdrawAsync(TestPortal.Editor, [withdrawn]);
        var draft = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "草稿一");
        var binned = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "扔掉的");
        await Shelf.DeleteAsync(TestPortal.Editor, [binned]);

        var all = (await Shelf.ListAsync(TestPortal.Editor, new ArticleQuery(), Token)).Value!;

        Assert.Equal((4, 1, 1, 1, 1, 1), (all.Counts[ArticleTab.All], all.Counts[ArticleTab.Published], all.Counts[ArticleTab.Scheduled], all.Counts[ArticleTab.Over], all.Counts[ArticleTab.Draft], all.Counts[ArticleTab.Bin]));
        async Task<IEnumerable<int>> IdsAsync(ArticleQuery query) => (await Shelf.ListAsync(TestPortal.Editor, query, Token)).Value!.Rows.Items.Select(r => r.Id);
        Assert.Equal([binned], await IdsAsync(new ArticleQuery(ArticleTab.Bin)));
        Assert.Equal([draft], await IdsAsync(new ArticleQuery(ArticleTab.Draft)));
        Assert.Equal([later, up], await IdsAsync(new ArticleQuery(Text: "灯", Sort: ArticleSort.Published)));
        Assert.Equal([up], await IdsAsync(new ArticleQuery(Text: "灯 伞")));
        Assert.Empty(await IdsAsync(new ArticleQuery(Text: "%")));
        Assert.Empty(await IdsAsync(new ArticleQuery(ColumnId: 987)));
    }

    [Fact]
    public async Task Move_ArticlesOfFreeColumns_StandElsewhereAtOnceAndComeBack()
    {
        var other = await Portal.AddColumnAsync("other", "杂记");
        var up = await Portal.AddArticleAsync("已发布", columnId: _column);
        var written = await Portal.AddArticleAsync("有改动的", columnId: _column);
        await Newsroom.OpenAsync(TestPortal.Editor, written, TestNewsroom.Writer);
        await Newsroom.SaveAsync(TestPortal.Editor, written, TestNewsroom.Writer, TestNewsroom.Fields(_column, "改了题"));
        var draft = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "草稿");
        var there = await Portal.AddArticleAsync("本来就在", columnId: other);
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        var moved = (await Shelf.MoveAsync(TestPortal.Editor, [up, written, draft, there], other)).Value!;

        Assert.Equal([new ArticleMove(up, _column), new ArticleMove(written, _column), new ArticleMove(draft, _column)], moved);
        Assert.Single(content.Heard);
        Assert.Equal("杂记", (await Portal.Get<Articles>().GetAsync(up, Token))!.Column.Name);
        Assert.Equal((other, "改了题", true), await Portal.Services.WorkAsync(Other, written) is var work ? (work.Fields.ColumnId, work.Fields.Title, work.IsAhead) : default);
        Assert.Equal(("有改动的", "杂记"), (await Portal.Get<Articles>().GetAsync(written, Token)) is { } a ? (a.Title, a.Column.Name) : default);
        Assert.Equal((other, false), await Portal.Services.WorkAsync(Other, up) is var plain ? (plain.Fields.ColumnId, plain.IsAhead) : default);
        Assert.Equal(("学会要闻", "杂记"), (await Portal.AuditAsync()).Last(n => n.Action == "article.move") is var note ? (note.Before, note.After) : default);
        Assert.Equal(3, (await Shelf.MoveAsync(TestPortal.Editor, [.. moved.Select(m => m.Id)], _column)).Value!.Count);
        Assert.Equal("学会要闻", (await Portal.Get<Articles>().GetAsync(up, Token))!.Column.Name);
        Assert.Equal(Refusal.NotFound, (await Shelf.MoveAsync(TestPortal.Editor, [up], _column)).Refused);
        Assert.Equal("columnId", (await Shelf.MoveAsync(TestPortal.Editor, [up], 987)).Detail);
    }

    [Fact]
    public async Task Move_WhereReviewsAreAsked_TakesOnlyWhatMustStillPassThem()
    {
        var reviewed = await Portal.AddColumnAsync("reviewed", "学术");
        var up = await Portal.AddArticleAsync("已发布", columnId: _column);
        var inReviewed = await Portal.AddArticleAsync("审过的", columnId: reviewed);
        var withdrawn = await Portal.AddArticleAsync("撤下的", columnId: _column);
        await Shelf.WithdrawAsync(TestPortal.Editor, [withdrawn]);
        await Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = 1 WHERE \"Id\" = {reviewed}");
        var draft = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "草稿");
        var waiting = await Portal.Services.DraftArticleAsync(TestPortal.Editor, reviewed, "在审的");
        Assert.True((await Portal.Services.SendAsync(TestPortal.Editor, waiting)).IsDone);
        var held = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "有人在写");
        using var pen = Newsroom.Hold(held, TestNewsroom.Writer);

        Assert.Equal([draft], (await Shelf.MoveAsync(TestPortal.Editor, [up, withdrawn, draft, held], reviewed)).Value!.Select(m => m.Id));
        Assert.Equal(Refusal.NotFound, (await Shelf.MoveAsync(TestPortal.Editor, [inReviewed, waiting], _column)).Refused);

        var work = await Portal.Services.WorkAsync(TestPortal.Editor, draft, TestNewsroom.Writer);
        Assert.Equal(nameof(Column.Reviews), (await Portal.Get<ArticleReviews>().PublishAsync(TestPortal.Editor, draft, TestNewsroom.Writer, work.DraftVersion)).Detail);
    }

    [Fact]
    public async Task Delete_AndBringBack_AndGoneForGoodAfterThirtyDays()
    {
        var up = await Portal.AddArticleAsync("还在的", columnId: _column);
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        Assert.Equal(Refusal.NotFound, (await Shelf.DeleteAsync(TestPortal.Editor, [up])).Refused);
        Assert.Equal([id], (await Shelf.DeleteAsync(TestPortal.Editor, [id, up])).Value!);
        Assert.Equal(Refusal.NotFound, (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, null, "<p>回收站里。</p>")).Refused);
        Assert.Equal([id], (await Shelf.BringBackAsync(TestPortal.Editor, [id])).Value!);
        await Shelf.DeleteAsync(TestPortal.Editor, [id]);

        Portal.Time.Advance(Housekeeping.KeepDeleted + TimeSpan.FromMinutes(1));
        await Portal.Get<Housekeeping>().PruneAsync(Token);

        await using var db = Portal.Db();
        Assert.Equal([up], await db.Articles.Select(a => a.Id).ToListAsync(Token));
        Assert.Empty(await db.ArticleRevisions.ToListAsync(Token));
    }

    [Fact]
    public async Task Place_CarouselTakesPicturesOnlyAndLeadIsOne()
    {
        var plain = await Portal.AddArticleAsync("没有图", columnId: _column);
        var picture = (await Newsroom.AddPictureAsync(TestPortal.Editor, "灯.gif", TestPictures.Gif)).Value;
        List<int> pictured = [];
        for (var i = 0; i < 5; i++)
        {
            pictured.Add(await Portal.AddArticleAsync($"有图 {i}", columnId: _column));
            await Portal.ExecuteAsync($"UPDATE \"Articles\" SET \"PictureId\" = {picture.Id} WHERE \"Id\" = {pictured[i]}");
        }

        var inCarousel = new ArticlePlaces(true, false, false, false);
        Assert.Equal("Carousel", (await Shelf.PlaceAsync(TestPortal.Editor, plain, inCarousel)).Detail);
        foreach (var id in pictured[..4])
            Assert.True((await Shelf.PlaceAsync(TestPortal.Editor, id, inCarousel)).IsDone);
        Assert.Equal("CarouselLength", (await Shelf.PlaceAsync(TestPortal.Editor, pictured[4], inCarousel)).Detail);
        Assert.True((await Shelf.OrderCarouselAsync(TestPortal.Editor, [pictured[3], pictured[0], pictured[2], pictured[1]])).IsDone);
        Assert.Equal(Refusal.Stale, (await Shelf.OrderCarouselAsync(TestPortal.Editor, [pictured[3]])).Refused);
        Assert.Equal([pictured[3], pictured[0], pictured[2], pictured[1]], (await Portal.Get<Articles>().FrontAsync(Token)).Carousel.Select(c => c.Id));

        await Shelf.PlaceAsync(TestPortal.Editor, plain, new ArticlePlaces(false, true, true, false));
        await Shelf.PlaceAsync(TestPortal.Editor, pictured[4], new ArticlePlaces(false, false, true, false));
        var front = (await Shelf.FrontAsync(TestPortal.Editor, Token)).Value!;
        Assert.Equal((pictured[4], plain), (front.Lead!.Id, Assert.Single(front.Headlines).Id));
    }

    [Fact]
    public async Task Pin_StandsFirstInItsColumnOnEveryPageOnce()
    {
        List<int> ids = [];
        for (var i = 0; i < Articles.PageSize + 5; i++)
            ids.Add(await Portal.AddArticleAsync($"第 {i} 篇", Portal.NowUtc.AddHours(i - 100), _column));
        await Shelf.PinAsync(TestPortal.Editor, [ids[0], ids[3]], true);

        var first = (await Portal.Get<Articles>().ListAsync("news", 1, Token))!.Value.Articles;
        var second = (await Portal.Get<Articles>().ListAsync("news", 2, Token))!.Value.Articles;

        Assert.Equal([ids[3], ids[0], ids[^1]], first.Items.Take(3).Select(a => a.Id));
        Assert.Equal(Articles.PageSize, first.Items.Count);
        Assert.Equal(ids.Order(), first.Items.Concat(second.Items).Select(a => a.Id).Order());
    }
}
