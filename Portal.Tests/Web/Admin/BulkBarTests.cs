using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Tests.Web.Features;
using Portal.Web.Admin.Notices;

namespace Portal.Tests.Web.Admin;

/// <summary>Several notices withdrawn at once.</summary>
public sealed class BulkBarTests : IslandTest
{
    private readonly HashSet<int> _chosen = [];

    protected override async ValueTask ArrangeAsync()
    {
        var editor = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", TestMember.Password, Role.Editor));
        Context.AddAuthorization().SetAuthorized("fang").SetRoles(nameof(Role.Member), nameof(Role.Editor)).SetClaims(new Claim(ClaimTypes.NameIdentifier, editor.Value.ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Withdraw_AsksForAReason_AndTheHistoryTellsIt()
    {
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText("停水通知"));
        _chosen.Add(id);
        var bar = Show();

        Press(bar, "撤回");

        // nothing has happened yet
        Assert.NotNull(await Portal.Get<Notices>().GetAsync(Actor.Visitor, id, Cancellation));
        bar.Find("form input").Change("日期有误");
        bar.Find("form").Submit();

        bar.WaitForAssertion(() => Assert.Contains("已撤回 1 则。", bar.Markup, StringComparison.Ordinal));
        Assert.Null(await Portal.Get<Notices>().GetAsync(Actor.Visitor, id, Cancellation));
        var deed = (await Portal.Get<NoticeDesk>().HistoryAsync(TestPortal.Editor, id, Cancellation)).Value![0];
        Assert.Equal(("notice.withdraw", "方小满", "日期有误"), (deed.Action, deed.ByName, deed.Reason));

        Press(bar, "撤销");
        bar.WaitForAssertion(() => Assert.DoesNotContain("已撤回", bar.Markup, StringComparison.Ordinal));
        Assert.NotNull(await Portal.Get<Notices>().GetAsync(Actor.Visitor, id, Cancellation));
    }

    [Fact]
    public async Task Withdraw_Cancelled_LeavesTheNoticeAndTheChoice()
    {
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText("停水通知"));
        _chosen.Add(id);
        var bar = Show();

        Press(bar, "撤回");
        Press(bar, "取消");

        Assert.Empty(bar.FindAll("form"));
        Assert.Equal([id], _chosen);
        Assert.NotNull(await Portal.Get<Notices>().GetAsync(Actor.Visitor, id, Cancellation));
    }

    private static void Press(IRenderedComponent<NoticeBulk> bar, string name) => bar.FindAll("button").Single(b => b.TextContent == name).Click();

    private IRenderedComponent<NoticeBulk> Show() => Show<NoticeBulk>(p => p.Add(b => b.Chosen, _chosen));
}
