using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>定奖: the board, the decisions, and what readers see of them once they are out.</summary>
public sealed class Awarding
{
    /// <summary>Longest reason, in characters.</summary>
    public const int ReasonLength = 2000;

    private const int TagLength = 40;
    private const int SummaryLength = 300;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ContentStore _store;
    private readonly SiteSettingsCache _settings;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Awarding(IDbContextFactory<PortalDb> databases, ContentStore store, SiteSettingsCache settings, LiveFeed feed, TimeProvider time) =>
        (_databases, _store, _settings, _feed, _time) = (databases, store, settings, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>All admitted essays with their ranks, and the awards given so far.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    public async Task<Outcome<DecisionBoard>> BoardAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        if (await ResultBoard.LoadAsync(db, contestId) is not { } board)
            return Refusal.NotFound;
        var judges = (await db.Users.Where(u => db.Reviews.Any(r => r.ContestId == contestId && r.JudgeId == u.Id)).Select(u => new { u.Id, u.DisplayName }).ToListAsync())
            .ToDictionary(u => u.Id, u => u.DisplayName);
        var articles = await ArticlesOfAsync(db, [.. board.Essays.Select(e => e.Essay.Number!)], isPublished: false);
        var isUnscreened = await db.Essays.AnyAsync(e => e.ContestId == contestId && (e.State == EssayState.Received || e.State == EssayState.Returned));
        return new DecisionBoard(
            Contests.ToCard(board.Contest),
            [.. board.Contest.Awards.OrderBy(a => a.Place).Select(a => new BoardAward(a.Id, a.Place, a.Name, a.Quota, board.Essays.Count(e => e.Essay.AwardId == a.Id)))],
            [
                .. board.Essays.Select(e => new BoardEssay(
                    e.Essay.Id, e.Essay.Number!, e.Essay.Title, e.Essay.Theme, e.Names, e.Score, e.Essay.AwardId, e.Essay.DecisionReason, board.Departing.GetValueOrDefault(e.Essay.Id),
                    [
                        .. e.Reviews.Where(r => r.State == ReviewState.Submitted && (r.CommentForAuthor.Length > 0 || r.CommentForOrganisers.Length > 0))
                            .Select(r => new BoardComment(r.JudgeId is { } j ? judges.GetValueOrDefault(j, "") : "", r.CommentForAuthor, r.CommentForOrganisers)),
                    ],
                    articles.TryGetValue(e.Essay.Number!, out var article) ? article : null)),
            ],
            board.Essays.Sum(e => e.Score.ReviewsMissing),
            isUnscreened);
    }

    /// <summary>Gives an essay an award, or none. A reason may be given at any time and has to be before the decision is finished.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">In judging or decided.</param>
    /// <param name="essayId">An admitted essay.</param>
    /// <param name="awardId">Null for none.</param>
    /// <param name="reason">Up to 2,000 characters; why the decision departs from the ranking.</param>
    /// <returns>Once it is decided, refused as <see cref="Refusal.Invalid"/> with <c>reason</c> when a reason would be missing.</returns>
    public async Task<Outcome> DecideAsync(Actor actor, int contestId, int essayId, int? awardId, string? reason)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        reason = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        if (reason?.Length > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var stage = await db.Contests.Where(c => c.Id == contestId).Select(c => (ContestStage?)c.Stage).FirstOrDefaultAsync();
        var essay = await db.Essays.FirstOrDefaultAsync(e => e.Id == essayId && e.ContestId == contestId && e.State == EssayState.Admitted);
        if (stage is not (ContestStage.Judging or ContestStage.Decided) || essay is null)
            return Refusal.NotFound;
        if (awardId is not null && !await db.Awards.AnyAsync(a => a.Id == awardId && a.ContestId == contestId))
            return Outcome.Invalid(nameof(awardId));
        var isOther = essay.AwardId != awardId;
        var names = await db.Awards.Where(a => a.ContestId == contestId).ToDictionaryAsync(a => a.Id, a => a.Name);
        var before = essay.AwardId is { } old ? names.GetValueOrDefault(old) : "-";
        (essay.AwardId, essay.DecisionReason) = (awardId, reason);
        // a letter that says otherwise must not go out unread; what somebody has written by hand stays, and is pointed at
        if (isOther)
            await db.ResultLetters.Where(l => l.EssayId == essayId && l.State == ResultLetterState.Prepared && !l.IsEdited).ExecuteDeleteAsync();
        db.Note(actor, NowUtc, "essay.decide", $"essay/{essayId}", reason, before, awardId is { } given ? names.GetValueOrDefault(given) : "-");
        await db.SaveChangesAsync();
        if (stage == ContestStage.Decided && (await ResultBoard.LoadAsync(db, contestId))!.Unexplained.Count > 0)
            return Outcome.Invalid(nameof(reason));
        await transaction.CommitAsync();
        Tell(contestId);
        return Outcome.Done;
    }

