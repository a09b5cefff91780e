using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>The link in the mail of a registration.</summary>
public sealed class ConfirmTests(PortalServer server) : JoinPageTest(server)
{
    [Theory]
    [InlineData("/account/confirm")]
    [InlineData("/Account/Confirm/")]
    [InlineData("/account/reset")]
    [InlineData("/account/email")]
    [InlineData("/setup")]
    public async Task Get_Link_TakesTheKeyOutOfTheAddress(string path)
    {
        using var visitor = new FormVisitor(Server);
        var answer = await visitor.SendAsync(HttpMethod.Get, $"{path}?token=geheim-42");

        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal(path.TrimEnd('/').ToLowerInvariant(), answer.Header("Location"));
        Assert.Equal("no-referrer", answer.Header("Referrer-Policy"));
        Assert.Equal("no-store", answer.Header("Cache-Control"));
        Assert.Contains("httponly", Assert.Single(answer.Cookies), StringComparison.OrdinalIgnoreCase);
        await visitor.FollowAsync();
        Assert.Equal("no-store", visitor.Page.Header("Cache-Control"));
        Assert.DoesNotContain("geheim-42", visitor.Page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_Page_HoldsTheKeyInItsFormAlone()
    {
        var key = await RegistrationAsync(NewName());
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/confirm?token={key}");

        Assert.Equal(key, visitor.Form.QuerySelector("[name=Key]")!.GetAttribute("value"));
        Assert.Equal(1, visitor.Page.Text.Split(key).Length - 1);
        Assert.Equal("no-store", visitor.Page.Header("Cache-Control"));
    }

    [Fact]
    public async Task Get_Link_ChangesNothing()
    {
        var name = NewName();
        var key = await RegistrationAsync(name);
        using var scanner = new FormVisitor(Server);
        await scanner.OpenAsync($"/account/confirm?token={key}");
        await scanner.OpenAsync($"/account/confirm?token={key}");

        Assert.Contains(name, scanner.Form.TextContent, StringComparison.Ordinal);
        Assert.Equal("完成注册", Assert.Single(scanner.Form.QuerySelectorAll("button")).TextContent);
        await using var db = Db();
        Assert.True(await db.Registrations.AnyAsync(r => r.UserName == name, Cancellation));
        Assert.False(await db.Users.AnyAsync(u => u.UserName == name, Cancellation));
    }

    [Fact]
    public async Task Post_Button_MakesTheAccountAndLeadsToSigningIn()
    {
        var name = NewName();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/confirm?token={await RegistrationAsync(name)}");

        await visitor.SubmitAsync();
        Assert.Equal(HttpStatusCode.Found, visitor.Page.Status);
        await visitor.FollowAsync();

        Assert.Equal("注册完成，欢迎。现在就可以登录。", visitor.Main.QuerySelector("[role=status].note")!.TextContent);
        Assert.Equal(name, visitor.Form.QuerySelector("[name=user]")!.GetAttribute("value"));
        Assert.Null(visitor.Cookie("portal-link"));
        Assert.True(await SignsInAsync(name, Password));
    }

    [Fact]
    public async Task Post_NameTakenMeanwhile_AsksForAnotherUntilOneIsFree()
    {
        var (_, taken) = await MemberAsync();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/confirm?token={await RegistrationAsync(taken)}");

        await visitor.SubmitAsync();
        Assert.Equal($"用户名“{taken}”已经被别人用了，请另取一个。", visitor.ProblemOf("UserName"));
        Assert.StartsWith("有 1 处需要再看一下：", visitor.Alert, StringComparison.Ordinal);
        await visitor.SubmitAsync(("UserName", "a b"));
        Assert.StartsWith("用户名要有 2 到 40 个字", visitor.ProblemOf("UserName"), StringComparison.Ordinal);
        Assert.Equal("a b", visitor.Main.QuerySelector("[name=UserName]")!.GetAttribute("value"));
        var other = NewName();
        await visitor.SubmitAsync(("UserName", other));

        Assert.Equal(HttpStatusCode.Found, visitor.Page.Status);
        Assert.True(await SignsInAsync(other, Password));
    }

    [Fact]
    public async Task Post_ButtonPressedTwice_SaysHowToGoOn()
    {
        var name = NewName();
        using var visitor = new FormVisitor(Server);
        using var again = new FormVisitor(Server);
        var key = await RegistrationAsync(name);
        await visitor.OpenAsync($"/account/confirm?token={key}");
        await again.OpenAsync($"/account/confirm?token={key}");

        await visitor.SubmitAsync();
        await again.SubmitAsync();

        Assert.Equal((HttpStatusCode.Found, HttpStatusCode.OK), (visitor.Page.Status, again.Page.Status));
        AssertDead(again);
        Assert.True(await SignsInAsync(name, Password));
    }

    [Fact]
    public async Task Get_ExpiredUnknownOrNoKey_SaysHowToGoOn()
    {
        var expired = await RegistrationAsync(NewName(), Now.AddMinutes(-1));
        foreach (var address in new[] { $"/account/confirm?token={expired}", "/account/confirm?token=nonsense", "/account/confirm?token=", $"/account/confirm?token={new string('x', 5000)}", "/account/confirm" })
        {
            using var visitor = new FormVisitor(Server);
            await visitor.OpenAsync(address);
            Assert.Equal(HttpStatusCode.OK, visitor.Page.Status);
            AssertDead(visitor);
        }
    }

    [Fact]
    public async Task Post_ExpiredMeanwhile_SaysHowToGoOn()
    {
        var name = NewName();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/confirm?token={await RegistrationAsync(name)}");
        await using (var db = Db())
            await db.Registrations.Where(r => r.UserName == name).ExecuteUpdateAsync(r => r.SetProperty(x => x.ExpiresUtc, Now.AddMinutes(-1)), Cancellation);

        await visitor.SubmitAsync();

        AssertDead(visitor);
    }

    [Fact]
    public async Task Email_Button_ChangesTheAddressOnlyWhenPressed()
    {
        var (id, name) = await MemberAsync();
        var email = $"{name}@new.example";
        var key = await KeyAsync(KeyPurpose.ConfirmEmail, id, email);
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/email?token={key}");
        Assert.Contains(email, visitor.Form.TextContent, StringComparison.Ordinal);
        Assert.Equal($"{name}@qinghe.example", await EmailAsync(id));

        await visitor.SubmitAsync();
        await visitor.FollowAsync();

        Assert.Equal(email, await EmailAsync(id));
        Assert.Equal("新的电子邮件已经生效。", visitor.Main.QuerySelector("[role=status].note")!.TextContent);
        await visitor.OpenAsync($"/account/email?token={key}");
        Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
        Assert.Contains("/account", visitor.Main.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
    }

    [Fact]
    public async Task Email_TakenMeanwhile_SaysHowToGoOn()
    {
        var (id, _) = await MemberAsync();
        var (_, other) = await MemberAsync();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/email?token={await KeyAsync(KeyPurpose.ConfirmEmail, id, $"{other}@qinghe.example")}");

        await visitor.SubmitAsync();

        Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
    }

    private async Task<string?> EmailAsync(int id)
    {
        await using var db = Db();
        return await db.Users.Where(u => u.Id == id).Select(u => u.Email).SingleAsync(Cancellation);
    }

    private static void AssertDead(FormVisitor visitor)
    {
        Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
        Assert.Equal(["/account/login", "/account/register"], visitor.Main.QuerySelectorAll(".ways a").Select(a => a.GetAttribute("href")));
    }
}
