using FsCheck.Fluent;
using FsCheck.Xunit;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>What a search finds, in which order, and what it says where it finds nothing.</summary>
public sealed class SearchTests : SearchTest
{
    [Theory]
    [InlineData("通知")]
    [InlineData("征文")]
    [InlineData("通知征文")]
    [InlineData("知征文")]
    [InlineData("文")]
    [InlineData("的")]
    public async Task Find_ShortWords_InTitleTextTagsAndNames(string query)
    {
        await Portal.AddArticleAsync("关于通知征文的事");
        await Portal.AddArticleAsync("二", body: "<p>正文里也写着通知征文的事。</p>");
        await Portal.AddArticleAsync("三", tags: ["通知征文的"]);
        await Portal.AddArticleAsync("四", body: "<p>无关。</p>");

        Assert.Equal(["三", "二", "关于通知征文的事"], (await TitlesAsync(query)).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Open Data", true)]
    [InlineData("open　ＤＡＴＡ", true)]
    [InlineData("open-data", true)]
    [InlineData("data2026年", true)]
    [InlineData("DATA 2026", true)]
    [InlineData("resid", true)]
    [InlineData("residents'", true)]
    [InlineData("“resid”", false)]
    [InlineData("ata", false)]
    [InlineData("opendata", false)]
    public async Task Find_MixedText_CaseWidthAndPunctuationDoNotCount(string query, bool isFound)
    {
        await Portal.AddArticleAsync("居民的 Open Data", body: "<p>Data 2026年公开，Residents read it.</p>");

        Assert.Equal(isFound, (await TitlesAsync(query)).Any());
    }

    [Theory]
    [InlineData("长椅 老楼", new[] { "老楼下的长椅" })]
    [InlineData("长椅\u3000老楼", new[] { "老楼下的长椅" })]
    [InlineData("长椅 -老楼", new[] { "公园的长椅" })]
    [InlineData("长椅 −老楼 -公园", new string[0])]
    [InlineData("“的长椅”", new[] { "公园的长椅", "老楼下的长椅" })]
    [InlineData("「园的长」", new[] { "公园的长椅" })]
    [InlineData("“公园 长椅”", new string[0])]
    [InlineData("-老楼", new string[0])]
    [InlineData("“公园的", new[] { "公园的长椅" })]
    [InlineData("100% AND OR NOT ( \" ' * ^ : {Title}", new string[0])]
    [InlineData("'; DROP TABLE \"Articles\"; --", new string[0])]
    public async Task Find_WordsPhrasesAndExclusions_MeanWhatTheySay(string query, string[] titles)
    {
        await Portal.AddArticleAsync("老楼下的长椅");
        await Portal.AddArticleAsync("公园的长椅");
        await Portal.AddArticleAsync("老楼加装电梯");

        Assert.Equal(titles.Order(StringComparer.Ordinal), (await TitlesAsync(query)).Order(StringComparer.Ordinal));
    }

    /// <summary>Whatever stretch of ideographs somebody copies out of a text, the text is found by it.</summary>
    [Property(MaxTest = 60)]
    public FsCheck.Property Find_AnyStretchOfAText_FindsIt()
    {
        var letters = Gen.Elements('街', '区', '社', '文', '，', '。', ' ', 'a', '9', '々', '一');
        var texts = letters.ListOf().Where(l => l.Count is > 3 and < 40).Select(l => string.Concat(l));
        var stretches = from text in texts
                        from at in Gen.Choose(0, text.Length - 1)
                        from length in Gen.Choose(1, 12)
                        select (Text: text, Part: text.Substring(at, Math.Min(length, text.Length - at)));
        return Prop.ForAll(stretches.Where(s => s.Part.All(c => c > '\u3000' && !"，。".Contains(c, StringComparison.Ordinal))).ToArbitrary(), s =>
        {
            var id = Portal.AddArticleAsync("题", body: $"<p>{s.Text}</p>").GetAwaiter().GetResult();
            var found = FindAsync($"“{s.Part}”").GetAwaiter().GetResult();
            return found.Counts.GetValueOrDefault(SearchKind.Article) > 0 && (found.Hits.Total > Search.PageSize || found.Hits.Items.Any(h => h.Id == id));
        });
    }

    [Fact]
    public async Task Find_Ranking_TitleThenNamesThenText_AndOfEqualsTheNewer()
    {
        await Portal.AddArticleAsync("文中", Portal.NowUtc.AddHours(-1), body: "<p>长椅。</p>");
        await Portal.AddArticleAsync("标签", Portal.NowUtc.AddHours(-2), body: "<p>正文。</p>", tags: ["长椅"]);
        await Portal.AddArticleAsync("长椅", Portal.NowUtc.AddHours(-3), body: "<p>正文。</p>");
        await Portal.AddArticleAsync("从前", Portal.NowUtc.AddYears(-9), body: "<p>长椅。</p>");

        Assert.Equal(["长椅", "标签", "文中", "从前"], await TitlesAsync("长椅"));
        Assert.Equal(["文中", "标签", "长椅", "从前"], (await FindAsync("长椅", r => r with { Order = SearchOrder.Newest })).Hits.Items.Select(h => h.Title.ToString()));
    }

    [Fact]
    public async Task Find_Filters_NarrowByKindColumnYearAndSource()
    {
        var news = await Portal.AddColumnAsync();
        var under = 0;
        await using (var db = Portal.Db())
        {
            var column = new Column { Slug = "under", Name = "其下", ParentId = news };
            db.Columns.Add(column);
            await db.SaveChangesAsync(Token);
            under = column.Id;
        }

        var other = await Portal.AddColumnAsync("other", "别处");
        // half past midnight on New Year's Day in Shanghai is still the old year in Greenwich
        await Portal.AddArticleAsync("长椅一", new DateTime(2025, 12, 31, 16, 30, 0, DateTimeKind.Utc), news);
        await Portal.AddArticleAsync("长椅二", new DateTime(2025, 12, 31, 15, 30, 0, DateTimeKind.Utc), under);
        await Portal.AddArticleAsync("长椅三", new DateTime(2024, 5, 1, 0, 0, 0, DateTimeKind.Utc), other);
        await Portal.Services.PublishNoticeAsync(new NoticeText("长椅维修"));

        Assert.Equal(["长椅一", "长椅二"], await TitlesAsync("长椅", r => r with { ColumnId = news }));
        Assert.Equal(["长椅二"], await TitlesAsync("长椅", r => r with { ColumnId = under }));
        Assert.Equal(["长椅一"], await TitlesAsync("长椅", r => r with { Year = 2026, Kind = SearchKind.Article }));
        Assert.Equal(["长椅二"], await TitlesAsync("长椅", r => r with { Year = 2025 }));
        Assert.Equal(["长椅维修"], await TitlesAsync("长椅", r => r with { Kind = SearchKind.Notice }));
        Assert.Equal(3, (await TitlesAsync("长椅", r => r with { Source = "清禾社区研究会" })).Count());
        Assert.Empty(await TitlesAsync("长椅", r => r with { Source = "别人" }));
        var all = await FindAsync("长椅", r => r with { Kind = SearchKind.Notice });
        Assert.Equal((3, 1, 4, 1), (all.Counts[SearchKind.Article], all.Counts[SearchKind.Notice], all.Total, all.Hits.Total));
        var filters = await Search.FiltersAsync(Token);
        Assert.Equal([2026, 2025, 2024], filters.Years);
        Assert.Equal(["清禾社区研究会"], filters.Sources);
    }

    [Fact]
    public async Task Find_ManyHits_ArePaged()
    {
        for (var i = 1; i <= 21; i++)
            await Portal.AddArticleAsync($"长椅 {i}", Portal.NowUtc.AddHours(-i));

        var first = await FindAsync("长椅");
        var second = await FindAsync("长椅", r => r with { Page = 2 });

        Assert.Equal((20, 21, 2), (first.Hits.Items.Count, first.Hits.Total, first.Hits.Pages));
        Assert.Single(second.Hits.Items);
        Assert.Equal(21, first.Hits.Items.Concat(second.Hits.Items).Select(h => h.Id).Distinct().Count());
        Assert.Empty((await FindAsync("长椅", r => r with { Page = 0 })).Hits.Items);
        Assert.Empty((await FindAsync("长椅", r => r with { Page = int.MaxValue })).Hits.Items);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u3000 ")]
    [InlineData("，。！%_*")]
    [InlineData("😀😀")]
    [InlineData("\ud83d")]
    public async Task Find_NothingToLookFor_SaysSo(string? query)
    {
        await Portal.AddArticleAsync();

        var found = await FindAsync(query);

        Assert.True(found.IsEmpty);
        Assert.Equal((0, 1), (found.Total, found.Hits.Pages));
        Assert.Empty(await Search.SuggestAsync(Actor.Visitor, query, Token));
    }

    [Fact]
    public async Task Find_TenThousandCharacters_AreCutAndAnswered()
    {
        var title = new string('长', Search.QueryLength);
        await Portal.AddArticleAsync(title);

        var whole = await FindAsync(title);
        var cut = await FindAsync(title + "椅");
        var rare = await FindAsync(title[..^1] + "𠮷𠮷");
        var rubbish = await FindAsync(string.Concat(Enumerable.Range(0, 10_000).Select(i => (char)(0x20 + (i * 7919 % 0x9000)))));
        var words = await FindAsync(string.Join(' ', Enumerable.Repeat("长", 5_000)));

        Assert.False(whole.IsCut);
        Assert.True(cut.IsCut);
        Assert.Equal(title, cut.Query);
        Assert.Single(cut.Hits.Items);
        Assert.Equal(title[..^1], rare.Query);
        Assert.Single(rare.Hits.Items);
        Assert.True(rubbish.IsCut);
        Assert.Single(words.Hits.Items);
    }

    [Fact]
    public async Task Find_LongWordThatStandsNowhere_FindsItsParts()
    {
        await Portal.AddArticleAsync("社区的老人食堂");
        await Portal.AddArticleAsync("社区的图书馆");

        var found = await FindAsync("社区老人食堂");

        Assert.True(found.IsRelaxed);
        var hit = Assert.Single(found.Hits.Items);
        Assert.Equal("[社区]的[老人食堂]", Marked(hit.Title));
        Assert.False((await FindAsync("老人食堂")).IsRelaxed);
        Assert.Equal(0, (await FindAsync("“社区老人食堂”")).Total);
    }

    [Theory]
    [InlineData("征闻", "征文")]
    [InlineData("政文", "征文")]
    [InlineData("图书官", "图书馆")]
    [InlineData("清禾市杜会科学院", "清禾市社会科学院")]
    [InlineData("libary", "library")]
    [InlineData("老楼 图书官", "老楼 图书馆")]
    [InlineData("忐忑", null)]
    public async Task Find_NearMiss_OffersWhatWasMeant(string typed, string? meant)
    {
        await Portal.AddArticleAsync("老楼里的图书馆", body: "<p>Library hours. 征文选登。</p>", tags: ["征文"]);
        await Portal.StoreAsync(new CouncilUnit { Name = "清禾市社会科学院", Tier = CouncilTier.Council, Place = 1 });

        Assert.Equal(meant, (await FindAsync(typed)).DidYouMean);
    }

    [Fact]
    public async Task Find_OneWordTooMany_SaysWhatTheOthersFind()
    {
        await Portal.AddArticleAsync("老楼下的长椅");
        await Portal.AddArticleAsync("公园的长椅");

        var found = await FindAsync("长椅 老楼 潜水艇");

        Assert.Equal([("长椅 老楼", 1)], found.Alternatives.Select(a => (a.Query, a.Count)));
    }

    [Fact]
    public async Task Find_Snippet_ShowsWhereTheWordsStand()
    {
        var filling = string.Concat(Enumerable.Repeat("前面的话很长。", 40));
        await Portal.AddArticleAsync("题", body: $"<p>{filling}</p><p>巷口的 &lt;长椅&gt; 修好了，&amp; Benches too。</p><p>{filling}</p>");

        var hit = Assert.Single((await FindAsync("长椅 bench")).Hits.Items);

        var text = Marked(hit.Snippet);
        Assert.Contains("巷口的 <[长椅]> 修好了，& [Benches] too。", text, StringComparison.Ordinal);
        Assert.StartsWith("…", text, StringComparison.Ordinal);
        Assert.EndsWith("…", text, StringComparison.Ordinal);
        Assert.InRange(hit.Snippet.ToString().Length, 80, 130);
    }

    [Fact]
    public async Task Find_OnlyATagFits_TheSnippetShowsIt()
    {
        await Portal.AddArticleAsync("题", body: "<p>正文。</p>", tags: ["邻里", "长椅"]);

        Assert.Contains("[长椅]", Marked(Assert.Single((await FindAsync("长椅")).Hits.Items).Snippet), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suggest_WhileTyping_WordsThenTitles()
    {
        await Portal.AddArticleAsync("老楼加装电梯", Portal.NowUtc.AddHours(-2), tags: ["老楼改造"]);
        await Portal.AddArticleAsync("一座老楼", Portal.NowUtc.AddHours(-1));
        await Portal.AddArticleAsync("别的", body: "<p>老楼。</p>");

        var offered = await Search.SuggestAsync(Actor.Visitor, "老楼", Token);

        Assert.Equal([("老楼改造", null), ("一座老楼", SearchKind.Article), ("老楼加装电梯", (SearchKind?)SearchKind.Article)], offered.Select(s => (s.Text, s.Kind)));
        Assert.Equal("一座老楼", (await Search.SuggestAsync(Actor.Visitor, "座", Token))[0].Text);
    }

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("征文", "征闻", 1)]
    [InlineData("征文", "文征", 1)]
    [InlineData("a", "a", 0)]
    [InlineData("", "abcd", 4)]
    [InlineData("abcdef", "ghijkl", 5)]
    public void Distance_BetweenWords_IsCounted(string a, string b, int distance) => Assert.Equal(distance, SearchVocabulary.Distance(a, b, 4));
}
