using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Results come out once, at their moment, with letters and certificates.</summary>
public sealed class PublicationTests : IAsyncLifetime
{
    private TestPortal _portal = null!;

    private Publication Publication => _portal.Get<Publication>();

    private ResultRelease Release => _portal.Get<ResultRelease>();

    private static Actor Editor => TestPortal.Editor;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync();

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    [Fact]
    public async Task Release_AtTheSetMoment_NotBefore()
    {
        var contest = await _portal.AddDecidedAsync();
        // 18:00 in Shanghai
        Assert.True((await Publication.ScheduleAsync(Editor, contest.Id, new DateTime(2026, 11, 23, 18, 0, 0))).IsDone);
        Assert.Equal(new DateTime(2026, 11, 23, 10, 0, 0, DateTimeKind.Utc), await Release.NextUtcAsync(Cancellation));
        List<object> heard = [];
        using var own = _portal.Get<LiveFeed>().Subscribe<OwnEssaysChanged>(contest.Essays[0].Author.MemberId, heard.Add);
        using var all = _portal.Get<LiveFeed>().Subscribe<ContentChanged>(ContentChanged.Everywhere, heard.Add);

        _portal.Time.Advance(TimeSpan.FromHours(3) - TimeSpan.FromSeconds(1));
        Assert.Equal(0, await Release.ReleaseDueAsync(Cancellation));
        Assert.Empty(heard);
        _portal.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await Release.ReleaseDueAsync(Cancellation));

