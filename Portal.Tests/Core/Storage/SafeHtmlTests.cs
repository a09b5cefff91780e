using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed partial class SafeHtmlTests
{
    private const string Hash = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static readonly HashSet<string> Elements =
    [
        "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "blockquote", "footer", "figure", "figcaption",
        "img", "em", "strong", "b", "sup", "sub", "u", "s", "a", "section", "div", "span", "br", "hr",
    ];

    private static readonly HashSet<string> Attributes =
    [
        "href", "src", "alt", "width", "height", "class", "id", "colspan", "rowspan", "scope", "start", "aria-label", "lang", "tabindex", "role", "loading", "rel",
    ];

    public static TheoryData<string> Attacks() =>
    [
        // script-bearing elements
        "<script>alert(1)</script>",
        "<SCRIPT SRC=https://evil.example/x.js></SCRIPT>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
        "<script/xss src=data:,alert(1)></script>",
        "<p>a<script\n>alert(1)</script\n>b</p>",
        "<<script>alert(1);//<</script>",
        "<iframe src=\"javascript:alert(1)\"></iframe>",
        "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>",
        "<object data=\"javascript:alert(1)\"></object>",
        "<embed src=\"data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==\">",
        "<applet code=\"x\"></applet>",
        "<base href=\"javascript:alert(1)//\">",
        "<meta http-equiv=\"refresh\" content=\"0;url=javascript:alert(1)\">",
        "<link rel=\"stylesheet\" href=\"javascript:alert(1)\">",
        "<frameset onload=alert(1)><frame src=javascript:alert(1)></frameset>",
        "<portal src=\"javascript:alert(1)\"></portal>",
        // handlers
        "<img src=x onerror=alert(1)>",
        $"<img src=\"/media/{Hash}.png\" onerror=alert(1) onload=alert(2)>",
        "<p onclick=\"alert(1)\" ONMOUSEOVER='alert(1)' onfocus=alert(1) tabindex=1 autofocus>x</p>",
        "<body onload=alert(1)><p>x</p></body>",
        "<details open ontoggle=alert(1)><summary>x</summary></details>",
        "<video><source onerror=\"alert(1)\"></video><audio src=x onerror=alert(1)>",
        "<marquee onstart=alert(1)>x</marquee>",
        "<p/onmouseover=alert(1)>x</p>",
        "<p \u0000onclick=alert(1)>x</p>",
        "<a href=\"/\" onclick\n=\nalert(1)>x</a>",
        // schemes
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\"JaVaScRiPt:alert(1)\">x</a>",
        "<a href=\" \u0001javascript:alert(1)\">x</a>",
        "<a href=\"java\tscript:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=\"&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)\">x</a>",
        "<a href=\"javascript&colon;alert(1)\">x</a>",
        "<a href=\"javascript&Tab;:alert(1)\">x</a>",
        "<a href=\"vbscript:msgbox(1)\">x</a>",
        "<a href=\"data:text/html,<script>alert(1)</script>\">x</a>",
        "<a href=\"blob:https://portal.example/1\">x</a><a href=\"file:///etc/passwd\">y</a><a href=\"ms-word:ofe|u|x\">z</a>",
        "<a href=\"feed:javascript:alert(1)\">x</a><a href=\"view-source:javascript:alert(1)\">y</a>",
        "<img src=\"javascript:alert(1)\"><img src=\"data:image/svg+xml,<svg onload=alert(1)>\"><img src=\"https://evil.example/x.png\"><img src=\"//evil.example/media/x.png\">",
        $"<img src=\"/media/../account/logout\"><img src=\"/media/{Hash}.svg?x\"><img src=\"/media/{Hash}.html\"><img src=\"\\media\\{Hash}.png\"><img>",
        "<table background=\"javascript:alert(1)\"><tr><td background=\"javascript:alert(1)\">x</td></tr></table>",
        "<img srcset=\"https://evil.example/x 1x\" src=x><img lowsrc=\"javascript:alert(1)\" dynsrc=\"javascript:alert(1)\">",
        "<blockquote cite=\"javascript:alert(1)\"><p ping=\"https://evil.example\">x</p></blockquote>",
        // foreign namespaces
        "<svg onload=alert(1)><circle/></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>",
        "<svg><animate href=#x attributeName=href values=javascript:alert(1) /><a id=x><text>x</text></a></svg>",
        "<svg><use href=\"data:image/svg+xml,<svg id='x' onload='alert(1)'/>#x\"/></svg>",
        "<svg><foreignObject><p onclick=alert(1)>x</p><iframe src=javascript:alert(1)></iframe></foreignObject></svg>",
        "<math><mi xlink:href=\"javascript:alert(1)\">x</mi></math>",
        "<math><maction actiontype=\"statusline#x\" xlink:href=\"javascript:alert(1)\">x</maction></math>",
        // style
        "<style>@import 'https://evil.example/x.css'; p { background: url(javascript:alert(1)) }</style><p>x</p>",
        "<p style=\"background:url(javascript:alert(1));position:fixed;inset:0\">x</p>",
        "<div class=\"mud-overlay admin scroll\">x</div>",
        // forms
        "<form action=\"https://evil.example\"><input name=password><button formaction=\"javascript:alert(1)\">登录</button></form>",
        "<isindex action=\"javascript:alert(1)\" type=image>",
        "<p><label for=password>x</label><select onchange=alert(1)><option>x</option></select></p>",
        // clobbering
        "<p id=\"blazor-error-ui\">x</p><a id=\"location\" name=\"location\">y</a><img name=\"body\" id=\"getElementById\">",
        "<a id=config href=\"/a\"></a><a id=config name=url href=\"https://evil.example\"></a>",
        "<section id=\"n1x\"><p id=\"N1\">x</p><p id=\"n1234\">y</p><p id=\" n1\">z</p><p id=\"n1&#10;\">w</p></section>",
        // what a second parse would read differently
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\"></noscript>",
        "<template><script>alert(1)</script><img src=x onerror=alert(1)></template>",
        "<textarea><p title=\"</textarea><img src=x onerror=alert(1)>\"></textarea>",
        "<title><p alt=\"</title><img src=x onerror=alert(1)>\"></title>",
        "<xmp><p alt=\"</xmp><img src=x onerror=alert(1)>\"></xmp>",
        "<noembed><img alt=\"</noembed><img src=x onerror=alert(1)>\"></noembed>",
        "<noframes><img alt=\"</noframes><img src=x onerror=alert(1)>\"></noframes>",
        "<plaintext><img src=x onerror=alert(1)>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<svg><style>&lt;/style>&lt;img src=x onerror=alert(1)&gt;</style></svg>",
        "<math><annotation-xml encoding=\"text/html\"><p><script>alert(1)</script></p></annotation-xml></math>",
        "<!--><img src=x onerror=alert(1)>--><p>x</p>",
        "<!-- <script>alert(1)</script> --><![CDATA[<script>alert(1)</script>]]><?php echo 1 ?>",
        "<p alt=\"`><img src=x onerror=alert(1)>\">x</p>",
        "<a href=\"https://a.example/&quot; onclick=&quot;alert(1)\">x</a><p lang=\"&quot;><img src=x onerror=alert(1)>\">y</p>",
        "<p>a<button><p>b</p></button>c</p>",
        "<p>a<article><p>b</p></article><object><p>c</p></object></p>",
        "<a href=\"/1\"><button><a href=\"/2\">x</a></button></a>",
        "<h2>a<object><h3>b</h3></object></h2><li><ul><li><object><li>x</li></object></li></ul></li>",
        "<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>",
        "<table><caption><table><caption>a<script>alert(1)</script></caption></table></caption></table>",
        "<table><p>out of its place<tr><img src=x onerror=alert(1)><td>x",
        "<p><table><tr><td>x</td></tr></table></p>",
        "<div><p><marquee><table><tr><td>x</td></tr></table></marquee></p></div>",
        "<b><i><u><s><em><strong><p>x<div>y</b></i></u></s>z",
        "<a><b><a><b><a><b><p>x</a></b></a></b>",
        "<select><template><style><!--</select><img src=x onerror=alert(1)>",
        "<div class=\"scroll\" aria-label='\"><img src=x onerror=alert(1)>'><table><caption>\"&gt;&lt;img src=x onerror=alert(1)&gt;</caption><tr><td>x</td></tr></table></div>",
        new string('<', 500) + "script>alert(1)</script>",
        string.Concat(Enumerable.Repeat("<div><p><b><a href=/><table><tr><td>", 30)) + "<script>alert(1)</script>",
        "<p>x</p>\u0000<\u0000script>alert(1)</script>",
        "＜script＞alert(1)＜/script＞",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Clean_Attack_LeavesNothingThatRuns(string attack)
    {
        var clean = SafeHtml.Clean(attack).Html;

        AssertHarmless(clean, scripting: false);
        AssertHarmless(clean, scripting: true);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Clean_Twice_IsTheSame(string attack)
    {
        var once = SafeHtml.Clean(attack).Html;

        Assert.Equal(once, SafeHtml.Clean(once).Html);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Clean_Result_ReadsAsItWasWritten(string attack)
    {
        var clean = SafeHtml.Clean(attack).Html;

        Assert.Equal(clean, Parse(clean, scripting: true).InnerHtml.Trim());
    }

    [Theory]
    [InlineData("<p>前<script>alert(1)</script>后</p>", "<p>前后</p>")]
    [InlineData("<p>前<style>p{}</style><title>x</title><textarea>x</textarea>后</p>", "<p>前后</p>")]
    [InlineData("<article><h1>题</h1><p onclick=\"x()\">文<i>斜</i></p></article>", "题<p>文斜</p>")]
    [InlineData("<a href=\"javascript:x()\">字还在</a>", "<a>字还在</a>")]
    [InlineData("<a href=\"https://a.example/\">外</a>", "<a href=\"https://a.example/\" rel=\"noopener nofollow\">外</a>")]
    [InlineData("<a href=\"HTTP://a.example/\" rel=\"opener\" target=\"_blank\">外</a>", "<a href=\"HTTP://a.example/\" rel=\"noopener nofollow\">外</a>")]
    [InlineData("<a href=\"mailto:office@qinghe.example\">信</a>", "<a href=\"mailto:office@qinghe.example\">信</a>")]
    [InlineData("<a href=\"/articles/3\">内</a><a href=\"#n1\">注</a>", "<a href=\"/articles/3\">内</a><a href=\"#n1\">注</a>")]
    [InlineData("<p id=\"n1\">注</p><p id=\"r12\">注</p><p id=\"main\">注</p>", "<p id=\"n1\">注</p><p id=\"r12\">注</p><p>注</p>")]
    [InlineData("<p class=\"src hero\">源</p><p class=\"hero\">源</p>", "<p class=\"src\">源</p><p>源</p>")]
    [InlineData("<p style=\"color:red\">红</p>", "<p>红</p>")]
    [InlineData("1 &lt; 2 &amp; 3", "1 &lt; 2 &amp; 3")]
    [InlineData("", "")]
    [InlineData(" \n", "")]
    [InlineData(null, "")]
    public void Clean_Markup_KeepsTheWords(string? html, string expected) => Assert.Equal(expected, SafeHtml.Clean(html).Html);

    [Theory]
    [InlineData("svg")]
    [InlineData("png")]
    [InlineData("jpg")]
    [InlineData("webp")]
    public void Clean_OwnPicture_StaysAndLoadsLazily(string extension)
    {
        var clean = SafeHtml.Clean($"<figure><img src=\"/media/{Hash}.{extension}\" alt=\"巷口\" width=\"960\" height=\"600\"><figcaption>巷口</figcaption></figure>").Html;

        Assert.Equal($"<figure><img src=\"/media/{Hash}.{extension}\" alt=\"巷口\" width=\"960\" height=\"600\" loading=\"lazy\"><figcaption>巷口</figcaption></figure>", clean);
    }

    [Fact]
    public void Clean_PictureWithoutAlt_GetsAnEmptyOne()
    {
        var once = SafeHtml.Clean($"<img src=\"/media/{Hash}.png\">").Html;

        Assert.Equal("", Parse(once).QuerySelector("img")!.GetAttribute("alt"));
        Assert.Equal(once, SafeHtml.Clean(once).Html);
    }

    [Fact]
    public void Clean_Table_GetsAScrollerTheKeyboardReaches()
    {
        var body = Parse(SafeHtml.Clean("<table><caption> 账目 </caption><tr><th scope=\"col\">项</th></tr></table><table><tr><td>1</td></tr></table>").Html);

        var scrollers = body.QuerySelectorAll("div.scroll");
        Assert.Equal(2, scrollers.Length);
        Assert.All(scrollers, s => Assert.Equal(("0", "region"), (s.GetAttribute("tabindex"), s.GetAttribute("role"))));
        Assert.Equal(["账目", "表格"], scrollers.Select(s => s.GetAttribute("aria-label")));
        Assert.All(scrollers, s => Assert.Equal("TABLE", s.FirstElementChild!.TagName));
    }

    [Fact]
    public void Clean_FramedTable_GetsNoSecondFrame()
    {
        var once = SafeHtml.Clean("<div class=\"scroll\"><table><caption>账目</caption><tbody><tr><td>1</td></tr></tbody></table></div>").Html;

        Assert.Single(Parse(once).QuerySelectorAll("div"));
        Assert.Equal(once, SafeHtml.Clean(once).Html);
    }

    [Theory]
    [InlineData("2", true)]
    [InlineData("100", true)]
    [InlineData("101", false)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("99999999999", false)]
    [InlineData("x", false)]
    [InlineData("", false)]
    public void Clean_Spans_HaveLimits(string span, bool stays)
    {
        var cell = Parse(SafeHtml.Clean($"<table><tr><td colspan=\"{span}\" rowspan=\"{span}\">x</td></tr></table>").Html).QuerySelector("td")!;

        Assert.Equal(stays ? span : null, cell.GetAttribute("colspan"));
        Assert.Equal(stays ? span : null, cell.GetAttribute("rowspan"));
    }

    [Fact]
    public void ToPlainText_Blocks_StandOnLinesOfTheirOwn()
    {
        var html = SafeHtml.Clean("<h2>题</h2><p>一<b>二</b>&amp;</p><ul><li>甲</li><li>乙</li></ul><p>三<br>四</p>");

        Assert.Equal("题\n一二&\n甲\n乙\n三\n四", html.ToPlainText());
        Assert.Equal("", default(SafeHtml).ToPlainText());
    }

    [Theory]
    [InlineData("articles")]
    [InlineData("notices")]
    [InlineData("contests")]
    [InlineData("pages")]
    [InlineData("pages/en")]
    public void Clean_Sample_KeepsItsMeaningAndIsIdempotent(string folder)
    {
        foreach (var file in SampleFile.In(folder, new DateOnly(2026, 11, 23)))
        {
            var source = PictureSource().Replace(file.Body, $"src=\"/media/{Hash}.svg\"");
            var once = SafeHtml.Clean(source).Html;

            AssertHarmless(once, scripting: true);
            Assert.Equal(once, SafeHtml.Clean(once).Html);
            Assert.Equal(Outline(source), Outline(once));
        }
    }

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<b></x>")]
    [InlineData("<ul><li>")]
    [InlineData("<div><table><tr><td><b></div>")]
    [InlineData("<div a=x\"><div></div y=\">")]
    [InlineData("<div><!--</div>-->")]
    [InlineData("<svg>")]
    [InlineData("<font color=1>", 500)]
    public void TryClean_ExtremeNesting_IsGivenUp(string piece, int times = 100_000)
    {
        var html = string.Concat(Enumerable.Repeat(piece, times));

        Assert.Null(SafeHtml.TryClean(html, html.Length));
    }

    [Fact]
    public void TryClean_TooLongOrTooMany_IsGivenUp()
    {
        Assert.Null(SafeHtml.TryClean("<p>文</p>", 7));
        Assert.Equal("<p>文</p>", SafeHtml.TryClean("<p>文</p>", 8)?.Html);
        Assert.Null(SafeHtml.TryClean(string.Concat(Enumerable.Repeat("<br>", 60_000)), 1_000_000));
    }

    [Fact]
    public void TryClean_LongEssay_IsCleanedAsEver()
    {
        var html = string.Concat(Enumerable.Repeat("<h2>题</h2><p>文<strong>字</strong><sup><a href=\"#n1\" id=\"r1\">①</a></sup></p><ul><li>甲<ul><li>乙</li></ul></li></ul>", 4_000));

        Assert.Equal(SafeHtml.Clean(html[..10_000]), SafeHtml.TryClean(html[..10_000], 1_000_000));
        Assert.Equal(8_000, SafeHtml.TryClean(html, 1_000_000)!.Value.Html.Split("<ul>").Length - 1);
        Assert.Equal(default(SafeHtml), SafeHtml.TryClean(null, 10));
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public void TryClean_Attack_IsCleanedAsByCleanOrGivenUp(string attack) => Assert.True(SafeHtml.TryClean(attack, 1_000_000) is not { } clean || clean == SafeHtml.Clean(attack));

    // elements with what they mean, in order, and the words between them; what Clean adds on purpose is left out
    private static string Outline(string html)
    {
        var body = Parse(html);
        foreach (var scroller in body.QuerySelectorAll("div.scroll").ToList())
            scroller.Replace(scroller.ChildNodes.ToArray());
        foreach (var element in body.QuerySelectorAll("*"))
        {
            foreach (var added in (string[])["loading", "rel"])
                element.RemoveAttribute(added);
            if (element.LocalName == "img" && element.GetAttribute("alt") == "")
                element.RemoveAttribute("alt");
        }

        return WhiteSpace().Replace(body.InnerHtml, " ").Trim();
    }

    private static void AssertHarmless(string html, bool scripting)
    {
        var body = Parse(html, scripting);
        Assert.Empty(body.Descendants<IComment>());
        foreach (var element in body.QuerySelectorAll("*"))
        {
            Assert.Equal("http://www.w3.org/1999/xhtml", element.NamespaceUri);
            Assert.Contains(element.LocalName, Elements);
            foreach (var attribute in element.Attributes)
                Assert.Contains(attribute.Name, Attributes);
            if (element.GetAttribute("href") is { } href)
                Assert.Contains(SchemeOf(href), (string[])["", "http", "https", "mailto"]);
            if (element.LocalName == "img")
                Assert.Matches("^/media/[0-9a-z]{16,64}\\.[a-z]+\\z", element.GetAttribute("src")!);
            if (element.GetAttribute("id") is { } id)
                Assert.Matches("^[nr][0-9]{1,3}\\z", id);
            Assert.All(element.ClassList, c => Assert.Contains(c, (string[])["scroll", "footnotes", "src"]));
        }
    }

    // as a browser reads it: control characters and spaces before it, tabs and line ends inside it, are passed over
    private static string SchemeOf(string href)
    {
        var url = new string([.. href.SkipWhile(c => c <= ' ').Where(c => c is not ('\t' or '\n' or '\r'))]);
        var colon = url.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && url.AsSpan(0, colon).IndexOfAny('/', '?', '#') < 0 ? url[..colon].ToLowerInvariant() : "";
    }

    private static IElement Parse(string html, bool scripting = false) =>
        new HtmlParser(new HtmlParserOptions { IsScripting = scripting }).ParseDocument($"<!doctype html><html><body>{html}").Body!;

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex("src=\"picture:([a-z]+)\"")]
    private static partial Regex PictureSource();
}
