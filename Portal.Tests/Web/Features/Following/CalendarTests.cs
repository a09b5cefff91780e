using System.Net;
using System.Text;
using Ical.Net;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Features.Following;

namespace Portal.Tests.Web.Features;

/// <summary>Deadlines in calendars, read by somebody else's reader.</summary>
public sealed class CalendarTests(PortalServer server) : ServerTest(server)
{
    private DateTime NowUtc => Server.Get<TimeProvider>().GetUtcNow().UtcDateTime;

    private static readonly DateTime At = new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task Contest_Deadline_IsTheMomentItCloses()
    {
        var contest = (await Server.Get<Contests>().GetAsync(1, Cancellation))!;
        var answer = await GetAsync("/contests/1/deadline.ics");

        Assert.Equal((HttpStatusCode.OK, "text/calendar; charset=utf-8"), (answer.Status, answer.Header("Content-Type")));
        var read = Calendar.Load(answer.Text)!.Events.Single();
        Assert.Equal(contest.Card.ClosesUtc, read.Start!.AsUtc);
        Assert.Equal($"截稿：{contest.Card.Title}", read.Summary);
        Assert.Equal("tag:localhost,2026:contests/1/deadline", read.Uid);
        Assert.Equal("http://localhost:5080/contests/1", read.Url!.AbsoluteUri);
        Assert.Single(read.Alarms);
        Assert.Equal("/contests/1/deadline.ics", (await GetAsync("/contests/1")).Page.QuerySelector("a[href$='.ics']")?.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/contests/9999/deadline.ics")).Status);
    }

    [Fact]
    public async Task Notice_ReplyForMembers_IsForThemAlone()
    {
        var closes = NowUtc.Date.AddDays(9).AddHours(4);
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"年会 {Guid.NewGuid():N}", Address: TestNotices.ForMembers, AsksReply: true, ReplyClosesUtc: closes));
        var silent = await Server.Services.PublishNoticeAsync(new NoticeText($"闭室 {Guid.NewGuid():N}"));
        var session = await SignInAsync();

