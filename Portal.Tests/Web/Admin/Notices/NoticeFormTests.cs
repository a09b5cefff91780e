using Bunit;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Tests.Web.Features;
using Portal.Web.Admin.Notices;
using Portal.Web.Features.Notices;

namespace Portal.Tests.Web;

/// <summary>What the office finds in the form of a notice, and in its preview.</summary>
public sealed class NoticeFormTests : IslandTest
{
    private static readonly NoticeText Meeting = new(
        MeetingStartsUtc: new(2026, 12, 11, 1, 0, 0, DateTimeKind.Utc), MeetingEndsUtc: new(2026, 12, 11, 3, 30, 0, DateTimeKind.Utc), MeetingPlace: "会堂");

    [Fact]
    public async Task Form_OfAMeeting_ShowsWhatIsKept()
    {
        var form = await FormAsync(Meeting);

        Assert.True(form.Find("details.meets").HasAttribute("open"));
        Assert.Equal(("2026-12-11T09:00", "2026-12-11T11:30", "会堂"), (Value(form, "meetingStarts"), Value(form, "meetingEnds"), Value(form, "meetingPlace")));
        Assert.Equal("120", form.Find("[data-field=meetingPlace]").GetAttribute("maxlength"));
    }

    [Fact]
    public async Task Form_OfNoMeeting_KeepsItsFieldsFolded()
    {
        var form = await FormAsync(new NoticeText());

        Assert.False(form.Find("details.meets").HasAttribute("open"));
        Assert.All(new[] { "meetingStarts", "meetingEnds", "meetingPlace" }, f => Assert.Equal("", Value(form, f)));
        Assert.True((await FormAsync(new NoticeText(MeetingPlace: "会堂"))).Find("details.meets").HasAttribute("open"));
    }

    [Fact]
    public async Task Preview_OfAMeeting_ShowsItAsReadersWillSeeIt()
    {
        var work = await WorkAsync(Meeting);
        var field = Show<NoticeTextField>(p => p.Add(f => f.Work, work).Add(f => f.Writer, TestNotices.Writer));

        await field.FindAll("button").Single(b => b.TextContent == "预览").ClickAsync();

        Assert.Equal(["2026年12月11日（星期五）9:00–11:30", "会堂"], field.FindAll(".preview .meeting dd").Select(d => d.TextContent.Trim()));
        Assert.Empty(Show<NoticeView>(p => p.Add(v => v.Id, 1).Add(v => v.Title, "题").Add(v => v.Body, SafeHtml.Clean("<p>文。</p>"))).FindAll(".meeting"));
    }

    private async Task<IRenderedComponent<NoticeFieldsForm>> FormAsync(NoticeText text)
    {
        var fields = (await WorkAsync(text)).Fields;
        return Show<NoticeFieldsForm>(p => p.Add(f => f.Fields, fields).Add(f => f.Units, []));
    }

    private async Task<NoticeWork> WorkAsync(NoticeText text) =>
        (await Portal.Get<NoticeDesk>().OpenAsync(TestPortal.Editor, await Portal.Services.DraftNoticeAsync(text), TestNotices.Writer)).Value!;

    private static string Value(IRenderedComponent<NoticeFieldsForm> form, string field) => form.Find($"[data-field={field}]").GetAttribute("value") ?? "";
}
