using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Writing in the editor: its buttons, its keys, and what comes out.</summary>
public sealed class EditorTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Fact]
    public async Task Buttons_OnASelection_MakeAndUnmake()
    {
        var (page, editor) = await OpenAsync("<p>门后有一枚钉子</p><p>第二段</p>");
        foreach (var (button, html) in new[]
        {
            ("加粗", "<p>门后有<strong>一枚</strong>钉子</p><p>第二段</p>"),
            ("着重号", "<p>门后有<em>一枚</em>钉子</p><p>第二段</p>"),
            ("大标题", "<h2>门后有一枚钉子</h2><p>第二段</p>"),
            ("小标题", "<h3>门后有一枚钉子</h3><p>第二段</p>"),
            ("引文", "<blockquote><p>门后有一枚钉子</p></blockquote><p>第二段</p>"),
            ("列表", "<ul><li>门后有一枚钉子</li></ul><p>第二段</p>"),
            ("序号列表", "<ol><li>门后有一枚钉子</li></ol><p>第二段</p>"),
        })
        {
            await editor.SelectAsync("一枚");
            await editor.Button(button).ClickAsync();
            await Assertions.Expect(editor.Button(button)).ToHaveAttributeAsync("aria-pressed", "true");
            Assert.Equal(html, await editor.SaveAsync());

            await editor.Button(button).ClickAsync();
            await Assertions.Expect(editor.Button(button)).ToHaveAttributeAsync("aria-pressed", "false");
            Assert.Equal("<p>门后有一枚钉子</p><p>第二段</p>", await editor.SaveAsync());
            Assert.Equal("一枚", await page.EvaluateAsync<string>("getSelection().toString()"));
        }

        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Toolbar_ByKeyboard_IsOneStopWithArrowsInside()
    {
        var (page, editor) = await OpenAsync("<p>文</p>");
        await editor.SelectAsync("文");
        await page.Keyboard.PressAsync("Alt+F10");
        await Assertions.Expect(editor.Button("加粗")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("End");
        await Assertions.Expect(editor.Button("重做")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(editor.Button("加粗")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(editor.Area).ToBeFocusedAsync();
        Assert.Equal("<p><em>文</em></p>", await editor.SaveAsync());

        // the tab key is for leaving, both ways
        await page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(page.Locator("#after")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Shift+Tab");
        await page.Keyboard.PressAsync("Shift+Tab");
        await Assertions.Expect(editor.Button("加粗")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Undo_AfterAnything_TakesItBackWholeAndRedoBringsItAgain()
    {
        var (page, editor) = await OpenAsync("<p>开头</p>");
        var steps = new List<string>();
        async Task DidAsync() => steps.Add(await editor.Area.InnerHTMLAsync());
        await DidAsync();
        await editor.CaretToEndAsync();
        await page.Keyboard.TypeAsync("，接着");
        await DidAsync();
        await editor.Button("大标题").ClickAsync();
        await DidAsync();
        await editor.Button("插入表格").ClickAsync();
        await DidAsync();
        await editor.CaretToEndAsync();
        await editor.Button("插入脚注").ClickAsync();
        await DidAsync();
        await page.Keyboard.PressAsync("Enter");
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = "<ul><li>一</li></ul>" });
        await DidAsync();

        for (var i = steps.Count - 2; i >= 0; i--)
        {
            await page.Keyboard.PressAsync("Control+Z");
            Assert.Equal(steps[i], await editor.Area.InnerHTMLAsync());
        }

        for (var i = 1; i < steps.Count; i++)
        {
            await page.Keyboard.PressAsync("Control+Y");
            Assert.Equal(steps[i], await editor.Area.InnerHTMLAsync());
        }
    }

    [Fact]
    public async Task Footnotes_WhereverTheyStand_AreNumberedByTheText()
    {
        var (page, editor) = await OpenAsync("<p>第一句。第二句。</p>");
        await editor.SelectAsync("第二句。");
        await editor.Button("插入脚注").ClickAsync();
        await page.Keyboard.InsertTextAsync("后面的注");
        await page.Keyboard.PressAsync("Enter");
        await editor.SelectAsync("第一句。");
        await page.Keyboard.PressAsync("Control+Alt+F");
        await page.Keyboard.InsertTextAsync("前面的注");
        await page.Keyboard.PressAsync("Escape");

        Assert.Equal(
            "<p>第一句。<sup><a aria-label=\"注释 1\" href=\"#n1\" id=\"r1\">①</a></sup>第二句。<sup><a aria-label=\"注释 2\" href=\"#n2\" id=\"r2\">②</a></sup></p>"
            + "<section class=\"footnotes\" aria-label=\"注释\"><ol><li id=\"n1\"><span>①</span><span>前面的注<a href=\"#r1\" aria-label=\"回到正文注释 1 处\">↑</a></span></li>"
            + "<li id=\"n2\"><span>②</span><span>后面的注<a href=\"#r2\" aria-label=\"回到正文注释 2 处\">↑</a></span></li></ol></section>",
            await editor.SaveAsync());

        // without its mark a note has no place; undone, it is there again
        await editor.SelectAsync("第一句。");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("Delete");
        Assert.DoesNotContain("前面的注", await editor.SaveAsync(), StringComparison.Ordinal);
        await page.Keyboard.PressAsync("Control+Z");
        Assert.Contains("<li id=\"n1\"><span>①</span><span>前面的注", await editor.SaveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Table_RowsAndColumns_CanBeAddedAndTakenAway()
    {
        var (page, editor) = await OpenAsync("<p>表：</p>");
        await editor.CaretToEndAsync();
        await editor.Button("插入表格").ClickAsync();
        await page.Keyboard.InsertTextAsync("头");
        Assert.Equal((3, 3), await SizeAsync());
        foreach (var (choice, size) in new[] { ("下面加一行", (4, 3)), ("右边加一列", (4, 4)), ("左边加一列", (4, 5)), ("删除这一列", (4, 4)), ("上面加一行", (5, 4)), ("删除这一行", (4, 4)) })
        {
            await editor.Button("插入表格").ClickAsync();
            await page.GetByRole(AriaRole.Dialog, new() { Name = "表格" }).GetByRole(AriaRole.Button, new() { Name = choice }).ClickAsync();
            Assert.Equal(size, await SizeAsync());
        }

        await page.Keyboard.InsertTextAsync("格");
        var saved = await editor.SaveAsync();
        Assert.Contains("<td>格</td>", saved, StringComparison.Ordinal);
        Assert.EndsWith("</table>", saved, StringComparison.Ordinal);
        await editor.Button("插入表格").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "删除表格" }).ClickAsync();
        Assert.Equal("<p>表：</p>", await editor.SaveAsync());

        async Task<(int, int)> SizeAsync() => (await editor.Area.Locator("tr").CountAsync(), await editor.Area.Locator("tr").First.Locator("th, td").CountAsync());
    }

    [Fact]
    public async Task Link_OnASelection_IsAskedForAndChecked()
    {
        var (page, editor) = await OpenAsync("<p>见这里。</p>");
        await editor.SelectAsync("这里");
        await page.Keyboard.PressAsync("Control+K");
        await page.GetByLabel("链接到的网址").FillAsync("javascript:alert(1)");
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(page.GetByText("请填写网址")).ToBeVisibleAsync();
        await page.GetByLabel("链接到的网址").FillAsync("example.org/a");
        await page.Keyboard.PressAsync("Enter");
        Assert.Equal("<p>见<a href=\"https://example.org/a\">这里</a>。</p>", await editor.SaveAsync());

        await editor.Button("链接").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "去掉链接" }).ClickAsync();
        Assert.Equal("<p>见这里。</p>", await editor.SaveAsync());
        await editor.Button("链接").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("dialog[open]")).ToHaveCountAsync(0);
        await Assertions.Expect(editor.Area).ToBeFocusedAsync();
    }

    [Theory]
    [InlineData("三单元的门后，有 3 把伞。", 12)]
    [InlineData("“伞”——在 portal.example 上", 8)]
    [InlineData("", 0)]
    public async Task Count_WhileTyping_IsWords(string text, int characters)
    {
        var (page, editor) = await OpenAsync();
        editor.Answer = _ => (200, new { saved = "2026-11-24T06:32:05Z" });
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync(text + "\u200b");
        await editor.RunAsync(300);

        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync($"{characters} 字");
        Assert.Equal(characters, await page.EvaluateAsync<int>("heard.filter(h => h[0] === 'count').pop()[1].characters"));
    }

    [Fact]
    public async Task Count_BelowAndAboveTheLimits_SaysByHowMuch()
    {
        var (page, editor) = await OpenAsync("<p>一二三</p>", new() { ["MinCharacters"] = 5, ["MaxCharacters"] = 6 });
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("3 字，还差 2 字");
        await editor.CaretToEndAsync();
        await page.Keyboard.InsertTextAsync("四五六七");
        await editor.RunAsync(300);
        await Assertions.Expect(page.Locator("[data-count]")).ToHaveTextAsync("7 字，超出 1 字");
    }

    [Fact]
    public async Task Enter_InHeadingsListsAndQuotations_LeavesThemAsPeopleExpect()
    {
        var (page, editor) = await OpenAsync("<h2>题</h2>");
        await editor.CaretToEndAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("段");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("项");
        await editor.Button("列表").ClickAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("项二");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("引");
        await editor.Button("引文").ClickAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.PressAsync("Enter");
        await page.Keyboard.TypeAsync("完");

        Assert.Equal("<h2>题</h2><p>段</p><ul><li>项</li><li>项二</li></ul><blockquote><p>引</p></blockquote><p>完</p>", await editor.SaveAsync());
    }

    [Fact]
    public async Task Everything_Deleted_LeavesALineToWriteOn()
    {
        var (page, editor) = await OpenAsync("<h2>题</h2><table><tbody><tr><td>一</td><td>二</td></tr></tbody></table>");
        await editor.CaretToEndAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.PressAsync("Delete");
        Assert.Equal("", await editor.SaveAsync());
        await page.Keyboard.TypeAsync("新");
        Assert.Equal("<p>新</p>", await editor.SaveAsync());
    }

    [Fact]
    public async Task ReadOnly_Editor_LetsNothingIn()
    {
        var (page, editor) = await OpenAsync("<p>已经提交</p>", new() { ["ReadOnly"] = true });
        await editor.Area.FocusAsync();
        await page.Keyboard.TypeAsync("x");
        await editor.PasteAsync(new Dictionary<string, string> { ["text/plain"] = "y" });
        await editor.Button("大标题").ClickAsync(new() { Force = true });
        await editor.RunAsync(5000);

        await Assertions.Expect(editor.Area).ToHaveTextAsync("已经提交");
        Assert.Empty(editor.Saves);
    }

    [Fact]
    public async Task Features_LeftOut_HaveNoButtonAndNoKey()
    {
        var (page, editor) = await OpenAsync("<p>文</p>", new() { ["Features"] = Portal.Web.Shared.EditorFeatures.Emphasis });
        await editor.SelectAsync("文");
        await page.Keyboard.PressAsync("Control+B");
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = "<h2>题</h2><ul><li><b>项</b></li></ul><table><tr><td>一</td><td>二</td></tr></table>" });

        Assert.Equal("<p>题</p><p>项</p><p>一</p><p>二</p>", await editor.SaveAsync());
        Assert.Equal(["着重号", "撤销", "重做"], await page.Locator(".bars button").EvaluateAllAsync<string[]>("all => all.map(b => b.ariaLabel)"));
    }

    [Theory]
    [InlineData("light..")]
    [InlineData("dark..")]
    [InlineData("contrast.elder.")]
    public async Task Editor_InEachEdition_PassesAxe(string look)
    {
        var (page, editor) = await OpenAsync("<h2>题</h2><p>文<em>字</em></p>", look: look);
        var parts = look.Split('.');
        await page.EvaluateAsync("([theme, reading]) => { document.documentElement.dataset.theme = theme; document.documentElement.dataset.reading = reading; }", parts);
        await editor.CaretToEndAsync();
        await editor.Button("插入脚注").ClickAsync();
        await page.Keyboard.InsertTextAsync("注");
        await page.Keyboard.PressAsync("Enter");
        await editor.Button("插入表格").ClickAsync();
        foreach (var head in (string[])["月份", "次数", "天气"])
        {
            await page.Keyboard.InsertTextAsync(head);
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await editor.Button("插入表格").ClickAsync();
        await page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await AxeAsync();
        await page.Keyboard.PressAsync("Escape");
        await AxeAsync();
        Assert.Empty(Complaints);

        async Task AxeAsync()
        {
            var result = await page.RunAxe();
            Assert.True(result.Violations.Length == 0, string.Join('\n', result.Violations.Select(v => $"{v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}")));
        }
    }

    private async Task<(IPage Page, EditorHarness Editor)> OpenAsync(string html = "", Dictionary<string, object?>? parameters = null, string? look = null)
    {
        var page = await NewPageAsync(look);
        var editor = new EditorHarness(page);
        await editor.OpenAsync(html, parameters);
        return (page, editor);
    }
}
