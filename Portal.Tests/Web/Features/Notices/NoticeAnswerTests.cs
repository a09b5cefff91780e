using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Features.Notices;

namespace Portal.Tests.Web.Features;

public sealed class NoticeAnswerTests : IslandTest
{
    private BunitAuthorizationContext _authorization = null!;

    protected override ValueTask ArrangeAsync()
    {
        _authorization = Context.AddAuthorization();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Confirm_Pressed_SaysSoAndAsksNoMore()
    {
        await SignInAsync();
        var answer = Show(await Portal.Services.PublishNoticeAsync(new NoticeText(AsksReceipt: true)));

        answer.Find("button").Click();

        answer.WaitForAssertion(() => Assert.Contains("您已确认已读", answer.Markup, StringComparison.Ordinal));
        Assert.Empty(answer.FindAll("button"));
    }

    [Fact]
    public async Task Reply_NotComing_AsksForNoNamesAndIsKept()
    {
        await SignInAsync();
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(AsksReply: true));
        var answer = Show(id);
        Assert.Equal(2, answer.FindAll(".two input").Count);

        answer.FindAll("input[type=radio]")[1].Change(true);
        Assert.Empty(answer.FindAll(".two input"));
        answer.Find("textarea").Change("出差");
        answer.Find("form").Submit();

        answer.WaitForAssertion(() => Assert.Contains("已回执：不参加。", answer.Markup, StringComparison.Ordinal));
        var board = (await Portal.Get<NoticeReceipts>().BoardAsync(TestPortal.Editor, id, Cancellation)).Value!;
        Assert.Equal((0, 1), (board.Coming, board.NotComing));
    }

    [Fact]
    public async Task Reply_Closed_IsLockedAndSaysSince()
    {
        await SignInAsync();
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(AsksReply: true, ReplyClosesUtc: Portal.NowUtc.AddMinutes(5)));
        Portal.Time.Advance(TimeSpan.FromMinutes(5));

        var answer = Show(id);

        Assert.True(answer.Find("fieldset").HasAttribute("disabled"));
        Assert.Contains("已截止", answer.Find("h2").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Visitor_IsAskedToSignIn()
    {
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(AsksReceipt: true));

        var answer = Show(id);

        Assert.Equal($"/account/login?returnTo=%2Fnotices%2F{id}", answer.Find("a").GetAttribute("href"));
        Assert.Empty(answer.FindAll("button, form"));
    }

    private IRenderedComponent<NoticeAnswer> Show(int id) => Show<NoticeAnswer>(p => p.Add(c => c.NoticeId, id));

    private async Task SignInAsync()
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧"));
        _authorization.SetAuthorized("fang").SetClaims(new Claim(ClaimTypes.NameIdentifier, made.Value.ToString(CultureInfo.InvariantCulture)));
    }
}
