using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>The index says what the texts say, at once and for each reader; and it can be made anew.</summary>
public sealed class SearchIndexTests : SearchTest
{
    [Fact]
    public async Task Articles_FromDraftToBin_AreFoundExactlyWhileUp()
    {
        await Portal.AddColumnAsync();
        var draft = await Portal.Services.DraftArticleAsync(TestPortal.Editor, title: "巷口的萤火");
        Assert.Empty(await TitlesAsync("萤火"));

        await Portal.Services.ReleaseArticleAsync(draft);
        Assert.Single(await TitlesAsync("萤火"));

        var shelf = Portal.Get<ArticleShelf>();
        Assert.True((await shelf.WithdrawAsync(TestPortal.Editor, [draft])).IsDone);
        Assert.Empty(await TitlesAsync("萤火"));
        Assert.True((await shelf.RestoreAsync(TestPortal.Editor, [draft])).IsDone);
        Assert.Single(await TitlesAsync("萤火"));
        Assert.True((await shelf.WithdrawAsync(TestPortal.Editor, [draft])).IsDone);
        Assert.True((await shelf.DeleteAsync(TestPortal.Editor, [draft])).IsDone);
        Assert.Empty(await TitlesAsync("萤火"));
    }

    [Fact]
    public async Task Article_Corrected_IsFoundByItsNewWordsOnly()
    {
        var id = await Portal.AddArticleAsync("巷口的长椅", body: "<p>一共三把。</p>");
        await using var db = Portal.Db();
        var column = await db.Columns.Select(c => c.Id).FirstAsync(Token);

        var corrected = await Portal.Get<Articles>().CorrectAsync(
            TestPortal.Editor, id, 1, new ArticleText { ColumnId = column, Title = "巷口的石凳", BodyHtml = "<p>一共四把。</p>", Source = "本会" }, null, Token);

        Assert.True(corrected.IsDone, corrected.Detail);
        Assert.Empty(await TitlesAsync("长椅"));
        Assert.Empty(await TitlesAsync("三把"));
        Assert.Single(await TitlesAsync("石凳 四把"));
    }

    [Fact]
    public async Task Scheduled_AndExpiring_AreFoundByTheClockAlone()
    {
        await Portal.AddArticleAsync("明天的消息", Portal.NowUtc.AddDays(1));
        await Portal.Services.PublishNoticeAsync(new NoticeText("今天的消息", ExpiresUtc: Portal.NowUtc.AddHours(30)));

        Assert.Equal(["今天的消息"], await TitlesAsync("的消息"));
        Assert.Equal(1, (await FindAsync("的消息")).Total);
        Assert.Empty(await Search.SuggestAsync(Actor.Visitor, "明天", Token));
        Assert.Null((await FindAsync("明夭的消息")).DidYouMean);
        Assert.Equal([2026], (await Search.FiltersAsync(Token)).Years);
        Portal.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(2, (await FindAsync("的消息")).Total);
        Portal.Time.Advance(TimeSpan.FromHours(25));
        Assert.Equal(["明天的消息"], await TitlesAsync("的消息"));
    }

