using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>三审三校: the way of an article from the working copy to its readers, through as many reviews as its column asks for.</summary>
/// <remarks>
/// Whoever sends a text in answers for it and passes no review of it, and nobody passes two reviews of one round. What readers have stays as it is until the last review
/// is passed. How many reviews there are is the column's word at each step, so a column that asks for more in the meantime gets them.
/// </remarks>
public sealed class ArticleReviews
{
    /// <summary>Longest remark of a reviewer, in characters.</summary>
    public const int ReasonLength = 500;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly ReviewMail _mail;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal ArticleReviews(IDbContextFactory<PortalDb> databases, ReviewMail mail, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_databases, _mail, _site, _feed, _time) = (databases, mail, site, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>What the actor may pass now, and what was sent back to him; what has waited longest first.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<ReviewTask>>> QueueAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var ids = await ArticleLedger.MineAsync(db, actor, cancellation);
        if (ids.Count == 0)
            return Array.Empty<ReviewTask>();
        var columns = await db.Columns.AsNoTracking().ToDictionaryAsync(c => c.Id, cancellation);
        var drafts = await db.ArticleDrafts.AsNoTracking().Where(d => ids.Contains(d.ArticleId))
            .Select(d => new { d.ArticleId, d.Title, d.ColumnId, d.Awaits, d.SentBy, d.SavedUtc }).ToListAsync(cancellation);
        var last = await db.ArticleReviews.AsNoTracking().Where(r => ids.Contains(r.ArticleId)).GroupBy(r => r.ArticleId).Select(g => g.OrderByDescending(r => r.Id).First()).ToListAsync(cancellation);
        return (from d in drafts
                let line = last.Find(r => r.ArticleId == d.ArticleId)
                select new ReviewTask(
                    d.ArticleId, d.Title, columns.GetValueOrDefault(d.ColumnId)?.Name ?? "", d.Awaits, columns.GetValueOrDefault(d.ColumnId)?.Reviews ?? 0, d.Awaits > 0 ? d.SentBy : line?.ByName ?? "",
                    line?.Reason ?? "", line?.AtUtc ?? d.SavedUtc)).OrderBy(t => t.SinceUtc).ThenBy(t => t.Id).ToList();
    }

    /// <summary>送审: the text belongs to the reviewers from here on.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="draftVersion">The copy that was seen; another one in the meantime gives <see cref="Refusal.Stale"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the names of the fields that are missing or wrong, separated by blanks, or with <see cref="Column.Reviews"/> when its column asks for none.</returns>
    public Task<Outcome> SendAsync(Actor actor, int id, string writer, int draftVersion) => StepAsync(actor, id, async (db, article, draft, levels) =>
    {
        if (draft.Writer != writer || draft.Version != draftVersion || draft.Awaits != 0)
            return Refusal.Stale;
        if (levels == 0)
            return Outcome.Invalid(nameof(Column.Reviews));
        if (ArticleWorking.Problems(draft, NowUtc) is { Length: > 0 } wrong)
            return Outcome.Invalid(wrong);
        var name = await db.NameOfAsync(actor);
        (draft.Round, draft.Awaits, draft.PassedIds) = (draft.Round + 1, 1, []);
        (draft.SentById, draft.SentBy, draft.SentUtc) = (actor.MemberId, name, NowUtc);
        await MoveAsync(db, actor, article, draft, levels, 0, ArticleReviewDeed.Sent, name, "", ArticleRevisionKind.Sent);
        await _mail.PostWaitingAsync(db, draft, levels, name, NowUtc);
        return Outcome.Done;
    });

