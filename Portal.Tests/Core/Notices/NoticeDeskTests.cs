using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Writing, publishing, withdrawing and deleting notices.</summary>
public sealed class NoticeDeskTests : CoreTest
{
    private static readonly NoticeText Text = new();

    private NoticeDesk Desk => Portal.Get<NoticeDesk>();

    private Notices Notices => Portal.Get<Notices>();

    [Fact]
    public async Task Publish_ByAnEditor_IsReadAndWrittenDown()
    {
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        Assert.Empty(await Notices.CurrentAsync(Actor.Visitor, Token));

        var id = await Portal.Services.PublishNoticeAsync(Text with { Title = " 阅览室闭室一天 ", BodyHtml = "<p>周一闭室。<script>x()</script></p>" });

        Assert.Equal("阅览室闭室一天", Assert.Single(await Notices.CurrentAsync(Actor.Visitor, Token)).Title);
        var notice = (await Notices.GetAsync(Actor.Visitor, id, Token))!;
        Assert.Equal(("阅览室闭室一天", "<p>周一闭室。</p>", "秘书处", Portal.NowUtc), (notice.Title, notice.Body.Html, notice.Issuer, notice.PublishedUtc));
        Assert.Null(notice.RevisedUtc);
        Assert.Equal([new ContentChanged(Content.Notices)], listener.Heard);
        var audit = (await Portal.AuditAsync())[^1];
        Assert.Equal(("notice.publish", $"notice/{id}", "editor", Portal.NowUtc), (audit.Action, audit.Subject, audit.ActorName, audit.AtUtc));
        Assert.Contains("周一闭室。", audit.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_PublishedNotice_ReadersSeeTheOldUntilItIsPublished()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var version = await Notices.VersionAsync(Actor.Visitor, id, Token);

        await SaveAsync(id, (Text with { Title = "改过的题目" }).Fields, "<p>周二闭室。</p>");

        Assert.Equal(("阅览室闭室一天", "<p>周一闭室。</p>"), await ReadAsync(id));
        Assert.True((await OpenAsync(id)).IsAhead);
        Assert.True((await ListAsync()).Rows.Items[0].IsAhead);
        Assert.Equal(version, await Notices.VersionAsync(Actor.Visitor, id, Token));

        await Portal.Services.ReleaseAsync(id);

        Assert.Equal(("改过的题目", "<p>周二闭室。</p>"), await ReadAsync(id));
        Assert.False((await OpenAsync(id)).IsAhead);
        var notice = (await Notices.GetAsync(Actor.Visitor, id, Token))!;
        Assert.Equal((Portal.NowUtc.AddMinutes(-1), Portal.NowUtc), (notice.PublishedUtc, notice.RevisedUtc));
        Assert.True(notice.Version > version);
        var audit = (await Portal.AuditAsync())[^1];
        Assert.Equal("notice.revise", audit.Action);
        Assert.Contains("""{"before":"阅览室闭室一天","after":"改过的题目"}""", audit.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("issuer", audit.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Save_SecondWindow_IsStaleAndOverwritesNothing()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text);
        using var pen = Desk.Hold(id, TestNotices.Writer);

        var second = (await Desk.OpenAsync(TestPortal.Administrator, id, "other")).Value!;
        Assert.Equal("editor", second.HeldBy);
        Assert.Equal(Refusal.Stale, (await Desk.SaveAsync(TestPortal.Administrator, id, "other", null, "<p>抢写。</p>")).Refused);
        Assert.Equal(Refusal.Stale, (await Desk.PublishAsync(TestPortal.Administrator, id, "other", second.DraftVersion)).Refused);
        Assert.Equal("<p>周一闭室。</p>", (await OpenAsync(id)).Body.Html);
        Assert.Equal("editor", (await ListAsync()).Rows.Items[0].WriterName);

        pen.Dispose();
        Assert.Null((await ListAsync()).Rows.Items[0].WriterName);
        Assert.Null((await Desk.OpenAsync(TestPortal.Administrator, id, "other")).Value!.HeldBy);
    }

    [Fact]
    public async Task TakeOver_FirstWindow_IsToldAndItsWordsStandBesideTheNewOnes()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text with { BodyHtml = "<p>甲。</p><p>乙。</p>" });
        using var pen = Desk.Hold(id, TestNotices.Writer);
        using var listener = new Listener<NoticePenMoved>(Feed, id);

        var taken = (await Desk.OpenAsync(TestPortal.Administrator, id, "other", takeOver: true)).Value!;
        Assert.Null(taken.HeldBy);
        Assert.Equal([new NoticePenMoved(id, "other", "admin")], listener.Heard);
        Assert.Equal(Refusal.Stale, (await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, null, "<p>迟到的。</p>")).Refused);
        Portal.Time.Advance(TimeSpan.FromMinutes(3));
        Assert.True((await Desk.SaveAsync(TestPortal.Administrator, id, "other", null, "<p>甲。</p><p>丙。</p>")).IsDone);

