using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class MediaLibraryTests : CoreTest
{
    private static Actor Admin => TestPortal.Administrator;

    private MediaLibrary Library => Portal.Get<MediaLibrary>();

    [Fact]
    public async Task List_Words_FindNameAndDescription()
    {
        var bridge = await AddAsync("石桥.png", 20);
        await AddAsync("bus.png", 30);
        var row = (await Library.GetAsync(Admin, bridge, Token)).Value!.Row;
        Assert.True((await Library.ChangeAsync(Admin, row, "bridge.png", " 雪后的石桥 ")).IsDone);

        Assert.Equal([bridge], (await Library.ListAsync(Admin, "石桥", cancellation: Token)).Value!.Items.Select(m => m.Id));
        Assert.Equal(2, (await Library.ListAsync(Admin, ".png", cancellation: Token)).Value!.Total);
        Assert.Equal(Refusal.Stale, (await Library.ChangeAsync(Admin, row, "other.png", "")).Refused);
        Assert.Equal("name", (await Library.ChangeAsync(Admin, row, " ", "")).Detail);
        Assert.Equal(nameof(PictureProblem.UnknownType), (await Library.AddAsync(Admin, "a.png", [1, 2])).Detail);
    }

    [Fact]
    public async Task Remove_Picture_OnlyWhenNothingNamesIt()
    {
        var (inText, logo, free) = (await AddAsync("a.png", 20), await AddAsync("b.png", 30), await AddAsync("c.png", 40));
        var picture = (await Library.GetAsync(Admin, inText, Token)).Value!.Row.Picture;
        var article = await Portal.AddArticleAsync("有图的", body: $"<p>文</p><figure><img src=\"/media/{picture.File}\" alt=\"\"></figure>");
        var unit = (await Portal.Get<UnitDesk>().AddAsync(Admin, CouncilTier.Council, new UnitText { Name = "书社", LogoId = logo })).Value;

        Assert.Equal([new MediaUse(MediaUseKind.Article, article, "有图的")], (await Library.GetAsync(Admin, inText, Token)).Value!.Uses);
        Assert.Equal([new MediaUse(MediaUseKind.Unit, unit, "书社")], (await Library.GetAsync(Admin, logo, Token)).Value!.Uses);
        Assert.Equal("Used", (await Library.RemoveAsync(Admin, inText)).Detail);
        Assert.Equal("Used", (await Library.RemoveAsync(Admin, logo)).Detail);
        Assert.True((await Library.RemoveAsync(Admin, free)).IsDone);
        Assert.Equal([free], (await Library.ListAsync(Admin, bin: true, cancellation: Token)).Value!.Items.Select(m => m.Id));
        Assert.True((await Library.BringBackAsync(Admin, free)).IsDone);
        Assert.Equal(3, (await Library.ListAsync(Admin, cancellation: Token)).Value!.Total);
    }

    [Fact]
    public async Task Remove_PictureOfAnArticleBeingWritten_IsRefused()
    {
        var head = await AddAsync("head.png", 20);
        var column = await Portal.AddColumnAsync();
        var article = await Portal.Services.DraftArticleAsync(TestPortal.Editor, column, "有题图的");
        await Portal.Get<Newsroom>().SaveAsync(TestPortal.Editor, article, TestNewsroom.Writer, TestNewsroom.Fields(column, "有题图的") with { PictureId = head });

        Assert.Equal([new MediaUse(MediaUseKind.Article, article, "有题图的")], (await Library.GetAsync(Admin, head, Token)).Value!.Uses);
        Assert.Equal("Used", (await Library.RemoveAsync(Admin, head)).Detail);
    }

    [Fact]
    public async Task Sweep_WhatCameWithATextAndIsNamedNoMore_GoesByTheBin()
    {
        var own = await AddAsync("own.png", 20);
        var page = (await Portal.Get<StandingPages>().OpenAsync(Admin, "about", "zh-Hans", "fenster")).Value!.Id;
        var named = (await Portal.Get<StandingPages>().AddPictureAsync(Admin, TestPictures.Png(30, 30))).Value!;
        var left = (await Portal.Get<StandingPages>().AddPictureAsync(Admin, TestPictures.Png(40, 40))).Value!;
        await Portal.Get<StandingPages>().SaveAsync(Admin, page, "fenster", html: $"<p>文</p><figure><img src=\"/media/{named.File}\" alt=\"\"></figure>");

        Portal.Time.Advance(TimeSpan.FromDays(29));
        await PruneAsync();
        Assert.Empty((await Library.ListAsync(Admin, bin: true, cancellation: Token)).Value!.Items);
        Portal.Time.Advance(TimeSpan.FromDays(2));
        await PruneAsync();

        Assert.Equal([left.File], (await Library.ListAsync(Admin, bin: true, cancellation: Token)).Value!.Items.Select(m => m.Picture.File));
        Portal.Time.Advance(TimeSpan.FromDays(31));
        await PruneAsync();
        await using var db = Portal.Db();
        var kept = await db.MediaFiles.Select(m => m.Id).ToListAsync(Token);
        Assert.Equal(2, kept.Count);
        Assert.Contains(own, kept);
    }

    [Fact]
    public async Task Sweep_NamedAgain_ComesOutOfTheBin()
    {
        var id = await AddAsync("a.png", 20);
        var picture = (await Library.GetAsync(Admin, id, Token)).Value!.Row.Picture;
        await Library.RemoveAsync(Admin, id);
        await Portal.AddArticleAsync("又用上了", body: $"<p>文</p><figure><img src=\"/media/{picture.File}\" alt=\"\"></figure>");
        Portal.Time.Advance(TimeSpan.FromDays(40));

        await PruneAsync();

        Assert.Null((await Library.GetAsync(Admin, id, Token)).Value!.Row.DeletedUtc);
    }

    [Fact]
    public async Task List_Unused_LeavesOutWhatATextNames()
    {
        var (named, free) = (await AddAsync("a.png", 20), await AddAsync("b.png", 30));
        var picture = (await Library.GetAsync(Admin, named, Token)).Value!.Row.Picture;
        await Portal.AddArticleAsync("有图的", body: $"<p>文</p><figure><img src=\"/media/{picture.File}\" alt=\"\"></figure>");

        Assert.Equal([free], (await Library.ListAsync(Admin, unused: true, cancellation: Token)).Value!.Items.Select(m => m.Id));
    }

    [Fact]
    public async Task Editor_DescribesWhatTextsMayShow_AndSeesNoEssaysPictures()
    {
        var (own, essay) = (await AddAsync("a.png", 20), await AddAsync("essay.png", 30));

        Assert.Equal([own], (await Library.ListAsync(TestPortal.Editor, cancellation: Token)).Value!.Items.Select(m => m.Id));
        Assert.Equal(Refusal.NotFound, (await Library.GetAsync(TestPortal.Editor, essay, Token)).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Library.ListAsync(TestPortal.Editor, bin: true, cancellation: Token)).Refused);
        var row = (await Library.GetAsync(TestPortal.Editor, own, Token)).Value!.Row;
        using var listener = new Listener<MediaMoved>(Feed, MediaMoved.Everywhere);
        Assert.True((await Library.ChangeAsync(TestPortal.Editor, row, "a.png", "石桥")).IsDone);
        Portal.Time.Advance(LiveFeed.Pace);
        await listener.HearAsync();
    }

    private Task<int> PruneAsync() => Portal.Get<Housekeeping>().PruneAsync(Token);

    private async Task<int> AddAsync(string name, int side)
    {
        var added = await Library.AddAsync(Admin, name, TestPictures.Png(side, side));
        Assert.True(added.IsDone, added.Detail);
        return added.Value;
    }
}
