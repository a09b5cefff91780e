using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class DocxReaderTests(WrittenEssay essay) : IClassFixture<WrittenEssay>
{
    private const string Styles = $"""
        <w:styles {TestDocx.Ns}>
          <w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>
          <w:style w:type="paragraph" w:styleId="t"><w:name w:val="标题"/></w:style>
          <w:style w:type="paragraph" w:styleId="s"><w:name w:val="副标题"/></w:style>
          <w:style w:type="paragraph" w:styleId="h1"><w:name w:val="heading 1"/></w:style>
          <w:style w:type="paragraph" w:styleId="h2"><w:name w:val="标题 2"/></w:style>
          <w:style w:type="paragraph" w:styleId="own"><w:name w:val="我的小标题"/><w:basedOn w:val="h2"/></w:style>
          <w:style w:type="paragraph" w:styleId="q"><w:name w:val="引用"/></w:style>
          <w:style w:type="paragraph" w:styleId="c"><w:name w:val="caption"/></w:style>
          <w:style w:type="paragraph" w:styleId="toc"><w:name w:val="toc 1"/></w:style>
          <w:style w:type="character" w:styleId="em"><w:name w:val="Emphasis"/><w:rPr><w:i/></w:rPr></w:style>
        </w:styles>
        """;

    [Fact]
    public void Read_RealDocument_KeepsItsMeaning()
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");

        var text = DocxReader.Read(essay.Docx).Text!;

        Assert.Equal("巷口的灯", text.Title);
        Assert.Equal("写一盏灯，也写守灯的人。", text.Abstract);
        Assert.StartsWith("<h2>一、灯</h2><p>巷口有<strong>一盏灯</strong>，<em>很旧</em>，<u>很亮</u>，<s>很高</s>，十<sup>2</sup>米。后来添的话。之后。</p>", text.Html, StringComparison.Ordinal);
        foreach (var part in (string[])[
            "<h3>（一）旧事</h3>",
            "<blockquote><p>灯在，人就在。</p></blockquote>",
            "<ol><li>第一步<ol><li>第一小步</li></ol></li><li>第二步</li></ol>",
            "<ul><li>圆点</li></ul>",
            "<table><thead><tr><th>年</th><th>盏</th></tr></thead><tbody><tr><td colspan=\"2\">两格并作一格</td></tr><tr><td>1987</td><td>3</td></tr></tbody></table>",
            "<a href=\"https://example.org/lamp\">灯谱</a>",
            "注<sup><a href=\"#n1\" id=\"r1\" aria-label=\"注释 1\">①</a></sup>在后。",
            "<figure><img src=\"picture:1\" alt=\"巷口的路灯\" width=\"40\" height=\"30\"></figure><p>最后一段。</p>",
            "<li id=\"n1\"><span>①</span><span>灯谱，第三页。<a href=\"#r1\" aria-label=\"回到正文注释 1 处\">↑</a></span></li></ol></section>",
        ])
            Assert.Contains(part, text.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("删去", text.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("批注", text.Html, StringComparison.Ordinal);
        Assert.Equal(("picture:1", "png"), (text.Pictures.Single().Placeholder, text.Pictures.Single().Picture.Extension));
        AssertCleanKeepsIt(text.Html);
    }

    [Theory]
    // headings by their style, whatever level a document starts from
    [InlineData("{h1}一{h2}（一）{own}小{body}文{h1}二", "<h2>一</h2><h3>（一）</h3><h3>小</h3><p>文</p><h2>二</h2>")]
    [InlineData("{h2}（一）{body}文{h2}（二）{body}文", "<h2>（一）</h2><p>文</p><h2>（二）</h2><p>文</p>")]
    [InlineData("{body}文{q}引一{q}引二{body}文", "<p>文</p><blockquote><p>引一</p><p>引二</p></blockquote><p>文</p>")]
    [InlineData("{toc}一……1{body}文", "<p>文</p>")]
    [InlineData("{body}　　 首行空两格{body}  {body}", "<p>首行空两格</p>")]
    [InlineData("{body}1 &lt; 2 &amp; 3", "<p>1 &lt; 2 &amp; 3</p>")]
    public void Read_Styles_ByTheirMeaning(string paragraphs, string expected)
    {
        var body = string.Concat(paragraphs.Split('{', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('}')).Select(p => TestDocx.P(p[1], p[0] == "body" ? "" : $"<w:pStyle w:val=\"{p[0]}\"/>")));

        Assert.Equal(expected, Read(body).Html);
    }

    [Theory]
    [InlineData("{t}灯{body}文。", "灯", null, "<p>文。</p>")]
    [InlineData("{t}灯{s}——记巷口{body}文。", "灯——记巷口", null, "<p>文。</p>")]
    [InlineData("{h1}灯{body}文。{h2}一{body}文。", "灯", null, "<p>文。</p><h2>一</h2><p>文。</p>")]
    [InlineData("{h1}灯{body}文。{h1}光{body}文。", null, null, "<h2>灯</h2><p>文。</p><h2>光</h2><p>文。</p>")]
    [InlineData("{body}文。{body}又文。", null, null, "<p>文。</p><p>又文。</p>")]
    [InlineData("{t}灯{body}摘　要：写灯。{body}关键词：灯{body}文。", "灯", "写灯。", "<p>关键词：灯</p><p>文。</p>")]
    [InlineData("{t}灯{body}【摘要】写灯。{body}文。", "灯", "写灯。", "<p>文。</p>")]
    [InlineData("{t}灯{h2}内容摘要{body}写灯。{body}写光。{h2}一{body}文。", "灯", "写灯。\n写光。", "<h2>一</h2><p>文。</p>")]
    [InlineData("{t}灯{body}摘要{body}写灯。{body}文。", "灯", "写灯。", "<p>文。</p>")]
    [InlineData("{t}Lamps{body}Abstract: On lamps.{body}Text.", "Lamps", "On lamps.", "<p>Text.</p>")]
    [InlineData("{t}灯{body}摘要地说，没有。{body}文。", "灯", null, "<p>摘要地说，没有。</p><p>文。</p>")]
    [InlineData("{t}Lamps{body}Abstract lamps are rare.", "Lamps", null, "<p>Abstract lamps are rare.</p>")]
    public void Read_TitleAndAbstract_AreTold(string paragraphs, string? title, string? summary, string html)
    {
        var body = string.Concat(paragraphs.Split('{', StringSplitOptions.RemoveEmptyEntries).Select(p => p.Split('}')).Select(p => TestDocx.P(p[1], p[0] == "body" ? "" : $"<w:pStyle w:val=\"{p[0]}\"/>")));

        var text = Read(body);

        Assert.Equal((title, summary, html), (text.Title, text.Abstract, text.Html));
        Assert.Empty(text.Warnings);
    }

    [Fact]
    public void Read_TitleByHand_IsTheLineThatStandsOut()
    {
        var text = Read(TestDocx.P("巷口的灯", "<w:jc w:val=\"center\"/>") + TestDocx.P("张三（某某单位）", "<w:jc w:val=\"center\"/>") + TestDocx.P("巷口有一盏灯。") + TestDocx.P("很旧。"));

        Assert.Equal("巷口的灯", text.Title);
        Assert.Equal("<p>张三（某某单位）</p><p>巷口有一盏灯。</p><p>很旧。</p>", text.Html);
        Assert.Equal([DocxWarning.PossibleByline], text.Warnings);
    }

    [Theory]
    [InlineData("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:br w:type=\"page\"/><w:noBreakHyphen/><w:softHyphen/><w:t>丁\u00AD</w:t></w:r>", "甲 乙<br>丙\u2011丁")]
    [InlineData("<w:r><w:rPr><w:b/></w:rPr><w:t>甲</w:t></w:r><w:r><w:rPr><w:b w:val=\"1\"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:rPr><w:b w:val=\"0\"/></w:rPr><w:t>丙</w:t></w:r>", "<strong>甲乙</strong>丙")]
    [InlineData("<w:r><w:rPr><w:em w:val=\"dot\"/></w:rPr><w:t>甲</w:t></w:r><w:r><w:rPr><w:rStyle w:val=\"em\"/></w:rPr><w:t>乙</w:t></w:r>", "<em>甲乙</em>")]
    [InlineData("<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r><w:r><w:t>显</w:t></w:r>", "显")]
    [InlineData("<w:del><w:r><w:delText>去</w:delText></w:r></w:del><w:ins><w:r><w:t>来</w:t></w:r></w:ins>", "来")]
    [InlineData("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> HYPERLINK \"https://example.org/a\" </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:rPr><w:u w:val=\"single\"/></w:rPr><w:t>链</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>", "<a href=\"https://example.org/a\">链</a>")]
    [InlineData("<w:r><w:t>第</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r><w:r><w:t>页</w:t></w:r>", "第页")]
    [InlineData("<w:sdt><w:sdtContent><w:r><w:t>控</w:t></w:r></w:sdtContent></w:sdt><w:smartTag><w:r><w:t>签</w:t></w:r></w:smartTag>", "控签")]
    [InlineData("<w:r><w:ruby><w:rt><w:r><w:t>dēng</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>灯</w:t></w:r></w:rubyBase></w:ruby></w:r>", "灯")]
    [InlineData("<m:oMath xmlns:m=\"m\"><m:f><m:num><m:r><m:t>a+b</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>", "(a+b)/(2)")]
    public void Read_Runs_AreReadAsMeant(string runs, string expected) => Assert.Equal($"<p>{expected}</p>", Read($"<w:p>{runs}</w:p>").Html);

    [Fact]
    public void Read_DeletedParagraphMark_RunsOn()
    {
        const string Deleted = "<w:p><w:pPr><w:rPr><w:del w:id=\"1\" w:author=\"a\"/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>";

        Assert.Equal("<p>前半后半</p>", Read(Deleted + TestDocx.P("后半")).Html);
    }

    [Fact]
    public void Read_TextBox_StandsAfterItsParagraphOnce()
    {
        const string Box = "<w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>";
        const string Drawing = $"<w:p><w:r><w:t>框外</w:t></w:r><w:r><mc:AlternateContent xmlns:mc=\"mc\"><mc:Choice><w:drawing><x:txbx xmlns:x=\"x\">{Box}</x:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict>{Box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>";

        Assert.Equal("<p>框外</p><p>框里</p>", Read(Drawing).Html);
    }

    [Fact]
    public void Read_MergedCells_SpanRows()
    {
        const string Row = "<w:tr><w:tc><w:tcPr><w:vMerge{0}/></w:tcPr>{1}</w:tc><w:tc>{2}</w:tc></w:tr>";
        var table = "<w:tbl>" + string.Format(null, Row, " w:val=\"restart\"", TestDocx.P("甲"), TestDocx.P("乙")) + string.Format(null, Row, "", TestDocx.P(""), TestDocx.P("丙")) + "</w:tbl>";

        Assert.Equal("<table><tbody><tr><td rowspan=\"2\">甲</td><td>乙</td></tr><tr><td>丙</td></tr></tbody></table>", Read(table).Html);
    }

    [Fact]
    public void Read_Captions_BelongToWhatTheyName()
    {
        var table = "<w:tbl><w:tr><w:tc>" + TestDocx.P("甲") + "</w:tc><w:tc>" + TestDocx.P("乙") + "</w:tc></w:tr></w:tbl>";

        Assert.Equal(
            "<table><caption>表 1 灯</caption><tbody><tr><td>甲</td><td>乙</td></tr></tbody></table><p>文</p>",
            Read(TestDocx.P("表 1 灯", "<w:pStyle w:val=\"c\"/>") + table + TestDocx.P("文")).Html);
    }

    [Fact]
    public void Read_PictureNoPageCanShow_LeavesASign()
    {
        const string Picture = "<w:p><w:r><w:drawing><a:blip xmlns:a=\"a\" r:embed=\"i\"/></w:drawing></w:r></w:p>";
        var docx = TestDocx.With(Picture).Link("i", "image", "media/a.bin").Part("word/media/a.bin", "WMF"u8.ToArray()).ToBytes();

        var text = DocxReader.Read(docx).Text!;

        Assert.Equal("<p>〔图片未能导入〕</p>", text.Html);
        Assert.Equal([DocxWarning.PicturesLeftOut], text.Warnings);
        Assert.Empty(text.Pictures);
    }

    [Fact]
    public void Read_LongDocument_TakesNoLongerThanItsLength()
    {
        // every paragraph with a list, a link and a style of its own
        var body = string.Concat(Enumerable.Range(0, 20_000).Select(i => TestDocx.P($"第 {i} 段", $"<w:pStyle w:val=\"h2\"/><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{i}\"/></w:numPr>")));

        Assert.Equal(20_000, Read(body).Html.Split("</h2>").Length - 1);
    }

    private static DocxText Read(string body) =>
        DocxReader.Read(TestDocx.With(body).Linked("styles", "styles.xml", Styles, "application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml").ToBytes()).Text!;

    private static void AssertCleanKeepsIt(string html)
    {
        var clean = SafeHtml.Clean(html.Replace("picture:1", $"/media/{new string('a', 64)}.png", StringComparison.Ordinal));
        foreach (var tag in (string[])["h2", "h3", "p", "strong", "em", "u", "s", "sup", "blockquote", "ol", "ul", "li", "table", "th", "td", "figure", "img", "section", "a"])
            Assert.Equal(html.Split($"<{tag}").Length, clean.Html.Split($"<{tag}").Length);
        Assert.Equal(clean.Html, SafeHtml.Clean(clean.Html).Html);
    }
}
