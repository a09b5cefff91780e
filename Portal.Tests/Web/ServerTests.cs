using System.Net;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Pages, what they refuse and what they carry.</summary>
public sealed class ServerTests(PortalServer server) : ServerTest(server)
{
    /// <summary>Every page whose answer may stand in the cache, with its heading.</summary>
    public static TheoryData<string, string> CachedPages => new()
    {
        { "/", "清禾社区研究会首页" },
        { "/columns/news", "学会要闻" },
        { "/notices", "通知公告" },
        { "/units", "理事单位" },
        { "/contests", "征文活动" },
        { "/links", "友情链接" },
        { "/pages/about", "关于我们" },
        { "/pages/contact", "联系我们" },
        { "/pages/copyright", "版权声明" },
        { "/pages/staff", "工作人员" },
    };

    /// <summary>Pages that are made for each request.</summary>
    public static TheoryData<string, string> OtherPages => new()
    {
        { "/search", "搜索" },
        { "/search?q=%E7%A4%BE%E5%8C%BA", "搜索" },
        { "/account/login", "会员登录" },
        { "/account/register", "新用户注册" },
    };

    [Theory]
    [MemberData(nameof(CachedPages))]
    [MemberData(nameof(OtherPages))]
    public async Task Get_PublicPage_HasItsHeading(string path, string heading)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(heading, answer.Heading);
        Assert.Equal("text/html; charset=utf-8", answer.Header("Content-Type"));
        Assert.Equal("zh-Hans", answer.Header("Content-Language"));
        Assert.Equal("zh-Hans", answer.Attribute("lang"));
        AssertGuarded(answer);
    }

    [Theory]
    [MemberData(nameof(CachedPages))]
    public async Task Get_PageThatMayBeCached_SetsNoCookie(string path, string heading)
    {
        var answer = await GetAsync(path, ("Cookie", "portal-look=dark.."));
        Assert.Equal(heading, answer.Heading);
        Assert.Empty(answer.Cookies);
    }

    [Fact]
    public async Task Get_EachKindOfDetailPage_HasItsHeadingAndNoCookie()
    {
        var notice = (await Server.Get<Notices>().ListAsync(Actor.Visitor, 1, Cancellation)).Items[0];
        var contest = (await Server.Get<Contests>().ListAsync(Cancellation))[0];
        var unit = (await Server.Get<Council>().ListAsync(Cancellation))[0];
        var article = await PublishAsync("一篇有标题的文章");
        (string Path, string Heading)[] pages =
        [
            ($"/notices/{notice.Id}", notice.Title), ($"/contests/{contest.Id}", contest.Title), ($"/units/{unit.Id}", unit.Name), ($"/articles/{article}", "一篇有标题的文章"),
        ];
        foreach (var (path, heading) in pages)
        {
            var answer = await GetAsync(path);
            Assert.Equal(HttpStatusCode.OK, answer.Status);
            Assert.Equal(heading, answer.Heading);
            Assert.Empty(answer.Cookies);
            AssertGuarded(answer);
        }
    }

    [Fact]
    public async Task Get_EveryArticleOfTheSample_Answers()
    {
        foreach (var column in await Server.Get<Articles>().ColumnsAsync(Cancellation))
        {
            var (_, articles) = (await Server.Get<Articles>().ListAsync(column.Slug, 1, Cancellation))!.Value;
            Assert.NotEmpty(articles.Items);
            foreach (var article in articles.Items)
            {
                var answer = await GetAsync($"/articles/{article.Id}");
                Assert.Equal(HttpStatusCode.OK, answer.Status);
                Assert.Equal(article.Title, answer.Heading);
            }
        }
    }

    [Fact]
    public async Task Get_EveryLinkOfTheFrontPage_LeadsSomewhere()
    {
        var links = (await GetAsync("/")).Page.QuerySelectorAll("a[href^='/'], form[action^='/']:not([method=post])")
            .Select(a => (a.GetAttribute("href") ?? a.GetAttribute("action"))!.Split('#')[0]).Distinct().ToList();
        Assert.True(links.Count > 30, "the sample's front page has more links than that");
        foreach (var link in links)
            Assert.True((await GetAsync(link)).Status == HttpStatusCode.OK, link);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/notices")]
    [InlineData("/search")]
    [InlineData("/healthz/live")]
    public async Task Head_Page_AnswersLikeGetWithoutABody(string path)
    {
        var head = await SendAsync(HttpMethod.Head, path);
        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.Empty(head.Body);
        Assert.Equal((await GetAsync(path)).Header("Content-Type"), head.Header("Content-Type"));
    }

    [Fact]
    public async Task Head_BeforeTheFirstGet_LeavesTheWholePageInTheCache()
    {
        var path = $"/articles/{await PublishAsync(body: "<p>全文都在。</p>")}";

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Head, path)).Status);

        Assert.Contains("全文都在。", (await GetAsync(path)).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/no-such-page")]
    [InlineData("/articles/999999")]
    [InlineData("/articles/99999999999999")]
    [InlineData("/articles/one")]
    [InlineData("/notices/999999")]
    [InlineData("/contests/999999")]
    [InlineData("/units/999999")]
    [InlineData("/columns/none")]
    [InlineData("/pages/none")]
    [InlineData("/columns/news?page=99")]
    [InlineData("/columns/news?page=0")]
    [InlineData("/columns/news?page=-1")]
    [InlineData("/notices?page=99")]
    [InlineData("/notices?page=2147483647")]
    public async Task Get_WhatIsNotThere_Is404OnThePortalsOwnPage(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.False(string.IsNullOrWhiteSpace(answer.Heading));
        Assert.Contains("清禾社区研究会", answer.Page.Title, StringComparison.Ordinal);
        Assert.NotNull(answer.Page.QuerySelector("nav[aria-label=栏目]"));
        AssertGuarded(answer);
    }

    [Theory]
    [InlineData("/columns/news?page=two")]
    [InlineData("/columns/news?page=99999999999999")]
    [InlineData("/columns/news?page=1.5")]
    [InlineData("/notices?page=two")]
    [InlineData("/search?q=%E7%A4%BE&page=two")]
    [InlineData("/search?q=%E7%A4%BE&page=99")]
    public async Task Get_PageThatIsNoNumber_Is404(string path) => Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(path)).Status);

    [Theory]
    [InlineData("/search?q=%E7%A4%BE&page=")]
    [InlineData("/columns/news?page=")]
    public async Task Get_PageNotSaid_IsTheFirst(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.NotEqual("这一块没能显示", answer.Heading);
    }

    [Fact]
    public async Task Get_NotFoundTwice_IsNeverCached()
    {
        await GetAsync("/articles/999998");
        Assert.False((await GetAsync("/articles/999998")).IsFromCache);
    }

    [Theory]
    [InlineData("/preferences", "Sec-Fetch-Site", "cross-site")]
    [InlineData("/preferences", "Origin", "http://evil.example")]
    [InlineData("/account/login", "Sec-Fetch-Site", "cross-site")]
    [InlineData("/account/login", "Origin", "null")]
    [InlineData("/account/logout", "Sec-Fetch-Site", "same-site")]
    [InlineData("/account/logout", "Origin", "http://evil.example")]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "Origin", "http://evil.example")]
    [InlineData("/", "Sec-Fetch-Site", "cross-site")]
    public async Task Post_FromAnotherSite_IsRefused(string path, string header, string value)
    {
        var answer = await PostAsync(path, new() { ["theme"] = "dark" }, (header, value));
        Assert.Equal(HttpStatusCode.Forbidden, answer.Status);
        Assert.Empty(answer.Cookies);
        AssertGuarded(answer);
    }

    [Fact]
    public async Task Get_CircuitFromAnotherSite_IsRefused()
    {
        (string, string)[] webSocket =
        [
            ("Connection", "Upgrade"), ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="),
        ];
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync("/_blazor", [.. webSocket, ("Origin", "http://evil.example")])).Status);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, (await OpenAsync(Server.Address.GetLeftPart(UriPartial.Authority))).Status);

        async Task<(HttpStatusCode Status, string? Subprotocol)> OpenAsync(string origin)
        {
            using var socket = new System.Net.WebSockets.ClientWebSocket();
            socket.Options.SetRequestHeader("Origin", origin);
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(new UriBuilder(Server.Address) { Scheme = "ws", Path = "/_blazor" }.Uri, Cancellation);
            return (socket.HttpStatusCode, socket.SubProtocol);
        }
    }

    [Fact]
    public async Task Negotiate_NewBrowser_GetsItsVisitorCookieOnce()
    {
        var first = await PostAsync("/_blazor/negotiate?negotiateVersion=1", []);
        Assert.Equal(HttpStatusCode.OK, first.Status);
        var cookie = Assert.Single(first.Cookies, c => c.StartsWith("portal-visitor=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);

        var again = await PostAsync("/_blazor/negotiate?negotiateVersion=1", [], ("Cookie", cookie.Split(';')[0]));

        Assert.Empty(again.Cookies);
    }

    [Fact]
    public async Task Get_ArticleWithoutCircuit_CountsNoView()
    {
        var id = await PublishAsync();

        await GetAsync($"/articles/{id}");
        var session = await SignInAsync();
        await GetAsync($"/articles/{id}", session);

        await Server.Get<ViewCounter>().FlushAsync();
        Assert.Equal(0, (await Server.Get<Articles>().GetAsync(id, Cancellation))!.Views);
    }

    [Theory]
    [InlineData("portal-look=dark.elder.large", "dark", "elder", "large")]
    [InlineData("portal-look=contrast..", "contrast", null, null)]
    [InlineData("portal-look=..small", null, null, "small")]
    [InlineData("portal-look=<b>.\"x\".y", null, null, null)]
    public async Task Get_Look_IsOnTheFirstPaint(string cookie, string? theme, string? reading, string? size)
    {
        var answer = await GetAsync("/notices", ("Cookie", cookie));
        Assert.Equal((theme, reading, size), (answer.Attribute("data-theme"), answer.Attribute("data-reading"), answer.Attribute("data-size")));
    }

    [Fact]
    public async Task Get_EnglishChosen_SpeaksEnglish()
    {
        var answer = await GetAsync("/notices", ("Cookie", English));
        Assert.Equal("Notices", answer.Heading);
        Assert.Equal("en", answer.Attribute("lang"));
        Assert.Equal("en", answer.Header("Content-Language"));
    }

    [Fact]
    public async Task Get_EnglishBrowserWithoutAChoice_SpeaksChinese() =>
        Assert.Equal("zh-Hans", (await GetAsync("/notices", ("Accept-Language", "en-GB,en;q=0.9"))).Attribute("lang"));

    [Theory]
    [InlineData("/healthz/live")]
    [InlineData("/healthz/ready")]
    public async Task Get_Health_IsWell(string path)
    {
        var answer = await GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "Healthy"), (answer.Status, answer.Text));
        Assert.False(answer.IsFromCache);
    }

    [Fact]
    public async Task Get_Page_SaysNothingAboutTheServer()
    {
        var answer = await GetAsync("/");
        Assert.Null(answer.Header("Server"));
        Assert.Null(answer.Header("X-Powered-By"));
    }
}
