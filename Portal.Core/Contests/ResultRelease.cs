using System.Globalization;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Brings results out, each contest once: the list, certificates and letters in one transaction. It runs for the moment that was set, and for an organiser who does not wait.</summary>
public sealed class ResultRelease
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Letters _letters;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal ResultRelease(IDbContextFactory<PortalDb> databases, Letters letters, LiveFeed feed, TimeProvider time) =>
        (_databases, _letters, _feed, _time) = (databases, letters, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>When the next results come out; null when no moment is set.</summary>
    public async Task<DateTime?> NextUtcAsync(CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.Contests.Where(c => c.Stage == ContestStage.Decided && c.ResultsUtc != null).MinAsync(c => c.ResultsUtc, cancellation);
    }

    /// <summary>Publishes what is due.</summary>
    /// <returns>How many contests.</returns>
    public async Task<int> ReleaseDueAsync(CancellationToken cancellation = default)
    {
        List<int> due;
        await using (var db = await _databases.CreateDbContextAsync(cancellation))
        {
            var now = NowUtc;
            due = await db.Contests.Where(c => c.Stage == ContestStage.Decided && c.ResultsUtc <= now).OrderBy(c => c.ResultsUtc).Select(c => c.Id).ToListAsync(cancellation);
        }

        var released = 0;
        foreach (var contest in due)
            released += await ReleaseAsync(Actor.Console, contest, onlyDue: true, cancellation) ? 1 : 0;
        return released;
    }

    /// <returns>False when it is not decided, or somebody else was first.</returns>
    internal async Task<bool> ReleaseAsync(Actor actor, int contestId, bool onlyDue = false, CancellationToken cancellation = default)
    {
        var now = NowUtc;
        List<int?> members;
        await using (var db = await _databases.CreateDbContextAsync(cancellation))
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            // whoever changes the row publishes; the moment may have been taken back since it was read
            var isFirst = await db.Contests.Where(c => c.Id == contestId && c.Stage == ContestStage.Decided && (!onlyDue || c.ResultsUtc <= now)).ExecuteUpdateAsync(
                c => c.SetProperty(x => x.Stage, ContestStage.Published).SetProperty(x => x.PublishedUtc, now).SetProperty(x => x.Version, x => x.Version + 1), cancellation) == 1;
            if (!isFirst)
                return false;
            await IssueAsync(db, contestId, now, cancellation);
            await SendAsync(db, contestId, now, cancellation);
            db.Note(actor, now, "contest.publish", $"contest/{contestId}");
            members = await db.Essays.Where(e => e.ContestId == contestId && e.SentRevisionId != null).Select(e => e.MemberId).Distinct().ToListAsync(cancellation);
            await db.SaveChangesAsync(cancellation);
            var winners = await SearchTexts.Winners(db).Where(e => e.ContestId == contestId).Select(e => new SearchSubject(SearchKind.Essay, e.Id)).ToListAsync(cancellation);
            await SqliteSearchIndex.UpdateAsync(db, winners, cancellation);
            await transaction.CommitAsync(cancellation);
        }

        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        _feed.Publish(contestId, new ContestChanged(contestId));
        _feed.PublishLatest(contestId, () => new ContestActivity(contestId));
        foreach (var member in members.OfType<int>())
            _feed.Publish(member, new OwnEssaysChanged(member));
        _feed.Publish(MailQueued.Everywhere, new MailQueued());
        return true;
    }

    /// <summary>Hands the prepared letters to the queue, in the caller's transaction. The state in the row and the number in the Message-ID both keep a letter from going twice.</summary>
    /// <returns>How many.</returns>
    internal async Task<int> SendAsync(PortalDb db, int contestId, DateTime nowUtc, CancellationToken cancellation = default)
    {
        var letters = await db.ResultLetters.Where(l => l.ContestId == contestId && l.State == ResultLetterState.Prepared).OrderBy(l => l.Id)
            .Join(db.Essays, l => l.EssayId, e => e.Id, (l, e) => new { Letter = l, e.MemberId })
            .Join(db.Users, x => x.MemberId, u => u.Id, (x, u) => new { x.Letter, To = new Recipient(u.Email!, u.DisplayName, u.Language) }).ToListAsync(cancellation);
        foreach (var x in letters)
        {
            (x.Letter.State, x.Letter.SentUtc) = (ResultLetterState.Sent, nowUtc);
            db.Post(_letters.Result(x.To, x.Letter.EssayId, x.Letter.Subject, x.Letter.Text), nowUtc);
        }

        await db.SaveChangesAsync(cancellation);
        return letters.Count;
    }

    private static async Task IssueAsync(PortalDb db, int contestId, DateTime nowUtc, CancellationToken cancellation)
    {
        var board = (await ResultBoard.LoadAsync(db, contestId, cancellation))!;
        var awards = board.Contest.Awards.ToDictionary(a => a.Id);
        // whose account is gone has nobody to give it to
        var winners = board.Essays.Where(e => e.Essay.AwardId is not null && e.Names.Length > 0).OrderBy(e => awards[e.Essay.AwardId!.Value].Place).ToList();
        foreach (var (i, winner) in winners.Index())
        {
            db.Certificates.Add(new Certificate
            {
                EssayId = winner.Essay.Id,
                Number = string.Create(CultureInfo.InvariantCulture, $"{board.Contest.Code}-Z{i + 1:0000}"),
                Key = SecretKey.New(),
                ContestTitle = board.Contest.Title,
                AwardName = awards[winner.Essay.AwardId!.Value].Name,
                EssayTitle = winner.Essay.Title,
                Names = winner.Names,
                IssuedUtc = nowUtc,
            });
        }
    }
}