    [Fact]
    public async Task Notices_ForSome_AreFoundByThoseAlone()
    {
        await Portal.StoreAsync(new CouncilUnit { Name = "萤火社", Tier = CouncilTier.Standing, Place = 1 });
        await using var db = Portal.Db();
        var unit = await db.CouncilUnits.Select(u => u.Id).FirstAsync(Token);
        db.Users.Add(new Member { UserName = "zhao", DisplayName = "赵", Email = "zhao@qinghe.example", State = MemberState.Active, UnitId = unit, JoinedUtc = Portal.NowUtc });
        db.Users.Add(new Member { UserName = "qian", DisplayName = "钱", Email = "qian@qinghe.example", State = MemberState.Active, JoinedUtc = Portal.NowUtc });
        db.Users.Add(new Member { UserName = "sun", DisplayName = "孙", Email = "sun@qinghe.example", State = MemberState.Pending, JoinedUtc = Portal.NowUtc });
        await db.SaveChangesAsync(Token);
        var members = await db.Users.ToDictionaryAsync(u => u.UserName!, u => new Actor(u.Id, u.DisplayName, Role.Member), Token);
        await Portal.Services.PublishNoticeAsync(new NoticeText("会员的晚餐", Address: TestNotices.ForMembers));
        await Portal.Services.PublishNoticeAsync(new NoticeText("单位的晚餐", Address: new NoticeAddress(NoticeAudience.Units, [], [], [unit])));
        await Portal.Services.PublishNoticeAsync(new NoticeText("常务的晚餐", Address: new NoticeAddress(NoticeAudience.Tiers, [CouncilTier.Standing], [], [])));

        async Task<int> FoundByAsync(Actor? actor) => (await FindAsync("晚餐", actor: actor)).Total;
        Assert.Equal(0, await FoundByAsync(null));
        Assert.Equal(3, await FoundByAsync(members["zhao"]));
        Assert.Equal(["会员的晚餐"], await TitlesAsync("晚餐", actor: members["qian"]));
        Assert.Equal(0, await FoundByAsync(members["sun"]));
        Assert.Equal(0, await FoundByAsync(new Actor(4711, "nobody", Role.Member)));
        Assert.Null((await FindAsync("会员的晚攴")).DidYouMean);
        Assert.Empty(await Search.SuggestAsync(Actor.Visitor, "晚餐", Token));
        Assert.NotEmpty(await Search.SuggestAsync(members["qian"], "晚餐", Token));
    }

    [Fact]
    public async Task Units_PagesContestsAndWinners_AreFoundByTheirNames()
    {
        await Portal.StoreAsync(
            new CouncilUnit { Name = "清禾市图书馆", NameEn = "Qinghe City Library", Tier = CouncilTier.VicePresident, Place = 2, Description = "藏书八十万册" },
            new SitePage { Slug = "about", Language = "zh-Hans", Title = "关于本会", Body = SafeHtml.Clean("<p>藏书八十万册的来历。</p>"), UpdatedUtc = Portal.NowUtc },
            new SitePage { Slug = "draft", Language = "zh-Hans", Title = "", Body = SafeHtml.Clean("<p>藏书八十万册的草稿。</p>"), UpdatedUtc = Portal.NowUtc, IsPublished = false });
        var contest = await Portal.AddDecidedAsync();
        await using var db = Portal.Db();
        var title = await db.Contests.Where(c => c.Id == contest.Id).Select(c => c.Title).FirstAsync(Token);
        var winner = await db.Essays.Where(e => e.AwardId != null).Join(db.EssayRevisions, e => e.SentRevisionId, r => r.Id, (e, r) => r).FirstAsync(Token);

        Assert.Equal([SearchKind.Unit, SearchKind.Page], (await FindAsync("八十万册")).Hits.Items.Select(h => h.Kind).Order());
        Assert.Equal([SearchKind.Unit], (await FindAsync("library")).Hits.Items.Select(h => h.Kind));
        Assert.Contains(SearchKind.Contest, (await FindAsync(title)).Counts.Keys);
        Assert.DoesNotContain(SearchKind.Essay, (await FindAsync(winner.Title)).Counts.Keys);

        Assert.True((await Portal.Get<Publication>().PublishNowAsync(TestPortal.Editor, contest.Id)).IsDone);

        var hit = (await FindAsync(winner.Title, r => r with { Kind = SearchKind.Essay })).Hits.Items[0];
        Assert.Equal(contest.Id.ToString(System.Globalization.CultureInfo.InvariantCulture), hit.Address);
        Assert.NotEmpty((await FindAsync(winner.Authors[0].Name)).Hits.Items);

        // whose account is deleted leaves no name behind
        var name = winner.Authors[0].Name;
        foreach (var revision in await db.EssayRevisions.ToListAsync(Token))
            revision.Authors = [];
        await db.SaveChangesAsync(Token);
        Assert.DoesNotContain(SearchKind.Essay, (await FindAsync(name)).Counts.Keys);
    }

    [Fact]
    public async Task Change_RolledBack_IsNotIndexed()
    {
        await Portal.AddArticleAsync("巷口的长椅");
        await using (var db = Portal.Db())
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            (await db.Articles.FirstAsync(Token)).Title = "巷口的石凳";
            await db.SaveChangesAsync(Token);
            await transaction.RollbackAsync(Token);
        }

