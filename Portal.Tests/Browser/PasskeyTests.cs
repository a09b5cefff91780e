using System.Collections.Concurrent;
using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Passkeys with the virtual authenticator of Chromium.</summary>
public sealed class PasskeyTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    [Fact]
    public async Task Passkey_Added_SignsInFromTheFrontPage_AndGoesWhenRemoved()
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync());
        await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await page.GetByLabel("新通行密钥的名称").FillAsync("书房的电脑");
        // the Enter key does the same as the button
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".rowlist b")).ToHaveTextAsync("书房的电脑");

        await page.Context.ClearCookiesAsync();
        await GoToAsync(page, "/");
        await WaitForLiveAsync(page);
        await SignInButton(page).ClickAsync();
        await Assertions.Expect(page.GetByText("测试会员").First).ToBeVisibleAsync();
        Assert.Equal(new Uri(Localhost, "/").ToString(), page.Url);

        await GoToAsync(page, "/account/security");
        await page.Locator(".rowlist summary").ClickAsync();
        await Button(page, "移除").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已移除。")).ToBeVisibleAsync();

        await page.Context.ClearCookiesAsync();
        // this page offers passkeys at once, and the virtual authenticator takes every offer
        await GoToAsync(page, "/account/login");
        await Assertions.Expect(page.Locator("[data-passkey-said=sign-in]")).ToContainTextAsync("已经不在账户里了");
        // by now the browser has been told to forget it
        await SignInButton(page).ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-said=sign-in]")).ToContainTextAsync("没有完成");
        // a browser reports an answer of 400 by itself
        Assert.DoesNotContain(Complaints, c => !c.Contains("status of 400", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Passkey_PickedWhereTheNameIsTyped_SignsIn()
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync());
        await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await page.Context.ClearCookiesAsync();
        await GoToAsync(page, "/");
        await WaitForLiveAsync(page);

        // the virtual authenticator takes the offer as soon as it is made
        await page.GetByLabel("用户名").FocusAsync();

        await Assertions.Expect(page.GetByText("测试会员").First).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Reader_WhoLeavesThePanelAlone_AsksForNothing()
    {
        var page = await NewPageAsync();
        var asked = new ConcurrentQueue<string>();
        page.Request += (_, request) => asked.Enqueue(request.Url);
        await GoToAsync(page, "/");
        await WaitForLiveAsync(page);
        Assert.DoesNotContain(asked, a => a.Contains("passkey", StringComparison.Ordinal));

        var request = page.WaitForRequestAsync("**/account/passkey/request");
        await page.GetByLabel("用户名").HoverAsync();
        await request;
    }

    [Fact]
    public async Task SignIn_Cancelled_SaysSoAndCanBeTriedAgain()
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync());
        var (cdp, authenticator) = await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await page.Context.ClearCookiesAsync();
        // whoever cannot unlock the device is refused by it
        await cdp.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = authenticator, ["isUserVerified"] = false });
        await GoToAsync(page, "/account/login");
        await SignInButton(page).ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-said=sign-in]")).ToContainTextAsync("没有完成");

        await cdp.SendAsync("WebAuthn.setUserVerified", new() { ["authenticatorId"] = authenticator, ["isUserVerified"] = true });
        await SignInButton(page).ClickAsync();
        await Assertions.Expect(page.GetByText("测试会员").First).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Add_SecondOnTheSameDevice_SaysThereIsOne()
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync());
        await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.Locator("[data-passkey-said=add]")).ToHaveTextAsync("这台设备上已经有您的通行密钥了。");
    }

    [Fact]
    public async Task Prove_WithThePasskey_OpensWhatThePasswordWouldOpen()
    {
        var member = await Server.AddMemberAsync();
        var page = await NewPageOfAsync(member);
        await PlugInAsync(page);
        await GoToAsync(page, "/account/security");
        await Button(page, "添加通行密钥").ClickAsync();
        await Assertions.Expect(page.GetByText("通行密钥已添加。")).ToBeVisibleAsync();
        await Server.AgeProofAsync(member);

        await GoToAsync(page, "/account/data");
        await Button(page, "用通行密钥确认").ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "下载", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Button_WhereNoPasskeyCanBe_IsNotThere()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/account/login");
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.Locator("[data-passkey]")).ToBeHiddenAsync();
        await GoToAsync(page, "/account/login");
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.Locator("[data-passkey]")).ToBeVisibleAsync();
    }

    private static ILocator SignInButton(IPage page) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = "使用通行密钥" });
}
