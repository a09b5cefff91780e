using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Nothing typed in the editor is lost: when and what it saves, and what it does when it cannot.</summary>
public sealed class EditorSavingTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Fact]
    public async Task Typing_ThenAPause_SavesTheTextOnce()
    {
        var (page, editor) = await OpenAsync();
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(60));
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("门后有一枚钉子");
        await Assertions.Expect(page.Locator(".editor")).Not.ToHaveAttributeAsync("data-clean", "");
        Assert.Empty(editor.Saves);

        Assert.Equal("<p>门后有一枚钉子</p>", await editor.SaveAsync());

        Assert.Equal("pen-1", Assert.Single(editor.Saves).GetProperty("writer").GetString());
        await Assertions.Expect(page.Locator("[data-said]")).ToHaveTextAsync(new System.Text.RegularExpressions.Regex("^已保存 \\d\\d:32:05$"));
        Assert.Equal("""["SavedAsync",{"saved":"2026-11-24T06:32:05Z","characters":7}]""", await page.EvaluateAsync<string>("JSON.stringify(calls[0])"));
        await editor.RunAsync(60_000);
        Assert.Single(editor.Saves);
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Typing_WithoutAPause_IsSavedWithinTwoSeconds()
    {
        var (page, editor) = await OpenAsync();
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(60));
        await editor.CaretToEndAsync();
        for (var i = 0; i < 8; i++)
        {
            await page.Keyboard.InsertTextAsync("字");
            await editor.RunAsync(250);
        }

        await Assertions.Expect(page.Locator(".editor")).ToHaveAttributeAsync("data-state", "clean");
        Assert.Contains("字字字字字", editor.Saves.First().GetProperty("html").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Composing_IsNotSaved_UntilItIsDone()
    {
        var (page, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("前");
        var cdp = await page.Context.NewCDPSessionAsync(page);
        await cdp.SendAsync("Input.imeSetComposition", new() { ["text"] = "lin ju", ["selectionStart"] = 6, ["selectionEnd"] = 6 });
        await Assertions.Expect(editor.Area).ToContainTextAsync("lin ju");
        await editor.RunAsync(10_000);
        Assert.All(editor.Saves, s => Assert.Equal("<p>前</p>", s.GetProperty("html").GetString()));
        await Assertions.Expect(page.Locator(".editor")).Not.ToHaveAttributeAsync("data-clean", "");

        await cdp.SendAsync("Input.insertText", new() { ["text"] = "邻居" });

        Assert.Equal("<p>前邻居</p>", await editor.SaveAsync());
    }

    [Fact]
    public async Task Save_WhenSomebodyElseHoldsThePen_StopsAndKeepsTheText()
    {
        var (page, editor) = await OpenAsync();
        editor.Answer = _ => (409, new { problem = "何青正在另一台电脑上写这篇稿件。" });
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("我的一句");
        await editor.RunAsync(2000);

        await Assertions.Expect(page.GetByText("何青正在另一台电脑上写这篇稿件。")).ToBeVisibleAsync();
        await Assertions.Expect(editor.Area).ToHaveAttributeAsync("contenteditable", "false");
        await Assertions.Expect(editor.Area).ToHaveTextAsync("我的一句");
        Assert.Equal("""["RefusedAsync",409,"何青正在另一台电脑上写这篇稿件。"]""", await page.EvaluateAsync<string>("JSON.stringify(calls[0])"));
        await editor.RunAsync(60_000);
        Assert.Single(editor.Saves);

        // the sentence is offered when the text comes back, and put in only when asked for
        editor.Answer = _ => (200, new { saved = "2026-11-24T06:32:05Z" });
        await editor.ShowAsync("<p>别人的一句</p>", new() { ["Writer"] = "pen-2" });
        await Assertions.Expect(page.GetByText("这台电脑上有没保存完的文字")).ToBeVisibleAsync();
        await Assertions.Expect(editor.Area).ToHaveTextAsync("别人的一句");
        await page.GetByRole(AriaRole.Button, new() { Name = "恢复" }).ClickAsync();
        Assert.Equal("<p>我的一句</p>", await editor.SaveAsync());
        await editor.ShowAsync("<p>我的一句</p>", new() { ["Writer"] = "pen-3" });
        await Assertions.Expect(page.Locator("[data-offer]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Save_WithoutAConnection_IsTriedAgainUntilItIsThere()
    {
        var (page, editor) = await OpenAsync();
        editor.Answer = _ => null;
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("断线时写的");
        await editor.RunAsync(2000);
        await Assertions.Expect(page.GetByText("没有连上服务器")).ToBeVisibleAsync();
        await page.Keyboard.InsertTextAsync("，还在写");

        editor.Answer = _ => (200, new { saved = "2026-11-24T06:32:05Z" });
        await editor.RunAsync(30_000);

        await Assertions.Expect(page.Locator(".editor[data-clean]")).ToBeVisibleAsync();
        Assert.Equal("<p>断线时写的，还在写</p>", editor.LastHtml);
        await Assertions.Expect(page.GetByText("没有连上服务器")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task UnsavedText_AfterTheBrowserCrashed_IsOfferedAndCanBeRefused()
    {
        var (page, editor) = await OpenAsync("<p>已经存下的。</p>");
        editor.Answer = _ => null;
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("没存下的。");
        await editor.RunAsync(2000);
        await Assertions.Expect(page.Locator(".editor")).ToHaveAttributeAsync("data-state", "failed");
        page.Dialog += (_, dialog) => dialog.AcceptAsync();

        await editor.ShowAsync("<p>已经存下的。</p>");
        await page.GetByRole(AriaRole.Button, new() { Name = "不要" }).ClickAsync();

        await Assertions.Expect(editor.Area).ToHaveTextAsync("已经存下的。");
        await editor.ShowAsync("<p>已经存下的。</p>");
        await Assertions.Expect(page.Locator("[data-offer]")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Save_OfATextTooLong_SaysSoAndGoesOnWhenItIsShortened()
    {
        var (page, editor) = await OpenAsync();
        editor.Answer = s => s.GetProperty("html").GetString()!.Length > 20 ? (413, new { problem = "最多一百万字。" }) : (200, new { saved = "2026-11-24T06:32:05Z" });
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("很长很长很长很长很长很长很长很长");
        await editor.RunAsync(2000);
        await Assertions.Expect(page.GetByText("最多一百万字。")).ToBeVisibleAsync();

        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.InsertTextAsync("短");

        Assert.Equal("<p>短</p>", await editor.SaveAsync());
        await Assertions.Expect(page.GetByText("最多一百万字。")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task LeavingThePage_RightAfterTyping_StillSaves()
    {
        var (page, editor) = await OpenAsync();
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(60));
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("最后一句");
        Assert.Empty(editor.Saves);

        await page.EvaluateAsync("dispatchEvent(new PageTransitionEvent('pagehide'))");

        await Assertions.Expect(page.Locator(".editor")).ToHaveAttributeAsync("data-state", "clean");
        Assert.Equal("<p>最后一句</p>", editor.LastHtml);
    }

    [Fact]
    public async Task Mount_OfANewComponentOnTheSameText_GoesOnWithWhatIsUnsaved()
    {
        var (page, editor) = await OpenAsync("<p>开头。</p>");
        await page.Clock.PauseAtAsync(DateTime.UnixEpoch.AddYears(60));
        var before = await page.Locator(".editor").EvaluateAsync<string>("e => e.outerHTML");
        var fresh = await page.EvaluateAsync<string>("async () => (await (await fetch('/harness/page')).text()).match(/<div class=\"editor\"[^]*<\\/div>(?=<button id)/)[0]");
        Assert.NotEqual(before, fresh);
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("还没存");

        // as after a circuit has come back: the elements are new, the old ones are gone
        await page.EvaluateAsync("html => { document.querySelector('.editor').outerHTML = html; mountEditor(); }", fresh);

        await Assertions.Expect(editor.Area).ToHaveTextAsync("开头。还没存");
        await page.Keyboard.InsertTextAsync("，接着写");
        Assert.Equal("<p>开头。还没存，接着写</p>", await editor.SaveAsync());
    }

    private async Task<(IPage Page, EditorHarness Editor)> OpenAsync(string html = "", Dictionary<string, object?>? parameters = null)
    {
        var page = await NewPageAsync();
        var editor = new EditorHarness(page);
        await editor.OpenAsync(html, parameters);
        return (page, editor);
    }
}
