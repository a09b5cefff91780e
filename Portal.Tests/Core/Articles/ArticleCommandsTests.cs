using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleCommandsTests : CoreTest
{
    private int _column;
    private int _id;

    private Articles Articles => Portal.Get<Articles>();

    private ArticleShelf Shelf => Portal.Get<ArticleShelf>();

    private ArticleText Text => new() { ColumnId = _column, Title = "街角的长椅（更正）", BodyHtml = "<p>改正后的正文。</p>", Tags = ["老楼", "新标签"] };

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
        _id = await Portal.AddArticleAsync("街角的长椅", columnId: _column, tags: ["邻里", "老楼"]);
        await Portal.EmptyAuditAsync();
    }

    [Fact]
    public async Task Publish_ByAnEditor_IsReadAndWrittenDown()
    {
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        var made = await Articles.PublishAsync(TestPortal.Editor, Text, Portal.NowUtc, Token);

        Assert.True(made.IsDone);
        Assert.Equal("街角的长椅（更正）", (await Articles.GetAsync(made.Value, Token))!.Title);
        Assert.Equal([new ContentChanged(Content.Articles)], listener.Heard);
        var audit = Assert.Single(await Portal.AuditAsync());
        Assert.Equal(("article.publish", $"article/{made.Value}", "街角的长椅（更正）"), (audit.Action, audit.Subject, audit.Detail));
        Assert.Equal((TestPortal.Editor.MemberId, "editor", Portal.NowUtc), (audit.ActorId, audit.ActorName, audit.AtUtc));
    }

    [Fact]
    public async Task Publish_HtmlWithAScript_IsStoredClean()
    {
        var made = await Articles.PublishAsync(TestPortal.Editor, Text with { BodyHtml = "<p onclick=\"x()\">正文。<script>x()</script></p>" }, Portal.NowUtc, Token);

        await using var db = Portal.Db();
        Assert.Equal("<p>正文。</p>", (await db.Articles.SingleAsync(a => a.Id == made.Value, Token)).Body.Html);
    }

    [Fact]
    public async Task Correct_Text_GivesTheNextVersionAndTellsEveryone()
    {
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        using var change = new Listener<ArticleChanged>(Feed, _id);
        using var other = new Listener<ArticleChanged>(Feed, _id + 1);

        var outcome = await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, " 改正一处日期。 ", Token);

        Assert.True(outcome.IsDone);
        var article = (await Articles.GetAsync(_id, Token))!;
        Assert.Equal(("街角的长椅（更正）", "<p>改正后的正文。</p>"), (article.Title, article.Body.Html));
        Assert.Equal((2, Portal.NowUtc, "改正一处日期。"), (article.Version, article.CorrectedUtc!.Value, article.CorrectionNote));
        Assert.Equal(["新标签", "老楼"], article.Tags.Order(StringComparer.Ordinal));
        var expected = new ArticleChanged(_id, 2, false, Portal.NowUtc, "改正一处日期。");
        Assert.Equal([expected], change.Heard);
        Assert.Equal(expected, await Articles.LatestChangeAsync(_id, Token));
        Assert.Equal([new ContentChanged(Content.Articles)], content.Heard);
        Assert.Empty(other.Heard);
        var audit = Assert.Single(await Portal.AuditAsync());
        Assert.Equal(("article.correct", $"article/{_id}", "改正一处日期。"), (audit.Action, audit.Subject, audit.Detail));
    }

    [Fact]
    public async Task Correct_CachesForgetBeforeTheArticleSaysSo()
    {
        await Articles.FrontAsync(Token);
        var order = new List<string>();
        using var first = Feed.Subscribe<ArticleChanged>(_id, _ => order.Add("article"));
        using var second = Feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, _ => order.Add("content"));

        await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, null, Token);

        Assert.Equal(["content", "article"], order);
        Assert.Equal(Text.Title, (await Articles.FrontAsync(Token)).Lead!.Title);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public async Task Correct_WithoutNote_RemovesTheOldOne(string? note)
    {
        await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, "第一次更正。", Token);

        Assert.True((await Articles.CorrectAsync(TestPortal.Editor, _id, 2, Text, note, Token)).IsDone);

        var article = (await Articles.GetAsync(_id, Token))!;
        Assert.Equal((3, null), (article.Version, article.CorrectionNote));
        Assert.Equal(Text.Title, (await Portal.AuditAsync())[^1].Detail);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Correct_FromAnotherVersion_IsStale(int version)
    {
        using var listener = new Listener<ArticleChanged>(Feed, _id);

        var outcome = await Articles.CorrectAsync(TestPortal.Editor, _id, version, Text, null, Token);

        Assert.Equal(Refusal.Stale, outcome.Refused);
        await AssertUntouchedAsync();
        Assert.Empty(listener.Heard);
    }

    [Fact]
    public async Task Correct_TwoEditorsAtOnce_OneIsStale()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(
            () => Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text with { Title = $"第 {i} 位编辑" }, null, Token), Token)));

        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal(Refusal.Stale, o.Refused));
        Assert.Equal(2, (await Articles.GetAsync(_id, Token))!.Version);
        Assert.Single(await Portal.AuditAsync());
    }

    [Fact]
    public async Task Commands_OvertakenBetweenReadAndWrite_AreStale()
    {
        await Portal.OvertakeAsync("UPDATE ON \"Articles\"");

        Assert.Equal(Refusal.Stale, (await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, null, Token)).Refused);
        Assert.Equal(Refusal.Stale, (await Shelf.WithdrawAsync(TestPortal.Editor, [_id])).Refused);

        await AssertUntouchedAsync();
    }

    [Theory]
    [MemberData(nameof(WrongTexts))]
    public async Task PublishAndCorrect_WrongField_AreRefusedByName(string field, Func<ArticleText, ArticleText> spoil)
    {
        var text = spoil(Text);

        var published = await Articles.PublishAsync(TestPortal.Editor, text, Portal.NowUtc, Token);
        var corrected = await Articles.CorrectAsync(TestPortal.Editor, _id, 1, text, null, Token);

        Assert.Equal((Refusal.Invalid, field), (published.Refused!.Value, published.Detail));
        Assert.Equal((Refusal.Invalid, field), (corrected.Refused!.Value, corrected.Detail));
        await AssertUntouchedAsync();
    }

    public static TheoryData<string, Func<ArticleText, ArticleText>> WrongTexts() => new()
    {
        { nameof(ArticleText.Title), t => t with { Title = "" } },
        { nameof(ArticleText.Title), t => t with { Title = " \u3000" } },
        { nameof(ArticleText.Title), t => t with { Title = new string('题', 201) } },
        { nameof(ArticleText.BodyHtml), t => t with { BodyHtml = "" } },
        { nameof(ArticleText.BodyHtml), t => t with { BodyHtml = " \n" } },
        { nameof(ArticleText.BodyHtml), t => t with { BodyHtml = "<script>alert(1)</script>" } },
        { nameof(ArticleText.Summary), t => t with { Summary = new string('摘', 301) } },
        { nameof(ArticleText.Tags), t => t with { Tags = [.. Enumerable.Range(1, 21).Select(i => $"标签 {i}")] } },
        { nameof(ArticleText.Tags), t => t with { Tags = ["邻里", " "] } },
        { nameof(ArticleText.Tags), t => t with { Tags = [new string('签', 41)] } },
    };

    [Fact]
    public async Task PublishAndCorrect_LongestFields_AreTaken()
    {
        var text = Text with
        {
            Title = new string('题', 200),
            Summary = new string('摘', 300),
            Tags = [.. Enumerable.Range(1, 20).Select(i => $"{i} {new string('签', 37)}")],
        };

        Assert.True((await Articles.PublishAsync(TestPortal.Editor, text, Portal.NowUtc, Token)).IsDone);
        Assert.True((await Articles.CorrectAsync(TestPortal.Editor, _id, 1, text, new string('注', 200), Token)).IsDone);
        Assert.Equal(20, (await Articles.GetAsync(_id, Token))!.Tags.Count);
    }

    [Theory]
    [InlineData("<p></p>")]
    [InlineData("<p><br></p>")]
    [InlineData("<p>&nbsp;</p><h2> \u3000</h2><hr>")]
    [InlineData("<table><tr><td></td></tr></table>")]
    public async Task Publish_NothingToRead_IsRefused(string blank)
    {
        var outcome = await Articles.PublishAsync(TestPortal.Editor, Text with { BodyHtml = blank }, Portal.NowUtc, Token);

        Assert.Equal((Refusal.Invalid, nameof(ArticleText.BodyHtml)), (outcome.Refused!.Value, outcome.Detail));
    }

    [Fact]
    public async Task Publish_OnlyAPicture_IsTaken()
    {
        var body = $"<figure><img src=\"/media/{new string('a', 64)}.png\" alt=\"\"></figure>";

        Assert.True((await Articles.PublishAsync(TestPortal.Editor, Text with { BodyHtml = body }, Portal.NowUtc, Token)).IsDone);
    }

    [Fact]
    public async Task PublishAndCorrect_UnknownColumn_AreRefusedByName()
    {
        var text = Text with { ColumnId = _column + 1 };

        var published = await Articles.PublishAsync(TestPortal.Editor, text, Portal.NowUtc, Token);
        var corrected = await Articles.CorrectAsync(TestPortal.Editor, _id, 1, text, null, Token);

        Assert.Equal((Refusal.Invalid, nameof(ArticleText.ColumnId)), (published.Refused!.Value, published.Detail));
        Assert.Equal((Refusal.Invalid, nameof(ArticleText.ColumnId)), (corrected.Refused!.Value, corrected.Detail));
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Correct_NoteTooLong_IsRefused()
    {
        var outcome = await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, new string('注', 201), Token);

        Assert.Equal((Refusal.Invalid, "note"), (outcome.Refused!.Value, outcome.Detail));
        await AssertUntouchedAsync();
    }

    [Fact]
    public async Task Withdraw_PublishedArticle_IsGoneEverywhereAtOnce()
    {
        var other = await Portal.AddArticleAsync("同栏目的另一篇", Portal.NowUtc.AddMinutes(-2), _column, tags: "邻里");
        await Portal.ExecuteAsync($"UPDATE \"Articles\" SET \"IsHeadline\" = 1, \"IsLead\" = 1 WHERE \"Id\" = {_id}");
        await Portal.StoreAsync(new ArticleDay { ArticleId = _id, Day = new DateOnly(2026, 11, 23), Views = 9 });
        Assert.All(await WhereAsync(other), Assert.True);
        using var change = new Listener<ArticleChanged>(Feed, _id);

        Assert.True((await Shelf.WithdrawAsync(TestPortal.Editor, [_id])).IsDone);

        var article = (await Articles.GetAsync(_id, Token))!;
        Assert.True(article.IsWithdrawn);
        Assert.Equal("街角的长椅", article.Title);
        Assert.True(article.Body.IsEmpty);
        Assert.Equal(("", "", 2), (article.Summary, article.Source, article.Version));
        Assert.Empty(article.Tags);
        Assert.All(await WhereAsync(other), Assert.False);
        Assert.Equal([new ArticleChanged(_id, 2, true, Portal.NowUtc, null)], change.Heard);
        Assert.True((await Articles.LatestChangeAsync(_id, Token))!.IsWithdrawn);
        await using (var db = Portal.Db())
            Assert.Equal(Portal.NowUtc, (await db.Articles.SingleAsync(a => a.Id == _id, Token)).WithdrawnUtc);

        Assert.True((await Shelf.RestoreAsync(TestPortal.Editor, [_id])).IsDone);

        Assert.All(await WhereAsync(other), Assert.True);
        article = (await Articles.GetAsync(_id, Token))!;
        Assert.Equal((false, "<p>正文。</p>", 3), (article.IsWithdrawn, article.Body.Html, article.Version));
        Assert.Equal(new ArticleChanged(_id, 3, false, Portal.NowUtc, null), change.Heard[^1]);
        Assert.Equal(["article.withdraw", "article.restore"], (await Portal.AuditAsync()).Where(a => a.Subject == $"article/{_id}").Select(a => a.Action));
    }

    [Fact]
    public async Task Withdraw_AfterACorrection_IsWrittenDownWithTheTitle()
    {
        await Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, "改正一处日期。", Token);

        await Shelf.WithdrawAsync(TestPortal.Editor, [_id]);

        Assert.Equal(("article.withdraw", Text.Title), ((await Portal.AuditAsync())[^1].Action, (await Portal.AuditAsync())[^1].Detail));
    }

    [Fact]
    public async Task Commands_InTheWrongState_AreNotFound()
    {
        Assert.Equal(Refusal.NotFound, (await Shelf.RestoreAsync(TestPortal.Editor, [_id])).Refused);
        await AssertUntouchedAsync();
        await Shelf.WithdrawAsync(TestPortal.Editor, [_id]);
        Assert.Equal(Refusal.NotFound, (await Shelf.WithdrawAsync(TestPortal.Editor, [_id])).Refused);
        Assert.Equal(Refusal.NotFound, (await Articles.CorrectAsync(TestPortal.Editor, _id, 2, Text, null, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Articles.CorrectAsync(TestPortal.Editor, 987, 1, Text, null, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Shelf.WithdrawAsync(TestPortal.Editor, [987])).Refused);
        Assert.Equal(Refusal.NotFound, (await Shelf.RestoreAsync(TestPortal.Editor, [987])).Refused);
        Assert.Single(await Portal.AuditAsync());
    }

    [Theory]
    [MemberData(nameof(Nobodies))]
    public async Task Commands_WithoutTheRole_AreRefused(Actor actor)
    {
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        var withdrawn = await Portal.AddArticleAsync("撤下的", columnId: _column);
        await Shelf.WithdrawAsync(TestPortal.Editor, [withdrawn]);
        await Portal.EmptyAuditAsync();
        var before = content.Heard.Count;

        Assert.Equal(Refusal.NotAllowed, (await Articles.PublishAsync(actor, Text, Portal.NowUtc, Token)).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Articles.CorrectAsync(actor, _id, 1, Text, null, Token)).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Shelf.WithdrawAsync(actor, [_id])).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Shelf.RestoreAsync(actor, [withdrawn])).Refused);

        Assert.Equal(before, content.Heard.Count);
        Assert.True((await Articles.GetAsync(withdrawn, Token))!.IsWithdrawn);
        await Portal.ExecuteAsync($"DELETE FROM \"Articles\" WHERE \"Id\" = {withdrawn}");
        await AssertUntouchedAsync();
    }

    public static TheoryData<Actor> Nobodies() => [Actor.Visitor, TestPortal.Reader, new Actor(4, "judge", Role.Member, Role.Judge)];

    [Fact]
    public async Task Commands_ByAnAdministratorOrTheConsole_AreDone()
    {
        Assert.True((await Articles.PublishAsync(TestPortal.Administrator, Text, Portal.NowUtc, Token)).IsDone);
        Assert.True((await Articles.PublishAsync(Actor.Console, Text, Portal.NowUtc, Token)).IsDone);
    }

    [Fact]
    public async Task Commands_AuditCannotBeWritten_ChangeNothing()
    {
        var withdrawn = await Portal.AddArticleAsync("撤下的", columnId: _column);
        await Shelf.WithdrawAsync(TestPortal.Editor, [withdrawn]);
        await Portal.EmptyAuditAsync();
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        await Portal.RefuseAsync("INSERT ON \"AuditEntries\"");

        await Assert.ThrowsAsync<DbUpdateException>(() => Articles.PublishAsync(TestPortal.Editor, Text, Portal.NowUtc, Token));
        await Assert.ThrowsAsync<DbUpdateException>(() => Articles.CorrectAsync(TestPortal.Editor, _id, 1, Text, null, Token));
        await Assert.ThrowsAsync<DbUpdateException>(() => Shelf.WithdrawAsync(TestPortal.Editor, [_id]));
        await Assert.ThrowsAsync<DbUpdateException>(() => Shelf.RestoreAsync(TestPortal.Editor, [withdrawn]));

        Assert.Empty(content.Heard);
        Assert.True((await Articles.GetAsync(withdrawn, Token))!.IsWithdrawn);
        await Portal.ExecuteAsync($"DELETE FROM \"Articles\" WHERE \"Id\" = {withdrawn}");
        await AssertUntouchedAsync();
    }

    private async Task AssertUntouchedAsync()
    {
        await using var db = Portal.Db();
        var article = await db.Articles.Include(a => a.Tags).SingleAsync(Token);
        Assert.Equal((_id, "街角的长椅", "<p>正文。</p>", 1, ArticleState.Published), (article.Id, article.Title, article.Body.Html, article.Version, article.State));
        Assert.Equal(["老楼", "邻里"], article.Tags.Select(t => t.Name).Order(StringComparer.Ordinal));
        Assert.Empty(await Portal.AuditAsync());
    }

    // everywhere that readers can come upon the article
    private async Task<bool[]> WhereAsync(int otherId)
    {
        var other = (await Articles.GetAsync(otherId, Token))!;
        var front = await Articles.FrontAsync(Token);
        return
        [
            (await Articles.ListAsync("news", 1, Token))!.Value.Articles.Items.Any(a => a.Id == _id),
            (await Articles.MostReadAsync(Token)).Any(a => a.Id == _id),
            (await Articles.HeadlinesAsync(Token)).Any(a => a.Id == _id),
            (await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("街角的长椅"), Token)).Hits.Items.Any(a => a.Id == _id),
            front.Lead?.Id == _id,
            front.Blocks.Any(b => b.First?.Id == _id || b.More.Any(a => a.Id == _id)),
            other.Next?.Id == _id,
            other.Related.Any(a => a.Id == _id),
            other.Neighbours.Any(a => a.Id == _id),
        ];
    }
}
