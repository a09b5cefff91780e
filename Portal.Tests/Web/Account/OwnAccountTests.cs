using System.Net;
using System.Text.Json;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Account;

/// <summary>The pages about the own account, as forms.</summary>
public sealed class OwnAccountTests(PortalServer server) : AccountTest(server)
{
    private static readonly string[] Pages = ["/account", "/account/security", "/account/sessions", "/account/data", "/account/prove"];

    [Fact]
    public async Task Pages_NotSignedIn_LeadToTheLoginAndBack()
    {
        foreach (var page in Pages.Append("/account/data.json"))
        {
            var answer = await GetAsync(page);
            Assert.Equal((HttpStatusCode.Found, $"/account/login?returnTo={Uri.EscapeDataString(page)}"), (answer.Status, answer.Header("Location")));
        }
    }

    [Fact]
    public async Task Pages_SignedIn_AreKeptByNobody()
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        foreach (var page in Pages)
        {
            var answer = await OpenAsync(page, session);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Contains("no-store", answer.Header("Cache-Control"), StringComparison.Ordinal);
            AssertGuarded(answer);
        }
    }

    [Fact]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        var answer = await PostAsync("/account", new() { ["_handler"] = "profile", ["Form.DisplayName"] = "别人改的" }, ("Cookie", session));
        // back to the page, which says that it lay open too long
        Assert.Equal((HttpStatusCode.Found, "/account?again=1"), (answer.Status, answer.Header("Location")));
        Assert.DoesNotContain("别人改的", (await OpenAsync("/account", session)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profile_Saved_SaysSoAndShowsIt()
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        var unit = (await Server.Get<Council>().ListAsync(Cancellation))[4];

        var answer = await SubmitAsync("/account", session, "profile", ("Form.DisplayName", "何青"), ("Form.UnitId", $"{unit.Id}"), ("Form.Language", "en"));

        Assert.Equal((HttpStatusCode.Found, "/account?done=profile"), (answer.Status, new Uri(Server.Address, answer.Header("Location")).PathAndQuery));
        var page = await OpenAsync("/account?done=profile", session);
        Assert.Equal("已保存。", page.Page.QuerySelector("[role=status].note")!.TextContent);
        Assert.Equal("何青", page.Page.QuerySelector("[name='Form.DisplayName']")!.GetAttribute("value"));
        Assert.Equal(unit.Name, page.Page.QuerySelector("[name='Form.UnitId'] option[selected]")!.TextContent);
        Assert.Equal("en", page.Page.QuerySelector("[name='Form.Language'][checked]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Profile_EmptyName_SaysItBesideTheFieldAndKeepsTheRest()
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        var page = await SubmitAsync("/account", session, "profile", ("Form.DisplayName", " "), ("Form.Organisation", "一间书屋读书会"));
        Assert.Equal("请填写姓名，不超过 60 个字。", ProblemOf(page, "Form.DisplayName"));
        Assert.Equal("一间书屋读书会", page.Page.QuerySelector("[name='Form.Organisation']")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Profile_WaitingForApproval_SaysSo()
    {
        var member = await Server.AddMemberAsync();
        await Server.ChangeAsync(member, async db =>
        {
            db.Users.Single(u => u.Id == member.Id).State = MemberState.Pending;
            await db.SaveChangesAsync(Cancellation);
        });
        var page = await OpenAsync("/account", await SessionOfAsync(member));
        Assert.Contains("正等待学会审核", page.Page.QuerySelector("main .note.warn")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("待审核", page.Page.QuerySelector("dl.about")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_WithAnOldProof_IsAskedForAgainAndNotTypedAgain()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var open = await OpenAsync("/account", session);
        await Server.AgeProofAsync(member);

        var answer = await SendFormAsync(open, "/account", session, "email", ("NewEmail", "neu@qinghe.example"));

        var prove = await OpenAsync(new Uri(Server.Address, answer.Header("Location")).PathAndQuery, session);
        Assert.Equal("确认是您本人", prove.Heading);
        var returnTo = prove.Page.QuerySelector("form[action='/account/prove'] [name=returnTo]")!.GetAttribute("value")!;
        var proved = await PostAsync("/account/prove", new() { ["password"] = TestMember.Password, ["returnTo"] = returnTo }, ("Cookie", session));
        var page = await OpenAsync(proved.Header("Location")!, session);
        Assert.Equal("neu@qinghe.example", page.Page.QuerySelector("[name=NewEmail]")!.GetAttribute("value"));
        answer = await SendFormAsync(page, returnTo, session, "email");
        Assert.EndsWith("/account?done=email", answer.Header("Location"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_OldProof_ShowsThePasswordInPlaceOfTheForm()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        await Server.AgeProofAsync(member);
        foreach (var (page, field) in new[] { ("/account", "NewEmail"), ("/account/data?step=delete", "Confirmation") })
        {
            var answer = await OpenAsync(page, session);
            Assert.Empty(answer.Page.QuerySelectorAll($"[name={field}]"));
            Assert.Single(answer.Page.QuerySelectorAll("main form[action='/account/prove'] input[type=password]"));
        }

        Assert.Empty((await OpenAsync("/account/security", session)).Page.QuerySelectorAll("a[href*=setup], [data-passkey=add]"));
    }

    [Fact]
    public async Task Prove_WrongPassword_SaysSoAndLeadsWhereItShould()
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        var answer = await PostAsync("/account/prove", new() { ["password"] = "falsch", ["returnTo"] = "/account/security?setup=app" }, ("Cookie", session));
        var page = await OpenAsync(answer.Header("Location")!, session);
        Assert.Equal("密码不对，请再试一次。", ProblemOf(page, "password"));
        Assert.Equal("/account/security?setup=app", page.Page.QuerySelector("form[action='/account/prove'] [name=returnTo]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Password_Changed_KeepsThisSessionAndEndsTheOther()
    {
        var member = await Server.AddMemberAsync();
        var here = await SessionOfAsync(member);
        var there = await SessionOfAsync(member);

        var answer = await SubmitAsync("/account/security", here, "password", ("Form.Current", TestMember.Password), ("Form.Wanted", "ein ganz neuer Satz"));

        Assert.EndsWith("/account/security?done=password", answer.Header("Location"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await OpenAsync("/account", here)).Status);
        Assert.Equal(HttpStatusCode.Found, (await OpenAsync("/account", there)).Status);
    }

    [Theory]
    [InlineData("falsch", "ein ganz neuer Satz", "Form.Current", "当前密码不对，请再试一次。")]
    [InlineData(TestMember.Password, "kurz", "Form.Wanted", "新密码至少要 8 个字符。")]
    [InlineData(TestMember.Password, "password123", "Form.Wanted", "这个密码太常见，或者和您的名字一样，很容易被猜中。请换一个。")]
    public async Task Password_NotChanged_SaysWhyAndGivesNoPasswordBack(string current, string wanted, string field, string sentence)
    {
        var session = await SessionOfAsync(await Server.AddMemberAsync());
        var page = await SubmitAsync("/account/security", session, "password", ("Form.Current", current), ("Form.Wanted", wanted));
        Assert.Equal(sentence, ProblemOf(page, field));
        Assert.DoesNotContain(wanted, page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(current, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_SetUp_ShowsTheCodesOnceAndCanBeTurnedOff()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var steps = await OpenAsync("/account/security?setup=app", session);
        var key = steps.Page.QuerySelector(".guide code")!.TextContent;

        var wrong = await SendFormAsync(steps, "/account/security?setup=app", session, "totp-on", ("Code", "000000"));
        Assert.StartsWith("验证码不对", ProblemOf(wrong, "Code"), StringComparison.Ordinal);
        var right = await SendFormAsync(steps, "/account/security?setup=app", session, "totp-on", ("Code", TestMembers.Code(key)));

        var codes = right.Page.QuerySelectorAll(".codes li").Select(c => c.TextContent).ToList();
        Assert.Equal(10, codes.Count);
        var file = Uri.UnescapeDataString(right.Page.QuerySelector("a[download]")!.GetAttribute("href")!);
        Assert.All(codes, c => Assert.Contains(c, file, StringComparison.Ordinal));
        // the reload of that page
        Assert.Equal(HttpStatusCode.Found, (await SendFormAsync(steps, "/account/security?setup=app", session, "totp-on", ("Code", TestMembers.Code(key)))).Status);
        var page = await OpenAsync("/account/security", session);
        Assert.Contains("还剩 10 个恢复码", page.Text, StringComparison.Ordinal);
        Assert.All(codes, c => Assert.DoesNotContain(c, page.Text, StringComparison.Ordinal));

        var renewed = await SendFormAsync(page, "/account/security", session, "codes");
        Assert.Empty(renewed.Page.QuerySelectorAll(".codes li").Select(c => c.TextContent).Intersect(codes));
        await SubmitAsync("/account/security", session, "totp-off");
        Assert.Contains("未开启", (await OpenAsync("/account/security", session)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task App_TurnedOffWithAnOldProof_StaysOn()
    {
        var member = await Server.GiveAppAsync(await Server.AddMemberAsync());
        var session = await SessionOfAsync(member);
        var page = await OpenAsync("/account/security", session);
        await Server.AgeProofAsync(member);

        var answer = await SendFormAsync(page, "/account/security", session, "totp-off");

        Assert.EndsWith("/account/prove?returnTo=%2Faccount%2Fsecurity", answer.Header("Location"), StringComparison.Ordinal);
        Assert.Contains("已开启", (await OpenAsync("/account/security", session)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Security_StaffWithoutAFactor_IsToldWhatTheWorkAreaNeeds()
    {
        var member = await Server.AddMemberAsync(Role.Editor);
        await Server.ChangeAsync(member, async db =>
        {
            db.Users.Single(u => u.Id == member.Id).TotpKey = null;
            await db.SaveChangesAsync(Cancellation);
        });
        var page = await OpenAsync("/account/security", await SessionOfAsync(member with { TotpKey = null }));
        Assert.Contains("进入前要有第二重验证", page.Page.QuerySelector("main .note.warn")!.TextContent, StringComparison.Ordinal);
        Assert.Empty((await OpenAsync("/account/security", await SessionOfAsync(await Server.AddMemberAsync()))).Page.QuerySelectorAll("main .note.warn"));
    }

    [Fact]
    public async Task Sessions_OneEnded_IsOutAndThisOneStays()
    {
        var member = await Server.AddMemberAsync();
        var there = await SessionOfAsync(member);
        var here = await SessionOfAsync(member);
        var page = await OpenAsync("/account/sessions", here);
        var button = page.Page.QuerySelectorAll("button[name=SessionId]").Single();

        await SendFormAsync(page, "/account/sessions", here, "end", ("SessionId", button.GetAttribute("value")!));

        Assert.Equal(HttpStatusCode.Found, (await OpenAsync("/account/sessions", there)).Status);
        Assert.Empty((await OpenAsync("/account/sessions", here)).Page.QuerySelectorAll("button[name=SessionId]"));
    }

    [Fact]
    public async Task Sessions_SomebodyElses_CannotBeEnded()
    {
        var other = await Server.AddMemberAsync();
        var theirs = await SessionOfAsync(other);
        var mine = await SessionOfAsync(await Server.AddMemberAsync());
        await SessionOfAsync(other);
        var id = (await OpenAsync("/account/sessions", theirs)).Page.QuerySelector("button[name=SessionId]")!.GetAttribute("value")!;

        await SubmitAsync("/account/sessions", mine, "end", ("SessionId", id));

        Assert.Single((await OpenAsync("/account/sessions", theirs)).Page.QuerySelectorAll("button[name=SessionId]"));
    }

    [Fact]
    public async Task Sessions_AllEnded_SignsThisBrowserOutToo()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var answer = await SubmitAsync("/account/sessions", session, "end-all");
        Assert.Contains(answer.Cookies, c => c.StartsWith("portal-session=;", StringComparison.Ordinal));
        Assert.Equal("您的账户已在所有设备上退出登录。", (await GetAsync(new Uri(Server.Address, answer.Header("Location")).PathAndQuery)).Page.QuerySelector("main [role=status]")!.TextContent);
        Assert.Equal(HttpStatusCode.Found, (await OpenAsync("/account", session)).Status);
    }

    [Fact]
    public async Task Export_IsAFileForThePersonOnly()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var answer = await OpenAsync("/account/data.json", session);
        Assert.Equal(member.Email, JsonDocument.Parse(answer.Body).RootElement.GetProperty("Email").GetString());
        Assert.StartsWith("attachment", answer.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("no-store", answer.Header("Cache-Control"));

        await Server.AgeProofAsync(member);
        Assert.Equal("/account/prove?returnTo=%2Faccount%2Fdata", (await OpenAsync("/account/data.json", session)).Header("Location"));
    }

    [Fact]
    public async Task Delete_WrongName_KeepsTheAccount_RightName_EndsIt()
    {
        var member = await Server.AddMemberAsync();
        var session = await SessionOfAsync(member);
        var wrong = await SubmitAsync("/account/data?step=delete", session, "delete", ("Confirmation", "jemand"));
        Assert.Equal("和您的用户名不一样，请再看一看。", ProblemOf(wrong, "Confirmation"));
        Assert.Equal("jemand", wrong.Page.QuerySelector("[name=Confirmation]")!.GetAttribute("value"));

        var right = await SubmitAsync("/account/data?step=delete", session, "delete", ("Confirmation", $" {member.Name} "));

        Assert.EndsWith("/account/goodbye?done=deleted", right.Header("Location"), StringComparison.Ordinal);
        Assert.Contains(right.Cookies, c => c.StartsWith("portal-session=;", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.Found, (await OpenAsync("/account", session)).Status);
        Assert.Equal("账户已删除", (await GetAsync("/account/goodbye?done=deleted")).Heading);
    }
}
