using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

public sealed class SignInTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
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
        await page.GetByRole(AriaRole.Link, new() { Name = "登录" }).ClickAsync();
        await page.GetByLabel("用户名").FillAsync("member@qinghe.example");
        await page.GetByLabel("密码").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();

        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Server.Address, "/articles/2").ToString());
        await Assertions.Expect(page.GetByText("方小满")).ToBeVisibleAsync();
        await page.GotoAsync("/admin");
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "文章", Exact = true })).ToHaveCountAsync(0);
        await page.GotoAsync("/");
        await page.GetByRole(AriaRole.Button, new() { Name = "退出登录" }).ClickAsync();
        await Assertions.Expect(page.GetByLabel("用户名")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Administrator_ChangesTheSite_AndAnOpenEyeSeesIt()
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(Server.Folder, "sample-password.txt"), TestContext.Current.CancellationToken)).Trim();
        var page = await NewPageAsync();
        await page.GotoAsync("/account/login?returnTo=/admin/site");
        await WaitForLiveAsync(page);
        await page.GetByLabel("用户名").FillAsync("admin");
        await page.GetByLabel("密码").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "登录" }).ClickAsync();
        await page.WaitForURLAsync("**/admin/site");
        await WaitForLiveAsync(page);

        // once more, and the pen is quicker than the connection
        var letGo = new TaskCompletionSource();
        await page.RouteAsync("**/_blazor/negotiate**", async route =>
        {
            await letGo.Task;
            await route.ContinueAsync();
        });
        await page.ReloadAsync();
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
}
