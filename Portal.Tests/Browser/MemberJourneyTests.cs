using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>The whole way of one member, with a real browser, real mails and a virtual authenticator.</summary>
public sealed class MemberJourneyTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const string Password = "街角的长椅坐着三个人";
    private const string Other = "夜里十点以后的便利店";

    [Fact]
    public async Task Member_FromTheFormToSigningOutEverywhere()
    {
        var name = $"m{Guid.NewGuid():N}"[..12];
        var email = $"{name}@qinghe.example";
        var page = await NewPageAsync();
        var main = page.GetByRole(AriaRole.Main);

        // joins, and confirms from the mail
        await GoToAsync(page, "/account/register");
        await main.GetByLabel("用户名").FillAsync(name);
        await main.GetByLabel("电子邮件").FillAsync(email);
        await main.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await main.GetByLabel("姓名").FillAsync("林知夏");
        await main.GetByRole(AriaRole.Checkbox, new() { Name = "我已读过并同意" }).CheckAsync();
        await GoToAsync(page, await Server.LinkFromTheMailAsync(email, async () =>
        {
            await main.GetByRole(AriaRole.Button, new() { Name = "注册" }).ClickAsync();
            await page.WaitForURLAsync("**/account/register/sent");
        }));
        await main.GetByRole(AriaRole.Button, new() { Name = "完成注册" }).ClickAsync();
        await WaitForLiveAsync(page);
        await SignInAsync(page, name, Password);
        await Assertions.Expect(page.GetByText("林知夏").First).ToBeVisibleAsync();

        // adds a passkey, and signs in with it
        await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await SignOutAsync(page);
        await WaitForLiveAsync(page);
        await main.GetByRole(AriaRole.Button, new() { Name = "使用通行密钥" }).ClickAsync();
        await Assertions.Expect(page.GetByText("林知夏").First).ToBeVisibleAsync();

        // sets up an authenticator app, and keeps the recovery codes
        await GoToAsync(page, "/account/security");
        await page.GetByRole(AriaRole.Link, new() { Name = "设置验证器应用" }).ClickAsync();
        await page.GetByLabel("验证码").FillAsync(TestMembers.Code(await page.Locator(".guide code").InnerTextAsync()));
        await Button(page, "开启").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "您的恢复码" })).ToBeVisibleAsync();
        var codes = await page.Locator(".codes li").AllInnerTextsAsync();

        // elsewhere, forgets the password until nobody listens any more
        var second = await NewPageAsync();
        await GoToAsync(second, "/account/login");
        for (var i = 0; i < 5; i++)
        {
            await WaitForLiveAsync(second);
            await SignInAsync(second, name, "vergessen");
            await Assertions.Expect(second.GetByText("用户名或密码不对，请再试一次。")).ToBeVisibleAsync();
        }

        await WaitForLiveAsync(second);
        await SignInAsync(second, name, Password);
        await Assertions.Expect(second.GetByText("试错次数太多")).ToBeVisibleAsync();

        // chooses a new one by mail, and is asked for the app as before; a recovery code stands in for it
        await second.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "忘记密码" }).ClickAsync();
        await second.GetByLabel("用户名或电子邮件").FillAsync(email);
        await GoToAsync(second, await Server.LinkFromTheMailAsync(email, async () =>
        {
            await second.GetByRole(AriaRole.Button, new() { Name = "发送邮件" }).ClickAsync();
            await Assertions.Expect(second.GetByRole(AriaRole.Heading, new() { Name = "请查收邮件" })).ToBeVisibleAsync();
        }));
        await second.GetByLabel("新密码").FillAsync(Other);
        await Button(second, "保存新密码").ClickAsync();
        await WaitForLiveAsync(second);
        await SignInAsync(second, name, Other);
        await second.GetByRole(AriaRole.Link, new() { Name = "用恢复码" }).ClickAsync();
        await second.GetByLabel("恢复码").FillAsync(codes[3]);
        await Button(second, "验证并登录").ClickAsync();
        await Assertions.Expect(second.GetByText("林知夏").First).ToBeVisibleAsync();
        // the new password has ended the first browser's session
        var asked = await page.APIRequest.GetAsync(new Uri(Localhost, "/account").ToString(), new() { MaxRedirects = 0 });
        Assert.Equal("/account/login?returnTo=%2Faccount", asked.Headers["location"]);

        // which signs in with the passkey again: the login page offers it by itself, and the authenticator takes every offer; the other browser then signs out everywhere
        await GoToAsync(page, "/account");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Localhost, "/account").ToString());
        await GoToAsync(page, "/");
        await WaitForLiveAsync(page);
        await GoToAsync(second, "/account/sessions");
        await Button(second, "全部退出").ClickAsync();
        await Assertions.Expect(second.GetByText("您的账户已在所有设备上退出登录。")).ToBeVisibleAsync();
        // without a reload
        await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByLabel("密码")).ToBeVisibleAsync(new() { Timeout = 5_000 });
        Assert.Empty(Complaints);
    }

    private async Task SignOutAsync(IPage page)
    {
        await GoToAsync(page, "/");
        await Button(page, "退出登录").ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Main).GetByLabel("密码")).ToBeVisibleAsync();
    }
}
