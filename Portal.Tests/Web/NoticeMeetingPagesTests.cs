using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>The meeting of a notice over HTTP: for people, for search engines and for programs.</summary>
public sealed class NoticeMeetingPagesTests(PortalServer server) : ServerTest(server)
{
    // 9:00 to 11:30 in Shanghai
    private static readonly DateTime Starts = new(2099, 3, 5, 1, 0, 0, DateTimeKind.Utc);

    private static readonly NoticeText Text = new("年会", MeetingStartsUtc: Starts, MeetingEndsUtc: Starts.AddHours(2.5), MeetingPlace: "会堂 <二楼>");

    [Fact]
    public async Task Page_OfAMeeting_SaysWhenAndWhereInBothLanguages()
    {
        var id = await Server.Services.PublishNoticeAsync(Text);
        var plain = await Server.Services.PublishNoticeAsync(new NoticeText());

        var (chinese, english) = (await GetAsync($"/notices/{id}"), await GetAsync($"/notices/{id}", ("Cookie", English)));

        Assert.Equal(["会议时间", "2099年3月5日（星期四）9:00–11:30", "会议地点", "会堂 <二楼>"], Lines(chinese));
        Assert.Equal(["Time", "Thursday 5 March 2099, 9:00–11:30", "Place", "会堂 <二楼>"], Lines(english));
        Assert.Equal(["2099-03-05T09:00:00+08:00", "2099-03-05T11:30:00+08:00"], chinese.Page.QuerySelectorAll(".meeting time").Select(t => t.GetAttribute("datetime")));
        Assert.Equal(("把会议加到日历", "Add the meeting to a calendar"), (Link(chinese), Link(english)));
        Assert.Empty(Lines(await GetAsync($"/notices/{plain}")));
        foreach (var notice in new[] { id, plain })
            await Server.Services.WithdrawNoticeAsync(notice);
    }

    [Fact]
    public async Task Page_WithoutEndAndPlace_SaysNothingOfThem()
    {
        var id = await Server.Services.PublishNoticeAsync(Text with { MeetingEndsUtc = null, MeetingPlace = null });
        var answer = await GetAsync($"/notices/{id}");

        Assert.Equal(["会议时间", "2099年3月5日（星期四）9:00"], Lines(answer));
        var data = Event(answer)!.Value;
        Assert.False(data.TryGetProperty("endDate", out _));
        Assert.False(data.TryGetProperty("location", out _));
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Page_WhenTheMeetingIsOver_OffersNoCalendar()
    {
        var past = Server.Get<TimeProvider>().GetUtcNow().UtcDateTime.AddDays(-2);
        var id = await Server.Services.PublishNoticeAsync(Text with { MeetingStartsUtc = past, MeetingEndsUtc = past.AddHours(1) });
        var answer = await GetAsync($"/notices/{id}");

        Assert.Equal(4, Lines(answer).Count());
        Assert.Null(Link(answer));
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Data_OfAMeeting_IsAnEventAndOthersAreNone()
    {
        var id = await Server.Services.PublishNoticeAsync(Text);
        var plain = await Server.Services.PublishNoticeAsync(new NoticeText());

        var data = Event(await GetAsync($"/notices/{id}"))!.Value;

        Assert.Equal(
            ("年会", $"http://localhost:5080/notices/{id}", "2099-03-05T09:00:00+08:00", "2099-03-05T11:30:00+08:00", "https://schema.org/EventScheduled"),
            (data.GetProperty("name").GetString(), data.GetProperty("url").GetString(), data.GetProperty("startDate").GetString(), data.GetProperty("endDate").GetString(), data.GetProperty("eventStatus").GetString()));
        Assert.Equal(("Place", "会堂 <二楼>"), (data.GetProperty("location").GetProperty("@type").GetString(), data.GetProperty("location").GetProperty("name").GetString()));
        Assert.Equal(("Organization", Server.Get<Site>().Settings.Name), (data.GetProperty("organizer").GetProperty("@type").GetString(), data.GetProperty("organizer").GetProperty("name").GetString()));
        Assert.Null(Event(await GetAsync($"/notices/{plain}")));
        foreach (var notice in new[] { id, plain })
            await Server.Services.WithdrawNoticeAsync(notice);
    }

    [Fact]
    public async Task Program_Asks_GetsTheMeetingOrNull()
    {
        var from = ("X-Forwarded-For", "203.0.113.250");
        var id = await Server.Services.PublishNoticeAsync(Text);
        var plain = await Server.Services.PublishNoticeAsync(new NoticeText());
        var hidden = await Server.Services.PublishNoticeAsync(Text with { MeetingPlace = "只有会员知道的地方", Address = TestNotices.ForMembers });

        var list = await GetAsync("/api/v1/notices?limit=100", from);

        const string Expected = """{"start":"2099-03-05T01:00:00Z","end":"2099-03-05T03:30:00Z","place":"会堂 <二楼>"}""";
        using var listed = JsonDocument.Parse(list.Text);
        using var one = JsonDocument.Parse((await GetAsync($"/api/v1/notices/{id}", from)).Text);
        using var other = JsonDocument.Parse((await GetAsync($"/api/v1/notices/{plain}", from)).Text);
        var meetings = listed.RootElement.GetProperty("items").EnumerateArray().ToDictionary(n => n.GetProperty("id").GetInt32(), n => n.GetProperty("meeting"));
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Expected).RootElement, one.RootElement.GetProperty("meeting")), one.RootElement.ToString());
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(Expected).RootElement, meetings[id]), meetings[id].ToString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null), (other.RootElement.GetProperty("meeting").ValueKind, meetings[plain].ValueKind));
        Assert.DoesNotContain("只有会员知道的地方", list.Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/api/v1/notices/{hidden}", from)).Status);
        using var description = JsonDocument.Parse((await GetAsync("/api/v1/openapi.json", from)).Text);
        var schemas = description.RootElement.GetProperty("components").GetProperty("schemas");
        Assert.Equal(["end", "place", "start"], schemas.GetProperty("Meeting").GetProperty("properties").EnumerateObject().Select(p => p.Name).Order());
        Assert.True(schemas.GetProperty("Notice").GetProperty("properties").TryGetProperty("meeting", out _));
        foreach (var notice in new[] { id, plain, hidden })
            await Server.Services.WithdrawNoticeAsync(notice);
    }

    private static IEnumerable<string> Lines(Answer answer) => answer.Page.QuerySelectorAll("article .meeting :is(dt, dd)").Select(l => l.TextContent.Trim());

    private static string? Link(Answer answer) => answer.Page.QuerySelector("a[href$='.ics']")?.TextContent.Trim();

    private static JsonElement? Event(Answer answer) => answer.Page.QuerySelectorAll("script[type='application/ld+json']")
        .Select(s => JsonDocument.Parse(s.TextContent).RootElement).Where(d => d.GetProperty("@type").GetString() == "Event").Select(d => (JsonElement?)d).SingleOrDefault();
}
