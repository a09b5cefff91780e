using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The rules of working copies, for all who change one: who may, what fits, which versions are kept.</summary>
internal static class ArticleWorking
{
    private const int NoteLength = 200;

    // a working copy exists as soon as somebody has opened the article for writing
    public static async Task<(Article? Article, ArticleDraft? Draft)> FindAsync(PortalDb db, int id) =>
        (await db.Articles.Include(a => a.Tags).FirstOrDefaultAsync(a => a.Id == id && a.DeletedUtc == null), await db.ArticleDrafts.FirstOrDefaultAsync(d => d.ArticleId == id));

    public static async Task<ArticleDraft> CopyAsync(PortalDb db, Actor actor, Article article, bool keep = true)
    {
        var isDraft = article.State == ArticleState.Draft;
        var draft = new ArticleDraft { ArticleId = article.Id, SavedBy = isDraft ? await db.NameOfAsync(actor) : "", SavedUtc = article.ChangedUtc, IsAhead = isDraft };
        draft.CopyFrom(article);
        if (keep)
            db.ArticleDrafts.Add(draft);
        return draft;
    }

    /// <summary>In review the text belongs to those who may pass it, else to the whole newsroom.</summary>
    public static bool MayWrite(Actor actor, ArticleDraft draft) => draft.Awaits == 0 ? actor.MayEdit : MayPass(actor, draft);

    /// <summary>Whoever sends it in answers for it and reviews it not; nobody passes two reviews of one round.</summary>
    public static bool MayPass(Actor actor, ArticleDraft draft) =>
        draft.Awaits > 0 && actor.MayEdit && actor.MemberId > 0 && actor.MemberId != draft.SentById && !draft.PassedIds.Contains(actor.MemberId);

    /// <summary>How many reviews it has to pass: what the column asks for it goes into and, when readers know it, the one it stands in.</summary>
    public static async Task<int> LevelsAsync(PortalDb db, Article article, ArticleDraft draft)
    {
        var known = article.State == ArticleState.Draft ? draft.ColumnId : article.ColumnId;
        return await db.Columns.Where(c => c.Id == draft.ColumnId || c.Id == known).MaxAsync(c => c.Reviews);
    }

    /// <summary>Marks the copy as changed and keeps the version.</summary>
    /// <param name="isOwn">Begins a version of its own.</param>
    public static async Task TouchAsync(PortalDb db, Article article, ArticleDraft draft, DateTime now, bool isOwn = false)
    {
        draft.Version++;
        draft.SavedUtc = article.ChangedUtc = now;
        draft.SavedBy = draft.WriterName;
        draft.IsAhead = true;
        // nobody but the newsroom sees a draft: its row in the list follows
        if (article.State == ArticleState.Draft)
        {
            article.CopyFrom(draft);
            article.Body = default;
        }

        var last = isOwn ? null : await db.ArticleRevisions.Where(r => r.ArticleId == draft.ArticleId).OrderByDescending(r => r.Id).FirstOrDefaultAsync();
        if (last is { Kind: ArticleRevisionKind.Saved } && last.Writer == draft.Writer && now - last.BegunUtc <= Newsroom.OneVersion)
        {
            last.CopyFrom(draft);
            last.AtUtc = now;
        }
        else
            Add(db, draft, ArticleRevisionKind.Saved, draft.WriterName, now);
    }

    /// <summary>Keeps the copy as it stands, under a kind of its own.</summary>
    public static async Task<ArticleRevision> KeepAsync(PortalDb db, ArticleDraft draft, ArticleRevisionKind kind, string byName, DateTime now)
    {
        var revision = Add(db, draft, kind, byName, now);
        await db.SaveChangesAsync();
        return revision;
    }

    private static ArticleRevision Add(PortalDb db, ArticleDraft draft, ArticleRevisionKind kind, string byName, DateTime now)
    {
        var revision = new ArticleRevision { ArticleId = draft.ArticleId, Kind = kind, Writer = draft.Writer, ByName = byName, AtUtc = now, BegunUtc = now };
        revision.CopyFrom(draft);
        db.ArticleRevisions.Add(revision);
        return revision;
    }

    public static void Write(ArticleDraft draft, ArticleFields fields, string zone)
    {
        DateTime? ToUtc(DateTime? local) => local is { } moment ? Deadlines.ToUtc(moment, zone) : null;
        (draft.ColumnId, draft.Language, draft.Title, draft.Subtitle, draft.Summary, draft.Source) = (fields.ColumnId, fields.Language, fields.Title, Optional(fields.Subtitle), fields.Summary.Trim(), fields.Source.Trim());
        (draft.Byline, draft.Signature, draft.ResponsibleEditor) = (Optional(fields.Byline), Optional(fields.Signature), Optional(fields.ResponsibleEditor));
        (draft.PictureId, draft.PictureAlt) = (fields.PictureId, fields.PictureId is null ? null : Optional(fields.PictureAlt));
        List<string> tags = [.. fields.Tags.Select(t => t.Trim()).Where(t => t.Length > 0).Distinct(StringComparer.Ordinal)];
        // a list of the same words is no change
        if (!draft.Tags.SequenceEqual(tags))
            draft.Tags = tags;
        List<int> related = [.. fields.RelatedIds.Distinct()];
        if (!draft.RelatedIds.SequenceEqual(related))
            draft.RelatedIds = related;
        (draft.PublishUtc, draft.ExpiresUtc, draft.CorrectionNote) = (ToUtc(fields.PublishLocal), ToUtc(fields.ExpiresLocal), Optional(fields.CorrectionNote));
    }

