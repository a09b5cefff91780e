using System.Text;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>已读回执 and 参会回执.</summary>
public sealed class NoticeReceiptsTests : CoreTest
{
    private NoticeReceipts Receipts => Portal.Get<NoticeReceipts>();

    private Notices Notices => Portal.Get<Notices>();

    [Fact]
    public async Task Confirm_AskedFor_IsMoreThanHavingOpenedIt()
    {
        var fang = await MemberAsync("fang", 1);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers, AsksReceipt: true));

        await Notices.MarkReadAsync(fang, id, Token);
        Assert.Equal((0, 1), await CountAsync(id));
        Assert.Equal([new NoticeDuty(id, "阅览室闭室一天", true, false, null, false)], (await Notices.UnreadAsync(fang, 3, Token)).Value!.Due);

        Assert.True((await Receipts.ConfirmAsync(fang, id)).IsDone);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.True((await Receipts.ConfirmAsync(fang, id)).IsDone);

        Assert.Equal((1, 0), await CountAsync(id));
        Assert.Equal(Portal.NowUtc.AddMinutes(-1), (await Receipts.AskAsync(fang, id, Token)).Value!.ConfirmedUtc);
        Assert.Empty((await Notices.UnreadAsync(fang, 3, Token)).Value!.Due);
        Assert.Single(await Portal.AuditAsync(), a => a.Action == "notice.confirm");
    }

    [Fact]
    public async Task Opened_NoReceiptAsked_IsReadAndNothingIsOwed()
    {
        var fang = await MemberAsync("fang", null);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers));

        await Notices.MarkReadAsync(fang, id, Token);

        Assert.Equal((1, 0), await CountAsync(id));
        Assert.Equal("AsksReceipt", (await Receipts.ConfirmAsync(fang, id)).Detail);
    }

    [Fact]
    public async Task Commands_NotAddressedOrPending_AreRefused()
    {
        var fang = await MemberAsync("fang", null);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: new(NoticeAudience.Units, [], [], [1]), AsksReceipt: true, AsksReply: true));
        var open = await Portal.Services.PublishNoticeAsync(new NoticeText(AsksReceipt: true));

        Assert.Equal(Refusal.NotFound, (await Receipts.AskAsync(fang, id, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Receipts.ConfirmAsync(fang, id)).Refused);
        Assert.Equal(Refusal.NotFound, (await Receipts.ReplyAsync(fang, id, new(true, 1, "", ""))).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Receipts.ConfirmAsync(Actor.Visitor, open)).Refused);
        await Portal.ExecuteAsync($"UPDATE \"AspNetUsers\" SET \"State\" = {(int)MemberState.Pending} WHERE \"Id\" = {fang.MemberId}");
        Feed.Publish(MemberChanged.Everywhere, new MemberChanged(fang.MemberId));
        Assert.Equal(Refusal.NotAllowed, (await Receipts.ConfirmAsync(fang, open)).Refused);
    }

    [Fact]
    public async Task Reply_UntilItCloses_MayBeChanged()
    {
        var fang = await MemberAsync("fang", 1);
        await MemberAsync("he", 2);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers, AsksReply: true, ReplyClosesUtc: Portal.NowUtc.AddHours(1)));

        Assert.Equal("People", (await Receipts.ReplyAsync(fang, id, new(true, 0, "", ""))).Detail);
        Assert.Equal("People", (await Receipts.ReplyAsync(fang, id, new(true, 51, "", ""))).Detail);
        Assert.Equal("Names", (await Receipts.ReplyAsync(fang, id, new(true, 1, new string('名', 501), ""))).Detail);
        Assert.Equal("Remarks", (await Receipts.ReplyAsync(fang, id, new(true, 1, "", new string('备', 501)))).Detail);
        Assert.True((await Receipts.ReplyAsync(fang, id, new(true, 2, " 方小满、何青 ", "素食"))).IsDone);
        var board = (await Receipts.BoardAsync(TestPortal.Editor, id, Token)).Value!;
        Assert.Equal((2, 0, 1), (board.Coming, board.NotComing, board.Unanswered));
        Assert.Equal("方小满、何青", board.Units[0].Readers[0].Reply!.Names);

        Portal.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.True((await Receipts.ReplyAsync(fang, id, new(false, 9, "忘了删", "出差"))).IsDone);
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("Closed", (await Receipts.ReplyAsync(fang, id, new(true, 3, "", ""))).Detail);

        board = (await Receipts.BoardAsync(TestPortal.Editor, id, Token)).Value!;
        Assert.Equal((0, 1, 1), (board.Coming, board.NotComing, board.Unanswered));
        Assert.Equal([(null, "2: 方小满、何青"), ("2: 方小满、何青", "0")], (await Portal.AuditAsync()).Where(a => a.Action == "notice.reply").Select(a => (a.Before, a.After)));
    }

    [Fact]
    public async Task Board_Units_NameWhoHasNotReadFirst()
    {
        var (b, a) = (await MemberAsync("bai", 1), await MemberAsync("an", 1));
        await MemberAsync("cao", null);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers));
        await Notices.MarkReadAsync(a, id, Token);

        var board = (await Receipts.BoardAsync(TestPortal.Editor, id, Token)).Value!;

        Assert.Equal((1, 2, 2), (board.Read, board.Unread, board.UnitsUnread));
        Assert.Equal([("甲单位", 1, 2), ("", 0, 1)], board.Units.Select(u => (u.Unit, u.Read, u.Readers.Count)));
        Assert.Equal([b.MemberId, a.MemberId], board.Units[0].Readers.Select(r => r.MemberId));
        var row = (await Portal.Get<NoticeDesk>().ListAsync(TestPortal.Editor, new NoticeQuery(), Token)).Value!.Rows.Items[0];
        Assert.Equal((1, 3), (row.Read, row.Addressed));
    }

    [Fact]
    public async Task Remind_OnceADay_WritesToThoseWhoHaveNotRead()
    {
        var fang = await MemberAsync("fang", 1);
        var he = await MemberAsync("he", 1);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers, AsksReceipt: true));
        await Receipts.ConfirmAsync(fang, id);
        using var listener = new Listener<MailQueued>(Feed, MailQueued.Everywhere);

        Assert.Equal(1, (await Receipts.RemindAsync(TestPortal.Editor, id)).Value);
        Assert.Equal(Refusal.TooMany, (await Receipts.RemindAsync(TestPortal.Editor, id)).Refused);

        await using (var db = Portal.Db())
        {
            var mail = Assert.Single(db.OutgoingMails.ToList());
            Assert.Equal(("he@qinghe.example", "notice.confirm"), (mail.To, mail.Kind));
            Assert.Contains($"https://qinghe.example/notices/{id}", mail.Text, StringComparison.Ordinal);
            Assert.Contains("阅览室闭室一天", mail.Subject, StringComparison.Ordinal);
        }

        Assert.Single(listener.Heard);
        Assert.True(Assert.Single((await Notices.UnreadAsync(he, 3, Token)).Value!.Due).IsReminded);
        Portal.Time.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, (await Receipts.RemindAsync(TestPortal.Editor, id)).Value);
    }

    [Fact]
    public async Task Export_Table_SaysWhoComes()
    {
        var fang = await MemberAsync("fang", 1);
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(Address: TestNotices.ForMembers, AsksReply: true));
        await Receipts.ReplyAsync(fang, id, new(true, 2, "=1+1", ""));

        var csv = Encoding.UTF8.GetString((await Receipts.ExportAsync(TestPortal.Editor, id, Token)).Value!);

        Assert.EndsWith("甲单位,fang,,参加,2,'=1+1,,2026-11-23 15:00:00\r\n", csv, StringComparison.Ordinal);
    }

    private async Task<(int Read, int Unread)> CountAsync(int id)
    {
        var board = (await Receipts.BoardAsync(TestPortal.Editor, id, Token)).Value!;
        return (board.Read, board.Unread);
    }

    private async Task<Actor> MemberAsync(string name, int? unit)
    {
        await using (var db = Portal.Db())
        {
            if (!db.CouncilUnits.Any())
                await Portal.StoreAsync(new CouncilUnit { Name = "甲单位", Place = 1 }, new CouncilUnit { Name = "乙单位", Place = 2 });
        }

        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", name, "八个字符就够了吧"));
        await Portal.ExecuteAsync($"UPDATE \"AspNetUsers\" SET \"UnitId\" = {(unit is { } u ? u.ToString(System.Globalization.CultureInfo.InvariantCulture) : "NULL")} WHERE \"Id\" = {made.Value}");
        return new Actor(made.Value, name, Role.Member);
    }
}
