using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>What a test's notice says.</summary>
internal sealed record NoticeText(
    string Title = "阅览室闭室一天", string BodyHtml = "<p>周一闭室。</p>", string? Issuer = "秘书处", bool IsPinned = false, bool IsEmergency = false, bool IsHeadline = false,
    DateTime? ExpiresUtc = null, NoticeAddress? Address = null, bool AsksReceipt = false, bool AsksReply = false, DateTime? ReplyClosesUtc = null,
    DateTime? MeetingStartsUtc = null, DateTime? MeetingEndsUtc = null, string? MeetingPlace = null)
{
    public NoticeFields Fields => new(
        Title, Issuer, Local(ExpiresUtc), IsPinned, IsEmergency, IsHeadline, Address ?? NoticeAddress.Everyone, AsksReceipt, AsksReply, Local(ReplyClosesUtc),
        Local(MeetingStartsUtc), Local(MeetingEndsUtc), MeetingPlace);

    private static DateTime? Local(DateTime? utc) => utc is { } moment ? Deadlines.ToLocal(moment, "Asia/Shanghai") : null;
}

/// <summary>Notices as the office makes them.</summary>
internal static class TestNotices
{
    public const string Writer = "fenster";

    public static NoticeAddress ForMembers { get; } = new(NoticeAudience.Members, [], [], []);

    /// <summary>A draft whose pen the test's window holds.</summary>
    public static async Task<int> DraftNoticeAsync(this IServiceProvider services, NoticeText text)
    {
        var desk = services.GetRequiredService<NoticeDesk>();
        var id = (await desk.BeginAsync(TestPortal.Editor)).Value;
        Assert.True((await desk.OpenAsync(TestPortal.Editor, id, Writer)).IsDone);
        var saved = await desk.SaveAsync(TestPortal.Editor, id, Writer, text.Fields, text.BodyHtml);
        Assert.True(saved.IsDone, saved.Detail);
        return id;
    }

    /// <summary>Up since now or since an earlier moment, or to come out at a later one.</summary>
    public static async Task<int> PublishNoticeAsync(this IServiceProvider services, NoticeText text, DateTime? atUtc = null)
    {
        var now = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime;
        var id = await services.DraftNoticeAsync(text);
        await services.ReleaseAsync(id, atUtc > now ? atUtc : null);
        if (atUtc < now)
        {
            await using (var db = await services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken))
                await db.Notices.Where(n => n.Id == id).ExecuteUpdateAsync(n => n.SetProperty(x => x.PublishedUtc, atUtc.Value), TestContext.Current.CancellationToken);
            services.GetRequiredService<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        }

        return id;
    }

    /// <summary>Publishes what the test's window has written.</summary>
    public static async Task ReleaseAsync(this IServiceProvider services, int id, DateTime? atUtc = null)
    {
        var desk = services.GetRequiredService<NoticeDesk>();
        var version = (await desk.OpenAsync(TestPortal.Editor, id, Writer)).Value!.DraftVersion;
        var published = await desk.PublishAsync(TestPortal.Editor, id, Writer, version, atUtc is { } at ? Deadlines.ToLocal(at, "Asia/Shanghai") : null);
        Assert.True(published.IsDone, published.Detail);
    }

    public static async Task WithdrawNoticeAsync(this IServiceProvider services, int id) =>
        Assert.True((await services.GetRequiredService<NoticeDesk>().WithdrawAsync(TestPortal.Editor, [id], "")).IsDone);
}
