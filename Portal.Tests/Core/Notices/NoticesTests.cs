using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Notices as readers find them.</summary>
public sealed class NoticesTests : CoreTest
{
    private Notices Notices => Portal.Get<Notices>();

    [Fact]
    public async Task Lists_Order_IsEmergencyThenPinnedThenNewest()
    {
        await AddAsync("普通，早", -5);
        await AddAsync("置顶，早", -6, pinned: true);
        await AddAsync("普通，新", -1);
        await AddAsync("紧急", -9, emergency: true);
        await AddAsync("置顶，新", -2, pinned: true);
        string[] expected = ["紧急", "置顶，新", "置顶，早", "普通，新", "普通，早"];

        Assert.Equal(expected, (await Notices.CurrentAsync(Actor.Visitor, Token)).Select(n => n.Title));
        Assert.Equal(expected, (await Notices.ListAsync(Actor.Visitor, 1, Token)).Items.Select(n => n.Title));
    }

    [Fact]
    public async Task Lists_ManyNotices_AreCutAndPaged()
    {
        for (var i = 1; i <= 23; i++)
            await AddAsync($"第 {i} 号", -i);

        Assert.Equal(8, (await Notices.CurrentAsync(Actor.Visitor, Token)).Count);
        var first = await Notices.ListAsync(Actor.Visitor, 1, Token);
        var second = await Notices.ListAsync(Actor.Visitor, 2, Token);
        Assert.Equal((20, 23, 2), (first.Items.Count, first.Total, first.Pages));
        Assert.Equal(["第 21 号", "第 22 号", "第 23 号"], second.Items.Select(n => n.Title));
        Assert.Empty((await Notices.ListAsync(Actor.Visitor, 3, Token)).Items);
        Assert.Empty((await Notices.ListAsync(Actor.Visitor, 0, Token)).Items);
        Assert.Empty((await Notices.ListAsync(Actor.Visitor, int.MaxValue, Token)).Items);
    }

    [Fact]
    public async Task Notice_ByTheClock_AppearsAndExpires()
    {
        var id = await Portal.Services.PublishNoticeAsync(new NoticeText(ExpiresUtc: Portal.NowUtc.AddHours(2)), Portal.NowUtc.AddHours(1));
        Assert.Empty(await Notices.CurrentAsync(Actor.Visitor, Token));

        Portal.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromTicks(1));
        Assert.Null(await Notices.GetAsync(Actor.Visitor, id, Token));
        Portal.Time.Advance(TimeSpan.FromTicks(1));
        Assert.NotNull(await Notices.GetAsync(Actor.Visitor, id, Token));
        Assert.Equal(1, (await Notices.ListAsync(Actor.Visitor, 1, Token)).Total);
        Portal.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(await Notices.CurrentAsync(Actor.Visitor, Token));

