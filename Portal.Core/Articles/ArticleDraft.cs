namespace Portal.Core;

/// <summary>An article's text that is not the readers' (yet, or any more).</summary>
public abstract class ArticleCopy : ArticleContent
{
    public List<string> Tags { get; set; } = [];

    internal void CopyFrom(Article article)
    {
        base.CopyFrom(article);
        Tags = [.. article.Tags.Select(t => t.Name).Order(StringComparer.Ordinal)];
    }

    internal void CopyFrom(ArticleCopy other)
    {
        base.CopyFrom(other);
        Tags = [.. other.Tags];
    }
}

/// <summary>The newsroom's working copy: readers see nothing of it until it is published. An article without a row has none that differs.</summary>
public sealed class ArticleDraft : ArticleCopy
{
    public int ArticleId { get; set; }

    /// <summary>Counts what was saved.</summary>
    public int Version { get; set; } = 1;

    /// <summary>When it is to appear; null as soon as it is published.</summary>
    public DateTime? PublishUtc { get; set; }

    /// <summary>One sentence for readers on what is corrected, when they know the article already.</summary>
    public string? CorrectionNote { get; set; }

    /// <summary>The window that holds the pen; null when nobody has taken it yet.</summary>
    public string? Writer { get; set; }

    /// <summary>Who sits at that window.</summary>
    public string WriterName { get; set; } = "";

    public string SavedBy { get; set; } = "";
    public DateTime SavedUtc { get; set; }

    /// <summary>Differs from what readers see.</summary>
    public bool IsAhead { get; set; } = true;

    /// <summary>Which time round the reviews it is, from 1; 0 before it was first sent in.</summary>
    public int Round { get; set; }

    /// <summary>The review it waits for, from 1; 0 while it is being written.</summary>
    public int Awaits { get; set; }

    public int? SentById { get; set; }
    public string SentBy { get; set; } = "";
    public DateTime? SentUtc { get; set; }

    /// <summary>Who has passed it in this round: nobody passes twice.</summary>
    public List<int> PassedIds { get; set; } = [];
}

/// <summary>Why a version was kept.</summary>
public enum ArticleRevisionKind
{
    /// <summary>Written; words saved one after the other by the same window are one version.</summary>
    Saved,

    /// <summary>What somebody had when another took over.</summary>
    HandedOver,

    /// <summary>As it went to the reviews.</summary>
    Sent,

    /// <summary>As a reviewer passed it.</summary>
    Passed,

    /// <summary>As readers got it.</summary>
    Published,
}

/// <summary>A kept version of an article.</summary>
public sealed class ArticleRevision : ArticleCopy
{
    public int Id { get; set; }
    public int ArticleId { get; set; }
    public ArticleRevisionKind Kind { get; set; }

    /// <summary>The window it was written in.</summary>
    public string? Writer { get; set; }

    public required string ByName { get; set; }
    public DateTime AtUtc { get; set; }

    /// <summary>When the first of its words were saved.</summary>
    public DateTime BegunUtc { get; set; }
}

/// <summary>What was done with an article on its way to the readers.</summary>
public enum ArticleReviewDeed
{
    /// <summary>送审.</summary>
    Sent,
    Passed,

    /// <summary>退回, with a reason.</summary>
    SentBack,

    /// <summary>撤回送审, by whoever had sent it.</summary>
    TakenBack,

    /// <summary>Went to the readers, now or at its moment.</summary>
    Published,
}

/// <summary>A line of the 审校单.</summary>
public sealed class ArticleReview
{
    public int Id { get; set; }
    public int ArticleId { get; set; }
    public int Round { get; set; }

    /// <summary>Which review, from 1; 0 for what is none.</summary>
    public int Level { get; set; }

    /// <summary>How many reviews the column asked for then.</summary>
    public int Levels { get; set; }

    public ArticleReviewDeed Deed { get; set; }
    public int ById { get; set; }
    public required string ByName { get; set; }

    /// <summary>The reviewer's words, up to <see cref="ArticleReviews.ReasonLength"/> characters.</summary>
    public string Reason { get; set; } = "";

    public DateTime AtUtc { get; set; }

    /// <summary>The text it was done with.</summary>
    public int RevisionId { get; set; }
}
