using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web;
using Portal.Web.Account;
using Portal.Web.Features.Members;

namespace Portal.Tests.Web.Features;

public sealed class LoginPanelTests : IslandTest
{
    private BunitAuthorizationContext _authorization = null!;

    protected override ValueTask ArrangeAsync()
    {
        _authorization = Context.AddAuthorization();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public void Render_SignedOut_HasItsLabels()
    {
        var panel = Live();
        Assert.Equal("text", Field(panel, "用户名").GetAttribute("type"));
        Assert.Equal("password", Field(panel, "密码").GetAttribute("type"));
        Assert.Equal("登录", panel.Find("button[type=submit]").TextContent);
        Assert.Equal(PortalUrls.Register, panel.FindAll("a").Single(a => a.TextContent == "新用户注册").GetAttribute("href"));
    }

    [Fact]
    public void Render_SignedOut_PostsToTheLoginWithTheWayBack()
    {
        var form = Live("/columns/news?page=2").Find("form");
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal("/account/login", form.GetAttribute("action"));
        Assert.Equal("/columns/news?page=2", form.QuerySelector("input[name=returnTo]")!.GetAttribute("value"));
        Assert.Equal(["returnTo", "user", "password", "remember"], form.QuerySelectorAll("input").Select(i => i.GetAttribute("name")));
    }

    [Theory]
    [InlineData("用户名", "请填写用户名或电子邮件。")]
    [InlineData("密码", "请填写密码。")]
    public void Change_FieldLeftEmpty_SaysWhatIsMissing(string label, string sentence)
    {
        var panel = Live();
        Assert.DoesNotContain(sentence, panel.Markup, StringComparison.Ordinal);

        Field(panel, label).Change("  ");

        var field = Field(panel, label);
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal(sentence, panel.Find($"#{field.GetAttribute("aria-describedby")}").TextContent);
        Assert.Single(panel.FindAll("[aria-invalid]"));

        Field(panel, label).Change("x");

        Assert.DoesNotContain(sentence, panel.Markup, StringComparison.Ordinal);
        Assert.Empty(panel.FindAll("[aria-invalid], [aria-describedby]"));
    }

    [Fact]
    public void Render_AfterAFailedSignIn_FillsTheUserNameInAndNoPassword()
    {
        var panel = Live(user: "方小满");
        Assert.Equal("方小满", Field(panel, "用户名").GetAttribute("value"));
        Assert.False(Field(panel, "密码").HasAttribute("value"));
    }

    [Fact]
    public void Render_InTheHeader_FoldsTheFormBehindAWord()
    {
        var panel = Show<LoginPanel>(p => p.Add(c => c.ReturnTo, "/units").Add(c => c.InHeader, true));
        Assert.Equal("登录", panel.Find("details > summary").TextContent.Trim());
        Assert.NotNull(panel.Find("details form[action='/account/login'] input[name=returnTo][value='/units']"));
    }

    [Fact]
    public void Render_InTheHeaderOfAPageWithAForm_LeadsToIt()
    {
        var panel = Show<LoginPanel>(p => p.Add(c => c.ReturnTo, "/").Add(c => c.InHeader, true).Add(c => c.FormOnPage, true));
        Assert.Equal("/#login", panel.Find("a").GetAttribute("href"));
        Assert.Empty(panel.FindAll("form"));
        Assert.Equal("login", Live().Find("section").Id);
    }

    [Fact]
    public async Task Render_SignedIn_ShowsTheDisplayNameAndTheWayOut()
    {
        await SignInAsync();

        var panel = Live("/notices");

        Assert.Equal("方小满", panel.Find("h2").TextContent);
        var form = panel.Find("form");
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal(PortalUrls.Logout, form.GetAttribute("action"));
        Assert.Equal("/notices", form.QuerySelector("input[name=returnTo]")!.GetAttribute("value"));
        Assert.Equal("退出登录", form.QuerySelector("button")!.TextContent);
        Assert.NotNull(panel.Find($"a[href='{PortalUrls.Account}']"));
        Assert.Empty(panel.FindAll("input[type=password]"));
        Assert.DoesNotContain("工作区", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_Staff_LeadsToTheWorkArea()
    {
        await SignInAsync();
        _authorization.SetRoles(nameof(Role.Editor));
        Assert.Equal(PortalUrls.Admin, Live().FindAll("a").Single(a => a.TextContent == "工作区").GetAttribute("href"));
    }

    [Fact]
    public async Task Render_WaitingForApproval_SaysSo()
    {
        await SignInAsync(new Claim(SessionPrincipal.Pending, ""));
        Assert.Contains("待审核", Live().Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Render_StaffWithoutASecondFactor_SaysWhatIsMissing()
    {
        await SignInAsync(new Claim(SessionPrincipal.NeedsSecondFactor, ""));
        Assert.Contains("两步验证", Live().Find(".state").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unread_NoticeComesOutIsReadAndIsWithdrawn_TheNumberFollows()
    {
        var id = await SignInAsync();
        var panel = Live();
        var folded = Show<LoginPanel>(p => p.Add(c => c.ReturnTo, "/").Add(c => c.InHeader, true));
        Assert.Contains("没有未读通知", panel.Markup, StringComparison.Ordinal);
        Assert.Empty(folded.FindAll("summary .count"));
        Portal.Time.Advance(TimeSpan.FromMinutes(1));

        var notice = await Portal.Services.PublishNoticeAsync(new NoticeText("明天停水"));
        await Portal.Services.PublishNoticeAsync(new NoticeText("后天停电"));

        panel.WaitForAssertion(() => Assert.Equal("2", panel.Find(".unread b").TextContent));
        Assert.Contains("明天停水", panel.Markup, StringComparison.Ordinal);
        folded.WaitForAssertion(() => Assert.StartsWith("2", folded.Find("summary .count").TextContent, StringComparison.Ordinal));

        // in another window
        await Portal.Get<Notices>().MarkReadAsync(new Actor(id, "fang", Role.Member), notice, Cancellation);

        panel.WaitForAssertion(() => Assert.Equal("1", panel.Find(".unread b").TextContent));
        Assert.DoesNotContain("明天停水", panel.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Session_EndsElsewhere_TheOpenPanelAsksToSignIn()
    {
        await SignInAsync();
        var panel = Live();
        Assert.Equal("方小满", panel.Find("h2").TextContent);

        _authorization.SetNotAuthorized();

        panel.WaitForAssertion(() => Assert.NotNull(panel.Find("input[type=password]")));
    }

    private async Task<int> SignInAsync(params Claim[] more)
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧"));
        _authorization.SetAuthorized("fang").SetClaims(
            [new Claim(SessionPrincipal.DisplayName, "方小满"), new Claim(ClaimTypes.NameIdentifier, made.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)), .. more]);
        return made.Value;
    }

    private IRenderedComponent<LoginPanel> Live(string returnTo = "/", string? user = null) =>
        Show<LoginPanel>(p => p.Add(c => c.ReturnTo, returnTo).Add(c => c.UserName, user));

    private static IElement Field(IRenderedComponent<LoginPanel> panel, string label) =>
        panel.FindAll("label").Single(l => l.TextContent.Trim() == label).QuerySelector("input")!;
}