    /// <summary>撤回送审: back to writing.</summary>
    /// <param name="actor">Who sent it in, or an administrator.</param>
    /// <param name="id">Which article.</param>
    public Task<Outcome> TakeBackAsync(Actor actor, int id) => StepAsync(actor, id, async (db, article, draft, levels) =>
    {
        if (draft.Awaits == 0)
            return Refusal.Stale;
        if (!actor.IsSelf(draft.SentById ?? 0) && !actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        var level = draft.Awaits;
        draft.Awaits = 0;
        await MoveAsync(db, actor, article, draft, levels, level, ArticleReviewDeed.TakenBack, await db.NameOfAsync(actor), "");
        return Outcome.Done;
    });

    /// <summary>退回: back to writing, with a reason.</summary>
    /// <param name="actor">Who may pass it.</param>
    /// <param name="id">Which article.</param>
    /// <param name="reason">1 to <see cref="ReasonLength"/> characters.</param>
    public Task<Outcome> SendBackAsync(Actor actor, int id, string reason) => StepAsync(actor, id, async (db, article, draft, levels) =>
    {
        if (draft.Awaits == 0)
            return Refusal.Stale;
        if (!ArticleWorking.MayPass(actor, draft))
            return Refusal.NotAllowed;
        if (reason.Trim().Length is 0 or > ReasonLength)
            return Outcome.Invalid(nameof(reason));
        var level = draft.Awaits;
        draft.Awaits = 0;
        var name = await db.NameOfAsync(actor);
        await MoveAsync(db, actor, article, draft, levels, level, ArticleReviewDeed.SentBack, name, reason.Trim());
        await _mail.PostReturnedAsync(db, draft, reason.Trim(), name, NowUtc);
        return Outcome.Done;
    });

    /// <summary>Passes the review it waits for. After the last one readers get it, now or at the moment that was planned.</summary>
    /// <param name="actor">Who may pass it: not who sent it in, and nobody twice in one round.</param>
    /// <param name="id">Which article.</param>
    /// <param name="level">The review that is meant, so that a press that comes late passes no other.</param>
    /// <param name="draftVersion">The copy that was read; another one in the meantime gives <see cref="Refusal.Stale"/>.</param>
    /// <param name="remark">Up to <see cref="ReasonLength"/> characters; may be empty.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the names of the fields that a reviewer's changes have made wrong.</returns>
    public Task<Outcome> PassAsync(Actor actor, int id, int level, int draftVersion, string remark = "") => StepAsync(actor, id, async (db, article, draft, levels) =>
    {
        if (draft.Awaits == 0 || draft.Awaits != level || draft.Version != draftVersion)
            return Refusal.Stale;
        if (!ArticleWorking.MayPass(actor, draft))
            return Refusal.NotAllowed;
        if (remark.Trim().Length > ReasonLength)
            return Outcome.Invalid(nameof(remark));
        if (ArticleWorking.Problems(draft, NowUtc) is { Length: > 0 } wrong)
            return Outcome.Invalid(wrong);
        var name = await db.NameOfAsync(actor);
        draft.PassedIds = [.. draft.PassedIds, actor.MemberId];
        var isLast = level >= levels;
        draft.Awaits = isLast ? 0 : level + 1;
        await MoveAsync(db, actor, article, draft, levels, level, ArticleReviewDeed.Passed, name, remark.Trim(), ArticleRevisionKind.Passed);
        if (isLast)
            await PublishAsync(db, actor, article, draft, levels, name);
        else
            await _mail.PostWaitingAsync(db, draft, levels, name, NowUtc);
        return Outcome.Done;
    });

    /// <summary>Makes the working copy what readers see, where the column asks for no review.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="writer">The window that holds the pen.</param>
    /// <param name="draftVersion">The copy that was seen.</param>
    /// <returns>See <see cref="SendAsync"/>; refused as <see cref="Refusal.Invalid"/> with <see cref="Column.Reviews"/> where there are reviews to pass.</returns>
    public Task<Outcome> PublishAsync(Actor actor, int id, string writer, int draftVersion) => StepAsync(actor, id, async (db, article, draft, levels) =>
    {
        if (draft.Writer != writer || draft.Version != draftVersion || draft.Awaits != 0)
            return Refusal.Stale;
        if (levels > 0)
            return Outcome.Invalid(nameof(Column.Reviews));
        if (ArticleWorking.Problems(draft, NowUtc) is { Length: > 0 } wrong)
            return Outcome.Invalid(wrong);
        await PublishAsync(db, actor, article, draft, levels, await db.NameOfAsync(actor));
        return Outcome.Done;
    });

    /// <summary>审校单: every round with names, times, remarks and what was changed.</summary>
    /// <param name="actor">An editor or administrator.</param>
    /// <param name="id">Which article.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<ArticleReviewSheet>> SheetAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var article = await db.Articles.AsNoTracking().Include(a => a.Tags).FirstOrDefaultAsync(a => a.Id == id, cancellation);
        if (article is null)
            return Refusal.NotFound;
        var draft = await db.ArticleDrafts.AsNoTracking().FirstOrDefaultAsync(d => d.ArticleId == id, cancellation);
        var columns = await db.Columns.AsNoTracking().ToDictionaryAsync(c => c.Id, c => c.Name, cancellation);
        var lines = await db.ArticleReviews.AsNoTracking().Where(r => r.ArticleId == id).OrderBy(r => r.Id).ToListAsync(cancellation);
        var kept = lines.Select(l => l.RevisionId).Distinct().ToList();
        var revisions = await db.ArticleRevisions.AsNoTracking().Where(r => kept.Contains(r.Id)).ToDictionaryAsync(r => r.Id, cancellation);
        List<ArticleReviewRound> rounds = [];
        foreach (var round in lines.GroupBy(l => l.Round).OrderBy(g => g.Key))
        {
            if (!revisions.TryGetValue(round.First().RevisionId, out var sent) || !revisions.TryGetValue(round.Last().RevisionId, out var last))
                continue;
            var difference = ArticleVersion.Compare(
                (ArticleVersion.Of(sent), sent.ByName, sent.AtUtc), (ArticleVersion.Of(last), last.ByName, last.AtUtc), columns, _site.Current.TimeZone);
            rounds.Add(new ArticleReviewRound(round.Key, [.. round.Select(ArticleWorking.ToLine)], difference.Before!, difference.After, difference.Changes));
        }

        ArticleContent content = draft is null ? article : draft;
        return new ArticleReviewSheet(
            id, content.Title, columns.GetValueOrDefault(content.ColumnId, ""), content.Source, content.Byline, content.ResponsibleEditor, WordCount.Of(content.Body), article.StandingAt(NowUtc), rounds);
    }

