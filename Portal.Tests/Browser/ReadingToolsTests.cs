using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>How readers make the page fit their eyes, with JavaScript and without.</summary>
public sealed class ReadingToolsTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Fact]
    public async Task Tools_ChosenOnce_AreThereAgainAtTheFirstPaint()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/articles/1");
        await WaitForLiveAsync(page);
        var size = await FontSizeAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "A+ 放大字号" }).ClickAsync();
        await page.GetByRole(AriaRole.Form, new() { Name = "阅读工具" }).GetByRole(AriaRole.Button, new() { Name = "长辈版" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "高对比" }).ClickAsync();
        var large = await FontSizeAsync(page);
        Assert.True(large >= 24 && large > size, $"{size} → {large}");

        // the first bytes of the next page already carry the choice: nothing has to be changed after painting
        var html = await (await page.ReloadAsync())!.TextAsync();
        var tag = html[html.IndexOf("<html", StringComparison.Ordinal)..(html.IndexOf('>', html.IndexOf("<html", StringComparison.Ordinal)) + 1)];
        Assert.Contains("data-theme=\"contrast\"", tag, StringComparison.Ordinal);
        Assert.Contains("data-reading=\"elder\"", tag, StringComparison.Ordinal);
        Assert.Contains("data-size=\"large\"", tag, StringComparison.Ordinal);
        Assert.Equal(large, await FontSizeAsync(page));
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "A+ 放大字号" })).ToHaveAttributeAsync("aria-pressed", "true");
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "高对比" })).ToHaveAttributeAsync("aria-pressed", "true");

        await page.GetByRole(AriaRole.Button, new() { Name = "高对比" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).Not.ToHaveAttributeAsync("data-theme", "contrast");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task ElderMode_EveryTarget_IsLargeEnough()
    {
        var page = await NewPageAsync(look: ".elder.");
        await page.GotoAsync("/articles/1");
        var small = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('button, .btn, nav a, .list a, .turn a')].filter(e => e.checkVisibility())
              .map(e => [e, e.getBoundingClientRect()]).filter(([, r]) => r.height < 59.5)
              .map(([e, r]) => `${e.className} ${e.textContent.trim()} ${r.height}`)
            """);
        Assert.Empty(small);
        var text = await page.EvaluateAsync<string[]>(
            """
            () => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && !e.closest('.vh') && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
              .filter(e => parseFloat(getComputedStyle(e).fontSize) < 20 && !e.closest('sup')).map(e => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 20)}`)
            """);
        Assert.Empty(text);
    }

    [Fact]
    public async Task Tools_CopyLinkAndReadAloud_Answer()
    {
        var page = await NewPageAsync(options: new() { Permissions = ["clipboard-read", "clipboard-write"] });
        await page.GotoAsync("/articles/1");
        await WaitForLiveAsync(page);

        await page.GetByRole(AriaRole.Button, new() { Name = "复制链接" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "已复制" })).ToBeVisibleAsync();
        Assert.Equal(new Uri(Server.Address, "/articles/1").ToString(), await page.EvaluateAsync<string>("navigator.clipboard.readText()"));

        await page.EvaluateAsync("() => { window.said = []; speechSynthesis.speak = u => window.said.push(`${u.lang} ${u.text}`); }");
        await page.GetByRole(AriaRole.Button, new() { Name = "朗读" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "停止朗读" })).ToBeVisibleAsync();
        Assert.Equal([$"zh-CN {await page.Locator("h1").InnerTextAsync()}"], await page.EvaluateAsync<string[]>("window.said"));
        await page.GetByRole(AriaRole.Button, new() { Name = "停止朗读" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "朗读", Exact = true })).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Keyboard_Alone_FromTheFrontPageThroughTwoArticles()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/");
        await WaitForLiveAsync(page);
        // past everything that is on every page
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Heading).GetByRole(AriaRole.Link).First);
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/articles/*");
        await WaitForLiveAsync(page);
        var title = await page.Locator("h1").InnerTextAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "A+ 放大字号" }));
        await page.Keyboard.PressAsync("Enter");
        await TabToAsync(page, page.Locator(".turn a").First);
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Locator("h1")).Not.ToHaveTextAsync(title);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Headlines_PausedByKeyboard_StandStill()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/");
        var track = page.Locator(".ticker .track");
        Assert.Equal("running", await PlayStateAsync(track));

        // by Tab alone, from the start of the page
        for (var i = 0; i < 40 && await page.EvaluateAsync<string>("document.activeElement.id") != "hold"; i++)
            await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Space");

        Assert.Equal("paused", await PlayStateAsync(track));
        await page.Keyboard.PressAsync("Space");
        Assert.Equal("running", await PlayStateAsync(track));
        await page.Keyboard.PressAsync("Tab");
        Assert.Equal("paused", await PlayStateAsync(track));
        await page.EmulateMediaAsync(new() { ReducedMotion = ReducedMotion.Reduce });
        Assert.Equal("none", await track.EvaluateAsync<string>("e => getComputedStyle(e).animationName"));
    }

    [Fact]
    public async Task WithoutJavaScript_EverythingReadsAndEverySwitchWorks()
    {
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        await page.GotoAsync("/articles/1");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("外卖骑手的歇脚处，建在哪里最有用");
        await Assertions.Expect(page.Locator(".body table caption")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".facts.live dd b").First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "朗读" })).ToBeHiddenAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "A+ 放大字号" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-size", "large");
        await page.GetByRole(AriaRole.Button, new() { Name = "高对比" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "contrast");
        await Assertions.Expect(page).ToHaveURLAsync(new Uri(Server.Address, "/articles/1").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "深色" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-size", "large");
        await page.GetByText("二维码").ClickAsync();
        await Assertions.Expect(page.GetByAltText("本文网址的二维码")).ToBeVisibleAsync();

        await page.GotoAsync("/columns/news");
        await page.GetByRole(AriaRole.Button, new() { Name = "English" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("lang", "en");
        await Assertions.Expect(page.Locator("h1")).ToHaveTextAsync("Society News");

        await page.GotoAsync("/");
        await page.Locator("label[for=c3]").ClickAsync();
        await Assertions.Expect(page.Locator(".slide.s3")).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator(".slide.s1")).ToBeHiddenAsync();
        await page.Locator("label[for=hold]").ClickAsync();
        Assert.True(await page.Locator("#hold").IsCheckedAsync());
    }

    private static Task<double> FontSizeAsync(IPage page) => page.Locator(".body > p").First.EvaluateAsync<double>("e => parseFloat(getComputedStyle(e).fontSize)");

    private static Task<string> PlayStateAsync(ILocator track) => track.EvaluateAsync<string>("e => getComputedStyle(e).animationPlayState");
}
