using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Hosting;

namespace Portal.Tests.Web;

/// <summary>The first administrator, and joining where an administrator approves: on a portal of their own.</summary>
public sealed class SetupTests(EmptyServer server) : JoinPageTest(server), IClassFixture<EmptyServer>
{
    [Fact]
    public async Task Link_OnTheFirstDay_MakesTheAdministratorOnce()
    {
        var link = await LinkAsync();
        Assert.StartsWith("http://localhost:5080/setup?token=", link.AbsoluteUri, StringComparison.Ordinal);
        var name = NewName();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync(link.PathAndQuery);
        Assert.Equal(
            ["UserName=username", "Email=email", "Password=new-password", "DisplayName=name"],
            visitor.Form.QuerySelectorAll("input[autocomplete]").Select(i => $"{i.GetAttribute("name")}={i.GetAttribute("autocomplete")}"));

        await visitor.SubmitAsync(Right(name));
        Assert.Equal(HttpStatusCode.Found, visitor.Page.Status);
        await visitor.FollowAsync();

        Assert.Equal("管理员账户已经建好，请登录。", visitor.Main.QuerySelector("[role=status].note")!.TextContent);
        Assert.True(await SignsInAsync(name, Password));
        Assert.Equal([name], await AdministratorsAsync());
        Assert.Null(await FirstAdministrator.LinkAsync(Server.Services));
        await visitor.OpenAsync(link.PathAndQuery);
        Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
        Assert.Contains("users create", visitor.Main.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_EverythingWrong_SaysSoAtOnceAndKeepsTheLink()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync((await LinkAsync()).PathAndQuery);

        await visitor.SubmitAsync(("UserName", "a b"), ("Email", "nowhere"), ("Password", "kurz"), ("DisplayName", ""));

        Assert.StartsWith("有 4 处需要再看一下：", visitor.Alert, StringComparison.Ordinal);
        Assert.All(["UserName", "Email", "Password", "DisplayName"], f => Assert.NotNull(visitor.ProblemOf(f)));
        Assert.Equal("nowhere", visitor.Main.QuerySelector("[name=Email]")!.GetAttribute("value"));
        Assert.DoesNotContain("kurz", visitor.Page.Text, StringComparison.Ordinal);
        await visitor.SubmitAsync(Right(NewName()));
        Assert.Equal(HttpStatusCode.Found, visitor.Page.Status);
    }

    [Fact]
    public async Task Post_NameOrAddressTaken_SaysSo()
    {
        var (_, taken) = await MemberAsync();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync((await LinkAsync()).PathAndQuery);

        await visitor.SubmitAsync(Right(taken));

        Assert.Equal("这个用户名已经有人用了，请换一个。", visitor.ProblemOf("UserName"));
        Assert.Equal("这个电子邮件地址已经有账户在用。", visitor.ProblemOf("Email"));
    }

    [Fact]
    public async Task Post_TwoAtOnce_OneBecomesAdministrator()
    {
        var link = (await LinkAsync()).PathAndQuery;
        var visitors = Enumerable.Range(0, 2).Select(_ => new FormVisitor(Server)).ToList();
        foreach (var visitor in visitors)
            await visitor.OpenAsync(link);

        await Task.WhenAll(visitors.Select(v => v.SubmitAsync(Right(NewName()))));

        var winner = Assert.Single(visitors, v => v.Page.Status == HttpStatusCode.Found);
        var loser = Assert.Single(visitors, v => v != winner);
        Assert.Equal("这个链接不能用了", loser.Main.QuerySelector("h1")!.TextContent);
        Assert.Single(await AdministratorsAsync());
        visitors.ForEach(v => v.Dispose());
    }

    [Fact]
    public async Task Link_Offered_EndsTheOneBefore()
    {
        var first = (await LinkAsync()).PathAndQuery;
        var second = (await LinkAsync()).PathAndQuery;
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync(first);
        Assert.Equal("这个链接不能用了", visitor.Main.QuerySelector("h1")!.TextContent);
        await visitor.OpenAsync(second);
        Assert.Equal("第一位管理员", visitor.Main.QuerySelector("h1")!.TextContent);
    }

    [Fact]
    public async Task Confirm_WhereAdministratorsApprove_SaysWhatComesNext()
    {
        var name = NewName();
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");
        Assert.Contains("管理员看过之后账户生效", visitor.Main.TextContent, StringComparison.Ordinal);
        // no units yet: one field for the organisation
        Assert.Empty(visitor.Form.QuerySelectorAll("select"));
        await visitor.OpenAsync($"/account/confirm?token={await RegistrationAsync(name)}");

        await visitor.SubmitAsync();
        await visitor.FollowAsync();

        Assert.StartsWith("地址已经确认。管理员审核之后账户生效", visitor.Main.QuerySelector("[role=status].note")!.TextContent, StringComparison.Ordinal);
        Assert.True(await SignsInAsync(name, Password));
        await using var db = Db();
        Assert.Equal(MemberState.Pending, (await db.Users.SingleAsync(u => u.UserName == name, Cancellation)).State);
    }

    /// <summary>The link that the console shows, with no administrator left from another test.</summary>
    private async Task<Uri> LinkAsync()
    {
        await using (var db = Db())
            await db.UserRoles.ExecuteDeleteAsync(Cancellation);
        return new Uri((await FirstAdministrator.LinkAsync(Server.Services))!);
    }

    private async Task<List<string>> AdministratorsAsync()
    {
        await using var db = Db();
        return await db.UserRoles.Join(db.Roles.Where(r => r.Name == nameof(Role.Administrator)), r => r.RoleId, r => r.Id, (r, _) => r.UserId)
            .Join(db.Users, id => id, u => u.Id, (_, u) => u.UserName!).ToListAsync(Cancellation);
    }

    private static (string, string?)[] Right(string name) =>
        [("UserName", name), ("Email", $"{name}@qinghe.example"), ("Password", Password), ("DisplayName", "王主任")];
}
