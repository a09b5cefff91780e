using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class TranslationsTests : CoreTest
{
    private int _column;

    private Translations Translations => Portal.Get<Translations>();

    private Newsroom Newsroom => Portal.Get<Newsroom>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
    }

    [Fact]
    public async Task Begin_HoldsTheTextInTheOtherLanguage_AndCannotGoOutWithoutATitle()
    {
        var id = await Portal.AddArticleAsync("原文", columnId: _column, body: "<p>一段。</p>");

        var translation = (await Translations.BeginAsync(TestPortal.Editor, id)).Value;

        var work = await Portal.Services.WorkAsync(TestPortal.Editor, translation, TestNewsroom.Writer);
        Assert.Equal(("", "en", _column, "<p>一段。</p>"), (work.Fields.Title, work.Fields.Language, work.Fields.ColumnId, work.Body.Html));
        Assert.Equal(new TranslationLine(id, "原文", "zh-Hans", ArticleStanding.Published, true), work.Translation);
        Assert.Equal(new TranslationLine(translation, "", "en", ArticleStanding.Draft, false), (await Portal.Services.WorkAsync(TestPortal.Editor, id)).Translation);
        Assert.Equal("Title", (await Portal.Get<ArticleReviews>().PublishAsync(TestPortal.Editor, translation, TestNewsroom.Writer, work.DraftVersion)).Detail);
        Assert.Equal(nameof(Article.TranslationOfId), (await Translations.BeginAsync(TestPortal.Editor, id)).Detail);
        Assert.Equal(nameof(Article.TranslationOfId), (await Translations.BeginAsync(TestPortal.Editor, translation)).Detail);
    }

    [Fact]
    public async Task Readers_AreLedBothWays_OnlyWhileBothAreUp()
    {
        var id = await Portal.AddArticleAsync("原文", columnId: _column);
        var translation = await EnglishAsync(Portal.NowUtc);
        Assert.True((await Translations.TieAsync(TestPortal.Editor, translation, id)).IsDone);

        Assert.Equal(new ArticleTranslation(translation, "In English", "en", false), await ShownAsync(id));
        Assert.Equal(new ArticleTranslation(id, "原文", "zh-Hans", true), await ShownAsync(translation));

        Assert.True((await Portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [translation])).IsDone);
        Assert.Null(await ShownAsync(id));
        Assert.True((await Portal.Get<ArticleShelf>().RestoreAsync(TestPortal.Editor, [translation])).IsDone);
        Assert.NotNull(await ShownAsync(id));

        Assert.True((await Translations.UntieAsync(TestPortal.Editor, id)).IsDone);
        Assert.Null(await ShownAsync(id));
        Assert.Null(await ShownAsync(translation));
        Assert.Equal(Refusal.NotFound, (await Translations.UntieAsync(TestPortal.Editor, id)).Refused);
    }

    [Fact]
    public async Task Readers_OfTheOriginal_LearnNothingOfATranslationStillToCome()
    {
        var id = await Portal.AddArticleAsync("原文", columnId: _column);
        var translation = await EnglishAsync(Portal.NowUtc.AddHours(1));
        Assert.True((await Translations.TieAsync(TestPortal.Editor, id, translation)).IsDone);

        Assert.Null(await ShownAsync(id));
        Assert.All((await Portal.Get<Catalogue>().ArticlesAsync(new CatalogueQuery(), Token))!.Items, a => Assert.Null(a.TranslationId));

        Portal.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(translation, (await ShownAsync(id))?.Id);
        Assert.Equal([(id, (int?)translation), (translation, id)], (await Portal.Get<Catalogue>().ArticlesAsync(new CatalogueQuery(), Token))!.Items.Select(a => (a.Id, a.TranslationId)).Order());
    }

    [Fact]
    public async Task Tie_OnlyTwoFreeArticlesOfTwoLanguages()
    {
        var (one, two, three) = (await Portal.AddArticleAsync("一", columnId: _column), await Portal.AddArticleAsync("二", columnId: _column), await EnglishAsync(Portal.NowUtc));
        var fourth = await EnglishAsync(Portal.NowUtc, "Another");

        Assert.Equal(nameof(ArticleContent.Language), (await Translations.TieAsync(TestPortal.Editor, one, two)).Detail);
        Assert.Equal(nameof(ArticleContent.Language), (await Translations.TieAsync(TestPortal.Editor, one, one)).Detail);
        Assert.Equal(Refusal.NotFound, (await Translations.TieAsync(TestPortal.Editor, one, 999)).Refused);
        Assert.True((await Translations.TieAsync(TestPortal.Editor, one, three)).IsDone);
        Assert.Equal(nameof(Article.TranslationOfId), (await Translations.TieAsync(TestPortal.Editor, two, three)).Detail);
        Assert.Equal(nameof(Article.TranslationOfId), (await Translations.TieAsync(TestPortal.Editor, one, fourth)).Detail);

        Assert.Equal([fourth], (await Translations.FindAsync(TestPortal.Editor, two, "", Token)).Value!.Select(a => a.Id));
        Assert.Equal([two], (await Translations.FindAsync(TestPortal.Editor, fourth, "", Token)).Value!.Select(a => a.Id));
        Assert.Equal([], (await Translations.FindAsync(TestPortal.Editor, two, "nowhere", Token)).Value!);
    }

    [Fact]
    public async Task Tie_ThatTwoMakeAtOnce_IsMadeOnce()
    {
        var (one, two, english) = (await Portal.AddArticleAsync("一", columnId: _column), await Portal.AddArticleAsync("二", columnId: _column), await EnglishAsync(Portal.NowUtc));

        var ties = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => Translations.TieAsync(TestPortal.Editor, i % 2 == 0 ? one : two, english))));

        Assert.Single(ties, t => t.IsDone);
        await using var db = Portal.Db();
        Assert.Equal(1, await db.Articles.CountAsync(a => a.TranslationOfId != null, Token));
    }

    [Fact]
    public async Task Language_IsSettledWhileThereIsATranslation()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        var english = TestNewsroom.Fields(_column, "Lamp") with { Language = "en" };
        Assert.True((await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, english)).IsDone);
        Assert.True((await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column))).IsDone);
        Assert.Equal("Language", (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, english with { Language = "tlh" })).Detail);
        var translation = (await Translations.BeginAsync(TestPortal.Editor, id)).Value;

        Assert.Equal("Language", (await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, english)).Detail);

        Assert.True((await Translations.UntieAsync(TestPortal.Editor, translation)).IsDone);
        Assert.True((await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, english)).IsDone);
        await Portal.Services.ReleaseArticleAsync(id);
        Assert.Equal("en", (await Portal.Get<Articles>().GetAsync(id, Token))!.Language);
    }

    [Fact]
    public async Task Version_OfBeforeTheTie_ComesBackWithoutItsLanguage()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column, "中文的一版");
        var earlier = (await Newsroom.RevisionsAsync(TestPortal.Editor, id, Token)).Value![0].Id;
        Portal.Time.Advance(Newsroom.OneVersion * 2);
        Assert.True((await Newsroom.SaveAsync(TestPortal.Editor, id, TestNewsroom.Writer, TestNewsroom.Fields(_column, "Lamp") with { Language = "en" })).IsDone);
        await Translations.BeginAsync(TestPortal.Editor, id);

        Assert.True((await Newsroom.RestoreRevisionAsync(TestPortal.Editor, id, TestNewsroom.Writer, earlier)).IsDone);

        var fields = (await Portal.Services.WorkAsync(TestPortal.Editor, id)).Fields;
        Assert.Equal(("中文的一版", "en"), (fields.Title, fields.Language));
    }

    [Fact]
    public async Task Article_GoneForGood_LeavesItsTranslationFree()
    {
        var id = await Portal.Services.DraftArticleAsync(TestPortal.Editor, _column);
        var translation = (await Translations.BeginAsync(TestPortal.Editor, id)).Value;
        await Portal.ExecuteAsync($"DELETE FROM \"Articles\" WHERE \"Id\" = {id}");

        Assert.Null((await Portal.Services.WorkAsync(TestPortal.Editor, translation)).Translation);
    }

    private async Task<int> EnglishAsync(DateTime publishedUtc, string title = "In English")
    {
        var made = await Portal.Get<Articles>().PublishAsync(
            TestPortal.Editor, new ArticleText { ColumnId = _column, Title = title, BodyHtml = "<p>Text.</p>", Language = "en" }, publishedUtc, Token);
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    private async Task<ArticleTranslation?> ShownAsync(int id) => (await Portal.Get<Articles>().GetAsync(id, Token))!.Translation;
}
