using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class StandingPagesTests : CoreTest
{
    private const string Window = "fenster";

    private static Actor Admin => TestPortal.Administrator;

    private StandingPages Pages => Portal.Get<StandingPages>();

    private Site Site => Portal.Get<Site>();

    [Fact]
    public async Task Publish_WorkingCopy_IsSeenByNoReaderBefore()
    {
        var id = await OpenAsync("about");
        await Pages.SaveAsync(Admin, id, Window, "关于我们", "<p>一句话。</p><script>x</script>");
        Assert.Null(await Site.PageAsync("about", "zh-Hans", Token));

        Assert.True((await Pages.PublishAsync(Admin, id, Window)).IsDone);
        Portal.Time.Advance(TimeSpan.FromHours(1));
        await Pages.SaveAsync(Admin, id, Window, html: "<p>改过的。</p>");

        var page = await Site.PageAsync("about", "zh-Hans", Token);
        Assert.Equal(("关于我们", "<p>一句话。</p>", Portal.NowUtc.AddHours(-1)), (page!.Title, page.Body.Html, page.UpdatedUtc));
        var row = (await Pages.ListAsync(Admin, cancellation: Token)).Value![0];
        Assert.Equal(("about", true, true), (row.Slug, row.IsFixed, row.IsAhead));
        Assert.Equal(["zh-Hans"], row.Languages);
        // the other language has a text of its own, and the Chinese one until then
        Assert.Equal("关于我们", (await Site.PageAsync("about", "en", Token))!.Title);
    }

    [Fact]
    public async Task Places_OfAPublishedPage_LeadReadersToIt()
    {
        Assert.True((await Pages.AddAsync(Admin, "rules", "章程")).IsDone);
        Assert.True((await Pages.SetPlacesAsync(Admin, "rules", inFooter: true, inNav: true)).IsDone);
        Assert.Empty(await Site.PageEntriesAsync(Token));

        var id = await OpenAsync("rules");
        await Pages.SaveAsync(Admin, id, Window, html: "<p>第一条。</p>");
        Assert.True((await Pages.PublishAsync(Admin, id, Window)).IsDone);

        var entry = Assert.Single(await Site.PageEntriesAsync(Token));
        Assert.Equal(("rules", "章程", "章程", true, true), (entry.Slug, entry.TitleIn("zh-Hans"), entry.TitleIn("en"), entry.InFooter, entry.InNav));
        var english = (await Pages.OpenAsync(Admin, "rules", "en", Window)).Value!.Id;
        await Pages.SaveAsync(Admin, english, Window, "Rules", "<p>One.</p>");
        await Pages.PublishAsync(Admin, english, Window);
        Assert.Equal("Rules", (await Site.PageEntriesAsync(Token))[0].TitleIn("en"));

        Assert.True((await Pages.SetPlacesAsync(Admin, "rules", inFooter: false, inNav: false)).IsDone);
        Assert.Empty(await Site.PageEntriesAsync(Token));
        Assert.Equal(["footer top", "-"], (await Portal.AuditAsync()).Where(a => a.Action == "page.places").Select(a => a.Detail));
    }

    [Fact]
    public async Task Compare_AFormerText_SaysWhatTheWorkingCopyHasElse()
    {
        var id = await OpenAsync("about");
        await Pages.SaveAsync(Admin, id, Window, "关于我们", "<p>成立于 1998 年。</p>");
        await Pages.PublishAsync(Admin, id, Window);
        await Pages.SaveAsync(Admin, id, Window, html: "<p>成立于 1999 年。</p>");
        var former = (await Pages.OpenAsync(Admin, "about", "zh-Hans")).Value!.Revisions[0].Id;

        var difference = (await Pages.CompareAsync(Admin, id, former, Token)).Value!;

        Assert.Equal(["1998"], difference.Before.Paragraphs[0].Pieces.Where(p => p.IsOnlyHere).Select(p => p.Text));
        Assert.Equal(["1999"], difference.Now.Paragraphs[0].Pieces.Where(p => p.IsOnlyHere).Select(p => p.Text));
        Assert.Equal(Refusal.NotFound, (await Pages.CompareAsync(Admin, id, former + 1, Token)).Refused);
    }

    [Fact]
    public async Task Publish_TitleOrTextMissing_IsRefused()
    {
        var id = await OpenAsync("contact");

        await Pages.SaveAsync(Admin, id, Window, html: "<p>正文。</p>");
        Assert.Equal("Title", (await Pages.PublishAsync(Admin, id, Window)).Detail);
        await Pages.SaveAsync(Admin, id, Window, "联系我们", "<p> </p>");
        Assert.Equal("Body", (await Pages.PublishAsync(Admin, id, Window)).Detail);
        Assert.Equal("Title", (await Pages.SaveAsync(Admin, id, Window, new string('长', 61))).Detail);
        Assert.Equal("Body", (await Pages.SaveAsync(Admin, id, Window, html: new string('长', StandingPages.BodyLength + 1))).Detail);
    }

    [Fact]
    public async Task Restore_Revision_ComesIntoTheWorkingCopyAndOutByPublishing()
    {
        await Portal.StoreAsync(new SitePage { Slug = "about", Language = "zh-Hans", Title = "最早的", Body = SafeHtml.Clean("<p>最早。</p>"), UpdatedUtc = Portal.NowUtc.AddYears(-1) });
        var id = await OpenAsync("about");
        await Pages.SaveAsync(Admin, id, Window, "新的", "<p>新。</p>");
        await Pages.PublishAsync(Admin, id, Window);
        var revisions = (await Pages.OpenAsync(Admin, "about", "zh-Hans")).Value!.Revisions;
        Assert.Equal(["新的", "最早的"], revisions.Select(r => r.Title));

        Assert.True((await Pages.RestoreAsync(Admin, id, Window, revisions[1].Id)).IsDone);
        Assert.Equal("新的", (await Site.PageAsync("about", "zh-Hans", Token))!.Title);
        await Pages.PublishAsync(Admin, id, Window);

        Assert.Equal("<p>最早。</p>", (await Site.PageAsync("about", "zh-Hans", Token))!.Body.Html);
        Assert.Equal(Refusal.NotFound, (await Pages.RestoreAsync(Admin, id, Window, 999)).Refused);
    }

    [Fact]
    public async Task SecondWindow_IsToldAndTakesOver_TheFirstOverwritesNothing()
    {
        var id = await OpenAsync("staff");
        using var pen = Pages.Hold(id, Window);

        Assert.NotNull((await Pages.OpenAsync(Admin, "staff", "zh-Hans", "another")).Value!.HeldBy);
        Assert.Equal(Refusal.Stale, (await Pages.SaveAsync(Admin, id, "another", "我的")).Refused);
        Assert.Null((await Pages.OpenAsync(Admin, "staff", "zh-Hans", "another", takeOver: true)).Value!.HeldBy);
        Assert.Equal(Refusal.Stale, (await Pages.SaveAsync(Admin, id, Window, "他的")).Refused);
        Assert.Equal(Refusal.Stale, (await Pages.PublishAsync(Admin, id, Window)).Refused);
        Assert.True((await Pages.SaveAsync(Admin, id, "another", "我的")).IsDone);
    }

    [Fact]
    public async Task OwnPage_RenamedRemovedBroughtBack_KeepsItsReaders()
    {
        Assert.True((await Pages.AddAsync(Admin, "rules", "章程")).IsDone);
        var id = await OpenAsync("rules");
        await Pages.SaveAsync(Admin, id, Window, html: "<p>第一条。</p>");
        await Pages.PublishAsync(Admin, id, Window);
        Assert.True((await Pages.RenameAsync(Admin, "rules", "charter")).IsDone);

        Assert.Equal("charter", await Pages.MovedAsync("rules", Token));
        Assert.Equal("章程", (await Site.PageAsync("charter", "zh-Hans", Token))!.Title);
        await Pages.RemoveAsync(Admin, "charter");
        Assert.Null(await Site.PageAsync("charter", "zh-Hans", Token));
        Assert.Equal("Taken", (await Pages.AddAsync(Admin, "charter", "另一页")).Detail);
        Assert.Equal("charter", Assert.Single((await Pages.ListAsync(Admin, bin: true, Token)).Value!).Slug);
        Assert.True((await Pages.BringBackAsync(Admin, "charter")).IsDone);
        Assert.NotNull(await Site.PageAsync("charter", "zh-Hans", Token));
        await Pages.RemoveAsync(Admin, "charter");
        Portal.Time.Advance(TimeSpan.FromDays(31));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Empty((await Pages.ListAsync(Admin, bin: true, Token)).Value!);
    }

    [Theory]
    [InlineData("about", "Taken")]
    [InlineData("Über", "Slug")]
    [InlineData("", "Slug")]
    public async Task Add_AddressThatCannotBe_IsRefused(string slug, string detail)
    {
        Assert.Equal(detail, (await Pages.AddAsync(Admin, slug, "章程")).Detail);
        Assert.Equal("Slug", (await Pages.RemoveAsync(Admin, "about")).Detail);
        Assert.Equal("Slug", (await Pages.RenameAsync(Admin, "about", "ours")).Detail);
        Assert.Equal(Refusal.NotFound, (await Pages.OpenAsync(Admin, "no-such", "zh-Hans", Window)).Refused);
        Assert.Equal(Refusal.NotFound, (await Pages.OpenAsync(Admin, "about", "fr", Window)).Refused);
    }

    private async Task<int> OpenAsync(string slug) => (await Pages.OpenAsync(Admin, slug, "zh-Hans", Window)).Value!.Id;
}