        var difference = (await Desk.DifferenceAsync(TestPortal.Editor, id, Token)).Value!;
        Assert.True(difference.WasHandedOver);
        Assert.Equal(("editor", Portal.NowUtc.AddMinutes(-3)), (difference.Before!.ByName, difference.Before.AtUtc));
        Assert.Equal([new("甲。", false), new("乙。", true)], difference.Before.Paragraphs.Select(p => Assert.Single(p.Pieces)));
        Assert.Equal(("admin", Portal.NowUtc), (difference.Now.ByName, difference.Now.AtUtc));
        Assert.Equal([new TextPiece("甲。", false), new TextPiece("丙。", true)], difference.Now.Paragraphs.Select(p => Assert.Single(p.Pieces)));
    }

    [Fact]
    public async Task Publish_CopyChangedSinceItWasSeen_IsStale()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text);
        var seen = (await OpenAsync(id)).DraftVersion;
        await SaveAsync(id, null, "<p>又改了。</p>");

        Assert.Equal(Refusal.Stale, (await Desk.PublishAsync(TestPortal.Editor, id, TestNotices.Writer, seen)).Refused);
        Assert.Empty(await Notices.CurrentAsync(Actor.Visitor, Token));
    }

    [Fact]
    public async Task Publish_AtAMoment_IsScheduledInTheSocietysZone()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text);
        var version = (await OpenAsync(id)).DraftVersion;

        // it is 15:00 in Shanghai
        Assert.Equal("PublishLocal", (await Desk.PublishAsync(TestPortal.Editor, id, TestNotices.Writer, version, new DateTime(2026, 11, 23, 15, 0, 0))).Detail);
        Assert.True((await Desk.PublishAsync(TestPortal.Editor, id, TestNotices.Writer, version, new DateTime(2026, 11, 23, 16, 0, 0))).IsDone);

        var work = await OpenAsync(id);
        Assert.Equal((NoticeState.Scheduled, Portal.NowUtc.AddHours(1), new DateTime(2026, 11, 23, 16, 0, 0)), (work.State, work.PublishedUtc, work.PublishLocal));
        Assert.Equal(1, (await ListAsync(NoticeTab.Scheduled)).Rows.Total);
        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(NoticeState.Published, (await OpenAsync(id)).State);
    }

    [Theory]
    [MemberData(nameof(WrongTexts))]
    public async Task Publish_WrongField_IsRefusedByName(string field, string title, string body, int expiresMinutes, bool isAddressed, int replyMinutes)
    {
        var text = new NoticeText(
            title, body, ExpiresUtc: expiresMinutes == 0 ? null : Portal.NowUtc.AddMinutes(expiresMinutes), AsksReply: replyMinutes != 0, ReplyClosesUtc: Portal.NowUtc.AddMinutes(replyMinutes),
            Address: isAddressed ? null : new NoticeAddress(NoticeAudience.Units, [], [], []));
        var id = await Portal.Services.DraftNoticeAsync(text);

        var outcome = await Desk.PublishAsync(TestPortal.Editor, id, TestNotices.Writer, (await OpenAsync(id)).DraftVersion);

        Assert.Equal((Refusal.Invalid, field), (outcome.Refused!.Value, outcome.Detail));
        Assert.Equal(0, (await Notices.ListAsync(Actor.Visitor, 1, Token)).Total);
    }

    public static TheoryData<string, string, string, int, bool, int> WrongTexts => new()
    {
        { "Title", "", "<p>正文。</p>", 0, true, 0 },
        { "Title", " \u3000", "<p>正文。</p>", 0, true, 0 },
        { "Body", "题目", "<script>x()</script>", 0, true, 0 },
        { "ExpiresLocal", "题目", "<p>正文。</p>", -1, true, 0 },
        { "Address", "题目", "<p>正文。</p>", 0, false, 0 },
        { "ReplyClosesLocal", "题目", "<p>正文。</p>", 0, true, -5 },
        { "ReplyClosesLocal", "题目", "<p>正文。</p>", 5, true, 9 },
        { "Title Body", "", "", 0, true, 0 },
    };

    [Fact]
    public async Task Save_LongerThanCanBeKept_IsRefusedByName()
    {
        var id = await Portal.Services.DraftNoticeAsync(Text);

        Assert.Equal("Title", (await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { Title = new string('题', 201) }).Fields)).Detail);
        Assert.Equal("Issuer", (await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { Issuer = new string('处', 61) }).Fields)).Detail);
        Assert.Equal("Body", (await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, null, new string('字', NoticeContent.BodyLength + 1))).Detail);
        Assert.True((await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, (Text with { Title = new string('题', 200), Issuer = new string('处', 60) }).Fields)).IsDone);
    }

    [Fact]
    public async Task Save_NothingHasChanged_CountsAsNothing()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text with { Address = new NoticeAddress(NoticeAudience.Units, [], [], [1, 2]) });
        var before = await OpenAsync(id);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));

        await SaveAsync(id, before.Fields, before.Body.Html);

        var after = await OpenAsync(id);
        Assert.Equal((before.DraftVersion, before.SavedUtc, false), (after.DraftVersion, after.SavedUtc, after.IsAhead));
    }

    [Fact]
    public async Task Withdraw_Several_AreGoneAndComeBackUndone()
    {
        var first = await Portal.Services.PublishNoticeAsync(Text with { Title = "撤下的", IsEmergency = true });
        var later = await Portal.Services.PublishNoticeAsync(Text with { Title = "没出来的" }, Portal.NowUtc.AddHours(1));
        var draft = await Portal.Services.DraftNoticeAsync(Text);
        await Notices.CurrentAsync(Actor.Visitor, Token);
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        var done = await Desk.WithdrawAsync(TestPortal.Editor, [first, later, draft, 987], "名单有误");

        Assert.Equal([first, later], done.Value!);
        Assert.Empty(await Notices.CurrentAsync(Actor.Visitor, Token));
        Assert.Null(await Notices.GetAsync(Actor.Visitor, first, Token));
        Assert.Equal([new ContentChanged(Content.Notices)], listener.Heard);
        Assert.Equal("名单有误", (await OpenAsync(first)).WithdrawnReason);
        Assert.Equal(("notice.withdraw", $"notice/{first}", "名单有误"), (await Portal.AuditAsync()).Where(a => a.Subject == $"notice/{first}").Select(a => (a.Action, a.Subject, a.After)).Last());
        Assert.Equal(Refusal.NotFound, (await Desk.WithdrawAsync(TestPortal.Editor, [first], "")).Refused);

        Assert.Equal([first, later], (await Desk.RestoreAsync(TestPortal.Editor, done.Value!)).Value!);
        Assert.Equal(["撤下的"], (await Notices.CurrentAsync(Actor.Visitor, Token)).Select(n => n.Title));
        Assert.Equal(NoticeState.Scheduled, (await OpenAsync(later)).State);
    }

    [Fact]
    public async Task Withdraw_OvertakenBetweenReadAndWrite_IsStale()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        await Portal.OvertakeAsync("UPDATE ON \"Notices\"");

        Assert.Equal(Refusal.Stale, (await Desk.WithdrawAsync(TestPortal.Editor, [id], "")).Refused);
    }

    [Fact]
    public async Task Pin_Published_StandsInTheWorkingCopyToo()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        var other = await Portal.Services.PublishNoticeAsync(Text with { IsPinned = true });

        Assert.Equal([id], (await Desk.PinAsync(TestPortal.Editor, [id, other], true)).Value!);
        await Portal.Services.ReleaseAsync(id);

        Assert.True((await Notices.GetAsync(Actor.Visitor, id, Token))!.IsPinned);
    }

    [Fact]
    public async Task Delete_WithdrawnAndDraft_LieInTheBinForThirtyDays()
    {
        var up = await Portal.Services.PublishNoticeAsync(Text);
        var withdrawn = await Portal.Services.PublishNoticeAsync(Text);
        await Portal.Services.WithdrawNoticeAsync(withdrawn);
        var draft = await Portal.Services.DraftNoticeAsync(Text);

        Assert.Equal([withdrawn, draft], (await Desk.DeleteAsync(TestPortal.Editor, [up, withdrawn, draft])).Value!);
        Assert.Equal([up], (await ListAsync()).Rows.Items.Select(r => r.Id));
        Assert.Equal(2, (await ListAsync(NoticeTab.Bin)).Rows.Total);
        Assert.Equal(Refusal.NotFound, (await Desk.SaveAsync(TestPortal.Editor, draft, TestNotices.Writer, null, "<p>删了还写。</p>")).Refused);

        Assert.Equal([draft], (await Desk.BringBackAsync(TestPortal.Editor, [draft])).Value!);
        Assert.Equal(NoticeState.Draft, (await OpenAsync(draft)).State);
        Portal.Time.Advance(TimeSpan.FromDays(30));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Equal(1, (await ListAsync(NoticeTab.Bin)).Rows.Total);
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        await Portal.Get<Housekeeping>().PruneAsync(Token);
        Assert.Equal(0, (await ListAsync(NoticeTab.Bin)).Rows.Total);
        Assert.Equal([draft, up], (await ListAsync()).Rows.Items.Select(r => r.Id).OrderDescending());
    }

    [Fact]
    public async Task List_TabsSearchAndAudience_FindWhatTheySay()
    {
        await Portal.Services.PublishNoticeAsync(Text with { Title = "停水 100%", Address = TestNotices.ForMembers, AsksReceipt = true });
        await Portal.Services.PublishNoticeAsync(Text with { Title = "停电", BodyHtml = "<p>三号楼。</p>" });
        await Portal.Services.PublishNoticeAsync(Text with { Title = "过期", ExpiresUtc = Portal.NowUtc.AddMinutes(1) });
        await Portal.Services.PublishNoticeAsync(Text with { Title = "将来" }, Portal.NowUtc.AddDays(1));
        await Portal.Services.DraftNoticeAsync(Text with { Title = "草稿" });
        Portal.Time.Advance(TimeSpan.FromMinutes(2));

        var all = await ListAsync();
        Assert.Equal([5, 2, 1, 1, 1, 1, 0], Enum.GetValues<NoticeTab>().Select(t => all.Counts[t]));
        Assert.Equal(["过期"], (await ListAsync(NoticeTab.Over)).Rows.Items.Select(r => r.Title));
        Assert.Equal(["停水 100%"], await FindAsync(new NoticeQuery(Text: "100%")));
        Assert.Equal(["停电"], await FindAsync(new NoticeQuery(Text: "停 三号楼")));
        Assert.Equal(["停水 100%"], await FindAsync(new NoticeQuery(Audience: NoticeAudience.Members)));
        Assert.Equal(["将来", "过期", "停电", "停水 100%", "草稿"], await FindAsync(new NoticeQuery(Sort: NoticeSort.Published)));
        Assert.Empty(await FindAsync(new NoticeQuery(Page: 2)));
    }

    [Theory]
    [MemberData(nameof(ArticleCommandsTests.Nobodies), MemberType = typeof(ArticleCommandsTests))]
    public async Task Commands_WithoutTheRole_ChangeNothing(Actor actor)
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        var audited = (await Portal.AuditAsync()).Count;
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        Assert.Equal(Refusal.NotAllowed, (await Desk.SaveAsync(actor, id, TestNotices.Writer, null, "<p>乱写。</p>")).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Desk.WithdrawAsync(actor, [id], new string('长', 999))).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Desk.PublishAsync(actor, id, TestNotices.Writer, 2)).Refused);

        Assert.Equal("<p>周一闭室。</p>", (await OpenAsync(id)).Body.Html);
        Assert.Equal(audited, (await Portal.AuditAsync()).Count);
        Assert.Empty(listener.Heard);
    }

    [Fact]
    public async Task Commands_AuditCannotBeWritten_ChangeNothing()
    {
        var up = await Portal.Services.PublishNoticeAsync(Text);
        var draft = await Portal.Services.DraftNoticeAsync(Text);
        var version = (await OpenAsync(draft)).DraftVersion;
        await Portal.RefuseAsync("INSERT ON \"AuditEntries\"");

        await Assert.ThrowsAsync<DbUpdateException>(() => Desk.PublishAsync(TestPortal.Editor, draft, TestNotices.Writer, version));
        await Assert.ThrowsAsync<DbUpdateException>(() => Desk.WithdrawAsync(TestPortal.Editor, [up], ""));

        Assert.Equal(up, Assert.Single((await Notices.ListAsync(Actor.Visitor, 1, Token)).Items).Id);
    }

    [Fact]
    public async Task Files_WorkingCopy_ReadersGetThemOncePublishedAndOnlyThoseAddressed()
    {
        var files = Portal.Get<NoticeFiles>();
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧"));
        var member = new Actor(made.Value, "fang", Role.Member);
        var id = await Portal.Services.PublishNoticeAsync(Text with { Address = TestNotices.ForMembers });

        var file = (await files.AddAsync(TestPortal.Editor, id, TestNotices.Writer, "../议程.txt", "议程"u8.ToArray())).Value!;
        Assert.Equal("议程.txt", file.Name);
        Assert.Equal(Refusal.NotFound, (await files.FindAsync(member, id, file.Id, Token)).Refused);
        Assert.True((await files.FindAsync(TestPortal.Editor, id, file.Id, Token)).IsDone);
        await Portal.Services.ReleaseAsync(id);
        Assert.Equal([file], (await Notices.GetAsync(member, id, Token))!.Files);
        Assert.True((await files.FindAsync(member, id, file.Id, Token)).IsDone);
        Assert.Equal(Refusal.NotFound, (await files.FindAsync(Actor.Visitor, id, file.Id, Token)).Refused);

        Assert.True((await files.RemoveAsync(TestPortal.Editor, id, TestNotices.Writer, file.Id)).IsDone);
        Assert.True((await files.FindAsync(member, id, file.Id, Token)).IsDone);
        await Portal.Services.ReleaseAsync(id);
        Assert.Equal(Refusal.NotFound, (await files.FindAsync(TestPortal.Editor, id, file.Id, Token)).Refused);

        Assert.Equal("Type", (await files.AddAsync(TestPortal.Editor, id, TestNotices.Writer, "a.exe", [0x4d, 0x5a, 0, 1])).Detail);
        Assert.Equal(Refusal.Stale, (await files.AddAsync(TestPortal.Editor, id, "other", "a.txt", [65])).Refused);
    }

    [Fact]
    public async Task List_ByUnread_BeginsWithWhatMostMembersStillHaveToRead()
    {
        var unit = new CouncilUnit { Name = "书社" };
        await Portal.StoreAsync(unit);
        List<Actor> readers = [];
        for (var i = 0; i < 3; i++)
            readers.Add(new Actor((await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember($"reader{i}", $"r{i}@qinghe.example", "读者", TestMember.Password))).Value, $"reader{i}", Role.Member));
        await Portal.ExecuteAsync($"UPDATE AspNetUsers SET UnitId = {unit.Id} WHERE UserName <> 'reader0'");
        var open = await Portal.Services.PublishNoticeAsync(Text with { Title = "公开的" });
        var half = await Portal.Services.PublishNoticeAsync(Text with { Title = "还差一人", Address = TestNotices.ForMembers });
        var units = await Portal.Services.PublishNoticeAsync(Text with { Title = "单位的，还差两人", Address = new NoticeAddress(NoticeAudience.Units, [], [], [unit.Id]) });
        var all = await Portal.Services.PublishNoticeAsync(Text with { Title = "要回执，打开不算", Address = TestNotices.ForMembers, AsksReceipt = true });
        foreach (var reader in readers.Take(2))
            await Notices.MarkReadAsync(reader, half, Token);
        await Notices.MarkReadAsync(readers[0], all, Token);
        var draft = await Portal.Services.DraftNoticeAsync(Text);

        var rows = (await Desk.ListAsync(TestPortal.Editor, new NoticeQuery(Sort: NoticeSort.Unread), Token)).Value!.Rows.Items;

        Assert.Equal([all, units, half], rows.Take(3).Select(r => r.Id));
        Assert.Equal([3, 2, 1], rows.Take(3).Select(r => r.Addressed!.Value - r.Read));
        Assert.Equal([open, draft], rows.Skip(3).Select(r => r.Id).Order());
    }

    [Fact]
    public async Task History_OfANotice_TellsWhoDidWhatAndWhatARevisionChanged()
    {
        var id = await Portal.Services.PublishNoticeAsync(Text);
        await SaveAsync(id, Text.Fields with { Title = "改过的题目" }, "<p>周二闭室。</p>");
        await Portal.Services.ReleaseAsync(id);
        await Desk.WithdrawAsync(TestPortal.Editor, [id], "名单有误");
        await Desk.RestoreAsync(TestPortal.Administrator, [id]);

        var history = (await Desk.HistoryAsync(TestPortal.Editor, id, Token)).Value!;

        Assert.Equal(
            [("notice.restore", "admin", null), ("notice.withdraw", "editor", "名单有误"), ("notice.revise", "editor", null), ("notice.publish", "editor", null), ("notice.begin", "editor", null)],
            history.Select(d => (d.Action, d.ByName, d.Reason)));
        Assert.Equal(["heading", "text"], history[2].Changed);
        Assert.Empty(history[3].Changed);
    }

    private async Task SaveAsync(int id, NoticeFields? fields, string? html)
    {
        var saved = await Desk.SaveAsync(TestPortal.Editor, id, TestNotices.Writer, fields, html);
        Assert.True(saved.IsDone, saved.Detail);
    }

    private async Task<NoticeWork> OpenAsync(int id) => (await Desk.OpenAsync(TestPortal.Editor, id, TestNotices.Writer)).Value!;

    private async Task<NoticeRows> ListAsync(NoticeTab tab = NoticeTab.All) => (await Desk.ListAsync(TestPortal.Editor, new NoticeQuery(tab), Token)).Value!;

    private async Task<List<string>> FindAsync(NoticeQuery query) => [.. (await Desk.ListAsync(TestPortal.Editor, query, Token)).Value!.Rows.Items.Select(r => r.Title)];

    private async Task<(string Title, string Html)> ReadAsync(int id) => (await Notices.GetAsync(Actor.Visitor, id, Token)) is { } notice ? (notice.Title, notice.Body.Html) : ("", "");
}
