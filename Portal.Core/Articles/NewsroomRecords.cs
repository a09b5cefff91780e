namespace Portal.Core;

/// <summary>What the form of an article holds beside its text. Times are those of the society's clock.</summary>
/// <param name="Title">Up to <see cref="ArticleContent.TitleLength"/> characters; may be empty while one writes.</param>
/// <param name="Summary">Up to <see cref="ArticleContent.SummaryLength"/> characters; empty takes the beginning of the text.</param>
/// <param name="Tags">Up to <see cref="ArticleContent.MaxTags"/>, each up to <see cref="ArticleContent.TagLength"/> characters.</param>
/// <param name="RelatedIds">Up to <see cref="ArticleContent.MaxRelated"/> articles, the first first.</param>
/// <param name="PictureAlt">What the picture shows, for those who do not see it. Asked for as soon as there is a picture.</param>
/// <param name="PublishLocal">When it is to appear; null, or past by then, means as soon as it may.</param>
/// <param name="ExpiresLocal">When readers lose it.</param>
/// <param name="CorrectionNote">A sentence for readers who know the article, up to 200 characters.</param>
/// <param name="Language">One of <see cref="TextLanguages.All"/>; settled as long as the article is tied to a translation.</param>
public sealed record ArticleFields(
    int ColumnId, string Title, string? Subtitle, string Summary, string Source, string? Byline, string? Signature, string? ResponsibleEditor, IReadOnlyList<string> Tags,
    IReadOnlyList<int> RelatedIds, int? PictureId, string? PictureAlt, DateTime? PublishLocal, DateTime? ExpiresLocal, string? CorrectionNote, string Language = TextLanguages.Chinese);

/// <summary>An article being made, as one of the newsroom sees it.</summary>
/// <param name="Version">Counts what readers got.</param>
/// <param name="HeldBy">Who writes in another window at the moment; null when this one may.</param>
/// <param name="IsAhead">The working copy differs from what readers see.</param>
/// <param name="MayWrite">While it is in review only who may pass it may change it.</param>
/// <param name="Translation">The same in the other language; null when there is none.</param>
public sealed record ArticleWork(
    int Id, ArticleStanding Standing, ArticleFields Fields, SafeHtml Body, Picture? Picture, IReadOnlyList<ArticleLine> Related, IReadOnlyList<AttachmentLink> Files, int DraftVersion, int Version, string SavedBy, DateTime SavedUtc,
    bool IsAhead, string? HeldBy, bool MayWrite, DateTime? PublishedUtc, DateTime? DeletedUtc, ArticlePlaces Places, ArticleReviewState Review,
    TranslationLine? Translation);

/// <summary>Where an article stands on its way through the reviews.</summary>
/// <param name="Levels">How many its column asks for; 0 when it is published without.</param>
/// <param name="Awaits">The one it waits for, from 1; 0 while it is being written.</param>
/// <param name="MayPass">Whether the one who asks may pass it now.</param>
/// <param name="MayTakeBack">Whether the one who asks may take it back from the reviews.</param>
/// <param name="Trail">What was done with it in its current round, the first first.</param>
public sealed record ArticleReviewState(int Levels, int Awaits, string SentBy, DateTime? SentUtc, bool MayPass, bool MayTakeBack, IReadOnlyList<ArticleReviewLine> Trail);

/// <summary>A line of the 审校单.</summary>
/// <param name="Level">From 1; 0 for what is no review.</param>
/// <param name="Levels">How many reviews the column asked for then.</param>
public sealed record ArticleReviewLine(int Round, int Level, int Levels, ArticleReviewDeed Deed, string ByName, string Reason, DateTime AtUtc);

/// <summary>A round of reviews with what it changed.</summary>
/// <param name="Sent">As it was sent in.</param>
/// <param name="Last">As it left the round, or stands now.</param>
public sealed record ArticleReviewRound(int Number, IReadOnlyList<ArticleReviewLine> Lines, TextSide Sent, TextSide Last, IReadOnlyList<FieldChange> Changes);

/// <summary>审校单.</summary>
public sealed record ArticleReviewSheet(int Id, string Title, string ColumnName, string Source, string? Byline, string? ResponsibleEditor, int Characters, ArticleStanding Standing, IReadOnlyList<ArticleReviewRound> Rounds);

/// <summary>A line of facts that differs between two versions.</summary>
/// <param name="Field">A property of <see cref="ArticleContent"/> or <see cref="ArticleCopy.Tags"/>.</param>
public sealed record FieldChange(string Field, string Before, string After);

