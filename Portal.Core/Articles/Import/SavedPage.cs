namespace Portal.Core;

/// <summary>An article as it was found on a saved page of an older website: material for an editor, not yet an article.</summary>
public sealed record SavedPage
{
    public required string Title { get; init; }

    /// <summary>Who the page names as its source (来源); null when it names nobody.</summary>
    public string? Source { get; init; }

    /// <summary>The column (栏目) the article stood in, as the page calls it.</summary>
    public string? ColumnName { get; init; }

    /// <summary>The page's own count of readings; null when it shows none.</summary>
    public long? Views { get; init; }

    /// <summary>When the page says it was published, Kind Utc; a page that gives only a day means its midnight in the site's zone.</summary>
    public DateTime? PublishedUtc { get; init; }

    /// <summary>
    /// The text as blocks of p, h2, h3, ul, ol, table and blockquote with strong, em, a and img inside; picture
    /// addresses are the page's own. Encoded, but still to be sanitised before it is stored.
    /// </summary>
    public required string BodyHtml { get; init; }

    /// <summary>The signature under the text, or else the author named above it.</summary>
    public string? Byline { get; init; }

    public string? ResponsibleEditor { get; init; }

    /// <summary>What was repaired and how often, one Chinese sentence each.</summary>
    public required IReadOnlyList<string> Repairs { get; init; }

    /// <summary>Places that look damaged and were left as they are, with their surroundings: for a human to decide.</summary>
    public required IReadOnlyList<string> Doubts { get; init; }
}
