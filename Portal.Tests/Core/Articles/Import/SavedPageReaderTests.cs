using System.Diagnostics;
using System.Text;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class SavedPageReaderTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");

    [Fact]
    public void Read_CleanText_FindsEveryFact()
    {
        var page = ReadFixture("clean.txt");

        Assert.Equal("湖岸植被恢复的三个办法——以云泽湖北岸为例", page.Title);
        Assert.Equal("云泽湖泊网", page.Source);
        Assert.Equal("湖岸观察", page.ColumnName);
        Assert.Equal(12306, page.Views);
        Assert.Equal(new DateTime(2024, 3, 8, 1, 5, 0, DateTimeKind.Utc), page.PublishedUtc);
        Assert.Equal(DateTimeKind.Utc, page.PublishedUtc!.Value.Kind);
        Assert.Equal("云泽湖泊学会秘书处 林青舟", page.Byline);
        Assert.Equal("苏晚", page.ResponsibleEditor);
        Assert.Empty(page.Repairs);
        Assert.Empty(page.Doubts);
    }

    [Fact]
    public void Read_CleanText_TakesTheParagraphsAndNothingElse()
    {
        var paragraphs = Paragraphs(ReadFixture("clean.txt"));

        Assert.Equal(6, paragraphs.Count);
        Assert.StartsWith("<p>湖岸植被能够固定泥沙", paragraphs[0], StringComparison.Ordinal);
        Assert.Equal("<p>一、先看水位</p>", paragraphs[1]);
        Assert.Contains("A &amp; B", paragraphs[4], StringComparison.Ordinal);
        Assert.Contains("&lt; 2 米", paragraphs[4], StringComparison.Ordinal);
        Assert.Equal("<p>特此说明。</p>", paragraphs[5]);
    }

    [Fact]
    public void Read_DamagedText_ReadsFactsThroughTheNoise()
    {
        var page = ReadFixture("damaged.txt");

        Assert.Equal("讓“老碼頭”長出新故事 記云澤湖的一個漁村", page.Title);
        Assert.Equal("云澤湖泊網", page.Source);
        Assert.Equal("湖岸觀察", page.ColumnName);
        Assert.Equal(905, page.Views);
        Assert.Equal(new DateTime(2022, 11, 3, 9, 20, 0, DateTimeKind.Utc), page.PublishedUtc);
        Assert.Equal("白石鎮文化站 許聽潮", page.Byline);
        Assert.Equal("蘇晚", page.ResponsibleEditor);
        Assert.Equal(3, Paragraphs(page).Count);
    }

    [Fact]
    public void Read_DamagedText_TellsDoubtsAndChangesNothingThere()
    {
        var page = ReadFixture("damaged.txt");

        Assert.Matches("^去掉了 [0-9]{2} 处夹在字后的拼音$", Assert.Single(page.Repairs));
        Assert.Collection(
            page.Doubts,
            d => AssertDoubt("第 1 段", "?!?019年", d),
            d => AssertDoubt("第 2 段", "?!绑w", d),
            d => AssertDoubt("第 2 段", "?邳c(diǎn)燈", d),
            d => AssertDoubt("第 2 段", "改?zuò)了", d),
            d => AssertDoubt("第 3 段", "“一只", d));
        Assert.Contains("看得見底?!?019年", page.BodyHtml, StringComparison.Ordinal);
        Assert.Contains("邳c(diǎn)燈以前到", page.BodyHtml, StringComparison.Ordinal);
        Assert.Contains("改?zuò)了", page.BodyHtml, StringComparison.Ordinal);
        Assert.Contains("孩子們跑到", page.BodyHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Gb18030LayoutTables_FindsFactsAndBody()
    {
        var page = ReadFixture("gb18030.html");

        Assert.Equal("青屿灯塔重新点亮", page.Title);
        Assert.Equal("青屿航运", page.Source);
        Assert.Equal("航道消息", page.ColumnName);
        Assert.Equal(318, page.Views);
        Assert.Equal(new DateTime(2011, 9, 4, 23, 6, 5, DateTimeKind.Utc), page.PublishedUtc);
        Assert.Equal("顾远帆", page.Byline);
        Assert.Equal("方岚", page.ResponsibleEditor);
        var paragraphs = Paragraphs(page);
        Assert.Equal(3, paragraphs.Count);
        Assert.Contains("<strong>一百零八级台阶</strong>。㳇河口", paragraphs[1], StringComparison.Ordinal);
        Assert.DoesNotContain("隐藏", page.BodyHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("脚本", page.BodyHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_HtmlWithTablesAndPictures_KeepsTheirMarkup()
    {
        var page = ReadFixture("tables-and-pictures.html");

        Assert.Equal("云泽湖水鸟调查年报", page.Title);
        Assert.Equal("云泽湖泊学会", page.Source);
        Assert.Equal("湖泊数据", page.ColumnName);
        Assert.Equal(12_000, page.Views);
        Assert.Equal(new DateTime(2020, 1, 14, 16, 0, 0, DateTimeKind.Utc), page.PublishedUtc);
        Assert.Equal("调查组 陆鸣", page.Byline);
        Assert.Equal("方岚", page.ResponsibleEditor);
        var blocks = Paragraphs(page);
        Assert.Equal(8, blocks.Count);
        Assert.StartsWith("<h3>", blocks[0], StringComparison.Ordinal);
        Assert.Contains("<em>三月</em>持续到<strong>十月</strong>", blocks[1], StringComparison.Ordinal);
        Assert.Contains("<a href=\"files/list.pdf\">名录</a>和附图", blocks[1], StringComparison.Ordinal);
        Assert.Equal("<p><img src=\"images/heron.jpg\" alt=\"堤上的&quot;白鹭&quot;\"></p>", blocks[2]);
        Assert.Contains("3×10⁸ 平方米", blocks[3], StringComparison.Ordinal);
        Assert.Contains("<th rowspan=\"2\">月份</th><th colspan=\"2\">数量</th>", blocks[4], StringComparison.Ordinal);
        Assert.Contains("<li>苍鹭多见于<strong>河口</strong>。</li></ul>", blocks[5], StringComparison.Ordinal);
        Assert.StartsWith("<blockquote><p>", blocks[6], StringComparison.Ordinal);
        Assert.DoesNotContain("alert", page.BodyHtml, StringComparison.Ordinal);
        Assert.DoesNotContain("版权", page.BodyHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MissingFacts_LeavesThemOutAndKeepsTheLetterWhole()
    {
        var page = ReadFixture("missing-facts.txt");

        Assert.Equal("白石镇码头开放公告", page.Title);
        Assert.Null(page.Source);
        Assert.Null(page.ColumnName);
        Assert.Null(page.Views);
        Assert.Null(page.Byline);
        Assert.Null(page.ResponsibleEditor);
        Assert.Equal(new DateTime(2019, 6, 30, 16, 0, 0, DateTimeKind.Utc), page.PublishedUtc);
        var paragraphs = Paragraphs(page);
        Assert.Equal(6, paragraphs.Count);
        Assert.Contains("自七月十日起重新向公众开放", paragraphs[1], StringComparison.Ordinal);
        Assert.Equal("<p>2019年7月1日</p>", paragraphs[5]);
    }

    [Theory]
    [InlineData("index.html", "列表页")]
    [InlineData("no-publish-line.txt", "发布时间")]
    public void Read_PageThatIsNoArticle_IsRefusedWithTheReason(string fixture, string reason)
    {
        var result = SavedPageReader.Read(Fixture(fixture), fixture, Shanghai);

        Assert.False(result.IsRead);
        Assert.Null(result.Page);
        Assert.Contains(reason, result.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "空")]
    [InlineData(" \n \r\n ", "没有文字")]
    [InlineData("\0\u0001\u0002\0abc\0\0", "不是文本")]
    [InlineData("来源:甲 发布时间:2020-01-01\n\n    湖水清澈,游鱼可数,岸边有人唱歌。\n", "标题")]
    [InlineData("湖边的早晨\n来源:甲 发布时间:2020-01-01\n登录\n", "正文")]
    public void Read_ContentWithoutAnArticle_IsRefusedWithTheReason(string content, string reason)
    {
        var result = SavedPageReader.Read(Encoding.UTF8.GetBytes(content), "a.txt", Shanghai);

        Assert.Contains(reason, result.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_MoreThanFiveMegabytes_IsRefused()
    {
        var result = SavedPageReader.Read(new byte[SavedPageReader.LargestFile + 1], "a.txt", Shanghai);

        Assert.Contains("5 MB", result.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("发布时间:2023-05-09 07:36", "2023-05-08T23:36:00")]
    [InlineData("发布时间\uFF1A2023/5/9 7:36:05", "2023-05-08T23:36:05")]
    [InlineData("發佈時間:2023年5月9日 07:36", "2023-05-08T23:36:00")]
    [InlineData("發布日期\uFF1A2023-5-9", "2023-05-08T16:00:00")]
    [InlineData("2023.05.09 07:36 来源:甲", "2023-05-08T23:36:00")]
    [InlineData("发布时间:2023年5月9日7时36分", "2023-05-08T23:36:00")]
    [InlineData("发布时间:2023-02-30 07:36", null)]
    [InlineData("发布时间:1986-05-04 02:30", "1986-05-03T18:30:00")] // the hour that Shanghai's first summer time skipped
    public void Read_TimeAsWritten_BecomesUtc(string facts, string? expected)
    {
        var page = ReadText($"湖边的早晨\n{facts} 来源:甲\n\n    湖水清澈,游鱼可数,岸边有人唱歌。\n");

        Assert.Equal(expected, page.PublishedUtc?.ToString("s", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("来源:甲报 乙栏 阅读量:7", "甲报", "乙栏", 7L)]
    [InlineData("阅读量:7 来源:甲报", "甲报", null, 7L)]
    [InlineData("點擊數\uFF1A1,234 次 欄目:乙栏 稿源:甲报", "甲报", "乙栏", 1234L)]
    [InlineData("來(lái)源:甲報(bào) 閱讀量:7 發(fā)布時(shí)間:2020-01-01", "甲報", null, 7L)]
    [InlineData("来源:Lake Society News 浏览次数:7", "Lake Society News", null, 7L)]
    [InlineData("来源: 阅读量:99999999999999999999 发布时间:2020-01-01", null, null, null)]
    public void Read_FactsInAnyOrder_AreTold(string facts, string? source, string? column, long? views)
    {
        var page = ReadText($"湖边的早晨\n{facts}\n\n    湖水清澈,游鱼可数,岸边有人唱歌。\n");

        Assert.Equal(source, page.Source);
        Assert.Equal(column, page.ColumnName);
        Assert.Equal(views, page.Views);
    }

    [Theory]
    [InlineData("    岸边有人唱歌。(责任编辑:方岚)", "方岚", "<p>岸边有人唱歌。</p>")]
    [InlineData("    岸边有人唱歌。\n    責(zé)編\uFF1A方嵐 審核:蘇晚", "方嵐", "<p>岸边有人唱歌。</p>")]
    [InlineData("    本刊责任编辑方岚也来了。", null, "<p>本刊责任编辑方岚也来了。</p>")]
    public void Read_EditorsMark_EndsTheText(string end, string? editor, string last)
    {
        var page = ReadText($"湖边的早晨\n来源:甲 发布时间:2020-01-01\n\n    湖水清澈,游鱼可数,船家往来不绝。\n{end}\n");

        Assert.Equal(editor, page.ResponsibleEditor);
        Assert.Equal(last, Paragraphs(page)[^1]);
    }

    [Theory]
    [InlineData("utf-8 with BOM")]
    [InlineData("utf-16")]
    [InlineData("gb18030")]
    [InlineData("big5 declared")]
    [InlineData("utf-8 declared as gb2312")]
    public void Read_AnyUsualEncoding_IsDecoded(string encoding)
    {
        const string Body = "湖水清澈見底";
        static string Html(string charset) =>
            $"<html><head><meta charset=\"{charset}\"></head><body><h1>湖邊的早晨</h1><p>發布時間:2020-01-01</p><div>{Body},{Body}。</div></body></html>";
        var provider = CodePagesEncodingProvider.Instance;
        byte[] content = encoding switch
        {
            "utf-8 with BOM" => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Html("gb2312"))],
            "utf-16" => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(Html("utf-16"))],
            "gb18030" => provider.GetEncoding("GB18030")!.GetBytes(Html("none")),
            "big5 declared" => provider.GetEncoding(950)!.GetBytes(Html("big5")),
            _ => Encoding.UTF8.GetBytes(Html("gb2312").Replace("見底", "見底①é", StringComparison.Ordinal)),
        };

        var result = SavedPageReader.Read(content, "a.htm", Shanghai);

        Assert.Equal("湖邊的早晨", result.Page?.Title);
        Assert.Contains(Body, result.Page?.BodyHtml, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PinyinAcrossInlineMarkup_IsRemoved()
    {
        var result = SavedPageReader.Read(
            Encoding.UTF8.GetBytes("<h1>湖边的早晨</h1><p>发布时间:2020-01-01</p><div><p>湖边的<b>学</b>(xué)校,<ruby>湖<rt>hú</rt></ruby>水清澈,一望无际。</p><p>完。</p></div>"),
            "a.html",
            Shanghai);

        Assert.Equal("<p>湖边的<strong>学</strong>校,湖水清澈,一望无际。</p>", Paragraphs(result.Page!)[0]);
        Assert.Equal("去掉了 1 处夹在字后的拼音\uFF1A学(xué)", Assert.Single(result.Page!.Repairs));
    }

    [Theory]
    [InlineData("    | 甲报 | 乙报 | 丙报 |")]
    [InlineData("    上一篇:湖边的夜晚")]
    [InlineData("    云ICP备00000000号")]
    [InlineData("    地址:湖滨路1号 电话:000\n    版权所有 Copyright 2020 云泽湖泊网")]
    [InlineData("    分享到:")]
    public void Read_FooterWithoutEditorsMark_EndsTheText(string footer)
    {
        var page = ReadText($"湖边的早晨\n来源:甲 发布时间:2020-01-01\n\n    湖水清澈,游鱼可数,岸边有人唱歌。\n{footer}\n    欢迎您再来,也欢迎您把这里告诉朋友们。\n");

        Assert.Equal("<p>湖水清澈,游鱼可数,岸边有人唱歌。</p>", page.BodyHtml);
        Assert.Null(page.Byline);
    }

    [Fact]
    public void Read_AddressInsideANotice_Stays()
    {
        var page = ReadText("湖边的早晨\n发布时间:2020-01-01\n\n    湖水清澈,欢迎前来,详情可以写信询问。\n    地址:湖滨路1号\n    联系电话:000-0000\n    我们等您来。\n    版权所有 Copyright 2020\n");

        Assert.Equal(4, Paragraphs(page).Count);
    }

    [Theory]
    [InlineData("<title>云泽湖泊学会</title>", "<h1>云泽湖泊学会</h1><h2>湖边的早晨</h2><p>供图:甲</p>")]
    [InlineData("<title>云泽湖泊学会</title>", "<div>湖边的早晨</div>")]
    [InlineData("<title>湖边的早晨_动态_云泽湖泊学会</title>", "<div>学会动态</div>")]
    [InlineData("<title>湖边的早晨 - 云泽湖泊学会</title>", "")]
    [InlineData("", "<div class='bt'><span>湖边的早晨</span></div><div>字体 大 中 小</div>")]
    public void Read_HtmlTitle_ComesFromWhereThePageHasIt(string head, string above)
    {
        var html = $"<html><head>{head}</head><body>{above}<p>发布时间:2020-01-01</p><div>湖水清澈,游鱼可数,岸边有人唱歌。</div></body></html>";

        var result = SavedPageReader.Read(Encoding.UTF8.GetBytes(html), "a.html", Shanghai);

        Assert.Equal("湖边的早晨", result.Page?.Title);
    }

    [Theory]
    [InlineData(200, null)]
    [InlineData(300, "嵌套")]
    public void Read_NestedHtml_IsReadUpToALimit(int depth, string? refusal)
    {
        var html = string.Concat(Enumerable.Repeat("<div>", depth)) + "<h1>湖边的早晨</h1><p>发布时间:2020-01-01</p><p>湖水清澈,游鱼可数,岸边有人唱歌。</p>";

        var result = SavedPageReader.Read(Encoding.UTF8.GetBytes(html), "a.html", Shanghai);

        Assert.Equal(refusal is null, result.IsRead);
        Assert.Contains(refusal ?? "", result.Refusal ?? "", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unclosed fonts", "太复杂")]
    [InlineData("end tags", "标记太多")]
    public void Read_HtmlThatWouldGrow_IsRefused(string kind, string refusal)
    {
        var html = kind == "end tags" ? "<p>" + Filled("</b>", 600_000) : UnclosedFonts + Filled("</p><p>x", 80_000);

        var result = SavedPageReader.Read(Encoding.UTF8.GetBytes(html), "a.html", Shanghai);

        Assert.Contains(refusal, result.Refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("欢迎您来,湖边每天都有故事,等着您慢慢听。|湖边的早晨|<b>来源:</b><i>甲</i> 发布时间:2020-01-01|登录|• 某某公司|%")]
    [InlineData("湖边的早晨|%|发布时间:2020-01-01")]
    public void Read_EverythingInOneElement_TakesTheTextOnly(string lines)
    {
        const string Text = "湖水清澈,游鱼可数,岸边有人唱歌。";
        var html = $"<html><head><title>湖边的早晨</title></head><body>{lines.Replace("%", Text, StringComparison.Ordinal).Replace("|", "<br>", StringComparison.Ordinal)}</body></html>";

        var result = SavedPageReader.Read(Encoding.UTF8.GetBytes(html), "a.html", Shanghai);

        Assert.Equal("湖边的早晨", result.Page?.Title);
        Assert.Equal($"<p>{Text}</p>", result.Page?.BodyHtml);
    }

    public static TheoryData<string> HostileInputs =>
    [
        "angle brackets", "comment", "deep div", "deep list", "foreign end tags", "unclosed fonts", "one long tag", "entities",
        "empty lines", "labels", "brackets", "quotes", "questions", "far questions", "deep quotes", "furniture", "nul", "spaces",
    ];

    [Theory]
    [MemberData(nameof(HostileInputs))]
    public void Read_HostileInput_AnswersInTime(string kind)
    {
        const string Page = "湖边的早晨\n来源:甲 发布时间:2020-01-01\n\n    湖水清澈,游鱼可数,岸边有人唱歌。";
        var content = kind switch
        {
            "angle brackets" => Filled("<"),
            "comment" => "<!--" + Filled("x-", 4_000_000),
            "deep div" => Filled("<div>"),
            "deep list" => Filled("<ul><li>", 200_000),
            "foreign end tags" => "<svg>" + Filled("<a>", 60_000) + Filled("</b>", 300_000),
            "unclosed fonts" => UnclosedFonts + Filled("</p><p>x", 300_000),
            "one long tag" => "<a " + string.Concat(Enumerable.Range(0, 400_000).Select(i => $"a{i} ")) + ">",
            "entities" => "<p>" + Filled("&notit;", 4_000_000),
            "empty lines" => Page + Filled("\n", 4_000_000),
            "labels" => Page + Filled("来源:发布时间:2020-01-01 ", 1_000_000),
            "brackets" => Page + Filled("学(", 1_000_000),
            "quotes" => Page + Filled("“《", 1_000_000),
            "questions" => Page + Filled("?!?1湖", 1_000_000),
            "far questions" => Page + Filled("“?!1湖里的水很清啊,", 4_000_000),
            "deep quotes" => Filled("<blockquote>", 2_400) + "<h1>湖边的早晨</h1><p>发布时间:2020-01-01</p><p>" + Filled("湖水\"清澈\"。", 4_000_000),
            "furniture" => "<h1>湖边的早晨</h1><p>发布时间:2020-01-01</p>" + Filled("<form class=nav>", 3_000) + Filled("<div class=nav>", 3_000) + "<p>" + Filled("湖水清澈。", 4_000_000),
            "nul" => Filled("\0"),
            _ => Page + Filled(" \u00A0\u3000", 800_000),
        };
        var bytes = Encoding.UTF8.GetBytes(content);
        var watch = Stopwatch.StartNew();

        var result = SavedPageReader.Read(bytes[..Math.Min(bytes.Length, SavedPageReader.LargestFile)], "a", Shanghai);

        AssertAnswered(result);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_RandomBytes_NeverThrows(int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 200; i++)
        {
            var content = new byte[random.Next(1, 3000)];
            random.NextBytes(content);
            if (i % 2 == 0)
                content[0] = (byte)'<';
            AssertAnswered(SavedPageReader.Read(content, i % 3 == 0 ? "a.html" : "a.txt", Shanghai));
        }
    }

    [Theory]
    [InlineData("clean.txt")]
    [InlineData("damaged.txt")]
    [InlineData("gb18030.html")]
    [InlineData("tables-and-pictures.html")]
    [InlineData("index.html")]
    [InlineData("missing-facts.txt")]
    public void Read_MutatedFixture_NeverThrows(string fixture)
    {
        var original = Fixture(fixture);
        var random = new Random(20240402);
        for (var i = 0; i < 150; i++)
        {
            var content = original.ToList();
            for (var j = random.Next(1, 30); j > 0; j--)
            {
                var at = random.Next(content.Count - 40);
                switch (random.Next(3))
                {
                    case 0:
                        content[at] = (byte)random.Next(256);
                        break;
                    case 1:
                        content.RemoveRange(at, random.Next(1, 40));
                        break;
                    default:
                        content.InsertRange(at, content.GetRange(random.Next(content.Count - 40), random.Next(1, 40)));
                        break;
                }
            }

            AssertAnswered(SavedPageReader.Read([.. content], fixture, Shanghai));
        }
    }

    private static void AssertAnswered(SavedPageResult result)
    {
        Assert.NotEqual(result.Page is null, result.Refusal is null);
        if (result.Page is { } page)
        {
            Assert.NotEqual("", page.Title);
            Assert.NotEqual("", page.BodyHtml);
            Assert.True(page.Doubts.Count <= 201);
            Assert.DoesNotMatch("(?i)<script|<style|javascript:|\\son[a-z]+=\"", page.BodyHtml);
        }
    }

    private static void AssertDoubt(string place, string damage, string doubt)
    {
        Assert.StartsWith(place, doubt, StringComparison.Ordinal);
        Assert.Contains(damage, doubt, StringComparison.Ordinal);
    }

    // The parser opens all of these anew in every paragraph that follows.
    private static string UnclosedFonts => "<p>" + string.Concat(Enumerable.Range(0, 200).Select(i => $"<font a={i}>"));

    private static string Filled(string piece, int length = SavedPageReader.LargestFile) =>
        new StringBuilder(length).Insert(0, piece, length / Encoding.UTF8.GetByteCount(piece)).ToString();

    private static SavedPage ReadText(string text) => SavedPageReader.Read(Encoding.UTF8.GetBytes(text), "a.txt", Shanghai).Page!;

    private static SavedPage ReadFixture(string name) => SavedPageReader.Read(Fixture(name), name, Shanghai).Page!;

    private static byte[] Fixture(string name) =>
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Core", "Articles", "Import", "SavedPages", name));

    private static List<string> Paragraphs(SavedPage page) => [.. page.BodyHtml.Split('\n')];
}
