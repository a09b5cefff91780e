using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Searching as a reader does: with suggestions from the keyboard, and without any script.</summary>
public sealed class SearchBoxTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    private static readonly Actor Editor = new(1, "editor", Role.Editor);

    [Fact]
    public async Task Suggestions_ByKeyboard_OpenWhatWasChosen()
    {
        var id = await PublishAsync("萤火虫观察手记", "<p>夜里的河岸。</p>");
        await PublishAsync("萤火虫去哪儿了", "<p>河岸的灯。</p>");
        var page = await NewPageAsync();
        await page.GotoAsync("/");
        await WaitForLiveAsync(page);
        var field = page.GetByRole(AriaRole.Combobox, new() { Name = "搜索文章、通知与单位" });

        await page.Locator("#q").FocusAsync();
        await Assertions.Expect(field).ToBeVisibleAsync();
        await field.PressSequentiallyAsync("萤火");

        var options = page.GetByRole(AriaRole.Option);
        await Assertions.Expect(options).ToHaveCountAsync(2);
        await Assertions.Expect(field).ToHaveAttributeAsync("aria-expanded", "true");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(options).ToHaveCountAsync(0);
        await Assertions.Expect(field).ToHaveValueAsync("萤火");
        await field.PressSequentiallyAsync("虫观");
        await Assertions.Expect(options).ToHaveCountAsync(1);
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(options.First).ToHaveAttributeAsync("aria-selected", "true");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync($"**/articles/{id}");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Hit_InEnglish_KeepsTheSpacesAroundItsMarks()
    {
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        await page.GotoAsync("/search?q=lights");

        Assert.Equal("Where the lights stay on", await page.Locator(".found h2").InnerTextAsync());
    }

    [Fact]
    public async Task Search_WithoutScript_FindsNarrowsAndHelps()
    {
        await PublishAsync("石桥修缮记", "<p>先拆栏杆，再换桥面。栏杆留着。</p>");
        var page = await NewPageAsync(options: new() { JavaScriptEnabled = false });
        await page.GotoAsync("/");

        await page.Locator("#q").FillAsync("换桥面");
        await page.Locator("#q").PressAsync("Enter");

        await Assertions.Expect(page.Locator(".found li")).ToHaveCountAsync(1);
        await Assertions.Expect(page.Locator(".found mark")).ToHaveTextAsync("换桥面");
        await page.GetByText("缩小范围").ClickAsync();
        await page.GetByLabel("年份").SelectOptionAsync("2026");
        await page.GetByRole(AriaRole.Button, new() { Name = "应用" }).ClickAsync();
        await page.WaitForURLAsync("**/search?q=*year=2026*");
        await Assertions.Expect(page.Locator(".found li")).ToHaveCountAsync(1);
        // the choice of the year stays, and helps nobody who mistypes
        await page.Locator("#sq").FillAsync("换桥画");
        await page.Locator("#sq").PressAsync("Enter");
        await page.GetByRole(AriaRole.Link, new() { Name = "换桥面" }).ClickAsync();
        await Assertions.Expect(page.Locator(".found h2")).ToHaveTextAsync("石桥修缮记");
    }

    private async Task<int> PublishAsync(string title, string html)
    {
        var column = (await Server.Get<Articles>().ColumnsAsync(TestContext.Current.CancellationToken))[0].Id;
        var made = await Server.Get<Articles>().PublishAsync(
            Editor, new ArticleText { ColumnId = column, Title = title, BodyHtml = html, Source = "清禾社区研究会" }, TimeProvider.System.GetUtcNow().UtcDateTime.AddMinutes(-1));
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }
}
