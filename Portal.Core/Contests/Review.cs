namespace Portal.Core;

/// <summary>Where a judge is with an essay.</summary>
public enum ReviewState
{
    Assigned,
    Submitted,

    /// <summary>回避: the judge, or an organiser for him, declared a conflict of interest. He never gets the essay.</summary>
    Conflict,
}

/// <summary>评审: one judge's work on one essay.</summary>
public sealed class Review
{
    public int Id { get; set; }
    public int ContestId { get; set; }
    public int EssayId { get; set; }

    /// <summary>Null once the account is deleted.</summary>
    public int? JudgeId { get; set; }

    public ReviewState State { get; set; }
    public DateTime AssignedUtc { get; set; }
    public DateTime? SavedUtc { get; set; }
    public DateTime? SubmittedUtc { get; set; }
    public string CommentForAuthor { get; set; } = "";
    public string CommentForOrganisers { get; set; } = "";
    public string? ConflictReason { get; set; }
    public List<ReviewScore> Scores { get; set; } = [];
    public List<ReviewNote> Notes { get; set; } = [];

    /// <summary>Grows with every save.</summary>
    public int Version { get; set; } = 1;
}

public sealed class ReviewScore
{
    public int CriterionId { get; set; }
    public int Value { get; set; }
}

/// <summary>A remark beside a passage.</summary>
public sealed class ReviewNote
{
    public string Key { get; set; } = "";

    /// <summary>Place of the passage in the essay's plain text, in characters.</summary>
    public int Start { get; set; }

    public int Length { get; set; }
    public string Quote { get; set; } = "";
    public string Text { get; set; } = "";
}
