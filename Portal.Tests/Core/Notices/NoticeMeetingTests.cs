using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>The meeting that a notice calls: when, until when and where.</summary>
public sealed class NoticeMeetingTests : SearchTest
{
    // 9:00 to 11:30 in Shanghai
    private static readonly NoticeMeeting Meeting = new(new(2026, 12, 11, 1, 0, 0, DateTimeKind.Utc), new(2026, 12, 11, 3, 30, 0, DateTimeKind.Utc), "石桥路会堂");

    private static readonly NoticeText Text = new("会员代表大会", MeetingStartsUtc: Meeting.StartsUtc, MeetingEndsUtc: Meeting.EndsUtc, MeetingPlace: $" {Meeting.Place} ");

    private NoticeDesk Desk => Portal.Get<NoticeDesk>();

    private Notices Notices => Portal.Get<Notices>();

    [Fact]
    public async Task Publish_WithAMeeting_ReadersAndTheDeskHaveIt()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        var plain = await Portal.Services.PublishNoticeAsync(new NoticeText());

        Assert.Equal(Meeting, (await Notices.GetAsync(Actor.Visitor, id, Token))!.Meeting);
        Assert.Null((await Notices.GetAsync(Actor.Visitor, plain, Token))!.Meeting);
        var work = await OpenAsync(id);
        Assert.Equal(
            (new DateTime(2026, 12, 11, 9, 0, 0), new DateTime(2026, 12, 11, 11, 30, 0), Meeting.Place),
            (work.Fields.MeetingStartsLocal, work.Fields.MeetingEndsLocal, work.Fields.MeetingPlace));
        Assert.Equal(Meeting, work.Meeting);
        Assert.Equal([null, Meeting], (await Portal.Get<Catalogue>().NoticesAsync(new CatalogueQuery(), Token)).Items.Select(n => n.Meeting));
        var audit = (await Portal.AuditAsync()).Where(a => a.Action == "notice.publish").Select(a => a.Detail!).ToList();
        Assert.Contains("""
            "meetingStarts":"2026-12-11T01:00:00Z","meetingEnds":"2026-12-11T03:30:00Z","meetingPlace":"石桥路会堂"
            """, audit[0], StringComparison.Ordinal);
        Assert.DoesNotContain("meeting", audit[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_AnotherTime_ReadersKeepTheOldOneUntilItIsPublished()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        var moved = Text with { MeetingStartsUtc = Meeting.StartsUtc.AddDays(1), MeetingEndsUtc = null, MeetingPlace = Meeting.Place };

        Assert.True((await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, moved.Fields)).IsDone);

        Assert.Equal(Meeting, (await Notices.GetAsync(Actor.Visitor, id, Token))!.Meeting);
        Assert.Equal(new NoticeMeeting(Meeting.StartsUtc.AddDays(1), null, Meeting.Place), (await OpenAsync(id)).Meeting);
        await Portal.Services.ReleaseAsync(id);
        Assert.Equal(new NoticeMeeting(Meeting.StartsUtc.AddDays(1), null, Meeting.Place), (await Notices.GetAsync(Actor.Visitor, id, Token))!.Meeting);
        Assert.Equal(["meetingStarts", "meetingEnds"], (await Desk.HistoryAsync(TestPortal.Editor, id, Token)).Value![0].Changed);
    }

    /// <summary>Hours from the meeting's usual start; null is nothing.</summary>
    [Theory]
    [InlineData("MeetingEndsLocal", null, 1, null)]
    [InlineData("MeetingEndsLocal", 0, 0, null)]
    [InlineData("MeetingEndsLocal", 0, -1, "会堂")]
    [InlineData("MeetingStartsLocal", null, null, "会堂")]
    [InlineData("MeetingStartsLocal MeetingEndsLocal", null, 1, "会堂")]
    public async Task Publish_HalfAMeeting_IsRefusedByName(string fields, int? starts, int? ends, string? place)
    {
        var id = await Portal.Services.DraftNoticeAsync(new NoticeText(MeetingStartsUtc: Hours(starts), MeetingEndsUtc: Hours(ends), MeetingPlace: place));

        var outcome = await Desk.PublishAsync(TestPortal.Editor, id, TestNotices.Writer, (await OpenAsync(id)).DraftVersion);

        Assert.Equal((Refusal.Invalid, fields), (outcome.Refused!.Value, outcome.Detail));
        Assert.Equal(0, (await Notices.ListAsync(Actor.Visitor, 1, Token)).Total);
    }

    [Theory]
    [InlineData(0, null, null)]
    [InlineData(0, null, "会堂")]
    [InlineData(0, 1, null)]
    [InlineData(-999, -998, "会堂")]
    public async Task Publish_WholeMeeting_EvenAPastOne_IsTaken(int starts, int? ends, string? place)
    {
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(MeetingStartsUtc: Hours(starts), MeetingEndsUtc: Hours(ends), MeetingPlace: place));

        var meeting = (await Notices.GetAsync(Actor.Visitor, id, Token))!.Meeting!;

        Assert.Equal(new NoticeMeeting(Hours(starts)!.Value, Hours(ends), place), meeting);
        Assert.Equal(Hours(ends ?? starts + 1), meeting.OverUtc);
    }

    [Fact]
    public async Task Save_Place_IsTrimmedAndNotLongerThanCanBeKept()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text);

        Assert.Equal("MeetingPlace", (await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { MeetingPlace = new string('楼', 121) }).Fields)).Detail);
        Assert.True((await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { MeetingPlace = $"{new string('楼', 120)} " }).Fields)).IsDone);
        Assert.Equal(new string('楼', 120), (await OpenAsync(id)).Fields.MeetingPlace);
        Assert.True((await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { MeetingPlace = " \u3000" }).Fields)).IsDone);
        Assert.Null((await OpenAsync(id)).Fields.MeetingPlace);
    }

    [Fact]
    public async Task Place_Searched_IsFoundByThoseAddressedAndFollowsARevision()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        await Portal.Services.PublishNoticeAsync(Text with { Title = "只给会员", Address = TestNotices.ForMembers });
        await Portal.Services.PublishNoticeAsync(new NoticeText("无关"));
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧"));
        var member = new Actor(made.Value, "fang", Role.Member);

        Assert.Equal(["会员代表大会"], await TitlesAsync("石桥路会堂"));
        Assert.Equal(["会员代表大会", "只给会员"], (await TitlesAsync("石桥路会堂", actor: member)).Order());
        Assert.Equal(["会员代表大会", "只给会员"], (await Desk.ListAsync(TestPortal.Editor, new NoticeQuery(Text: "路会堂"), Token)).Value!.Rows.Items.Select(r => r.Title).Order());
        Assert.True((await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { MeetingPlace = "北街礼堂" }).Fields)).IsDone);
        await Portal.Services.ReleaseAsync(id);
        Assert.Equal(["会员代表大会"], await TitlesAsync("北街礼堂"));
        Assert.Empty(await TitlesAsync("石桥路会堂"));
    }

    [Fact]
    public async Task Meeting_ForOthers_IsNotThereAtAll()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text with { Address = TestNotices.ForMembers });

        Assert.Null(await Notices.GetAsync(Actor.Visitor, id, Token));
        Assert.Empty((await Portal.Get<Catalogue>().NoticesAsync(new CatalogueQuery(), Token)).Items);
    }

    private static DateTime? Hours(int? hours) => hours is { } h ? Meeting.StartsUtc.AddHours(h) : null;

    private async Task<NoticeWork> OpenAsync(int id) => (await Desk.OpenAsync(TestPortal.Editor, id, TestNotices.Writer)).Value!;
}