        Assert.Single(await TitlesAsync("长椅"));
        Assert.Empty(await TitlesAsync("石凳"));
        await Portal.KillAndStartAsync();
        Assert.Single(await TitlesAsync("长椅"));
    }

    [Fact]
    public async Task ManyOfOneMoment_AllHaveTheirRow()
    {
        var midnight = new DateTime(2019, 3, 1, 16, 0, 0, DateTimeKind.Utc);
        for (var i = 0; i < 30; i++)
            await Portal.AddArticleAsync($"旧闻 {i}", midnight);
        await Portal.AddArticleAsync("旧闻的明天", midnight.AddDays(1));

        Assert.Equal(31, (await FindAsync("旧闻")).Total);
        Assert.Equal("旧闻的明天", (await FindAsync("旧闻", r => r with { Order = SearchOrder.Newest })).Hits.Items[0].Title.ToString());
    }

    [Fact]
    public async Task Rebuild_AfterTheIndexWasLost_FindsEverythingAgain()
    {
        var kept = await Portal.AddArticleAsync("巷口的长椅");
        await Portal.AddArticleAsync("街角的长椅", Portal.NowUtc.AddDays(1));
        await Portal.Services.PublishNoticeAsync(new NoticeText("长椅维修"));
        await using (var db = Portal.Db())
        {
            await db.Database.ExecuteSqlRawAsync("""DELETE FROM "SearchEntries"; DROP TABLE "SearchText"; DROP TABLE "SearchWords";""", Token);
            db.SearchEntries.Add(new SearchEntry { Id = 1, Kind = SearchKind.Article, SubjectId = 4711, AtUtc = Portal.NowUtc, FromUtc = Portal.NowUtc });
            await db.SaveChangesAsync(Token);
        }

        var steps = new Steps();
        var rebuilt = await Search.RebuildAsync(Actor.Console, steps, Token);

        Assert.True(rebuilt.IsDone);
        Assert.Equal((3, 3), (rebuilt.Value!.Done, rebuilt.Value.Total));
        Assert.Equal(3, steps.Last!.Done);
        Assert.Equal(["巷口的长椅", "长椅维修"], (await TitlesAsync("长椅")).Order(StringComparer.Ordinal));
        await using var after = Portal.Db();
        Assert.Equal([kept, kept + 1], await after.SearchEntries.Where(e => e.Kind == SearchKind.Article).OrderBy(e => e.SubjectId).Select(e => e.SubjectId).ToListAsync(Token));
        // a second time changes nothing
        await Search.RebuildAsync(Actor.Console, null, Token);
        Assert.Equal(2, (await FindAsync("长椅")).Total);
    }

    [Fact]
    public async Task Rebuild_Stopped_LeavesAnIndexThatWorks()
    {
        for (var i = 0; i < 40; i++)
            await Portal.AddArticleAsync($"长椅 {i}");
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Search.RebuildAsync(Actor.Console, new Steps(r => stop.Cancel()), stop.Token));

        Assert.Equal(40, (await FindAsync("长椅")).Total);
    }

    [Fact]
    public async Task Rebuild_Killed_LeavesNoIndexThatGrowsForEver()
    {
        await Portal.ExecuteAsync("""INSERT INTO "SearchText" ("SearchText", "rank") VALUES ('automerge', 0), ('deletemerge', 0)""");
        Assert.Equal(["automerge 0", "deletemerge 0"], await MergingAsync());

        await Portal.KillAndStartAsync();
        Assert.Equal(["automerge 4", "deletemerge 10"], await MergingAsync());
        await Search.RebuildAsync(Actor.Console, null, Token);
        Assert.Equal(["automerge 4", "deletemerge 10"], await MergingAsync());
    }

    private async Task<List<string>> MergingAsync()
    {
        await using var db = Portal.Db();
        return await db.Database.SqlQuery<string>($"""SELECT "k" || ' ' || "v" AS "Value" FROM "SearchText_config" WHERE "k" LIKE '%merge' ORDER BY "k" """).ToListAsync(Token);
    }

    private sealed class Steps(Action<SearchRebuild>? then = null) : IProgress<SearchRebuild>
    {
        public SearchRebuild? Last { get; private set; }

        public void Report(SearchRebuild value)
        {
            Last = value;
            then?.Invoke(value);
        }
    }
}
