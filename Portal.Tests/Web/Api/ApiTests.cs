using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>The interface for programs. Every test asks from an address of its own: one address may ask so often and no more.</summary>
public sealed class ApiTests(PortalServer server) : ServerTest(server)
{
    private static int _last;

    private readonly (string Name, string Value) _from = ("X-Forwarded-For", $"203.0.113.{Interlocked.Increment(ref _last)}");

    private DateTime NowUtc => Server.Get<TimeProvider>().GetUtcNow().UtcDateTime;

    [Fact]
    public async Task Articles_GoneThroughPartByPart_AreAllThere()
    {
        HashSet<int> ids = [];
        string? cursor = null;
        do
        {
            var part = await JsonAsync($"/api/v1/articles?limit=17{(cursor is null ? "" : $"&cursor={cursor}")}");
            Assert.All(part.GetProperty("items").EnumerateArray(), a => Assert.True(ids.Add(a.GetProperty("id").GetInt32())));
            cursor = part.GetProperty("next").GetString();
        }
        while (cursor is not null);

        Assert.Superset(Enumerable.Range(1, 42).ToHashSet(), ids);
        var one = await JsonAsync("/api/v1/articles/1");
        Assert.Equal("http://localhost:5080/articles/1", one.GetProperty("url").GetString());
        Assert.Contains("<p>", one.GetProperty("html").GetString(), StringComparison.Ordinal);
        var tag = one.GetProperty("tags")[0].GetString()!;
        Assert.Contains(1, (await JsonAsync($"/api/v1/articles?limit=100&tag={Uri.EscapeDataString(tag)}")).GetProperty("items").EnumerateArray().Select(a => a.GetProperty("id").GetInt32()));
        var column = one.GetProperty("column").GetString();
        Assert.All((await JsonAsync($"/api/v1/articles?column={column}")).GetProperty("items").EnumerateArray(), a => Assert.Equal(column, a.GetProperty("column").GetString()));
    }

    [Theory]
    [InlineData("/api/v1/articles?limit=0", 400, "limit")]
    [InlineData("/api/v1/articles?limit=101", 400, "limit")]
    [InlineData("/api/v1/units?limit=many", 400, "limit")]
    [InlineData("/api/v1/articles?cursor=%00", 400, "cursor")]
    [InlineData("/api/v1/contests?cursor=AAAA", 400, "cursor")]
    [InlineData("/api/v1/articles?since=yesterday", 400, "since")]
    [InlineData("/api/v1/notices?since=2026-13-01", 400, "since")]
    [InlineData("/api/v1/articles?column=nowhere", 400, "column")]
    [InlineData("/api/v1/articles/999999", 404, null)]
    [InlineData("/api/v1/notices/999999", 404, null)]
    [InlineData("/api/v1/units/999999", 404, null)]
    [InlineData("/api/v1/contests/999999", 404, null)]
    [InlineData("/api/v1/contests/999999/results", 404, null)]
    [InlineData("/api/v1/articles/one", 404, null)]
    [InlineData("/api/v2", 404, null)]
    public async Task Asked_WhatCannotBeAnswered_SaysWhatIsWrong(string path, int status, string? parameter)
    {
        var answer = await GetAsync(path, _from);
        Assert.Equal((status, "application/problem+json"), ((int)answer.Status, answer.Header("Content-Type")?.Split(';')[0]));
        var problem = JsonDocument.Parse(answer.Text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        if (parameter is not null)
            Assert.NotEmpty(problem.GetProperty("errors").GetProperty(parameter)[0].GetString()!);
    }

    [Fact]
    public async Task Answer_AskedAgain_IsNotSentAgain()
    {
        var first = await GetAsync("/api/v1/units", _from);
        var again = await GetAsync("/api/v1/units", _from, ("If-None-Match", first.Header("ETag")!));
        Assert.Equal((HttpStatusCode.NotModified, 0), (again.Status, again.Body.Length));
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/v1/units?limit=3", _from, ("If-None-Match", first.Header("ETag")!))).Status);
    }

    [Fact]
    public async Task Page_OfAnotherSite_MayReadButBringsNobodyAlong()
    {
        var answer = await GetAsync("/api/v1/units", _from, ("Origin", "https://elsewhere.example"), await SignInAsync());
        Assert.Equal("*", answer.Header("Access-Control-Allow-Origin"));
        Assert.Null(answer.Header("Access-Control-Allow-Credentials"));
        Assert.Equal("cross-origin", answer.Header("Cross-Origin-Resource-Policy"));
        var asked = await SendAsync(HttpMethod.Options, "/api/v1/units", [_from, ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "DELETE")]);
        Assert.DoesNotContain("DELETE", asked.Header("Access-Control-Allow-Methods") ?? "", StringComparison.Ordinal);
        Assert.Null((await GetAsync("/", ("Origin", "https://elsewhere.example"))).Header("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task Address_ThatAsksTooOften_WaitsAndOthersDoNot()
    {
        HttpStatusCode status;
        var asked = 0;
        Answer answer;
        do
        {
            answer = await GetAsync("/api/v1/contests", _from);
            (status, asked) = (answer.Status, asked + 1);
        }
        while (status == HttpStatusCode.OK && asked < 400);

        Assert.Equal(HttpStatusCode.TooManyRequests, status);
        Assert.InRange(asked, 121, 241);
        Assert.InRange(int.Parse(answer.Header("Retry-After")!, System.Globalization.CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal("application/problem+json", answer.Header("Content-Type")?.Split(';')[0]);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/api/v1/contests", ("X-Forwarded-For", "198.51.100.7"))).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/feed.xml", _from)).Status);
    }

    [Fact]
    public async Task Description_Routes_AreAllInIt()
    {
        var document = await JsonAsync("/api/v1/openapi.json");
        var described = document.GetProperty("paths").EnumerateObject().Select(p => p.Name).ToHashSet();
        var mapped = Server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Select(e => $"/{e.RoutePattern.RawText!.Trim('/').Replace(":int", "", StringComparison.Ordinal)}")
            .Where(p => p.StartsWith("/api/v1/", StringComparison.Ordinal) && p != "/api/v1/openapi.json").ToHashSet();

        Assert.Equal(10, mapped.Count);
        Assert.Equal(mapped.Order(), described.Order());
        foreach (var operation in document.GetProperty("paths").EnumerateObject().Select(p => p.Value.GetProperty("get")))
        {
            Assert.NotEmpty(operation.GetProperty("summary").GetString()!);
            Assert.True(operation.GetProperty("responses").TryGetProperty("200", out _));
            Assert.True(operation.GetProperty("responses").TryGetProperty("429", out _));
            if (operation.TryGetProperty("parameters", out var parameters))
                Assert.All(parameters.EnumerateArray(), p => Assert.NotEmpty(p.GetProperty("description").GetString()!));
        }

        Assert.Equal("http://localhost:5080", document.GetProperty("servers")[0].GetProperty("url").GetString());
    }

    [Fact]
    public async Task Everything_ThereIs_CarriesNothingPrivate()
    {
        var phone = "139-CANARY-4411";
        var member = await Server.AddMemberAsync();
        TestEssay essay;
        TestContest contest;
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation))
        {
            await db.Users.Where(u => u.Id == member.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.PhoneNumber, phone).SetProperty(x => x.Email, "private-canary@jinsique.example"), Cancellation);
            contest = await TestContests.StoreAsync(db, NowUtc, essays: 0);
            essay = await Canary.AddAsync(db, Server.Get<ContentStore>(), contest.Id, NowUtc);
        }

