namespace Portal.Core;

/// <summary>Where a contest stands: its stage, and between call and judging the clock.</summary>
public enum ContestPhase
{
    Draft,

    /// <summary>The call is out, essays are taken later.</summary>
    Announced,
    Open,
    Closed,
    Judging,
    Decided,
    Published,
}

public sealed record ContestCard(
    int Id, string Title, string Summary, ContestStage Stage, DateTime OpensUtc, DateTime ClosesUtc, string TimeZone, DateTime? ResultsUtc = null)
{
    public ContestPhase PhaseAt(DateTime utc) => Stage switch
    {
        ContestStage.Draft => ContestPhase.Draft,
        ContestStage.Judging => ContestPhase.Judging,
        ContestStage.Decided => ContestPhase.Decided,
        ContestStage.Published => ContestPhase.Published,
        _ => utc < OpensUtc ? ContestPhase.Announced : utc < ClosesUtc ? ContestPhase.Open : ContestPhase.Closed,
    };

    /// <summary>Days left, begun ones counted whole: one hour before the deadline it is 1. 0 once it has closed.</summary>
    public int DaysLeft(DateTime utc) => utc >= ClosesUtc ? 0 : (int)Math.Ceiling((ClosesUtc - utc).TotalDays);

    /// <summary>The deadline in the zone it was stated in.</summary>
    public DateTime ClosesLocal => Local(ClosesUtc);

    public DateTime OpensLocal => Local(OpensUtc);

    /// <summary>A moment in the contest's zone.</summary>
    public DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(utc, TimeZoneInfo.FindSystemTimeZoneById(TimeZone));
}

/// <param name="Received">Essays sent and not taken back.</param>
/// <param name="Version">Grows with each change to the contest.</param>
public sealed record ContestDetail(ContestCard Card, SafeHtml Call, ContestRules Rules, int Received, int Version);

/// <summary>What an essay must be like.</summary>
public sealed record ContestRules(
    IReadOnlyList<string> Themes, Eligibility Eligibility, int GraceMinutes, int MinCharacters, int MaxCharacters, int MaxTitle, int MinAbstract, int MaxAbstract,
    int EssaysPerPerson, int MaxCoauthors, IReadOnlyList<string> AttachmentTypes, int MaxAttachments, int MaxAttachmentMegabytes, bool IsBlind,
    DateTime? ScreenedByUtc, DateTime? ReviewsDueUtc);

/// <summary>A line of the rubric.</summary>
/// <param name="Id">0 for a new one.</param>
public sealed record CriterionLine(int Id, string Name, string Guidance, int Weight, int MinScore, int MaxScore);

/// <param name="Id">0 for a new one.</param>
public sealed record AwardLine(int Id, string Name, int Quota);