        Assert.Equal(2, heard.Count);
        Assert.Equal(0, await Release.ReleaseDueAsync(Cancellation));
        Assert.Null(await Release.NextUtcAsync(Cancellation));
    }

    [Fact]
    public async Task Schedule_InThePastOrBeforeTheDecision_IsRefused()
    {
        var judging = await _portal.AddContestAsync();
        Assert.Equal(Refusal.NotFound, (await Publication.ScheduleAsync(Editor, judging.Id, new DateTime(2027, 1, 1))).Refused);
        var contest = await _portal.AddDecidedAsync();
        Assert.Equal("momentLocal", (await Publication.ScheduleAsync(Editor, contest.Id, new DateTime(2026, 11, 23, 15, 0, 0))).Detail);
    }

    [Fact]
    public async Task Reopen_WithAMomentSet_TakesItAway()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.ScheduleAsync(Editor, contest.Id, new DateTime(2026, 11, 23, 18, 0, 0));

        Assert.True((await _portal.Get<Awarding>().ReopenDecisionAsync(Editor, contest.Id)).IsDone);

        _portal.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(0, await Release.ReleaseDueAsync(Cancellation));
        Assert.Equal(Refusal.NotFound, (await Publication.PublishNowAsync(Editor, contest.Id)).Refused);
    }

    [Fact]
    public async Task Release_ByManyAtOnce_HappensOnce()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.PrepareLettersAsync(Editor, contest.Id);

        var done = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Publication.PublishNowAsync(Editor, contest.Id), Cancellation)));

        Assert.Single(done, d => d.IsDone);
        await using var db = _portal.Db();
        Assert.Equal(3, await db.OutgoingMails.CountAsync(m => m.Kind == "essay.result", Cancellation));
        Assert.Equal(2, await db.Certificates.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Release_ThatBreaksInTheMiddle_LeavesNothingAndCanBeDoneAgain()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.PrepareLettersAsync(Editor, contest.Id);
        await using (var db = _portal.Db())
        {
            // the disk says no at the last letter
            await db.Database.ExecuteSqlRawAsync(
                "CREATE TRIGGER broken BEFORE INSERT ON OutgoingMails WHEN (SELECT COUNT(*) FROM OutgoingMails) = 2 BEGIN SELECT RAISE(ABORT, 'broken'); END", Cancellation);
        }

        await Assert.ThrowsAsync<DbUpdateException>(() => Publication.PublishNowAsync(Editor, contest.Id));
        await using (var db = _portal.Db())
        {
            Assert.Equal(ContestStage.Decided, (await db.Contests.AsNoTracking().SingleAsync(c => c.Id == contest.Id, Cancellation)).Stage);
            Assert.Equal(0, await db.Certificates.CountAsync(Cancellation));
            Assert.Equal(0, await db.OutgoingMails.CountAsync(Cancellation));
            await db.Database.ExecuteSqlRawAsync("DROP TRIGGER broken", Cancellation);
        }

        await _portal.RestartAsync();
        Assert.True((await Publication.PublishNowAsync(Editor, contest.Id)).IsDone);
        await using (var db = _portal.Db())
            Assert.Equal(3, await db.OutgoingMails.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Letters_SayTheResultInTheAuthorsLanguage()
    {
        var contest = await _portal.AddDecidedAsync();
        await using (var db = _portal.Db())
            await db.Users.Where(u => u.Id == contest.Essays[1].Author.MemberId).ExecuteUpdateAsync(u => u.SetProperty(x => x.Language, "en"), Cancellation);

        Assert.Equal(3, (await Publication.PrepareLettersAsync(Editor, contest.Id)).Value);

        var letters = (await Publication.LettersAsync(Editor, contest.Id)).Value!.Letters;
        Assert.Contains("获得一等奖", letters[0].Text, StringComparison.Ordinal);
        Assert.Contains("写得真。", letters[0].Text, StringComparison.Ordinal);
        Assert.Contains($"{TestPortal.BaseUrl}contests/{contest.Id}/results", letters[0].Text, StringComparison.Ordinal);
        Assert.Contains("has won 二等奖", letters[1].Text, StringComparison.Ordinal);
        Assert.Contains("这次没有获奖", letters[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Letters_EditedAndLeftOut_GoAsTheyWereLeft()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.PrepareLettersAsync(Editor, contest.Id);
        var letters = (await Publication.LettersAsync(Editor, contest.Id)).Value!.Letters;
        Assert.True((await Publication.EditLetterAsync(Editor, letters[0].Id, "喜讯", "您获得一等奖，请来领奖。\r\n周三下午。")).IsDone);
        Assert.True((await Publication.LeaveOutAsync(Editor, letters[2].Id)).IsDone);
        Assert.Equal("subject", (await Publication.EditLetterAsync(Editor, letters[1].Id, "一\r\nBcc: x", "文")).Detail);
        // written again, the edited one stays
        Assert.Equal(1, (await Publication.PrepareLettersAsync(Editor, contest.Id)).Value);

        Assert.True((await Publication.PublishNowAsync(Editor, contest.Id)).IsDone);

        await using var db = _portal.Db();
        var mails = await db.OutgoingMails.OrderBy(m => m.Id).ToListAsync(Cancellation);
        Assert.Equal(2, mails.Count);
        Assert.Equal(("喜讯", "您获得一等奖，请来领奖。\n周三下午。"), (mails[0].Subject, mails[0].Text));
        Assert.Equal(Refusal.NotFound, (await Publication.EditLetterAsync(Editor, letters[0].Id, "迟了", "文")).Refused);

        // the one left out can still go, and only that one
        Assert.True((await Publication.BringBackAsync(Editor, letters[2].Id)).IsDone);
        Assert.Equal(1, (await Publication.SendAsync(Editor, contest.Id)).Value);
        Assert.Equal(0, (await Publication.SendAsync(Editor, contest.Id)).Value);
        Assert.Equal(3, await db.OutgoingMails.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Letters_AfterTheDecisionChanges_AreTakenBackOrPointedAt()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.PrepareLettersAsync(Editor, contest.Id);
        var letters = (await Publication.LettersAsync(Editor, contest.Id)).Value!.Letters;
        await Publication.EditLetterAsync(Editor, letters[1].Id, "喜讯", "您获得二等奖。");
        Assert.DoesNotContain((await Publication.LettersAsync(Editor, contest.Id)).Value!.Letters, l => l.IsDoubtful);

        await _portal.Get<Awarding>().DecideAsync(Editor, contest.Id, contest.Essays[1].Id, null, null);
        await _portal.Get<Awarding>().DecideAsync(Editor, contest.Id, contest.Essays[0].Id, null, null);

        var box = (await Publication.LettersAsync(Editor, contest.Id)).Value!;
        Assert.Equal([(letters[1].Id, true), (letters[2].Id, false)], box.Letters.Select(l => (l.Id, l.IsDoubtful)));
        Assert.Equal(1, box.Unwritten);
    }

    [Fact]
    public async Task Certificates_AreNumberedByAwardAndRank_AndCanBeVerifiedAndRevoked()
    {
        var contest = await _portal.AddDecidedAsync();
        await Publication.PublishNowAsync(Editor, contest.Id);

        var all = (await Publication.CertificatesAsync(Editor, contest.Id)).Value!;
        Assert.Equal([("一等奖", "作者1"), ("二等奖", "作者2")], all.Select(c => (c.AwardName, c.Names)));
        Assert.EndsWith("-Z0001", all[0].Number, StringComparison.Ordinal);
        Assert.True(all[0].Key.Length >= 43 && all[0].Key != all[1].Key);
        Assert.Null((await Publication.VerifyAsync(all[0].Key, Cancellation))!.RevokedUtc);
        Assert.Null(await Publication.VerifyAsync(all[0].Key.ToLowerInvariant() + "x", Cancellation));

        Assert.Equal("reason", (await Publication.RevokeCertificateAsync(Editor, all[0].Id, " ")).Detail);
        Assert.True((await Publication.RevokeCertificateAsync(Editor, all[0].Id, "重名")).IsDone);
        Assert.Equal(_portal.NowUtc, (await Publication.VerifyAsync(all[0].Key, Cancellation))!.RevokedUtc);
        Assert.Equal(Refusal.NotFound, (await Publication.RevokeCertificateAsync(Editor, all[0].Id, "再一次")).Refused);
    }

    [Fact]
    public async Task Letters_OfADeletedAccount_AreNotWritten()
    {
        var contest = await _portal.AddDecidedAsync();
        await using (var db = _portal.Db())
        {
            await EssayAnonymity.ForgetAsync(db, contest.Essays[0].Author.MemberId);
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(2, (await Publication.PrepareLettersAsync(Editor, contest.Id)).Value);
        Assert.True((await Publication.PublishNowAsync(Editor, contest.Id)).IsDone);
        Assert.Single((await Publication.CertificatesAsync(Editor, contest.Id)).Value!);
        Assert.Equal("", (await _portal.Get<Awarding>().ListPublishedAsync(contest.Id, Cancellation))!.Awards[0].Essays[0].Names);
    }
}
