namespace Portal.Core;

/// <summary>Why somebody cannot begin an essay.</summary>
public enum EntryBar
{
    None,

    /// <summary>Not signed in.</summary>
    SignedOut,
    NotOpenYet,
    Closed,

    /// <summary>Only members, and the account waits for approval.</summary>
    NotMember,

    /// <summary>Only people of member units.</summary>
    NoUnit,

    /// <summary>As many essays as a person may send.</summary>
    Enough,

    /// <summary>Judges of this contest send no essays.</summary>
    IsJudge,
}

/// <summary>A member's own place at a contest.</summary>
/// <param name="DeadlineUtc">The one that counts for this member.</param>
/// <param name="IsLate">By a personal link.</param>
/// <param name="Count">Essays begun or sent, withdrawn ones not counted.</param>
public sealed record EssayDesk(ContestCard Contest, ContestRules Rules, DateTime DeadlineUtc, bool IsLate, IReadOnlyList<EssayLine> Essays, int Count, EntryBar Bar);

/// <summary>One of the own essays in a list.</summary>
/// <param name="Award">Its name, once the results are out.</param>
public sealed record EssayLine(
    int Id, ContestCard Contest, string? Number, string Title, EssayState State, int Characters, DateTime SavedUtc, DateTime? SentUtc, bool HasUnsentChanges,
    bool MayWrite, DateTime DeadlineUtc, string? ScreeningReason, string? Award);

/// <summary>The working copy, for the form.</summary>
/// <param name="HeldElsewhere">Another window writes on it now.</param>
public sealed record EssayDraft(
    int Id, ContestCard Contest, ContestRules Rules, EssayState State, string? Number, string? Theme, string Title, string Abstract, SafeHtml Body, int Characters, bool IsOriginal,
    string AuthorName, string AuthorUnit, IReadOnlyList<EssayPersonLine> Coauthors, IReadOnlyList<EssayFileLine> Files, DateTime SavedUtc, DateTime DeadlineUtc, bool IsLate,
    bool HasUnsentChanges, bool MayWrite, bool HeldElsewhere, string? ScreeningReason)
{
    public IReadOnlyList<EssayGap> Gaps => EssayCheck.Of(Rules, new EssayFacts(Title, Theme, Abstract, Characters, IsOriginal, [.. Coauthors.Select(c => c.Name)]));
}

public sealed record EssayPersonLine(string Name, string Unit, string Email = "");

public sealed record EssayFileLine(int Id, string Name, string Kind, long Bytes);

/// <summary>How far an essay has come, without its text: what the form shows beside it.</summary>
/// <param name="Writer">The window that holds the pen.</param>
public sealed record EssayProgress(
    EssayState State, string? Number, IReadOnlyList<EssayGap> Gaps, int Characters, DateTime SavedUtc, bool HasUnsentChanges, bool MayWrite, DateTime DeadlineUtc, int GraceMinutes, string? Writer)
{
    /// <summary>The organisers have it as it stands.</summary>
    public bool IsSent => State == EssayState.Received && !HasUnsentChanges;

    /// <summary>What was begun before the deadline has to arrive by then.</summary>
    public DateTime GraceEndsUtc => DeadlineUtc.AddMinutes(GraceMinutes);

    /// <summary>Words are still taken, but a submit begun now comes too late.</summary>
    public bool IsInGrace(DateTime nowUtc) => MayWrite && nowUtc >= DeadlineUtc;
}

/// <summary>What has changed on the form; null leaves a field as it is.</summary>
/// <param name="Html">Of the body; cleaned before it is kept.</param>
public sealed record EssayChange(
    string? Title = null, string? Theme = null, string? Abstract = null, bool? IsOriginal = null, IReadOnlyList<EssayPersonLine>? Coauthors = null, string? Html = null);

public sealed record EssaySaved(DateTime SavedUtc, int Characters);

/// <summary>回执.</summary>
public sealed record EssayReceipt(
    int EssayId, ContestCard Contest, ContestRules Rules, EssayState State, string Number, int Version, DateTime SentUtc, DateTime? BegunUtc, bool IsInGrace, DateTime DeadlineUtc, string Title,
    string? Theme, IReadOnlyList<EssayPersonLine> Authors, string Abstract, SafeHtml Body, int Characters, IReadOnlyList<SentFileLine> Files, string Sha256, bool HasUnsentChanges, bool MayWrite,
    string? ScreeningReason);

public sealed record SentFileLine(string Name, string Kind, long Bytes);

/// <summary>What judges said about an essay, for its author, once the results are out.</summary>
public sealed record EssayOutcome(string? Award, string? CertificateKey, IReadOnlyList<string> Comments);

/// <summary>Words were kept; the key is the essay's number.</summary>
public sealed record DraftSaved(int EssayId);
