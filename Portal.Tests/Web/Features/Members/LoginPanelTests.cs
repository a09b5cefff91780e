using System.Security.Claims;
using AngleSharp.Dom;
using Bunit;
using Bunit.TestDoubles;
using Portal.Web;
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
    public void Render_SignedIn_ShowsTheDisplayNameAndTheWayOut()
    {
        _authorization.SetAuthorized("member").SetClaims(new Claim("display-name", "方小满"));

        var panel = Live("/notices");

        Assert.Equal("方小满", panel.Find("h2").TextContent);
        var form = panel.Find("form");
        Assert.Equal("post", form.GetAttribute("method"));
        Assert.Equal(PortalUrls.Logout, form.GetAttribute("action"));
        Assert.Equal("/notices", form.QuerySelector("input[name=returnTo]")!.GetAttribute("value"));
        Assert.Equal("退出登录", form.QuerySelector("button")!.TextContent);
        Assert.Empty(panel.FindAll("input[type=password]"));
    }

    [Fact]
    public void Render_SignedInWithoutDisplayName_ShowsTheUserName()
    {
        _authorization.SetAuthorized("member");
        Assert.Equal("member", Live().Find("h2").TextContent);
    }

    private IRenderedComponent<LoginPanel> Live(string returnTo = "/", string? user = null) =>
        Show<LoginPanel>(p => p.Add(c => c.ReturnTo, returnTo).Add(c => c.UserName, user));

    private static IElement Field(IRenderedComponent<LoginPanel> panel, string label) =>
        panel.FindAll("label").Single(l => l.TextContent.Trim() == label).QuerySelector("input")!;
}