    /// <summary>Ends judging and decision: from here on the results can be published.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">In judging.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>screening</c> while essays wait for the formal check, else with the numbers of the essays whose decision lacks its reason.</returns>
    public Task<Outcome> FinishAsync(Actor actor, int contestId) => MoveAsync(actor, contestId, ContestStage.Judging, "contest.decide", async (db, contest) =>
    {
        if (await db.Essays.AnyAsync(e => e.ContestId == contestId && (e.State == EssayState.Received || e.State == EssayState.Returned)))
            return Outcome.Invalid("screening");
        if ((await ResultBoard.LoadAsync(db, contestId))!.Unexplained is { Count: > 0 } numbers)
            return Outcome.Invalid(string.Join(' ', numbers));
        contest.Stage = ContestStage.Decided;
        // a moment planned long ago and passed by now would bring them out this second
        if (contest.ResultsUtc <= NowUtc)
            contest.ResultsUtc = null;
        return Outcome.Done;
    });

    /// <summary>Back to judging. A moment that was set for the results is taken away.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Decided, not published.</param>
    public Task<Outcome> ReopenDecisionAsync(Actor actor, int contestId) => MoveAsync(actor, contestId, ContestStage.Decided, "contest.reopen", (_, contest) =>
    {
        (contest.Stage, contest.ResultsUtc) = (ContestStage.Judging, null);
        return Task.FromResult(Outcome.Done);
    });