        Portal.Time.Advance(TimeSpan.FromHours(1) - TimeSpan.FromSeconds(5));
        Assert.Null(await Notices.GetAsync(Actor.Visitor, id, Token));
        Assert.Equal(0, (await Notices.ListAsync(Actor.Visitor, 1, Token)).Total);
        Assert.Empty(await Notices.CurrentAsync(Actor.Visitor, Token));
    }

    [Fact]
    public async Task Moments_NoticeComesOutAndExpires_OpenPagesAreToldAtEach()
    {
        var moments = Portal.Get<NoticeMoments>();
        var (appears, expires) = (Portal.NowUtc.AddHours(1), Portal.NowUtc.AddHours(2));
        await Portal.Services.PublishNoticeAsync(new NoticeText(ExpiresUtc: expires), appears);
        await Portal.Services.DraftNoticeAsync(new NoticeText(ExpiresUtc: Portal.NowUtc.AddMinutes(5)));
        using var listener = new Listener<ContentChanged>(Feed, ContentChanged.Everywhere);

        Assert.Equal(appears, await moments.NextUtcAsync(Token));
        Assert.False(await moments.TellAsync(Token));
        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await moments.TellAsync(Token));
        // what memory held is forgotten with it
        Assert.Single(await Notices.CurrentAsync(Actor.Visitor, Token));
        Assert.False(await moments.TellAsync(Token));
        Assert.Equal(expires, await moments.NextUtcAsync(Token));
        Portal.Time.Advance(TimeSpan.FromHours(1));
        Assert.True(await moments.TellAsync(Token));
        Assert.Null(await moments.NextUtcAsync(Token));
        Assert.Equal(2, listener.Heard.Count);
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

    /// <summary>Who is in the society of these tests, and what they may read.</summary>
    public static TheoryData<string, string> Addressed => new()
    {
        { "visitor", "公开" },
        { "pending", "公开" },
        { "fang", "公开 会员" },
        { "vice", "公开 会员 副理事长单位 甲单位" },
        { "council", "公开 会员" },
        { "judge", "公开 会员 评委" },
    };

    [Theory]
    [MemberData(nameof(Addressed))]
    public async Task Audience_WhoeverIsNotAddressed_FindsNoTraceOfIt(string who, string expected)
    {
        var (actor, ids) = await SocietyAsync(who);
        var mine = expected.Split(' ').ToHashSet();

        Assert.Equal(mine, (await Notices.ListAsync(actor, 1, Token)).Items.Select(n => n.Title).ToHashSet());
        Assert.Equal(mine.Count, (await Notices.ListAsync(actor, 1, Token)).Total);
        Assert.Equal(mine, (await Notices.CurrentAsync(actor, Token)).Select(n => n.Title).ToHashSet());
        Assert.Equal(mine, (await Notices.NewestAsync(actor, Token)).Select(n => n.Title).ToHashSet());
        foreach (var (title, id) in ids)
        {
            var notice = await Notices.GetAsync(actor, id, Token);
            Assert.Equal(mine.Contains(title), notice is not null);
            Assert.Equal(mine.Contains(title), await Notices.VersionAsync(actor, id, Token) is not null);
            Assert.All(new[] { notice?.Previous, notice?.Next }, n => Assert.True(n is null || mine.Contains(n.Title), n?.Title));
            if (actor.MemberId != 0)
                Assert.Equal(mine.Contains(title) ? null : Refusal.NotFound, (await Notices.MarkReadAsync(actor, id, Token)).Refused);
        }

        if (actor.MemberId != 0)
            Assert.Equal(0, (await Notices.UnreadAsync(actor, 9, Token)).Value!.Count);
    }

    [Theory]
    [MemberData(nameof(Addressed))]
    public async Task Unread_CountsOnlyWhatIsAddressed(string who, string expected)
    {
        var (actor, _) = await SocietyAsync(who);
        if (actor.MemberId == 0)
            return;

        var unread = (await Notices.UnreadAsync(actor, 9, Token)).Value!;

        Assert.Equal(expected.Split(' ').ToHashSet(), unread.Newest.Select(n => n.Title).ToHashSet());
        Assert.Equal(expected.Split(' ').Length, unread.Count);
    }

    [Fact]
    public async Task Audience_MemberMovesToAnotherUnit_TheNoticesFollowAtOnce()
    {
        var (actor, ids) = await SocietyAsync("council");
        Assert.Null(await Notices.GetAsync(actor, ids["甲单位"], Token));

        Assert.True((await Portal.Get<Members>().ChangeProfileAsync(actor, actor.MemberId, new ProfileChange("方", 1, null, "zh-Hans"))).IsDone);

        Assert.NotNull(await Notices.GetAsync(actor, ids["甲单位"], Token));
    }

    [Fact]
    public async Task Unread_CountsWhatCameSinceJoiningAndWasNotOpened()
    {
        await AddAsync("入会之前", 0);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var actor = await MemberAsync("fang");
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var first = await AddAsync("停水", 0);
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var second = await AddAsync("停电", 0);

        Assert.Equal([second, first], (await Notices.UnreadAsync(actor, 3, Token)).Value!.Newest.Select(n => n.Id));
        Assert.Equal((2, 1), ((await Notices.UnreadAsync(actor, 1, Token)).Value!.Count, (await Notices.UnreadAsync(actor, 1, Token)).Value!.Newest.Count));

        Assert.True((await Notices.MarkReadAsync(actor, first, Token)).IsDone);
        Assert.True((await Notices.MarkReadAsync(actor, first, Token)).IsDone);
        Assert.Equal([second], (await Notices.UnreadAsync(actor, 3, Token)).Value!.Newest.Select(n => n.Id));
        await Portal.Services.WithdrawNoticeAsync(second);
        Assert.Equal(0, (await Notices.UnreadAsync(actor, 3, Token)).Value!.Count);
        Assert.Equal(Refusal.NotFound, (await Notices.MarkReadAsync(actor, second, Token)).Refused);
        Assert.Equal(Refusal.NotFound, (await Notices.UnreadAsync(actor with { MemberId = 99 }, 3, Token)).Refused);
    }

    private Task<int> AddAsync(string title, int hours, bool pinned = false, bool emergency = false) =>
        Portal.Services.PublishNoticeAsync(new NoticeText(title, IsPinned: pinned, IsEmergency: emergency), Portal.NowUtc.AddHours(hours));

    private async Task<Actor> MemberAsync(string name, params Role[] roles)
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", name, "八个字符就够了吧", roles));
        return new Actor(made.Value, name, [Role.Member, .. roles]);
    }

    // 甲单位 is the first tier's, 乙单位 the last one's; one notice a kind of audience
    private async Task<(Actor Actor, Dictionary<string, int> Ids)> SocietyAsync(string who)
    {
        await Portal.StoreAsync(new CouncilUnit { Name = "甲单位", Tier = CouncilTier.VicePresident }, new CouncilUnit { Name = "乙单位", Tier = CouncilTier.Council });
        var actor = who == "visitor" ? Actor.Visitor : await MemberAsync(who, who == "judge" ? [Role.Judge] : []);
        var unit = who switch { "vice" => "1", "council" => "2", _ => "NULL" };
        await Portal.ExecuteAsync($"UPDATE \"AspNetUsers\" SET \"UnitId\" = {unit}, \"State\" = {(who == "pending" ? (int)MemberState.Pending : 0)} WHERE \"Id\" = {actor.MemberId}");
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Dictionary<string, int> ids = [];
        foreach (var (title, address) in new (string, NoticeAddress)[]
            {
                ("公开", NoticeAddress.Everyone), ("会员", TestNotices.ForMembers), ("副理事长单位", new(NoticeAudience.Tiers, [CouncilTier.VicePresident, CouncilTier.Standing], [], [])),
                ("评委", new(NoticeAudience.Roles, [], [Role.Judge], [])), ("甲单位", new(NoticeAudience.Units, [], [], [1])), ("没有的单位", new(NoticeAudience.Units, [], [], [77])),
            })
            ids[title] = await Portal.Services.PublishNoticeAsync(new NoticeText(title, Address: address));
        return (actor, ids);
    }

    private async Task<(int? Previous, int? Next)> AroundAsync(int id)
    {
        var notice = (await Notices.GetAsync(Actor.Visitor, id, Token))!;
        return (notice.Previous?.Id, notice.Next?.Id);
    }
}
