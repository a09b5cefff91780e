namespace Portal.Core;

/// <summary>A line in a list of titles.</summary>
public sealed record ArticleLine(int Id, string Title, DateTime PublishedUtc, string Language);

/// <summary>An entry with summary and picture.</summary>
public sealed record ArticleCard(int Id, string Title, string Summary, DateTime PublishedUtc, string ColumnName, string Source, long Views, Picture? Picture, string Language);

/// <param name="ParentId">The column it stands under; null at the top.</param>
/// <param name="Colour">One of <see cref="Columns.Colours"/>, or null for none.</param>
public sealed record ColumnLink(int Id, string Slug, string Name, string? NameEn, string? Description, int? ParentId = null, string? Colour = null)
{
    public string NameIn(string language) => language == "en" && !string.IsNullOrEmpty(NameEn) ? NameEn : Name;
}

public sealed record AttachmentLink(int Id, string Name, long Bytes);

/// <summary>The same in another language.</summary>
/// <param name="IsOriginal">It is the original, and what the reader has its translation.</param>
public sealed record ArticleTranslation(int Id, string Title, string Language, bool IsOriginal);

/// <summary>All that an article's page shows.</summary>
public sealed record ArticleDetail(
    int Id,
    string Title,
    string? Subtitle,
    string Summary,
    string Source,
    string? Byline,
    string? Signature,
    string? ResponsibleEditor,
    SafeHtml Body,
    ColumnLink Column,
    DateTime PublishedUtc,
    long Views,
    int Version,
    DateTime? CorrectedUtc,
    string? CorrectionNote,
    bool IsWithdrawn,
    Picture? Picture,
    IReadOnlyList<string> Tags,
    IReadOnlyList<AttachmentLink> Attachments,
    ArticleLine? Previous,
    ArticleLine? Next,
    IReadOnlyList<ArticleCard> Related,
    IReadOnlyList<ArticleLine> Neighbours,
    string Language = TextLanguages.Chinese,
    ArticleTranslation? Translation = null);

/// <summary>A column on the front page: its first entry with picture and summary, then titles.</summary>
public sealed record ColumnBlock(ColumnLink Column, ArticleCard? First, IReadOnlyList<ArticleLine> More);

public sealed record RankedArticle(int Id, string Title, long Views, string Language = TextLanguages.Chinese);

/// <summary>The articles of the front page.</summary>
public sealed record FrontPage(IReadOnlyList<ArticleCard> Carousel, ArticleCard? Lead, IReadOnlyList<ArticleLine> Latest, IReadOnlyList<ColumnBlock> Blocks);

/// <summary>What an editor writes.</summary>
public sealed record ArticleText
{
    public required int ColumnId { get; init; }

    /// <summary>One of <see cref="TextLanguages.All"/>.</summary>
    public string Language { get; init; } = TextLanguages.Chinese;

    /// <summary>1 to 200 characters.</summary>
    public required string Title { get; init; }
    public string? Subtitle { get; init; }

    /// <summary>Up to 300 characters; empty takes the beginning of the text.</summary>
    public string Summary { get; init; } = "";
    public string Source { get; init; } = "";
    public string? Byline { get; init; }
    public string? Signature { get; init; }
    public string? ResponsibleEditor { get; init; }

    /// <summary>Cleaned before it is stored.</summary>
    public required string BodyHtml { get; init; }
    public IReadOnlyList<string> Tags { get; init; } = [];
}
