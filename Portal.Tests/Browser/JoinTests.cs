using System.Collections.Concurrent;
using Deque.AxeCore.Playwright;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Joining with a real browser: the forms, their keys and how they are to be used by everybody.</summary>
public sealed class JoinTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    private const string Password = "一句只有我想得到的话";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reader_RegistersConfirmsAndSignsIn(bool javaScript)
    {
        var name = NewName();
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = javaScript });
        var referrers = new ConcurrentQueue<string>();
        page.Request += (_, request) => referrers.Enqueue($"{request.Url} {request.Headers.GetValueOrDefault("referer")}");
        await page.GotoAsync("/account/login");
        var main = page.GetByRole(AriaRole.Main);
        await main.GetByRole(AriaRole.Link, new() { Name = "新用户注册" }).ClickAsync();
        await main.GetByLabel("用户名").FillAsync(name);
        await main.GetByLabel("电子邮件").FillAsync("nowhere");
        await main.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        await main.GetByLabel("姓名").FillAsync("何青");
        await main.GetByLabel("所属理事单位").SelectOptionAsync("清禾市图书馆");
        await main.GetByRole(AriaRole.Checkbox, new() { Name = "我已读过并同意" }).CheckAsync();
        await main.GetByRole(AriaRole.Button, new() { Name = "注册" }).ClickAsync();
        await Assertions.Expect(page.GetByText("请填写完整的电子邮件地址")).ToBeVisibleAsync();
        await Assertions.Expect(main.GetByLabel("用户名")).ToHaveValueAsync(name);
        await Assertions.Expect(main.GetByLabel("密码", new() { Exact = true })).ToHaveValueAsync("");
        await main.GetByLabel("电子邮件").FillAsync($"{name}@qinghe.example");
        await main.GetByLabel("密码", new() { Exact = true }).FillAsync(Password);
        var link = await Server.LinkFromTheMailAsync($"{name}@qinghe.example", async () =>
        {
            await main.GetByRole(AriaRole.Button, new() { Name = "注册" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "请查收邮件" })).ToBeVisibleAsync();
        });

        await page.GotoAsync(link);
        await main.GetByRole(AriaRole.Button, new() { Name = "完成注册" }).ClickAsync();
        await Assertions.Expect(page.GetByText("注册完成，欢迎。")).ToBeVisibleAsync();
        await Assertions.Expect(main.GetByLabel("用户名")).ToHaveValueAsync(name);
        await main.GetByLabel("密码").FillAsync(Password);
        await main.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("何青").First).ToBeVisibleAsync();
        var key = link.Split('=')[1];
        Assert.Contains(referrers, r => r.EndsWith("/account/confirm", StringComparison.Ordinal) && r.Split(' ')[1].Length > 0);
        Assert.DoesNotContain(referrers, r => r.Split(' ')[1].Contains(key, StringComparison.Ordinal));
        Assert.DoesNotContain(referrers.SkipWhile(r => !r.Contains(key, StringComparison.Ordinal)).Skip(1), r => r.Contains(key, StringComparison.Ordinal));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Member_WhoForgotThePassword_ChoosesANewOneWithoutJavaScript()
    {
        var (_, name) = await MemberAsync();
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        var main = page.GetByRole(AriaRole.Main);
        await page.GotoAsync("/account/login?failed=wrong");
        await main.GetByRole(AriaRole.Link, new() { Name = "忘记密码" }).ClickAsync();
        await main.GetByLabel("用户名或电子邮件").FillAsync(name);

        await page.GotoAsync(await Server.LinkFromTheMailAsync($"{name}@qinghe.example", async () =>
        {
            await main.GetByRole(AriaRole.Button, new() { Name = "发送邮件" }).ClickAsync();
            await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "请查收邮件" })).ToBeVisibleAsync();
        }));
        await main.GetByLabel("新密码").FillAsync("另外一句更长的话");
        await main.GetByRole(AriaRole.Button, new() { Name = "保存新密码" }).ClickAsync();
        await Assertions.Expect(main.GetByLabel("用户名")).ToHaveValueAsync(name);
        await main.GetByLabel("密码", new() { Exact = true }).FillAsync("另外一句更长的话");
        await main.GetByRole(AriaRole.Button, new() { Name = "登录", Exact = true }).ClickAsync();

        await Assertions.Expect(page.GetByText("何青").First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Password_Shown_IsAPasswordAgainWhenSent()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/account/register");
        var field = page.Locator("main [name=Password]");
        await field.FillAsync(Password);
        Assert.Equal("password", await field.GetAttributeAsync("type"));
        await page.GetByLabel("显示密码").CheckAsync();
        Assert.Equal("text", await field.GetAttributeAsync("type"));
        await Assertions.Expect(field).ToHaveValueAsync(Password);

        await page.EvaluateAsync("document.querySelector('main form').addEventListener('submit', e => e.preventDefault())");
        await page.GetByRole(AriaRole.Button, new() { Name = "注册" }).ClickAsync();

        Assert.Equal("password", await field.GetAttributeAsync("type"));
        Assert.False(await page.GetByLabel("显示密码").IsCheckedAsync());

        var without = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        await without.GotoAsync("/account/register");
        await Assertions.Expect(without.GetByText("显示密码")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Keyboard_Alone_FromTheFrontPageToTheMail()
    {
        var name = NewName();
        var page = await NewPageAsync();
        var main = page.GetByRole(AriaRole.Main);
        await page.GotoAsync("/account/login");
        await WaitForLiveAsync(page);
        // the panel is drawn anew when it goes live: who stands in it just then begins again, as a person would
        var register = main.GetByRole(AriaRole.Link, new() { Name = "新用户注册" });
        for (var tries = 0; tries < 5 && !page.Url.EndsWith("/account/register", StringComparison.Ordinal); tries++)
        {
            await TabToAsync(page, register);
            await page.Keyboard.PressAsync("Enter");
            try
            {
                await page.WaitForURLAsync("**/account/register", new() { Timeout = 5_000 });
            }
            catch (TimeoutException)
            {
                // it stood in the panel when that was drawn anew
            }
        }

        Assert.EndsWith("/account/register", page.Url, StringComparison.Ordinal);
        await WaitForLiveAsync(page);
        foreach (var (label, text) in new[] { ("用户名", name), ("电子邮件", $"{name}@qinghe.example"), ("密码", Password), ("姓名", "何青") })
        {
            await TabToAsync(page, main.GetByLabel(label, new() { Exact = label == "密码" }));
            await page.Keyboard.InsertTextAsync(text);
        }

        await TabToAsync(page, main.GetByRole(AriaRole.Checkbox, new() { Name = "我已读过并同意" }));
        await page.Keyboard.PressAsync("Space");
        await TabToAsync(page, main.GetByRole(AriaRole.Button, new() { Name = "注册" }));
        var link = await Server.LinkFromTheMailAsync($"{name}@qinghe.example", async () =>
        {
            await page.Keyboard.PressAsync("Enter");
            // the mail may be there before the page that speaks of it
            await page.WaitForURLAsync("**/account/register/sent");
        });

        await page.GotoAsync(link);
        await WaitForLiveAsync(page);
        await TabToAsync(page, main.GetByRole(AriaRole.Button, new() { Name = "完成注册" }));
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("注册完成，欢迎。")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Problems_WithTheKeyboard_LeadToTheirFields()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/account/register");
        await page.Locator("main [name=UserName]").FillAsync("何青");
        await page.Locator("main [name=UserName]").PressAsync("Enter");
        await page.GetByRole(AriaRole.Alert).WaitForAsync();
        await WaitForLiveAsync(page);

        Assert.Equal("alert", await page.EvaluateAsync<string>("document.activeElement.getAttribute('role')"));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("电子邮件", await page.EvaluateAsync<string>("document.activeElement.textContent"));
        await page.Keyboard.PressAsync("Enter");
        // the browser goes on from the field that the link led to
        await page.WaitForFunctionAsync("location.hash === '#Email'");
        await page.Keyboard.PressAsync("Tab");
        Assert.Contains(await page.EvaluateAsync<string>("document.activeElement.name"), new[] { "Email", "Password" });

        // the trap is out of the way of the keyboard
        var stops = new List<string>();
        await page.Locator("main [name=UserName]").FocusAsync();
        for (var i = 0; i < 9; i++)
        {
            stops.Add(await page.EvaluateAsync<string>("document.activeElement.name ?? ''"));
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Contains("Consent", stops);
        Assert.DoesNotContain("website", stops);
    }

    [Theory]
    [InlineData("light..", "zh-Hans", 1280)]
    [InlineData("dark..", "en", 390)]
    [InlineData("contrast..", "zh-Hans", 390)]
    [InlineData(".elder.", "zh-Hans", 1280)]
    [InlineData("dark.elder.large", "en", 320)]
    public async Task Forms_InEachEdition_PassAxeAndScrollOnlyDownwards(string look, string language, int width)
    {
        var page = await NewPageAsync(look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Server.Address.ToString() }]);
        var (memberId, taken) = await MemberAsync();
        var found = new List<string>();

        await page.GotoAsync("/account/register");
        await SubmitAndCheckAsync("register");
        await page.GotoAsync("/account/forgot");
        await SubmitAndCheckAsync("forgot");
        await page.GotoAsync(await RegistrationLinkAsync(taken));
        await CheckAsync("confirm");
        await SubmitAndCheckAsync("confirm, name taken");
        await page.GotoAsync($"/account/reset?token={await KeyAsync(KeyPurpose.ResetPassword, memberId)}");
        await CheckAsync("reset");
        await SubmitAndCheckAsync("reset, no password");
        await page.GotoAsync($"/account/email?token={await KeyAsync(KeyPurpose.ConfirmEmail, memberId, "he@new.example")}");
        await CheckAsync("email");
        await page.Context.AddCookiesAsync([new() { Name = "portal-step", Value = await KeyAsync(KeyPurpose.SecondFactor, memberId), Url = Server.Address.ToString() }]);
        await page.GotoAsync("/account/second-step?failed=wrong");
        await CheckAsync("second step");
        await page.GotoAsync($"/setup?token={await KeyAsync(KeyPurpose.Setup, null)}");
        await CheckAsync("setup");
        await page.GotoAsync("/account/login");
        await page.Locator("main [name=user]").FillAsync(taken);
        await page.Locator("main [name=password]").FillAsync(Password);
        await page.Locator("main button[type=submit]").ClickAsync();
        await page.WaitForURLAsync(Server.Address.ToString());
        await page.GotoAsync("/admin/articles");
        await CheckAsync("denied");

        Assert.True(found.Count == 0, string.Join('\n', found));
        Assert.Empty(Complaints);

        async Task SubmitAndCheckAsync(string what)
        {
            await page.Locator("main form button[type=submit]").ClickAsync();
            await page.Locator("main [role=alert]").WaitForAsync();
            await CheckAsync(what);
        }

        async Task CheckAsync(string what)
        {
            await WaitForLiveAsync(page);
            var result = await page.RunAxe();
            found.AddRange(result.Violations.Select(v => $"{what} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (wider > 0)
                found.Add($"{what} is {wider} px wider than {width}");
        }
    }

    private static string NewName() => $"m{Guid.NewGuid():N}"[..20];

    private static DateTime Now => TimeProvider.System.GetUtcNow().UtcDateTime;

    private PortalDb Db() => Server.Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    private async Task<(int Id, string Name)> MemberAsync()
    {
        var name = NewName();
        var made = await Server.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", "何青", Password));
        Assert.True(made.IsDone, made.Detail);
        return (made.Value, name);
    }

    private async Task<string> RegistrationLinkAsync(string userName)
    {
        var key = SecretKey.New();
        var email = $"{NewName()}@qinghe.example";
        await using var db = Db();
        db.Registrations.Add(new Registration
        {
            KeyHash = SecretKey.Hash(key),
            UserName = userName,
            Email = email,
            NormalizedEmail = email.ToUpperInvariant(),
            DisplayName = "何青",
            Language = "zh-Hans",
            PasswordHash = new PasswordHasher<Member>().HashPassword(new Member(), Password),
            CreatedUtc = Now,
            ExpiresUtc = Now.AddHours(1),
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return $"/account/confirm?token={key}";
    }

    private async Task<string> KeyAsync(KeyPurpose purpose, int? memberId, string? payload = null)
    {
        var key = SecretKey.New();
        await using var db = Db();
        db.OneTimeKeys.Add(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(key),
            Purpose = purpose,
            MemberId = memberId,
            Payload = payload,
            CreatedUtc = Now,
            ExpiresUtc = Now.AddHours(1),
        });
        await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        return key;
    }
}
