using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>忘记密码: asking for the mail, and its link.</summary>
public sealed class ForgotPasswordTests(PortalServer server) : JoinPageTest(server)
{
    [Fact]
    public async Task Ask_KnownOrUnknown_SaysExactlyTheSame()
    {
        var (id, name) = await MemberAsync();
        using var owner = new FormVisitor(Server);
        using var prober = new FormVisitor(Server);
        await owner.OpenAsync("/account/forgot");
        await prober.OpenAsync("/account/forgot");

        var known = await owner.SubmitAsync(("Account", $" {name}@qinghe.example"));
        var unknown = await prober.SubmitAsync(("Account", "没有这个人"));

        Assert.Equal(HttpStatusCode.Found, known.Status);
        Assert.Equal((known.Status, known.Header("Location")), (unknown.Status, unknown.Header("Location")));
        await owner.FollowAsync();
        await prober.FollowAsync();
        Assert.Equal("请查收邮件", owner.Main.QuerySelector("h1")!.TextContent);
        Assert.Contains("60 分钟", owner.Main.TextContent, StringComparison.Ordinal);
        Assert.Equal(owner.Main.OuterHtml, prober.Main.OuterHtml);
        await using var db = Db();
        Assert.True(await db.OneTimeKeys.AnyAsync(k => k.MemberId == id && k.Purpose == KeyPurpose.ResetPassword, Cancellation));
    }

    [Fact]
    public async Task Ask_Nothing_SaysWhatIsMissing()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/forgot");
        await visitor.SubmitAsync(("Account", "  "));
        Assert.Equal("请填写用户名或电子邮件。", visitor.ProblemOf("Account"));
        Assert.StartsWith("有 1 处需要再看一下：", visitor.Alert, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_TooOften_AsksToWait()
    {
        using var visitor = new FormVisitor(Server);
        for (var i = 0; i < 10; i++)
        {
            await visitor.OpenAsync("/account/forgot");
            await visitor.SubmitAsync(("Account", "没有这个人"));
        }

        await visitor.OpenAsync("/account/forgot");
        await visitor.SubmitAsync(("Account", "没有这个人"));

        Assert.Equal("从您这里来的次数太多了，请过一刻钟再试。", visitor.Alert);
        Assert.Equal("没有这个人", visitor.Main.QuerySelector("[name=Account]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Link_NewPassword_CountsOnceAndLeadsToSigningIn()
    {
        var (id, name) = await MemberAsync();
        var key = await KeyAsync(KeyPurpose.ResetPassword, id);
        using var visitor = new FormVisitor(Server);
        using var again = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/reset?token={key}");
        await again.OpenAsync($"/account/reset?token={key}");
        Assert.Equal(1, visitor.Page.Text.Split(key).Length - 1);
        var forManagers = visitor.Form.QuerySelector("[autocomplete=username]")!;
        Assert.Equal((name, "-1"), (forManagers.GetAttribute("value"), forManagers.GetAttribute("tabindex")));
        Assert.Equal("new-password", visitor.Form.QuerySelector("[name=Password]")!.GetAttribute("autocomplete"));

        await visitor.SubmitAsync(("Password", "一句只有我想得到的话"));
        await visitor.FollowAsync();
        await again.SubmitAsync(("Password", "另外一句别人的话啊"));

        Assert.Equal("新密码已经保存，请用它登录。", visitor.Main.QuerySelector("[role=status].note")!.TextContent);
        Assert.Equal(name, visitor.Form.QuerySelector("[name=user]")!.GetAttribute("value"));
        Assert.Equal("这个链接不能用了", again.Main.QuerySelector("h1")!.TextContent);
        Assert.True(await SignsInAsync(name, "一句只有我想得到的话"));
        Assert.False(await SignsInAsync(name, Password));
    }

    [Fact]
    public async Task Link_WeakPassword_SaysWhyAndKeepsTheLink()
    {
        var (id, name) = await MemberAsync();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/reset?token={await KeyAsync(KeyPurpose.ResetPassword, id)}");

        await visitor.SubmitAsync(("Password", name));

        Assert.StartsWith("这个密码太容易被猜到", visitor.ProblemOf("Password"), StringComparison.Ordinal);
        Assert.Contains(name, visitor.Form.TextContent, StringComparison.Ordinal);
        Assert.False(visitor.Form.QuerySelector("[name=Password]")!.HasAttribute("value"));
        await visitor.SubmitAsync(("Password", "一句只有我想得到的话"));
        Assert.Equal(HttpStatusCode.Found, visitor.Page.Status);
    }

    [Fact]
    public async Task Link_ExpiredOrOfAnotherKind_SaysHowToGoOn()
    {
        var (id, _) = await MemberAsync();
        var expired = await KeyAsync(KeyPurpose.ResetPassword, id, expiresUtc: Now.AddMinutes(-1));
        var other = await KeyAsync(KeyPurpose.ConfirmEmail, id, "x@new.example");
        foreach (var key in new[] { expired, other, "nonsense" })
        {
            using var visitor = new FormVisitor(Server);
            await visitor.OpenAsync($"/account/reset?token={key}");
            Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
            Assert.Equal(["/account/forgot", "/account/login"], visitor.Main.QuerySelectorAll(".ways a").Select(a => a.GetAttribute("href")));
        }
    }
}
