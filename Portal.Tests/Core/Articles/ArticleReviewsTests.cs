using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleReviewsTests : CoreTest
{
    private static readonly Actor Author = new(11, "沈", Role.Member, Role.Editor);
    private static readonly Actor First = new(12, "许", Role.Member, Role.Editor);
    private static readonly Actor Second = new(13, "顾", Role.Member, Role.Editor);
    private static readonly Actor Third = new(14, "林", Role.Member, Role.Administrator);
    private int _column;

    private ArticleReviews Reviews => Portal.Get<ArticleReviews>();

    private Newsroom Newsroom => Portal.Get<Newsroom>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
    }

    [Fact]
    public async Task Reviews_ThreeLevels_ArePassedByThreeOthersAndPublishAtTheEnd()
    {
        await AskAsync(3);
        var id = await DraftAsync();
        using var content = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        Assert.True((await SendAsync(Author, id)).IsDone);
        Assert.Equal(Refusal.NotAllowed, (await PassAsync(Author, id)).Refused);
        Assert.True((await PassAsync(First, id, "改了一处。")).IsDone);
        Assert.Equal(Refusal.NotAllowed, (await PassAsync(First, id)).Refused);
        Assert.True((await PassAsync(Second, id)).IsDone);
        Assert.Equal(Refusal.NotAllowed, (await PassAsync(Second, id)).Refused);
        Assert.Null(await Portal.Get<Articles>().GetAsync(id, Token));
        Assert.Empty(content.Heard);
        Assert.True((await PassAsync(Third, id)).IsDone);

        var article = (await Portal.Get<Articles>().GetAsync(id, Token))!;
        Assert.Equal(("巷口的灯", "<p>灯坏了又亮。</p>", Portal.NowUtc, "灯坏了又亮。"), (article.Title, article.Body.Html, article.PublishedUtc, article.Summary));
        Assert.Equal(["邻里"], article.Tags);
        Assert.Equal([new ContentChanged(Content.Articles)], content.Heard);
        Assert.Equal(["article.begin", "article.send", "article.pass", "article.pass", "article.pass", "article.publish"], (await Portal.AuditAsync()).Select(a => a.Action));
    }

    [Fact]
    public async Task Pass_TheFirstAgain_IsRefusedInEveryLaterReviewButNotInANewRound()
    {
        await AskAsync(2);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        await PassAsync(First, id);
        Assert.True((await Reviews.SendBackAsync(Second, id, "开头太慢。")).IsDone);
        Assert.True((await SendAsync(Author, id)).IsDone);

        Assert.True((await PassAsync(First, id)).IsDone);
        Assert.Equal(Refusal.NotAllowed, (await PassAsync(First, id)).Refused);
        Assert.True((await PassAsync(Second, id)).IsDone);
    }

    [Fact]
    public async Task Review_OfAPublishedArticle_LeavesReadersWhatTheyHaveUntilItsEnd()
    {
        var id = await PublishedAsync();
        await AskAsync(2);
        await Newsroom.OpenAsync(Author, id, TestNewsroom.Writer);
        Assert.True((await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, TestNewsroom.Fields(_column, "巷口的新灯") with { CorrectionNote = "换了一盏灯。" }, "<p>新灯。</p>")).IsDone);
        Portal.Time.Advance(TimeSpan.FromHours(1));

        await SendAsync(Author, id);
        await PassAsync(First, id);
        var before = (await Portal.Get<Articles>().GetAsync(id, Token))!;
        Assert.Equal(("巷口的灯", "<p>灯坏了又亮。</p>"), (before.Title, before.Body.Html));
        using var changed = new Listener<ArticleChanged>(Feed, id);
        await PassAsync(Second, id);

        var after = (await Portal.Get<Articles>().GetAsync(id, Token))!;
        Assert.Equal(("巷口的新灯", "<p>新灯。</p>", "换了一盏灯。", Portal.NowUtc), (after.Title, after.Body.Html, after.CorrectionNote, after.CorrectedUtc));
        Assert.Equal(before.PublishedUtc, after.PublishedUtc);
        Assert.Equal("换了一盏灯。", Assert.Single(changed.Heard).Note);
    }

    [Fact]
    public async Task Review_InIt_OnlyThoseWhoMayPassWrite()
    {
        await AskAsync(2);
        var id = await DraftAsync();
        await SendAsync(Author, id);

        Assert.Equal(Refusal.Stale, (await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, null, "<p>事后改的。</p>")).Refused);
        var work = await Portal.Services.WorkAsync(First, id, "first");
        Assert.True(work.MayWrite && work.Review.MayPass);
        Assert.True((await Newsroom.SaveAsync(First, id, "first", null, "<p>灯坏了又亮，初审改。</p>")).IsDone);
        Assert.Equal(Refusal.Stale, (await Reviews.PassAsync(First, id, 1, work.DraftVersion)).Refused);
        Assert.True((await PassAsync(First, id)).IsDone);
        Assert.Equal(Refusal.Stale, (await Newsroom.SaveAsync(First, id, "first", null, "<p>通过以后又改。</p>")).Refused);
        Assert.True((await PassAsync(Second, id)).IsDone);

        Assert.Equal("<p>灯坏了又亮，初审改。</p>", (await Portal.Get<Articles>().GetAsync(id, Token))!.Body.Html);
    }

    [Fact]
    public async Task SendBack_ComesBackWithItsReasonIntoTheQueueOfWhoSentIt()
    {
        await AskAsync(1);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        Assert.Equal((id, 1, "沈"), Assert.Single((await Reviews.QueueAsync(First, Token)).Value!) is var task ? (task.Id, task.Level, task.FromName) : default);
        Assert.Empty((await Reviews.QueueAsync(Author, Token)).Value!);

        Assert.Equal(Refusal.Invalid, (await Reviews.SendBackAsync(First, id, " ")).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Reviews.SendBackAsync(Author, id, "我自己退。")).Refused);
        Assert.True((await Reviews.SendBackAsync(First, id, "缺一张照片。")).IsDone);

        Assert.Empty((await Reviews.QueueAsync(First, Token)).Value!);
        var back = Assert.Single((await Reviews.QueueAsync(Author, Token)).Value!);
        Assert.Equal((0, "许", "缺一张照片。"), (back.Level, back.FromName, back.Reason));
        Assert.True((await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, null, "<p>补了照片。</p>")).IsDone);
    }

    [Fact]
    public async Task TakeBack_ByWhoSentItOrAnAdministrator_EndsTheRound()
    {
        await AskAsync(2);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        await PassAsync(First, id);

        Assert.Equal(Refusal.NotAllowed, (await Reviews.TakeBackAsync(Second, id)).Refused);
        Assert.True((await Reviews.TakeBackAsync(Author, id)).IsDone);
        Assert.Equal(Refusal.Stale, (await Reviews.TakeBackAsync(Author, id)).Refused);
        Assert.Equal(Refusal.Stale, (await Reviews.PassAsync(Second, id, 2, (await Portal.Services.WorkAsync(Second, id)).DraftVersion)).Refused);
        await SendAsync(Author, id);
        Assert.True((await Reviews.TakeBackAsync(Third, id)).IsDone);
    }

    [Fact]
    public async Task Publish_WhereReviewsAreAsked_IsRefusedByEveryWay()
    {
        await AskAsync(1);
        var id = await DraftAsync();
        var text = new ArticleText { ColumnId = _column, Title = "绕过", BodyHtml = "<p>绕过。</p>" };

        Assert.Equal(nameof(Column.Reviews), (await Reviews.PublishAsync(Author, id, TestNewsroom.Writer, (await Portal.Services.WorkAsync(Author, id)).DraftVersion)).Detail);
        Assert.Equal(nameof(Column.Reviews), (await Portal.Get<Articles>().PublishAsync(Third, text, Portal.NowUtc, Token)).Detail);
    }

    [Fact]
    public async Task Publish_AnArticleOfAReviewedColumnMovedToAFreeOne_StillAsksForTheReviews()
    {
        var id = await PublishedAsync();
        await AskAsync(1);
        var free = await Portal.AddColumnAsync("free", "杂记");
        await Newsroom.OpenAsync(Author, id, TestNewsroom.Writer);
        await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, TestNewsroom.Fields(free), "<p>换个栏目就不审了？</p>");

        Assert.Equal(nameof(Column.Reviews), (await Reviews.PublishAsync(Author, id, TestNewsroom.Writer, (await Portal.Services.WorkAsync(Author, id)).DraftVersion)).Detail);
        Assert.Equal(nameof(Column.Reviews), (await Portal.Get<Articles>().CorrectAsync(Author, id, 2, new ArticleText { ColumnId = free, Title = "绕过", BodyHtml = "<p>绕过。</p>" }, null, Token)).Detail);
    }

    [Fact]
    public async Task Pass_TheColumnAsksForMoreMeanwhile_GetsThem()
    {
        await AskAsync(1);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        await AskAsync(2);

        await PassAsync(First, id);
        Assert.Null(await Portal.Get<Articles>().GetAsync(id, Token));
        await PassAsync(Second, id);

        Assert.NotNull(await Portal.Get<Articles>().GetAsync(id, Token));
    }

    [Fact]
    public async Task Publish_PlannedAndExpiring_FollowsTheClock()
    {
        var id = await Portal.Services.DraftArticleAsync(Author, _column);
        var fields = TestNewsroom.Fields(_column) with { PublishLocal = Local(TimeSpan.FromHours(2)), ExpiresLocal = Local(TimeSpan.FromHours(5)) };
        await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, fields);
        await Portal.Services.ReleaseArticleAsync(id);

        async Task<bool?> IsUpAsync() => (await Portal.Get<Articles>().GetAsync(id, Token))?.IsWithdrawn is { } gone ? !gone : null;
        Assert.Null(await IsUpAsync());
        Portal.Time.Advance(TimeSpan.FromHours(2.1));
        Assert.True(await IsUpAsync());
        Assert.Single((await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("巷口"), Token)).Hits.Items);
        Portal.Time.Advance(TimeSpan.FromHours(3));
        Assert.False(await IsUpAsync());
        Assert.Empty((await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("巷口"), Token)).Hits.Items);
    }

    [Theory]
    [InlineData("", "<p>正文。</p>", "Title")]
    [InlineData("题", "<p> </p>", "Body")]
    [InlineData(" ", "", "Title Body")]
    public async Task Send_Unfinished_NamesWhatIsMissing(string title, string html, string missing)
    {
        await AskAsync(1);
        var id = await Portal.Services.DraftArticleAsync(Author, _column, title, html);

        var sent = await SendAsync(Author, id);

        Assert.Equal((Refusal.Invalid, missing), (sent.Refused, sent.Detail));
    }

    [Fact]
    public async Task Send_APictureWithoutWords_AsksForThem()
    {
        var id = await DraftAsync();
        var picture = (await Newsroom.AddPictureAsync(Author, "灯.gif", TestPictures.Gif)).Value;
        await Newsroom.SaveAsync(Author, id, TestNewsroom.Writer, TestNewsroom.Fields(_column) with { PictureId = picture.Id });

        var published = await Reviews.PublishAsync(Author, id, TestNewsroom.Writer, (await Portal.Services.WorkAsync(Author, id)).DraftVersion);

        Assert.Equal((Refusal.Invalid, "PictureAlt"), (published.Refused, published.Detail));
    }

    [Fact]
    public async Task Pass_PressedTwiceAtOnce_CountsOnce()
    {
        await AskAsync(3);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        var version = (await Portal.Services.WorkAsync(First, id)).DraftVersion;

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Task.Run(() => Reviews.PassAsync(i % 2 == 0 ? First : Second, id, 1, version), Token)));

        Assert.Single(outcomes, o => o.IsDone);
        Assert.Equal(2, (await Portal.Services.WorkAsync(Third, id)).Review.Awaits);
    }

    [Fact]
    public async Task Sheet_NamesEveryStepAndWhatWasChanged()
    {
        await AskAsync(2);
        var id = await DraftAsync();
        await SendAsync(Author, id);
        await Newsroom.OpenAsync(First, id, "first");
        await Newsroom.SaveAsync(First, id, "first", TestNewsroom.Fields(_column, "巷口的两盏灯"), "<p>灯坏了又亮。</p><p>又添一段。</p>");
        await PassAsync(First, id, "添一段。");
        await PassAsync(Second, id);

        var sheet = (await Reviews.SheetAsync(Author, id, Token)).Value!;

        var round = Assert.Single(sheet.Rounds);
        Assert.Equal(
            [(ArticleReviewDeed.Sent, 0, "沈", ""), (ArticleReviewDeed.Passed, 1, "许", "添一段。"), (ArticleReviewDeed.Passed, 2, "顾", ""), (ArticleReviewDeed.Published, 0, "顾", "")],
            round.Lines.Select(l => (l.Deed, l.Level, l.ByName, l.Reason)));
        Assert.Equal(new FieldChange("Title", "巷口的灯", "巷口的两盏灯"), Assert.Single(round.Changes, c => c.Field == "Title"));
        Assert.Equal(["又添一段。"], round.Last.Paragraphs.Where(p => p.Pieces.Any(x => x.IsOnlyHere)).Select(p => p.Text));
    }

    /// <summary>Whatever is done in whatever order: what readers get has passed as many reviews as its column asked for at the last of them, by as many people, none of whom had sent it in.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Reviews_AnyOrderOfCommands_PublishNothingUnreviewed(int seed)
    {
        var random = new Random(seed);
        Actor[] people = [Author, First, Second, Third];
        await AskAsync(2);
        var other = await Portal.AddColumnAsync("other", "杂记");
        await Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = 3 WHERE \"Id\" = {other}");
        var id = await DraftAsync();
        var published = 0;
        for (var step = 0; step < 150; step++)
        {
            var actor = people[random.Next(people.Length)];
            var before = (await Portal.Get<Articles>().GetAsync(id, Token))?.Version;
            var work = await Portal.Services.WorkAsync(actor, id);
            switch (random.Next(10))
            {
                case 9:
                    await Portal.Get<ArticleShelf>().MoveAsync(actor, [id], random.Next(2) == 0 ? other : _column);
                    break;
                case 0 or 1:
                    await Newsroom.OpenAsync(actor, id, $"w{actor.MemberId}", takeOver: true);
                    await Newsroom.SaveAsync(actor, id, $"w{actor.MemberId}", TestNewsroom.Fields(random.Next(3) == 0 ? other : _column), $"<p>第 {step} 步。</p>");
                    break;
                case 2 or 3:
                    await Newsroom.OpenAsync(actor, id, $"w{actor.MemberId}", takeOver: true);
                    await Reviews.SendAsync(actor, id, $"w{actor.MemberId}", (await Portal.Services.WorkAsync(actor, id)).DraftVersion);
                    break;
                case 4:
                    await Reviews.PublishAsync(actor, id, $"w{actor.MemberId}", work.DraftVersion);
                    break;
                case 5:
                    await (random.Next(2) == 0 ? Reviews.TakeBackAsync(actor, id) : Reviews.SendBackAsync(actor, id, "再改。"));
                    break;
                default:
                    await Reviews.PassAsync(actor, id, work.Review.Awaits, work.DraftVersion);
                    break;
            }

            if ((await Portal.Get<Articles>().GetAsync(id, Token)) is not { } article || article.Version == before)
                continue;
            published++;
            await using var db = Portal.Db();
            var round = await db.ArticleReviews.Where(r => r.ArticleId == id).MaxAsync(r => r.Round, Token);
            var passes = await db.ArticleReviews.Where(r => r.ArticleId == id && r.Round == round && r.Deed == ArticleReviewDeed.Passed).OrderBy(r => r.Id).ToListAsync(Token);
            var asked = article.Column.Id == other ? 3 : 2;
            Assert.True(passes.Count >= asked, $"step {step}: {passes.Count} of {asked}");
            Assert.Equal(Enumerable.Range(1, passes.Count), passes.Select(p => p.Level));
            Assert.Equal(passes.Count, passes.Select(p => p.ById).Distinct().Count());
            var last = passes[^1].RevisionId;
            Assert.Equal(article.Body.Html, (await db.ArticleRevisions.SingleAsync(r => r.Id == last, Token)).Body.Html);
            var sender = await db.ArticleReviews.Where(r => r.ArticleId == id && r.Round == round && r.Deed == ArticleReviewDeed.Sent).Select(r => r.ById).SingleAsync(Token);
            Assert.DoesNotContain(sender, passes.Select(p => p.ById));
        }

        Assert.True(published > 0, "The seed published nothing: another one says more.");
    }

    private Task<int> DraftAsync() => Portal.Services.DraftArticleAsync(Author, _column);

    private Task<Outcome> SendAsync(Actor actor, int id) => Portal.Services.SendAsync(actor, id);

    private Task<Outcome> PassAsync(Actor actor, int id, string remark = "") => Portal.Services.PassAsync(actor, id, remark);

    private Task AskAsync(int reviews) => Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = {reviews} WHERE \"Id\" = {_column}");

    private async Task<int> PublishedAsync()
    {
        var id = await Portal.Services.DraftArticleAsync(Author, _column);
        Assert.True((await Reviews.PublishAsync(Author, id, TestNewsroom.Writer, (await Portal.Services.WorkAsync(Author, id)).DraftVersion)).IsDone);
        return id;
    }

    private DateTime Local(TimeSpan later) => Deadlines.ToLocal(Portal.NowUtc + later, "Asia/Shanghai");
}