    /// <summary>The result list for readers, by award; within one in the order of the numbers.</summary>
    /// <returns>Null when there is no such contest.</returns>
    public async Task<PublishedResults?> ListPublishedAsync(int contestId, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().Include(c => c.Awards).FirstOrDefaultAsync(c => c.Id == contestId && c.Stage != ContestStage.Draft, cancellation);
        if (contest is null)
            return null;
        if (contest.Stage != ContestStage.Published)
            return new PublishedResults(Contests.ToCard(contest), null, []);
        var winners = await db.Essays.AsNoTracking().Where(e => e.ContestId == contestId && e.State == EssayState.Admitted && e.AwardId != null)
            .Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new { e.Number, e.AwardId, r.Title, r.Theme, r.Id }).ToListAsync(cancellation);
        var ids = winners.ConvertAll(w => w.Id);
        var authors = (await db.EssayRevisions.AsNoTracking().Where(r => ids.Contains(r.Id)).Select(r => new { r.Id, r.Authors }).ToListAsync(cancellation)).ToDictionary(r => r.Id, r => r.Authors);
        var articles = await ArticlesOfAsync(db, winners.ConvertAll(w => w.Number!), isPublished: true);
        return new PublishedResults(
            Contests.ToCard(contest),
            contest.PublishedUtc,
            [
                .. contest.Awards.OrderBy(a => a.Place).Select(a => new PublishedAward(a.Name,
                [
                    .. winners.Where(w => w.AwardId == a.Id).OrderBy(w => w.Number!.Length).ThenBy(w => w.Number, StringComparer.Ordinal).Select(w => new PublishedEssay(
                        w.Number!, w.Title, w.Theme, string.Join('、', authors[w.Id].Select(p => p.Name)), string.Join('、', authors[w.Id].Select(p => p.Unit).Where(u => u.Length > 0).Distinct()),
                        articles.TryGetValue(w.Number!, out var article) ? article : null)),
                ])).Where(a => a.Essays.Count > 0),
            ]);
    }

    /// <summary>Puts a winner's essay into the editors' queue as a draft of an article. Asked again it gives the same one.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="essayId">Has an award, and the results are out.</param>
    /// <param name="columnId">Where it would appear.</param>
    /// <returns>The article's number.</returns>
    public async Task<Outcome<int>> QueueAsArticleAsync(Actor actor, int essayId, int columnId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var found = await db.Essays.AsNoTracking().Where(e => e.Id == essayId && e.AwardId != null && e.State == EssayState.Admitted)
            .Join(db.Contests.Where(c => c.Stage == ContestStage.Published), e => e.ContestId, c => c.Id, (e, c) => new { e.Number, e.SentRevisionId, c.Title }).FirstOrDefaultAsync();
        if (found is null)
            return Refusal.NotFound;
        if (!await db.Columns.AnyAsync(c => c.Id == columnId))
            return Outcome.Invalid(nameof(columnId));
        var key = ArticleKey(found.Number!);
        if (await db.Articles.Where(a => a.ImportKey == key).Select(a => (int?)a.Id).FirstOrDefaultAsync() is { } already)
            return already;
        var sent = await db.EssayRevisions.AsNoTracking().FirstAsync(r => r.Id == found.SentRevisionId);
        var names = string.Join('、', sent.Authors.Select(a => a.Name));
        var article = new Article
        {
            ColumnId = columnId,
            Title = sent.Title.Cut(Article.TitleLength),
            Summary = sent.Abstract.Cut(SummaryLength),
            Source = _settings.Current.Name,
            Byline = names.Length > 0 ? names : null,
            Body = sent.Body,
            State = ArticleState.Draft,
            PublishedUtc = NowUtc,
            ChangedUtc = NowUtc,
            ImportKey = key,
            Tags = { new ArticleTag { Name = found.Title.Cut(TagLength) } },
        };
        db.Articles.Add(article);
        await db.SaveChangesAsync();
        db.Note(actor, NowUtc, "article.draft", $"article/{article.Id}", found.Number);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return article.Id;
    }

    /// <summary>All essays that were sent, with scores and decision, as a table for Excel.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    public async Task<Outcome<(string FileName, byte[] Content)>> ExportCsvAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        if (await ResultBoard.LoadAsync(db, contestId) is not { } board)
            return Refusal.NotFound;
        db.Note(actor, NowUtc, "contest.export", $"contest/{contestId}", "csv");
        await db.SaveChangesAsync();
        return ($"{board.Contest.Code}.csv", Csv.Of(await ResultExport.RowsAsync(db, board)));
    }

    /// <summary>All essays that were sent and not taken back, each in a folder named by its number: a page with its pictures, the facts, and the attachments as they came.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Of which contest.</param>
    public async Task<Outcome<ContestExport>> ExportZipAsync(Actor actor, int contestId)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contest = await db.Contests.AsNoTracking().FirstOrDefaultAsync(c => c.Id == contestId);
        if (contest is null)
            return Refusal.NotFound;
        db.Note(actor, NowUtc, "contest.export", $"contest/{contestId}", "zip");
        await db.SaveChangesAsync();
        var essays = await ResultExport.Sent(db, contestId).CountAsync();
        return new ContestExport($"{contest.Code}.zip", essays, (stream, progress, cancellation) => ResultExport.WriteZipAsync(_databases, _store, contest, stream, progress, cancellation));
    }

    internal static string ArticleKey(string number) => $"essay/{number}";

    private async Task<Dictionary<string, int>> ArticlesOfAsync(PortalDb db, IReadOnlyList<string> numbers, bool isPublished)
    {
        var keys = numbers.Select(ArticleKey).ToList();
        var now = NowUtc;
        return (await db.Articles.Where(a => keys.Contains(a.ImportKey!) && (!isPublished || (a.State == ArticleState.Published && a.PublishedUtc <= now)))
            .Select(a => new { a.Id, a.ImportKey }).ToListAsync()).ToDictionary(a => a.ImportKey!["essay/".Length..], a => a.Id);
    }

    private async Task<Outcome> MoveAsync(Actor actor, int contestId, ContestStage from, string action, Func<PortalDb, Contest, Task<Outcome>> move)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var contest = await db.Contests.FirstOrDefaultAsync(c => c.Id == contestId && c.Stage == from);
        if (contest is null)
            return Refusal.NotFound;
        var outcome = await move(db, contest);
        if (!outcome.IsDone)
            return outcome;
        contest.Version++;
        db.Note(actor, NowUtc, action, $"contest/{contestId}", contest.Title);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        _feed.Publish(contestId, new ContestChanged(contestId));
        Tell(contestId);
        return Outcome.Done;
    }

    private void Tell(int contestId) => _feed.PublishLatest(contestId, () => new ContestActivity(contestId));
}
