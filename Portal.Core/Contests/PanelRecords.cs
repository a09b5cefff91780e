namespace Portal.Core;

/// <summary>Who judges a contest, and who has which essay.</summary>
/// <param name="Gaps">What stands in the way of the judging; empty once it has begun.</param>
public sealed record Panel(
    ContestCard Contest, bool IsBlind, int JudgesPerEssay, DateTime? ReviewsDueUtc, IReadOnlyList<PanelJudge> Judges, IReadOnlyList<PanelEssay> Essays, IReadOnlyList<BeginGap> Gaps)
{
    /// <summary>Essays that have fewer judges than they should.</summary>
    public int ShortEssays => Essays.Count(e => e.Judges.Count(j => j.State != ReviewState.Conflict) < JudgesPerEssay);
}

/// <param name="MaxEssays">Null for any number.</param>
/// <param name="Load">Essays he has.</param>
/// <param name="Done">Of those, reviews handed in.</param>
/// <param name="Conflicts">Essays he may not judge by his own word.</param>
public sealed record PanelJudge(int JudgeId, string Name, string Unit, int? MaxEssays, int Load, int Done, int Conflicts);

/// <param name="Judges">Conflicts included.</param>
public sealed record PanelEssay(int EssayId, string Number, string Title, string? Theme, IReadOnlyList<PanelPlace> Judges);

/// <param name="ConflictReason">In the judge's words, may be empty; null without a conflict.</param>
public sealed record PanelPlace(int JudgeId, string Name, ReviewState State, string? ConflictReason);

/// <summary>Why a member with the role of a judge cannot judge a contest.</summary>
public enum PanelBar
{
    None,

    /// <summary>Editors and administrators see who wrote what, so they cannot judge blind.</summary>
    SeesAuthors,

    /// <summary>Has begun or sent an essay. Who signs with another is kept from that essay only.</summary>
    IsAuthor,
}

public sealed record PanelCandidate(int MemberId, string Name, string Unit, PanelBar Bar);

/// <summary>What an automatic assignment did.</summary>
/// <param name="Added">How many places were filled; 0 when there were obstacles and nothing was to be done in spite of them.</param>
public sealed record AssignmentResult(int Added, IReadOnlyList<AssignmentObstacle> Obstacles);

/// <summary>What stands in the way of the judging.</summary>
public enum BeginGap
{
    /// <summary>The deadline and its grace period are not over.</summary>
    StillOpen,

    /// <summary>Somebody has late access and may still send.</summary>
    LateAccess,

    /// <summary>Essays wait for the formal check or for being completed.</summary>
    Unscreened,

    /// <summary>No essay has passed the formal check.</summary>
    NoEssays,

    /// <summary>An essay has fewer judges than it should.</summary>
    ShortOfJudges,

    /// <summary>There is no day by which reviews are due, or it is over.</summary>
    NoDueDate,
}