        var hidden = $"仅会员 {Guid.NewGuid():N}";
        var notice = await Server.Services.PublishNoticeAsync(new NoticeText(hidden, Address: TestNotices.ForMembers));
        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        var session = await SignInAsync();

        List<string> paths = ["/feed.xml", "/notices/feed.xml", "/api/v1/columns", "/api/v1/openapi.json", $"/api/v1/contests/{contest.Id}", $"/api/v1/contests/{contest.Id}/results", $"/api/v1/notices/{notice}", $"/contests/{contest.Id}/deadline.ics"];
        foreach (var list in new[] { "articles", "notices", "units", "contests" })
        {
            var whole = await JsonAsync($"/api/v1/{list}?limit=100");
            paths.Add($"/api/v1/{list}?limit=100");
            paths.AddRange(whole.GetProperty("items").EnumerateArray().Take(12).Select(i => $"/api/v1/{list}/{i.GetProperty("id").GetInt32()}"));
        }

        Assert.Contains($"/api/v1/contests/{contest.Id}", paths);
        foreach (var path in paths)
        {
            var text = (await GetAsync(path, _from, session)).Text;
            Assert.Empty(Canary.In(text, essay).Except(["T03:17", "03:17:29", "11:17:29"]));
            Assert.DoesNotContain(phone, text, StringComparison.Ordinal);
            Assert.DoesNotContain(member.Name, text, StringComparison.Ordinal);
            Assert.DoesNotContain(hidden, text, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/api/v1/notices/{notice}", _from, session)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/api/v1/contests/{contest.Id}/results", _from)).Status);
        await Server.Services.WithdrawNoticeAsync(notice);
    }

    [Fact]
    public async Task Results_OncePublished_AreThoseOfThePage()
    {
        var contest = await TestResults.AddDecidedAsync(Server);
        Assert.Equal("judging", (await JsonAsync($"/api/v1/contests/{contest.Id}")).GetProperty("phase").GetString());
        Assert.True((await Server.Get<Publication>().PublishNowAsync(Editor, contest.Id)).IsDone);

        var results = await JsonAsync($"/api/v1/contests/{contest.Id}/results");
        Assert.Equal(["一等奖", "二等奖"], results.GetProperty("awards").EnumerateArray().Select(a => a.GetProperty("name").GetString()));
        Assert.Equal("作者1", results.GetProperty("awards")[0].GetProperty("essays")[0].GetProperty("names").GetString());
        Assert.Equal("published", (await JsonAsync($"/api/v1/contests/{contest.Id}")).GetProperty("phase").GetString());
        Assert.Contains($"/contests/{contest.Id}/results<", (await GetAsync("/sitemap/contests.xml")).Text, StringComparison.Ordinal);
    }

    private async Task<JsonElement> JsonAsync(string path)
    {
        var answer = await GetAsync(path, _from);
        Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Status} {answer.Text}");
        Assert.StartsWith("application/json", answer.Header("Content-Type"), StringComparison.Ordinal);
        return JsonDocument.Parse(answer.Text).RootElement;
    }
}
