using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace Portal.Core;

/// <summary>Sees in what is about to be saved which texts have to be indexed anew, so that no command can forget it.</summary>
internal static class SearchChanges
{
    // an article's working copy and its views are saved all the time; neither is found by a search
    private static readonly string[] OfArticle =
    [
        nameof(Article.Title), nameof(Article.Subtitle), nameof(Article.Summary), nameof(Article.Body), nameof(Article.Source), nameof(Article.Byline), nameof(Article.Signature),
        nameof(Article.ColumnId), nameof(Article.State), nameof(Article.PublishedUtc), nameof(Article.ExpiresUtc), nameof(Article.DeletedUtc),
    ];

    private static readonly string[] OfNotice =
    [
        nameof(Notice.Title), nameof(Notice.Issuer), nameof(Notice.Body), nameof(Notice.Stage), nameof(Notice.PublishedUtc), nameof(Notice.ExpiresUtc), nameof(Notice.DeletedUtc),
        nameof(Notice.Audience), nameof(Notice.MeetingPlace),
    ];

    private static readonly string[] OfPage = [nameof(SitePage.Title), nameof(SitePage.Body), nameof(SitePage.IsPublished), nameof(SitePage.DeletedUtc)];

    private static readonly string[] OfContest =
    [
        nameof(Contest.Title), nameof(Contest.Summary), nameof(Contest.Call), nameof(Contest.Themes), nameof(Contest.Stage), nameof(Contest.OpensUtc), nameof(Contest.PublishedUtc),
    ];

    private static readonly string[] OfEssay = [nameof(Essay.AwardId), nameof(Essay.SentRevisionId), nameof(Essay.State)];

    private static readonly string[] OfUnit =
    [
        nameof(CouncilUnit.Name), nameof(CouncilUnit.NameEn), nameof(CouncilUnit.Description), nameof(CouncilUnit.Address), nameof(CouncilUnit.DeletedUtc),
    ];

    /// <summary>What to index once the rows are saved and have their numbers.</summary>
    public static List<Func<SearchSubject>> Pending(ChangeTracker tracker)
    {
        var isTracked = tracker.AutoDetectChangesEnabled;
        try
        {
            tracker.AutoDetectChangesEnabled = false;
            if (!tracker.Entries().Any(e => e.Entity is Article or ArticleTag or Notice or CouncilUnit or SitePage or Contest or Essay or EssayRevision))
                return [];
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = isTracked;
        }

        List<EntityEntry> entries = [.. tracker.Entries()];
        // authors are rows of their own to EF, and do not say whose they are
        var isSignedAnew = entries.Exists(e => e.Entity is EssayPerson && e.State != EntityState.Unchanged);
        return [.. entries.Select(e => SubjectOf(e, isSignedAnew)).OfType<Func<SearchSubject>>()];
    }

    private static Func<SearchSubject>? SubjectOf(EntityEntry entry, bool isSignedAnew) => entry.Entity switch
    {
        Article when IsTouched(entry, OfArticle) => Of(entry, SearchKind.Article),
        ArticleTag when IsTouched(entry, nameof(ArticleTag.Name)) => Of(entry, SearchKind.Article, nameof(ArticleTag.ArticleId)),
        Notice when IsTouched(entry, OfNotice) => Of(entry, SearchKind.Notice),
        CouncilUnit when IsTouched(entry, OfUnit) => Of(entry, SearchKind.Unit),
        SitePage when IsTouched(entry, OfPage) => Of(entry, SearchKind.Page),
        Contest when IsTouched(entry, OfContest) => Of(entry, SearchKind.Contest),
        Essay when IsTouched(entry, OfEssay) => Of(entry, SearchKind.Essay),
        EssayRevision when isSignedAnew || IsTouched(entry, nameof(EssayRevision.Title)) => Of(entry, SearchKind.Essay, nameof(EssayRevision.EssayId)),
        _ => null,
    };

    // asked of the entry: the row itself learns its number only when the transaction is through
    private static Func<SearchSubject> Of(EntityEntry entry, SearchKind kind, string key = "Id") => () => new SearchSubject(kind, (int)entry.Property(key).CurrentValue!);

    private static bool IsTouched(EntityEntry entry, params string[] properties) => entry.State switch
    {
        EntityState.Added or EntityState.Deleted => true,
        EntityState.Modified => Array.Exists(properties, p => entry.Property(p).IsModified),
        _ => false,
    };
}
