using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The own account in a browser, and what other browsers see of it.</summary>
public sealed class AccountTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private static readonly string[] Pages =
    [
        "/account", "/account?email=", "/account/security", "/account/security?setup=app", "/account/sessions", "/account/data", "/account/data?step=delete", "/account/prove?failed=wrong",
        "/account/goodbye?done=everywhere", "/account/goodbye?done=deleted",
    ];

    [Fact]
    public async Task App_SetUp_IsAskedForAtTheNextSignIn_AndARecoveryCodeWorksOnce()
    {
        var member = await Server.AddMemberAsync();
        var page = await NewPageOfAsync(member);
        await page.GotoAsync("/account/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "设置验证器应用" }).ClickAsync();
        var key = await page.Locator(".guide code").InnerTextAsync();
        await page.GetByLabel("验证码").FillAsync(TestMembers.Code(key));
        await Button(page, "开启").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "您的恢复码" })).ToBeVisibleAsync();
        var codes = await page.Locator(".codes li").AllInnerTextsAsync();
        var waiting = page.WaitForDownloadAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "下载为文本文件" }).ClickAsync();
        var file = await File.ReadAllTextAsync(await (await waiting).PathAsync(), TestContext.Current.CancellationToken);
        Assert.All(codes, c => Assert.Contains(c, file, StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Link, new() { Name = "已经存好" }).ClickAsync();
        await Assertions.Expect(page.GetByText("还剩 10 个恢复码")).ToBeVisibleAsync();

        await Server.FreeCodeAsync(member);
        Assert.True(await SignsInAsync(member, TestMembers.Code(key)));
        Assert.True(await SignsInAsync(member, codes[0]));
        Assert.False(await SignsInAsync(member, codes[0]));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByText("还剩 9 个恢复码")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task EndAll_InOneBrowser_ClosesAWorkPageInAnother()
    {
        var editor = await Server.AddMemberAsync(Role.Editor);
        var work = await NewPageOfAsync(editor);
        await work.GotoAsync("/admin/articles?x=1");
        await WaitForLiveAsync(work);
        await Assertions.Expect(work.GetByRole(AriaRole.Heading, new() { Name = "文章", Exact = true })).ToBeVisibleAsync();
        var page = await NewPageOfAsync(editor);
        await page.GotoAsync("/account/sessions");
        await Button(page, "全部退出").ClickAsync();
        await Assertions.Expect(page.GetByText("您的账户已在所有设备上退出登录。")).ToBeVisibleAsync();

        await Assertions.Expect(work.GetByRole(AriaRole.Heading, new() { Name = "您已退出登录" })).ToBeVisibleAsync(new() { Timeout = 5_000 });
        await Assertions.Expect(work.Locator(".rail")).ToHaveCountAsync(0);
        await work.GetByRole(AriaRole.Link, new() { Name = "重新登录" }).ClickAsync();
        await Assertions.Expect(work).ToHaveURLAsync(new Uri(Server.Address, "/account/login?returnTo=%2Fadmin%2Farticles%3Fx%3D1").ToString());
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task RoleTaken_ClosesTheWorkPageAndSaysWhy()
    {
        var editor = await Server.AddMemberAsync(Role.Editor);
        var work = await NewPageOfAsync(editor);
        await work.GotoAsync("/admin/articles");
        await WaitForLiveAsync(work);
        await Assertions.Expect(work.GetByRole(AriaRole.Heading, new() { Name = "文章", Exact = true })).ToBeVisibleAsync();

        Assert.True((await Server.Get<Members>().SetRolesAsync(Actor.Console, editor.Id, [])).IsDone);

        await Assertions.Expect(work.GetByRole(AriaRole.Heading, new() { Name = "无权访问" })).ToBeVisibleAsync(new() { Timeout = 5_000 });
        var axe = await work.RunAxe();
        Assert.Empty(axe.Violations.Select(v => v.Id));
    }

    [Fact]
    public async Task PasswordChanged_KeepsThisBrowserAndEndsTheOther()
    {
        var member = await Server.AddMemberAsync();
        var other = await NewPageOfAsync(member);
        var page = await NewPageOfAsync(member);
        await page.GotoAsync("/account/security");
        await page.GetByLabel("当前密码").FillAsync(TestMember.Password);
        await page.GetByLabel("新密码").FillAsync("ein ganz neuer Satz");
        await Button(page, "修改密码").ClickAsync();
        await Assertions.Expect(page.GetByText("密码已修改。")).ToBeVisibleAsync();

        await other.GotoAsync("/account/security");
        await Assertions.Expect(other).ToHaveURLAsync(new Uri(Server.Address, "/account/login?returnTo=%2Faccount%2Fsecurity").ToString());
        await SignInAsync(other, member.Name, "ein ganz neuer Satz");
        await Assertions.Expect(other).ToHaveURLAsync(new Uri(Server.Address, "/account/security").ToString());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Delete_AfterTheProof_SaysGoodbyeAndLetsNobodyIn(bool javaScript)
    {
        var member = await Server.AddMemberAsync();
        var page = await NewPageOfAsync(member, options: new() { JavaScriptEnabled = javaScript });
        await Server.AgeProofAsync(member);
        await page.GotoAsync("/account/data");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { Name = "删除账户" }).ClickAsync();
        await page.GetByLabel("密码").FillAsync(TestMember.Password);
        await Button(page, "确认").ClickAsync();
        await page.GetByLabel("请输入您的用户名").FillAsync(member.Name);
        await Button(page, "永久删除账户").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "账户已删除" })).ToBeVisibleAsync();

        await page.GotoAsync("/account/login");
        await SignInAsync(page, member.Name);
        await Assertions.Expect(page.Locator("main [role=alert]").Filter(new() { HasText = "用户名或密码不对" })).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("light..")]
    [InlineData("dark..")]
    [InlineData("contrast.elder.")]
    public async Task Pages_SignedIn_PassAxeWithACleanConsole(string look)
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync(), look);
        await page.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))");
        var violations = new List<string>();
        foreach (var address in Pages)
        {
            await GoToAsync(page, address);
            await WaitForLiveAsync(page);
            var result = await page.RunAxe();
            violations.AddRange(result.Violations.Select(v => $"{address} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(320, "zh-Hans", ".elder.")]
    [InlineData(320, "en", "")]
    [InlineData(390, "en", ".elder.")]
    [InlineData(390, "zh-Hans", "")]
    [InlineData(768, "en", "")]
    [InlineData(1024, "zh-Hans", ".elder.")]
    public async Task Pages_AtAnyWidth_ScrollOnlyDownwards(int width, string language, string look)
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync(), look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Server.Address.ToString() }]);
        foreach (var address in Pages)
        {
            await page.GotoAsync(address);
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{address} is {wider} px wider than {width}");
        }
    }

    // over HTTP: the page of the second step has tests of its own
    private async Task<bool> SignsInAsync(TestMember member, string code)
    {
        var page = await NewPageAsync();
        var first = await page.APIRequest.PostAsync("/account/login", Form("user", member.Name, "password", TestMember.Password));
        var second = await page.APIRequest.PostAsync("/account/second-step", Form("code", code));
        Assert.Equal((302, 302), (first.Status, second.Status));
        return (await page.Context.CookiesAsync()).Any(c => c.Name == "portal-session");

        APIRequestContextOptions Form(params string[] fields)
        {
            var form = page.APIRequest.CreateFormData();
            foreach (var pair in fields.Chunk(2))
                form.Set(pair[0], pair[1]);
            return new() { Form = form, MaxRedirects = 0 };
        }
    }
}
