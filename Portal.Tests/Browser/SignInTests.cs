using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

public sealed class SignInTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    [Fact]
    public async Task Panel_TypedBeforeThePageIsLive_KeepsWordsAndCaret()
    {
        var page = await NewPageAsync();
        var letGo = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await letGo.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/");
        await page.GetByLabel("用户名").FillAsync("member");
        await page.GetByLabel("密码").PressSequentiallyAsync("geheim");
        await page.GetByLabel("记住我").CheckAsync();
        await page.GetByLabel("密码").FocusAsync();

        letGo.SetResult();
        await WaitForLiveAsync(page);
        // the panel is live once leaving an empty field brings its sentence
        await Assertions.Expect(page.GetByLabel("用户名")).ToHaveValueAsync("member");
        await page.Keyboard.TypeAsync("nis");

        await Assertions.Expect(page.GetByLabel("密码")).ToHaveValueAsync("geheimnis");
        Assert.True(await page.GetByLabel("记住我").IsCheckedAsync());
        await page.GetByLabel("用户名").FillAsync("");
        await page.GetByLabel("密码").FocusAsync();
        await Assertions.Expect(page.GetByText("请填写用户名或电子邮件。")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Member_SignsInAndOut_AndComesBackToThePage(bool javaScript)
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(Server.Folder, "sample-password.txt"), TestContext.Current.CancellationToken)).Trim();
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = javaScript });
        await page.GotoAsync("/articles/2");
        if (javaScript)
            await WaitForLiveAsync(page);
        await page.Locator("header summary").ClickAsync();
        await SignInAsync(page, "member@qinghe.example", password);

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Server.Address, "/articles/2").ToString());
        await Assertions.Expect(page.GetByText("方小满").First).ToBeVisibleAsync();
        await page.GotoAsync("/admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "概览", Exact = true })).ToHaveCountAsync(0);
        await page.GotoAsync("/");
        await Button(page, "退出登录").ClickAsync();
        await Assertions.Expect(page.GetByLabel("用户名")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Administrator_ChangesTheSite_AndAnOpenEyeSeesIt()
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Administrator));
        // the pen is quicker than the connection
        var letGo = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await letGo.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync("/admin/site");
        var motto = page.GetByLabel("标语", new() { Exact = true });
        var before = await motto.InputValueAsync();
        await motto.FillAsync("新的标语");
        await motto.EvaluateAsync("field => field.dataset.before = ''");
        letGo.SetResult();
        await page.Locator("[data-before]").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await Assertions.Expect(motto).ToHaveValueAsync("新的标语");
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已保存")).ToBeVisibleAsync();

        var reader = await NewPageAsync();
        await reader.GotoAsync("/");
        await Assertions.Expect(reader.Locator(".brand")).ToContainTextAsync("新的标语");

        await motto.FillAsync(before);
        await page.GetByRole(AriaRole.Button, new() { Name = "保存" }).ClickAsync();
        await Assertions.Expect(page.GetByText("已保存")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Administrator_SwitchesAnAccountOff_AndItsOpenPageCloses()
    {
        var admin = await Server.AddMemberAsync(Role.Administrator);
        var editor = await Server.AddMemberAsync(Role.Editor);
        var work = await NewPageOfAsync(editor);
        await work.GotoAsync("/admin/articles");
        await WaitForLiveAsync(work);
        var page = await NewPageOfAsync(admin);
        await page.GotoAsync("/admin/members");
        await WaitForLiveAsync(page);
        await page.GetByLabel("搜索姓名、用户名、邮箱或单位").FillAsync(editor.Name);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);

        await page.GetByRole(AriaRole.Button, new() { Name = "更多操作" }).ClickAsync();
        await page.GetByText("停用账户").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "停用账户" }).ClickAsync();

        await Assertions.Expect(page.Locator("tbody")).ToContainTextAsync("已停用");
        await Assertions.Expect(work.GetByRole(AriaRole.Heading, new() { Name = "您已退出登录" })).ToBeVisibleAsync(new() { Timeout = 5_000 });
        var axe = await page.RunAxe();
        Assert.Empty(axe.Violations.Select(v => $"{v.Id} {string.Join(' ', v.Nodes.Select(n => n.Html))}"));
        Assert.Empty(Complaints);
    }
}