    public static string? TooLong(ArticleFields fields) =>
        fields.Title.Length > ArticleContent.TitleLength ? nameof(fields.Title)
        : fields.Subtitle?.Length > ArticleContent.TitleLength ? nameof(fields.Subtitle)
        : fields.Summary.Trim().Length > ArticleContent.SummaryLength ? nameof(fields.Summary)
        : fields.Source.Length > ArticleContent.LineLength ? nameof(fields.Source)
        : fields.Byline?.Length > ArticleContent.LineLength ? nameof(fields.Byline)
        : fields.Signature?.Length > ArticleContent.LineLength ? nameof(fields.Signature)
        : fields.ResponsibleEditor?.Length > ArticleContent.LineLength ? nameof(fields.ResponsibleEditor)
        : fields.PictureAlt?.Length > ArticleContent.SummaryLength ? nameof(fields.PictureAlt)
        : fields.CorrectionNote?.Length > NoteLength ? nameof(fields.CorrectionNote)
        : fields.Tags.Count > ArticleContent.MaxTags || fields.Tags.Any(t => t.Trim().Length > ArticleContent.TagLength) ? nameof(fields.Tags)
        : fields.RelatedIds.Count > ArticleContent.MaxRelated ? nameof(fields.RelatedIds)
        : !TextLanguages.All.Contains(fields.Language) ? nameof(fields.Language)
        : null;

    /// <summary>Names the field that speaks of something that is not there.</summary>
    public static async Task<string?> MissingAsync(PortalDb db, ArticleFields fields, int id) =>
        !await db.Columns.AnyAsync(c => c.Id == fields.ColumnId) ? nameof(fields.ColumnId)
        : fields.PictureId is { } picture && !await db.MediaFiles.AnyAsync(m => m.Id == picture) ? nameof(fields.PictureId)
        : fields.RelatedIds.Contains(id) ? nameof(fields.RelatedIds)
        : null;

    /// <summary>What still keeps it from the readers: names of fields, separated by blanks; empty when nothing does.</summary>
    public static string Problems(ArticleDraft draft, DateTime now)
    {
        List<string> wrong = [];
        if (draft.Title.Trim().Length == 0)
            wrong.Add(nameof(draft.Title));
        if (draft.Body.IsBlank)
            wrong.Add(nameof(draft.Body));
        if (draft.PictureId is not null && draft.PictureAlt is null)
            wrong.Add(nameof(draft.PictureAlt));
        if (draft.ExpiresUtc is { } expires && (expires <= now || expires <= draft.PublishUtc))
            wrong.Add(nameof(ArticleFields.ExpiresLocal));
        return string.Join(' ', wrong);
    }

    public static async Task<ArticleWork> ToWorkAsync(PortalDb db, Actor actor, Article article, ArticleDraft draft, string? heldBy, string zone, DateTime now)
    {
        DateTime? Local(DateTime? utc) => utc is { } moment ? Deadlines.ToLocal(moment, zone) : null;
        var fields = new ArticleFields(
            draft.ColumnId, draft.Title, draft.Subtitle, draft.Summary, draft.Source, draft.Byline, draft.Signature, draft.ResponsibleEditor, draft.Tags, draft.RelatedIds, draft.PictureId,
            draft.PictureAlt, Local(draft.PublishUtc), Local(draft.ExpiresUtc), draft.CorrectionNote, draft.Language);
        var picture = await db.MediaFiles.AsNoTracking().FirstOrDefaultAsync(m => m.Id == draft.PictureId);
        var related = await db.Articles.AsNoTracking().Where(a => draft.RelatedIds.Contains(a.Id)).Select(a => new ArticleLine(a.Id, a.Title, a.PublishedUtc, a.Language)).ToListAsync();
        var files = await db.Attachments.AsNoTracking().Where(f => f.ArticleId == article.Id).ToListAsync();
        var levels = await LevelsAsync(db, article, draft);
        var trail = await db.ArticleReviews.AsNoTracking().Where(r => r.ArticleId == article.Id && r.Round == draft.Round).OrderBy(r => r.Id).ToListAsync();
        return new ArticleWork(
            article.Id, article.StandingAt(now), fields, draft.Body, picture is null ? null : new Picture($"{picture.Hash}.{picture.Extension}", picture.Width, picture.Height, draft.PictureAlt ?? ""),
            [.. draft.RelatedIds.Select(i => related.Find(a => a.Id == i)).OfType<ArticleLine>()], FilesOf(draft, files), draft.Version, article.Version, draft.SavedBy, draft.SavedUtc, draft.IsAhead, heldBy,
            MayWrite(actor, draft), article.State == ArticleState.Draft ? null : article.PublishedUtc, article.DeletedUtc,
            new ArticlePlaces(article.CarouselPlace is not null, article.IsHeadline, article.IsLead, article.IsPinned),
            new ArticleReviewState(
                levels, draft.Awaits, draft.SentBy, draft.SentUtc, MayPass(actor, draft), draft.Awaits > 0 && (actor.IsSelf(draft.SentById ?? 0) || actor.Is(Role.Administrator)), [.. trail.Select(ToLine)]),
            await Translations.LineAsync(db, article, now));
    }

    /// <summary>Those that the text names, in its order.</summary>
    public static IReadOnlyList<AttachmentLink> FilesOf(ArticleContent content, IReadOnlyList<Attachment> files) =>
        [.. content.FileIds.Select(i => files.FirstOrDefault(f => f.Id == i)).OfType<Attachment>().Select(f => new AttachmentLink(f.Id, f.Name, f.Bytes))];

    public static ArticleReviewLine ToLine(ArticleReview r) => new(r.Round, r.Level, r.Levels, r.Deed, r.ByName, r.Reason, r.AtUtc);

    private static string? Optional(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
