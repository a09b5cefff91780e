using Microsoft.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What comes out of other programs' clipboards.</summary>
public sealed class EditorPasteTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    // as Word 2019 writes it, shortened where it repeats itself
    private const string FromWord =
        """
        <html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40">
        <head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15">
        <!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]-->
        <style><!-- @font-face {font-family:宋体;} p.MsoNormal {margin:0cm; mso-pagination:none;} @list l0:level1 {mso-level-number-format:bullet;} --></style></head>
        <body lang=ZH-CN style='tab-interval:21.0pt'><!--StartFragment-->
        <p class=MsoTitle align=center style='text-align:center'><span style='font-family:宋体'>三单元的那把公用伞</span><span lang=EN-US><o:p></o:p></span></p>
        <h1><span lang=EN-US style='mso-list:Ignore'>一、<span style='font:7.0pt "Times New Roman"'>&nbsp;</span></span><span style='font-family:宋体'>借</span></h1>
        <p class=MsoNormal style='text-indent:21.0pt'><span style='font-family:宋体;mso-ascii-theme-font:minor-fareast'>　　三单元的门后有<b
        style='mso-bidi-font-weight:normal'>一枚钉子</b>，钉子上挂着<i>一把</i></span><span style='font-family:宋体;font-weight:700'>黑伞</span><span
        style='font-family:宋体'>。没人说得清
        它是谁的。</span><a style='mso-footnote-id:ftn1' href="#_ftn1" name="_ftnref1" title=""><span class=MsoFootnoteReference><span lang=EN-US><span style='mso-special-character:footnote'><![if !supportFootnotes]>[1]<![endif]></span></span></span></a><span lang=EN-US><o:p></o:p></span></p>
        <p class=MsoNormal><span lang=EN-US><o:p>&nbsp;</o:p></span></p>
        <p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]><span style='font-family:宋体'>赶早班的护士</span></p>
        <p class=MsoListParagraph style='margin-left:42.0pt;text-indent:-21.0pt;mso-list:l0 level2 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>n<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]><span style='font-family:宋体'>四点起床</span></p>
        <p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span lang=EN-US style='font-family:Wingdings'><span style='mso-list:Ignore'>l<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]><span style='font-family:宋体'>送作业本的老人</span></p>
        <p class=MsoNormal><span style='font-family:宋体'>借还的次数：</span></p>
        <p class=MsoListParagraph style='margin-left:21.0pt;text-indent:-21.0pt;mso-list:l1 level1 lfo2'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>3.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;</span></span></span><![endif]><span style='font-family:宋体'>第三次</span></p>
        <table class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;border:none'>
         <tr style='mso-yfti-irow:0;mso-yfti-firstrow:yes'><td width=277 valign=top style='width:207.4pt;border:solid windowtext 1.0pt'><p class=MsoNormal><b><span style='font-family:宋体'>月份</span></b></p></td><td width=277><p class=MsoNormal><b><span style='font-family:宋体'>次数</span></b></p></td></tr>
         <tr style='mso-yfti-irow:1;mso-yfti-lastrow:yes'><td width=277 colspan=1><p class=MsoNormal><span style='font-family:宋体'>六月</span></p></td><td width=277><p class=MsoNormal><span lang=EN-US>11</span></p><p class=MsoNormal><span style='font-family:宋体'>（估计）</span></p></td></tr>
        </table>
        <p class=MsoNormal><span lang=EN-US><!--[if gte vml 1]><v:shape id="图片_x0020_1" style='width:100pt'><v:imagedata src="file:///C:/Users/FANGXI~1/AppData/Local/Temp/msohtmlclip1/01/clip_image001.png" o:title=""/></v:shape><![endif]--><![if !vml]><img width=133 height=100 src="file:///C:/Users/FANGXI~1/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg" v:shapes="图片_x0020_1"><![endif]></span></p>
        <p class=MsoNormal onclick="alert(1)"><a href="javascript:alert(2)">坏</a>与<a href="https://example.org/伞">好</a>的链接<script>alert(3)</script></p>
        <!--EndFragment-->
        <div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all><hr align=left size=1 width="33%"><![endif]>
        <div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText><a style='mso-footnote-id:ftn1' href="#_ftnref1" name="_ftn1" title=""><span class=MsoFootnoteReference><span lang=EN-US>[1]</span></span></a><span lang=EN-US> </span><span style='font-family:宋体'>据郑阿姨回忆。</span></p></div></div>
        </body></html>
        """;

    [Fact]
    public async Task Paste_FromWord_KeepsWhatItMeansAndNothingElse()
    {
        var (page, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = FromWord, ["text/plain"] = "三单元的那把公用伞" });

        Assert.Equal(
            "<h2>三单元的那把公用伞</h2><h3>一、借</h3>"
            + "<p>三单元的门后有<strong>一枚钉子</strong>，钉子上挂着<em>一把</em><strong>黑伞</strong>。没人说得清它是谁的。<sup><a aria-label=\"注释 1\" href=\"#n1\" id=\"r1\">①</a></sup></p>"
            + "<ul><li>赶早班的护士<ul><li>四点起床</li></ul></li><li>送作业本的老人</li></ul><p>借还的次数：</p><ol start=\"3\"><li>第三次</li></ol>"
            + "<table><thead><tr><th scope=\"col\">月份</th><th scope=\"col\">次数</th></tr></thead><tbody><tr><td>六月</td><td>11<br>（估计）</td></tr></tbody></table>"
            + "<p>〔图片未能粘贴〕</p><p>坏与<a href=\"https://example.org/伞\">好</a>的链接</p>"
            + "<section class=\"footnotes\" aria-label=\"注释\"><ol><li id=\"n1\"><span>①</span><span>据郑阿姨回忆。<a href=\"#r1\" aria-label=\"回到正文注释 1 处\">↑</a></span></li></ol></section>",
            await editor.SaveAsync());
        await Assertions.Expect(page.GetByText("有 1 张图片未能粘贴")).ToBeVisibleAsync();
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Paste_FromWord_StaysTheSameOnceCleanedByTheServer()
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = FromWord });
        var sent = await editor.SaveAsync();
        var stored = Portal.Core.SafeHtml.Clean(sent);
        Assert.Contains("<li id=\"n1\">", stored.Html, StringComparison.Ordinal);

        await editor.ShowAsync(stored.Html);
        await editor.CaretToEndAsync();
        await editor.Area.PressAsync("x");
        await editor.SaveAsync();

        Assert.Equal(stored.Html.Replace("好</a>的链接", "好</a>的链接x", StringComparison.Ordinal), Portal.Core.SafeHtml.Clean(editor.LastHtml).Html);
    }

    [Fact]
    public async Task Paste_FromLibreOffice_KeepsHeadingsListsAndNotes()
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string>
        {
            ["text/html"] =
                """
                <!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><meta name="generator" content="LibreOffice 24.2"/><style type="text/css">p { line-height: 115% }</style></head>
                <body lang="zh-CN" dir="ltr"><h1 class="western">还</h1><p style="line-height: 100%"><font face="宋体">钉子空着的<u>日子</u></font><a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p>
                <ol><li><p>一</p></li><li><p>二</p></li></ol><blockquote><p>伞在三楼阳台上晾着。</p></blockquote>
                <div id="sdfootnote1"><p class="sdfootnote"><a class="sdfootnotesym" name="sdfootnote1sym" href="#sdfootnote1anc">1</a>原话。</p></div></body></html>
                """,
        });

        Assert.Equal(
            "<h2>还</h2><p>钉子空着的<u>日子</u><sup><a aria-label=\"注释 1\" href=\"#n1\" id=\"r1\">①</a></sup></p><ol><li>一</li><li>二</li></ol><blockquote><p>伞在三楼阳台上晾着。</p></blockquote>"
            + "<section class=\"footnotes\" aria-label=\"注释\"><ol><li id=\"n1\"><span>①</span><span>原话。<a href=\"#r1\" aria-label=\"回到正文注释 1 处\">↑</a></span></li></ol></section>",
            await editor.SaveAsync());
    }

    [Theory]
    [InlineData("<b style=\"font-weight:normal\" id=\"docs-internal-guid-1\"><p dir=\"ltr\"><span style=\"font-weight:700\">粗</span><span style=\"font-style:italic\">斜</span></p></b>", "<p><strong>粗</strong><em>斜</em></p>")]
    [InlineData("<div>一<br>二</div><div><div>三</div></div>", "<p>一<br>二</p><p>三</p>")]
    [InlineData("一<br><br>二", "<p>一</p><p>二</p>")]
    [InlineData("<table><tr><td><p>一格的版式</p></td></tr></table>", "<p>一格的版式</p>")]
    [InlineData("<p>一<img src=\"https://example.org/x.png\">二</p>", "<p>一</p><p>〔图片未能粘贴〕</p><p>二</p>")]
    [InlineData("<p onclick=\"x()\" style=\"display:none\">藏着的</p><p>看得见的</p>", "<p>看得见的</p>")]
    [InlineData("<h3>三级</h3><h5>五级</h5>", "<h2>三级</h2><h3>五级</h3>")]
    [InlineData("<svg><style><img src=x onerror=alert(1)></style></svg><math></math><p>文</p>", "<p>〔图片未能粘贴〕</p><p>文</p>")]
    public async Task Paste_FromAWebPage_IsMadeOurs(string html, string expected)
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = html });

        Assert.Equal(expected, await editor.SaveAsync());
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Paste_InTheMiddleOfAParagraph_SplitsItOnlyForBlocks()
    {
        var (_, editor) = await OpenAsync("<p>前后</p>");
        await editor.SelectAsync("后");
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = "<p>中<b>间</b></p>" });
        Assert.Equal("<p>前中<strong>间</strong></p>", await editor.SaveAsync());

        await editor.SelectAsync("中");
        await editor.PasteAsync(new Dictionary<string, string> { ["text/html"] = "<ul><li>项</li></ul>" });
        Assert.Equal("<p>前</p><ul><li>项</li></ul><p><strong>间</strong></p>", await editor.SaveAsync());
    }

    [Fact]
    public async Task Paste_OfPlainText_KeepsItsParagraphs()
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string> { ["text/plain"] = "　　第一段 <b>。\r\n\r\n　　第二段。\r\n第三段。" });

        Assert.Equal("<p>第一段 &lt;b&gt;。</p><p>第二段。</p><p>第三段。</p>", await editor.SaveAsync());
    }

    [Fact]
    public async Task Paste_OfADataPicture_UploadsItAndSwapsItIn()
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string>
        {
            ["text/html"] = $"<p>图前</p><p><img alt=\"门后的伞\" src=\"data:image/png;base64,{Convert.ToBase64String(EditorHarness.Png)}\"></p><p>图后</p>",
        });

        await Assertions.Expect(editor.Area.Locator("figure img")).ToHaveAttributeAsync("src", "/media/0123456789abcdef0123.png");
        Assert.Equal("<p>图前</p><figure><img src=\"/media/0123456789abcdef0123.png\" width=\"40\" height=\"20\" alt=\"门后的伞\"></figure><p>图后</p>", await editor.SaveAsync());
        var body = Assert.Single(editor.Pictures);
        Assert.True(body.AsSpan().IndexOf(EditorHarness.Png) > 0);
        Assert.All(editor.Saves, s => Assert.DoesNotContain("data:", s.GetProperty("html").GetString(), StringComparison.Ordinal));
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Paste_OfAWordPicture_IsFoundInTheRtfBesideIt()
    {
        var (_, editor) = await OpenAsync();
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string>
        {
            ["text/html"] = FromWord,
            ["text/rtf"] = "{\\rtf1\\ansi\\deff0 {\\fonttbl{\\f0 SimSun;}}\\pard {\\*\\shppict{\\pict{\\*\\picprop\\shplid1025{\\sp{\\sn shapeType}{\\sv 75}}}\\picscalex100\\picw3500\\pich2600\\pngblip\\bliptag-1234{\\*\\blipuid 0f0f}\r\n"
                + string.Concat(Convert.ToHexString(EditorHarness.Png).ToLowerInvariant().Chunk(64).Select(c => new string(c) + "\r\n")) + "}}{\\nonshppict{\\pict\\wmetafile8 010009000003}}\\par}",
        });

        await Assertions.Expect(editor.Area.Locator("figure img")).ToHaveCountAsync(1);
        Assert.True(Assert.Single(editor.Pictures).AsSpan().IndexOf(EditorHarness.Png) > 0);
        Assert.DoesNotContain("未能粘贴", await editor.SaveAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Paste_OfAPictureFile_AsksWhatItShows()
    {
        var (page, editor) = await OpenAsync("<p>图在下面</p>");
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string>(), Convert.ToBase64String(EditorHarness.Png));

        await page.GetByLabel("图上是什么").FillAsync("一把黑伞");
        await page.GetByLabel("图注（可不填）").FillAsync("图 1 公用伞");
        await page.Keyboard.PressAsync("Enter");

        await Assertions.Expect(editor.Area.Locator("figcaption")).ToHaveTextAsync("图 1 公用伞");
        Assert.Equal(
            "<p>图在下面</p><figure><img src=\"/media/0123456789abcdef0123.png\" width=\"40\" height=\"20\" alt=\"一把黑伞\"><figcaption>图 1 公用伞</figcaption></figure>",
            await editor.SaveAsync());
        await page.Keyboard.PressAsync("Control+Z");
        await page.Keyboard.PressAsync("Control+Z");
        await Assertions.Expect(editor.Area.Locator("figure")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Upload_ThatIsRefused_SaysWhyAndLeavesNothing()
    {
        var (page, editor) = await OpenAsync();
        editor.PictureAnswer = () => (413, new { problem = "每张图片不超过 10 MB。" });
        await editor.CaretToEndAsync();
        await editor.PasteAsync(new Dictionary<string, string>(), Convert.ToBase64String(EditorHarness.Png));
        await page.Keyboard.PressAsync("Escape");

        await Assertions.Expect(page.GetByText("伞.png：每张图片不超过 10 MB。")).ToBeVisibleAsync();
        await Assertions.Expect(editor.Area.Locator("[data-upload]")).ToHaveCountAsync(0);
    }

    private async Task<(IPage Page, EditorHarness Editor)> OpenAsync(string html = "")
    {
        var page = await NewPageAsync();
        var editor = new EditorHarness(page);
        await editor.OpenAsync(html);
        return (page, editor);
    }
}