        Assert.Equal(closes, Calendar.Load((await GetAsync($"/notices/{id}/reply.ics", session)).Text)!.Events.Single().Start!.AsUtc);
        Assert.Equal($"/notices/{id}/reply.ics", (await GetAsync($"/notices/{id}", session)).Page.QuerySelector("a[href$='.ics']")?.GetAttribute("href"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/notices/{id}/reply.ics")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/notices/{silent}/reply.ics")).Status);
        Assert.Null((await GetAsync($"/notices/{silent}")).Page.QuerySelector("a[href$='.ics']"));
        await Server.Services.WithdrawNoticeAsync(id);
        await Server.Services.WithdrawNoticeAsync(silent);
    }

    [Fact]
    public async Task Notice_OfAMeeting_HasTheMeetingBesideTheDeadline()
    {
        var (starts, closes) = (NowUtc.Date.AddDays(20).AddHours(1), NowUtc.Date.AddDays(9));
        var text = new NoticeText($"年会 {Guid.NewGuid():N}", AsksReply: true, ReplyClosesUtc: closes, MeetingStartsUtc: starts, MeetingEndsUtc: starts.AddHours(2.5), MeetingPlace: "会堂, 二楼; 东侧");
        var id = await Server.Services.PublishNoticeAsync(text);

        var page = await GetAsync($"/notices/{id}");
        var events = await EventsAsync(id);

        Assert.Equal("把会议和回执截止时间加到日历", page.Page.QuerySelectorAll("a[href$='.ics']").Single().TextContent.Trim());
        Assert.Equal([$"tag:localhost,2026:notices/{id}/meeting", $"tag:localhost,2026:notices/{id}/reply"], events.Select(e => e.Uid));
        var (meeting, reply) = (events[0], events[1]);
        Assert.Equal((starts, starts.AddHours(2.5), text.Title, text.MeetingPlace), (meeting.Start!.AsUtc, meeting.End!.AsUtc, meeting.Summary, meeting.Location));
        Assert.Equal(($"http://localhost:5080/notices/{id}", "OPAQUE"), (meeting.Url!.AbsoluteUri, meeting.Transparency));
        Assert.Equal((closes, $"回执截止：{text.Title}", "TRANSPARENT"), (reply.Start!.AsUtc, reply.Summary, reply.Transparency));
        Assert.Null(reply.Location);

        // the same entry of a calendar moves, and ends after an hour where nobody has said
        Assert.True((await Server.Get<NoticeDesk>().SaveAsync(
            Editor, id, TestNotices.Writer, (text with { MeetingStartsUtc = starts.AddDays(1), MeetingEndsUtc = null, MeetingPlace = null, AsksReply = false }).Fields)).IsDone);
        await Server.Services.ReleaseAsync(id);
        var moved = (await EventsAsync(id)).Single();
        Assert.Equal((meeting.Uid, starts.AddDays(1), starts.AddDays(1).AddHours(1)), (moved.Uid, moved.Start!.AsUtc, moved.End!.AsUtc));
        Assert.Null(moved.Location);
        Assert.True(moved.Sequence > meeting.Sequence);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Notice_MeetingOfMembers_IsForThemAlone()
    {
        var starts = NowUtc.Date.AddDays(20);
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"座谈 {Guid.NewGuid():N}", Address: TestNotices.ForMembers, MeetingStartsUtc: starts));

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/notices/{id}/reply.ics")).Status);
        Assert.Equal(starts, (await EventsAsync(id, await SignInAsync())).Single().Start!.AsUtc);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Theory]
    [InlineData("短")]
    [InlineData("逗号, 分号; 反斜杠\\ 和\n第二行")]
    [InlineData("很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的标题𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀𠀀")]
    [InlineData("a\u0007b END:VEVENT\r\nBEGIN:VEVENT")]
    public void Of_AnyText_ComesBackAndFitsItsLines(string text)
    {
        var bytes = CalendarFile.Of(new CalendarEntry("tag:x", At, text.ReplaceLineEndings(" "), text, "https://qinghe.example/contests/1", At.AddDays(-9), 3));

        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n");
        Assert.Equal("", lines[^1]);
        Assert.All(lines, l =>
        {
            Assert.InRange(Encoding.UTF8.GetByteCount(l), 0, 75);
            Assert.DoesNotContain('\n', l);
            Assert.DoesNotContain('\uFFFD', l);
        });
        var read = Calendar.Load(Encoding.UTF8.GetString(bytes))!.Events.Single();
        Assert.Equal(text.Replace("\u0007", "", StringComparison.Ordinal).ReplaceLineEndings("\n"), read.Description!.ReplaceLineEndings("\n"));
        Assert.Equal((At, 3), (read.Start!.AsUtc, read.Sequence));
    }

    private async Task<List<Ical.Net.CalendarComponents.CalendarEvent>> EventsAsync(int id, params (string, string)[] headers) =>
        [.. Calendar.Load((await GetAsync($"/notices/{id}/reply.ics", headers)).Text)!.Events];

    [Fact]
    public async Task Codes_ToTakeAlong_AreOnTheirPages()
    {
        foreach (var path in new[] { "/articles/1", "/notices/1", "/contests/1" })
        {
            var picture = (await GetAsync(path)).Page.QuerySelector("details.qr img")!;
            Assert.Equal($"{path}/qr.svg", picture.GetAttribute("src"));
            Assert.NotEmpty(picture.GetAttribute("alt")!);
            var code = await GetAsync($"{path}/qr.svg");
            Assert.StartsWith("image/svg+xml", code.Header("Content-Type"), StringComparison.Ordinal);
            Assert.Contains("viewBox", code.Text, StringComparison.Ordinal);
            Assert.Contains("max-age", code.Header("Cache-Control"), StringComparison.Ordinal);
        }
    }
}
