using Bunit;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web;
using Portal.Web.Features.Contests;

namespace Portal.Tests.Web.Features;

public sealed class EssayPanelTests : EssayIslandTest
{
    [Theory]
    [InlineData(EssayLack.Title, 0, "填写题目", "essay-title")]
    [InlineData(EssayLack.TitleTooLong, 5, "题目超出 5 字", "essay-title")]
    [InlineData(EssayLack.Theme, 0, "选一项主题", "essay-theme")]
    [InlineData(EssayLack.Coauthor, 0, "填写合作者的姓名", "essay-people")]
    [InlineData(EssayLack.AbstractTooShort, 58, "摘要还差 58 字", "essay-abstract")]
    [InlineData(EssayLack.AbstractTooLong, 3, "摘要超出 3 字", "essay-abstract")]
    [InlineData(EssayLack.BodyTooShort, 1252, "正文还差 1,252 字", "essay-body")]
    [InlineData(EssayLack.BodyTooLong, 12, "正文超出 12 字", "essay-body")]
    [InlineData(EssayLack.Original, 0, "勾选原创声明", "essay-original")]
    public async Task Missing_IsSaidInWordsAndLeadsToItsField(EssayLack lack, int characters, string sentence, string field)
    {
        var panel = await PanelAsync(p => p with { Gaps = [new EssayGap(lack, characters)] });

        var link = panel.Find(".todo .open a");
        Assert.Equal((sentence, $"#{field}"), (link.TextContent, link.GetAttribute("href")));
        Assert.Contains("还差 1 项即可提交。", panel.Markup, StringComparison.Ordinal);
        Assert.DoesNotContain("各项都已填好", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_Nothing_SaysThatItCanBeSent()
    {
        var panel = await PanelAsync(p => p);

        Assert.Equal("各项都已填好", panel.Find(".todo li").TextContent);
        Assert.Contains("可以提交了。", panel.Markup, StringComparison.Ordinal);
        Assert.Equal("提交", Press(panel));
    }

    // something missing does not lock the button: pressing it leads to the first of them
    [Theory]
    [InlineData(false, true, false)]
    [InlineData(true, true, true)]
    [InlineData(false, false, true)]
    public async Task Press_WhenLockedOrAsleep_IsDisabled(bool isLocked, bool isLive, bool isDisabled)
    {
        var panel = await PanelAsync(p => p with { Gaps = [new EssayGap(EssayLack.Title)] }, isLocked, isLive);
        Assert.Equal(isDisabled, panel.Find("[data-press]").HasAttribute("disabled"));
    }

    [Theory]
    [InlineData(EssayState.Received, false, "已经提交。改动以后可以再次提交。", true)]
    [InlineData(EssayState.Received, true, "有改动还没有提交：以上次提交的为准。", false)]
    [InlineData(EssayState.Withdrawn, false, "已经撤回。再次提交，才参加评审。", false)]
    [InlineData(EssayState.Withdrawn, true, "已经撤回。再次提交，才参加评审。", false)]
    public async Task Sent_Once_SaysWhichVersionCounts(EssayState state, bool hasChanges, string sentence, bool isDisabled)
    {
        var panel = await PanelAsync(p => p with { State = state, Number = "LL-0007", HasUnsentChanges = hasChanges });

        Assert.Equal(sentence, panel.Find("[aria-live]").TextContent);
        Assert.Equal("再次提交", Press(panel));
        Assert.Equal(isDisabled, panel.Find("[data-press]").HasAttribute("disabled"));
        Assert.Contains("收稿编号 LL-0007", panel.Markup, StringComparison.Ordinal);
        Assert.Equal("稿件进展", panel.FindAll("a").Single(a => a.GetAttribute("href")!.StartsWith("/member/essays/", StringComparison.Ordinal)).TextContent);
    }

    [Fact]
    public async Task Saved_IsToldInTheSocietysZone()
    {
        var panel = await PanelAsync(p => p);
        Assert.Equal("已保存 15:00:00", panel.Find("[data-saved]").TextContent);
    }

    private static string Press(IRenderedComponent<EssayPanel> panel) => panel.Find("[data-press]").TextContent;

    private async Task<IRenderedComponent<EssayPanel>> PanelAsync(Func<EssayProgress, EssayProgress> change, bool isLocked = false, bool isLive = true)
    {
        var (draft, progress) = await LoadAsync(await Portal.WriteAsync(Author, Contest.Id));
        return Show<EssayPanel>(p => p.Add(c => c.Draft, draft).Add(c => c.Progress, change(progress)).Add(c => c.IsLocked, isLocked).Add(c => c.IsLive, isLive));
    }
}