    private async Task PublishAsync(PortalDb db, Actor actor, Article article, ArticleDraft draft, int levels, string name)
    {
        var now = NowUtc;
        var standing = article.StandingAt(now);
        var publishes = draft.PublishUtc > now ? draft.PublishUtc.Value : now;
        var before = article.State == ArticleState.Draft ? null : article.Title;
        draft.Title = draft.Title.Trim();
        if (draft.Summary.Length == 0)
            draft.Summary = draft.Body.Beginning();
        article.CopyFrom(draft);
        article.Tags.RemoveAll(t => !draft.Tags.Contains(t.Name));
        article.Tags.AddRange(draft.Tags.Where(t => article.Tags.TrueForAll(have => have.Name != t)).Select(t => new ArticleTag { Name = t }));
        if (standing == ArticleStanding.Published)
            (article.CorrectedUtc, article.CorrectionNote) = (now, draft.CorrectionNote);
        else
            (article.PublishedUtc, article.CorrectedUtc, article.CorrectionNote) = (publishes, null, null);
        (article.State, article.WithdrawnUtc) = (ArticleState.Published, null);
        article.Version++;
        article.ChangedUtc = now;
        (draft.IsAhead, draft.PublishUtc, draft.CorrectionNote, draft.PassedIds, draft.Awaits) = (false, null, null, [], 0);
        draft.Version++;
        await MoveAsync(db, actor, article, draft, levels, 0, ArticleReviewDeed.Published, name, "", ArticleRevisionKind.Published, before);
    }

    // a line of the sheet, the text it was done with, and the row of the audit
    private async Task MoveAsync(
        PortalDb db, Actor actor, Article article, ArticleDraft draft, int levels, int level, ArticleReviewDeed deed, string name, string reason, ArticleRevisionKind? keep = null, string? before = null)
    {
        var now = NowUtc;
        var revision = keep is { } kind ? (await ArticleWorking.KeepAsync(db, draft, kind, name, now)).Id
            : await db.ArticleRevisions.Where(r => r.ArticleId == article.Id).OrderByDescending(r => r.Id).Select(r => r.Id).FirstOrDefaultAsync();
        db.ArticleReviews.Add(new ArticleReview
        {
            ArticleId = article.Id,
            Round = draft.Round,
            Level = level,
            Levels = levels,
            Deed = deed,
            ById = actor.MemberId,
            ByName = name,
            Reason = reason,
            AtUtc = now,
            RevisionId = revision,
        });
        article.ChangedUtc = now;
        var verb = deed switch
        {
            ArticleReviewDeed.Sent => "article.send",
            ArticleReviewDeed.Passed => "article.pass",
            ArticleReviewDeed.SentBack => "article.send-back",
            ArticleReviewDeed.TakenBack => "article.take-back",
            _ => article.CorrectedUtc == now ? "article.correct" : "article.publish",
        };
        db.Note(actor, now, verb, Newsroom.Subject(article.Id), string.Join(' ', new[] { draft.Title, level > 0 ? $"{level}/{levels}" : "", reason }.Where(p => p.Length > 0)), before, before is null ? null : draft.Title);
    }

    private async Task<Outcome> StepAsync(Actor actor, int id, Func<PortalDb, Article, ArticleDraft, int, Task<Outcome>> step)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var (article, draft) = await ArticleWorking.FindAsync(db, id);
        if (article is null || draft is null)
            return Refusal.NotFound;
        var levels = await ArticleWorking.LevelsAsync(db, article, draft);
        var version = article.Version;
        var outcome = await step(db, article, draft, levels);
        var hasMail = db.ChangeTracker.Entries<OutgoingMail>().Any();
        if (!outcome.IsDone)
            return outcome;
        try
        {
            await db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        await transaction.CommitAsync();
        if (article.Version != version)
        {
            // the caches first: whoever reloads because of the second message must not get the old page
            _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
            if (article.PublishedUtc <= NowUtc)
                _feed.Publish(id, new ArticleChanged(id, article.Version, false, NowUtc, article.CorrectionNote));
        }

        if (hasMail)
            _feed.Publish(MailQueued.Everywhere, new MailQueued());
        _feed.PublishLatest(id, () => new ArticleDraftSaved(id));
        _feed.PublishLatest(NewsroomActivity.Everywhere, () => new NewsroomActivity());
        return Outcome.Done;
    }
}
