using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class NoticesTests : CoreTest
{
    private static readonly NoticeText Text = new("阅览室闭室一天", "<p>周一闭室。</p>", "秘书处");

    private Notices Notices => Portal.Get<Notices>();

    [Fact]
    public async Task Publish_ByAnEditor_IsReadAndWrittenDown()
    {
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);
        Assert.Empty(await Notices.CurrentAsync(Token));

        var made = await Notices.PublishAsync(TestPortal.Editor, Text with { Title = " 阅览室闭室一天 ", BodyHtml = "<p>周一闭室。<script>x()</script></p>" }, Portal.NowUtc, Token);

        Assert.True(made.IsDone);
        Assert.Equal("阅览室闭室一天", Assert.Single(await Notices.CurrentAsync(Token)).Title);
        var notice = (await Notices.GetAsync(made.Value, Token))!;
        Assert.Equal(("阅览室闭室一天", "<p>周一闭室。</p>", "秘书处", Portal.NowUtc), (notice.Title, notice.Body.Html, notice.Issuer, notice.PublishedUtc));
        Assert.Equal([new ContentChanged(Content.Notices)], listener.Heard);
        var audit = Assert.Single(await Portal.AuditAsync());
        Assert.Equal(("notice.publish", $"notice/{made.Value}", "editor", Portal.NowUtc), (audit.Action, audit.Subject, audit.ActorName, audit.AtUtc));
    }

    [Fact]
    public async Task Lists_Order_IsEmergencyThenPinnedThenNewest()
    {
        await AddAsync("普通，早", -5);
        await AddAsync("置顶，早", -6, pinned: true);
        await AddAsync("普通，新", -1);
        await AddAsync("紧急", -9, emergency: true);
        await AddAsync("置顶，新", -2, pinned: true);
        string[] expected = ["紧急", "置顶，新", "置顶，早", "普通，新", "普通，早"];

        Assert.Equal(expected, (await Notices.CurrentAsync(Token)).Select(n => n.Title));
        Assert.Equal(expected, (await Notices.ListAsync(1, Token)).Items.Select(n => n.Title));
    }

    [Fact]
    public async Task Lists_ManyNotices_AreCutAndPaged()
    {
        for (var i = 1; i <= 23; i++)
            await AddAsync($"第 {i} 号", -i);

        Assert.Equal(8, (await Notices.CurrentAsync(Token)).Count);
        var first = await Notices.ListAsync(1, Token);
        var second = await Notices.ListAsync(2, Token);
        Assert.Equal((20, 23, 2), (first.Items.Count, first.Total, first.Pages));
        Assert.Equal(["第 21 号", "第 22 号", "第 23 号"], second.Items.Select(n => n.Title));
        Assert.Empty((await Notices.ListAsync(3, Token)).Items);
        Assert.Empty((await Notices.ListAsync(0, Token)).Items);
        Assert.Empty((await Notices.ListAsync(int.MaxValue, Token)).Items);
    }

    [Fact]
    public async Task Notice_ByTheClock_AppearsAndExpires()
    {
        var made = await Notices.PublishAsync(TestPortal.Editor, Text with { ExpiresUtc = Portal.NowUtc.AddHours(2) }, Portal.NowUtc.AddHours(1), Token);
        var id = made.Value;
        Assert.Empty(await Notices.CurrentAsync(Token));

        Portal.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Null(await Notices.GetAsync(id, Token));
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(await Notices.GetAsync(id, Token));
        Assert.Equal(1, (await Notices.ListAsync(1, Token)).Total);
        Portal.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await Notices.CurrentAsync(Token));

        Portal.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(5));
        Assert.Null(await Notices.GetAsync(id, Token));
        Assert.Equal(0, (await Notices.ListAsync(1, Token)).Total);
        Assert.Empty(await Notices.CurrentAsync(Token));
    }

    [Fact]
    public async Task Get_EqualTimes_PreviousAndNextFollowTheNumber()
    {
        var a = await AddAsync("甲", -1);
        var b = await AddAsync("乙", -1, pinned: true);
        var c = await AddAsync("丙", -1);
        var older = await AddAsync("更早", -2);

        Assert.Equal([(older, b), (a, c), (b, null), (null, a)], new[] { await AroundAsync(a), await AroundAsync(b), await AroundAsync(c), await AroundAsync(older) });
    }

    [Fact]
    public async Task Withdraw_Notice_IsGoneAtOnce()
    {
        var id = await AddAsync("撤下的", -1, emergency: true);
        var other = await AddAsync("留下的", -2);
        await Notices.CurrentAsync(Token);
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        Assert.True((await Notices.WithdrawAsync(TestPortal.Editor, id, Token)).IsDone);

        Assert.Null(await Notices.GetAsync(id, Token));
        Assert.Equal(["留下的"], (await Notices.CurrentAsync(Token)).Select(n => n.Title));
        Assert.Equal(["留下的"], (await Notices.ListAsync(1, Token)).Items.Select(n => n.Title));
        Assert.Null((await Notices.GetAsync(other, Token))!.Next);
        Assert.Equal([new ContentChanged(Content.Notices)], listener.Heard);
        Assert.Equal(("notice.withdraw", $"notice/{id}", "撤下的"), ((await Portal.AuditAsync())[^1].Action, (await Portal.AuditAsync())[^1].Subject, (await Portal.AuditAsync())[^1].Detail));
        Assert.Equal(Refusal.NotFound, (await Notices.WithdrawAsync(TestPortal.Editor, id, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Notices.WithdrawAsync(TestPortal.Editor, 987, Token)).Refused);
    }

    [Fact]
    public async Task Withdraw_OvertakenBetweenReadAndWrite_IsStale()
    {
        var id = await AddAsync("两个人同时撤下", -1);
        await Portal.OvertakeAsync("UPDATE ON \"Notices\"");

        Assert.Equal(Refusal.Stale, (await Notices.WithdrawAsync(TestPortal.Editor, id, Token)).Refused);
    }

    [Theory]
    [MemberData(nameof(WrongTexts))]
    public async Task Publish_WrongField_IsRefusedByName(string field, Func<NoticeText, NoticeText> spoil)
    {
        var outcome = await Notices.PublishAsync(TestPortal.Editor, spoil(Text), new DateTime(2026, 11, 23, 7, 0, 0, DateTimeKind.Utc), Token);

        Assert.Equal((Refusal.Invalid, field), (outcome.Refused!.Value, outcome.Detail));
        Assert.Equal(0, (await Notices.ListAsync(1, Token)).Total);
        Assert.Empty(await Portal.AuditAsync());
    }

    public static TheoryData<string, Func<NoticeText, NoticeText>> WrongTexts() => new()
    {
        { nameof(NoticeText.Title), t => t with { Title = "" } },
        { nameof(NoticeText.Title), t => t with { Title = " \u3000" } },
        { nameof(NoticeText.Title), t => t with { Title = new string('题', 201) } },
        { nameof(NoticeText.BodyHtml), t => t with { BodyHtml = "" } },
        { nameof(NoticeText.BodyHtml), t => t with { BodyHtml = "<script>x()</script>" } },
        { nameof(NoticeText.ExpiresUtc), t => t with { ExpiresUtc = new DateTime(2026, 11, 23, 7, 0, 0, DateTimeKind.Utc) } },
    };

    [Theory]
    [MemberData(nameof(ArticleCommandsTests.Nobodies), MemberType = typeof(ArticleCommandsTests))]
    public async Task Commands_WithoutTheRole_AreRefused(Actor actor)
    {
        var id = await AddAsync("公告", -1);
        var audited = (await Portal.AuditAsync()).Count;
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        Assert.Equal(Refusal.NotAllowed, (await Notices.PublishAsync(actor, Text, Portal.NowUtc, Token)).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Notices.WithdrawAsync(actor, id, Token)).Refused);

        Assert.Equal(1, (await Notices.ListAsync(1, Token)).Total);
        Assert.Equal(audited, (await Portal.AuditAsync()).Count);
        Assert.Empty(listener.Heard);
    }

    [Fact]
    public async Task Commands_AuditCannotBeWritten_ChangeNothing()
    {
        var id = await AddAsync("公告", -1);
        await Portal.RefuseAsync("INSERT ON \"AuditEntries\"");

        await Assert.ThrowsAsync<DbUpdateException>(() => Notices.PublishAsync(TestPortal.Editor, Text, Portal.NowUtc, Token));
        await Assert.ThrowsAsync<DbUpdateException>(() => Notices.WithdrawAsync(TestPortal.Editor, id, Token));

        Assert.Equal(id, Assert.Single((await Notices.ListAsync(1, Token)).Items).Id);
    }

    private async Task<int> AddAsync(string title, int hours, bool pinned = false, bool emergency = false)
    {
        var made = await Notices.PublishAsync(
            TestPortal.Editor, Text with { Title = title, IsPinned = pinned, IsEmergency = emergency }, Portal.NowUtc.AddHours(hours), Token);
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    private async Task<(int? Previous, int? Next)> AroundAsync(int id)
    {
        var notice = (await Notices.GetAsync(id, Token))!;
        return (notice.Previous?.Id, notice.Next?.Id);
    }

    [Fact]
    public async Task Unread_CountsWhatCameSinceJoiningAndWasNotOpened()
    {
        var old = await PublishAsync("入会之前");
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", "八个字符就够了吧"));
        var actor = new Actor(made.Value, "fang", Role.Member);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var first = await PublishAsync("停水");
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await PublishAsync("停电");

        Assert.Equal([second, first], (await Notices.UnreadAsync(actor, 3, Token)).Value!.Newest.Select(n => n.Id));
        Assert.Equal((2, 1), ((await Notices.UnreadAsync(actor, 1, Token)).Value!.Count, (await Notices.UnreadAsync(actor, 1, Token)).Value!.Newest.Count));

        Assert.True((await Notices.MarkReadAsync(actor, first, Token)).IsDone);
        Assert.True((await Notices.MarkReadAsync(actor, first, Token)).IsDone);
        Assert.Equal([second], (await Notices.UnreadAsync(actor, 3, Token)).Value!.Newest.Select(n => n.Id));
        Assert.Equal(2, (await Notices.UnreadAsync(actor with { MemberId = await OtherAsync() }, 3, Token)).Value!.Count);
        await Notices.WithdrawAsync(TestPortal.Editor, second, Token);
        Assert.Equal(0, (await Notices.UnreadAsync(actor, 3, Token)).Value!.Count);
        Assert.Equal(Refusal.NotFound, (await Notices.MarkReadAsync(actor, second, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Notices.UnreadAsync(actor with { MemberId = 99 }, 3, Token)).Refused);
        Assert.True(old > 0);

        async Task<int> PublishAsync(string title) => (await Notices.PublishAsync(TestPortal.Editor, new NoticeText(title, "<p>正文。</p>"), Portal.NowUtc, Token)).Value;

        // joined before all of them
        async Task<int> OtherAsync()
        {
            var other = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("he", "he@qinghe.example", "何青", "八个字符就够了吧"));
            await Portal.ExecuteAsync($"UPDATE \"AspNetUsers\" SET \"JoinedUtc\" = '2026-11-23 07:00:30' WHERE \"Id\" = {other.Value}");
            return other.Value;
        }
    }
}