/// <summary>Where an article stands apart from the order of dates.</summary>
/// <param name="Carousel">In the carousel, which takes only articles with a picture.</param>
public sealed record ArticlePlaces(bool Carousel, bool IsHeadline, bool IsLead, bool IsPinned);

/// <summary>What waits for somebody, and what came back.</summary>
/// <param name="Level">The review it waits for, from 1; 0 when it was sent back.</param>
/// <param name="SinceUtc">When it came.</param>
public sealed record ReviewTask(int Id, string Title, string ColumnName, int Level, int Levels, string FromName, string Reason, DateTime SinceUtc);

/// <summary>The article that says the same in another language, as the newsroom sees it.</summary>
/// <param name="IsOriginal">It is the original, and the article asked about its translation.</param>
public sealed record TranslationLine(int Id, string Title, string Language, ArticleStanding Standing, bool IsOriginal);

/// <summary>What the server has.</summary>
public sealed record ArticleSaved(DateTime SavedUtc, int Version);

/// <summary>A kept version, as a list shows it.</summary>
public sealed record ArticleRevisionLine(int Id, ArticleRevisionKind Kind, string ByName, DateTime BegunUtc, DateTime AtUtc, string Title);

/// <summary>Two versions beside each other.</summary>
/// <param name="Before">Null when there is nothing to compare with.</param>
public sealed record ArticleDifference(TextSide? Before, TextSide After, IReadOnlyList<FieldChange> Changes);

/// <summary>What the newsroom's list shows.</summary>
public enum ArticleTab
{
    All,

    /// <summary>What the one who asks may pass, and what came back to him.</summary>
    Mine,
    Draft,

    /// <summary>In the reviews, whoever's.</summary>
    Review,
    Scheduled,
    Published,

    /// <summary>Withdrawn or expired.</summary>
    Over,

    /// <summary>回收站.</summary>
    Bin,
}

public enum ArticleSort
{
    /// <summary>The last changed first.</summary>
    Changed,

    /// <summary>The last published first.</summary>
    Published,

    Title,
}

/// <summary>A question to the newsroom's list.</summary>
/// <param name="Text">In the title; all its words must occur. Cut at 60 characters.</param>
/// <param name="ColumnId">Null for all columns.</param>
/// <param name="Page">From 1.</param>
public sealed record ArticleQuery(ArticleTab Tab = ArticleTab.All, string? Text = null, int? ColumnId = null, ArticleSort Sort = ArticleSort.Changed, int Page = 1);

/// <summary>An article in the newsroom's list.</summary>
/// <param name="Awaits">The review it waits for; 0 when it waits for none.</param>
/// <param name="Levels">How many its column asks for.</param>
/// <param name="IsAhead">The working copy differs from what readers see.</param>
/// <param name="HeldBy">Who writes on it at the moment.</param>
public sealed record ArticleRow(
    int Id, string Title, string ColumnName, string Language, ArticleStanding Standing, DateTime PublishedUtc, DateTime? ExpiresUtc, DateTime ChangedUtc, DateTime? DeletedUtc, long Views, int Awaits, int Levels,
    bool IsAhead, string? HeldBy, bool IsPinned, bool IsHeadline, bool IsLead, bool IsInCarousel);

/// <summary>A page of the newsroom's list, and how many there are under each tab.</summary>
public sealed record ArticleRows(PagedList<ArticleRow> Rows, IReadOnlyDictionary<ArticleTab, int> Counts);

/// <summary>An article that was put into another column.</summary>
/// <param name="FromColumnId">Where it stood before.</param>
public sealed record ArticleMove(int Id, int FromColumnId);

/// <summary>Something moved in the newsroom: a working copy was saved, sent in, passed. <see cref="Everywhere"/> is its only key.</summary>
public sealed record NewsroomActivity
{
    public const int Everywhere = 0;
}

/// <summary>A working copy was saved or moved on; the key is the article's number.</summary>
public sealed record ArticleDraftSaved(int ArticleId);

/// <summary>Another window writes on an article now; the key is the article's number.</summary>
/// <param name="Writer">That window.</param>
/// <param name="Name">Who sits at it.</param>
public sealed record ArticlePenMoved(int ArticleId, string Writer, string Name);

/// <summary>What the front page puts first.</summary>
/// <param name="Carousel">The first place first.</param>
public sealed record FrontArrangement(IReadOnlyList<ArticleCard> Carousel, ArticleCard? Lead, IReadOnlyList<ArticleLine> Headlines);
