using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Base of tests that look after an account in a real browser.</summary>
[Collection(MembersServer.Name)]
public abstract class AccountBrowserTest(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    /// <summary>The server by the name that passkeys belong to; no passkey belongs to an address of digits.</summary>
    protected Uri Localhost { get; } = new UriBuilder(server.Address) { Host = "localhost" }.Uri;

    /// <summary>A page in a browser of its own in which the member is signed in.</summary>
    protected async Task<IPage> NewPageOfAsync(TestMember member, string? look = null, BrowserNewContextOptions? options = null)
    {
        var page = await NewPageAsync(look, options);
        var key = await Server.SignInAsync(member);
        foreach (var address in new[] { Server.Address, Localhost })
            await page.Context.AddCookiesAsync([new Cookie { Name = "portal-session", Value = key, Url = address.ToString(), HttpOnly = true }]);
        return page;
    }

    protected Task GoToAsync(IPage page, string path) => page.GotoAsync(new Uri(Localhost, path).ToString());

    protected static async Task SignInAsync(IPage page, string name, string password = TestMember.Password)
    {
        var panel = page.Locator("form[action='/account/login']");
        await panel.GetByLabel("用户名").FillAsync(name);
        await panel.GetByLabel("密码").FillAsync(password);
        await panel.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();
    }

    protected static ILocator Button(IPage page, string name) => page.Locator("main").GetByRole(AriaRole.Button, new() { Name = name });

    /// <summary>Gives the page's browser an authenticator that unlocks by itself.</summary>
    protected static async Task<(ICDPSession Cdp, string Authenticator)> PlugInAsync(IPage page)
    {
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("WebAuthn.enable");
        var made = await cdp.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return (cdp, made!.Value.GetProperty("authenticatorId").GetString()!);
    }
}
