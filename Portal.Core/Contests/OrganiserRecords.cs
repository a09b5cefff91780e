namespace Portal.Core;

/// <summary>What an organiser writes about a contest.</summary>
public sealed record ContestText
{
    /// <summary>1 to 100 characters.</summary>
    public required string Title { get; init; }

    /// <summary>What numbers begin with: 2 to 20 letters, digits and hyphens. Fixed once a number is given out.</summary>
    public required string Code { get; init; }

    /// <summary>Up to 300 characters.</summary>
    public string Summary { get; init; } = "";

    public string CallHtml { get; init; } = "";
    public IReadOnlyList<string> Themes { get; init; } = [];
    public Eligibility Eligibility { get; init; } = Eligibility.Public;

    /// <summary>In <see cref="TimeZone"/>, like the deadline.</summary>
    public required DateTime OpensLocal { get; init; }

    public required DateTime ClosesLocal { get; init; }

    /// <summary>IANA name.</summary>
    public required string TimeZone { get; init; }

    /// <summary>0 to 1,440.</summary>
    public int GraceMinutes { get; init; } = 15;

    public int MinCharacters { get; init; } = 3000;
    public int MaxCharacters { get; init; } = 5000;

    /// <summary>5 to 100.</summary>
    public int MaxTitle { get; init; } = 30;

    public int MinAbstract { get; init; } = 100;
    public int MaxAbstract { get; init; } = 300;

    /// <summary>1 to 20.</summary>
    public int EssaysPerPerson { get; init; } = 1;

    /// <summary>0 to 10.</summary>
    public int MaxCoauthors { get; init; } = 2;

    public IReadOnlyList<string> AttachmentTypes { get; init; } = ["docx", "pdf", "txt", "md"];

    /// <summary>0 to 20.</summary>
    public int MaxAttachments { get; init; } = 5;

    /// <summary>1 to 100.</summary>
    public int MaxAttachmentMegabytes { get; init; } = 20;

    public bool IsBlind { get; init; } = true;

    /// <summary>1 to 15.</summary>
    public int JudgesPerEssay { get; init; } = 3;

    public DateTime? ScreenedByLocal { get; init; }
    public DateTime? ReviewsDueLocal { get; init; }
    public DateTime? ResultsLocal { get; init; }
    public IReadOnlyList<string> ReturnReasons { get; init; } = [];

    /// <summary>1 to 12; fixed once a judge has given a score.</summary>
    public IReadOnlyList<CriterionLine> Criteria { get; init; } = [];

    /// <summary>The highest first.</summary>
    public IReadOnlyList<AwardLine> Awards { get; init; } = [];

    /// <summary>Of the contest as it was read; 0 for a new one.</summary>
    public int Version { get; init; }
}

/// <summary>A contest in the organisers' list.</summary>
public sealed record ContestRow(ContestCard Card, string Code, int Drafts, int Received, int Admitted, int Reviews, int ReviewsDone);

/// <summary>How a contest is getting on.</summary>
/// <param name="CallDraft">The call as it was last written, readers may still see an older one.</param>
/// <param name="Newest">What came in last, newest first.</param>
public sealed record ContestOverview(
    ContestText Text, ContestCard Card, bool IsCodeFixed, bool IsRubricFixed, int? NoticeId, IReadOnlyDictionary<EssayState, int> States, int UnsentDrafts, int Today,
    IReadOnlyList<Arrival> Newest, IReadOnlyList<LateAccessLine> LateAccesses, SafeHtml CallDraft);

public sealed record Arrival(int EssayId, string Number, string Title, string Author, DateTime SentUtc, int Version, bool IsInGrace);

public sealed record LateAccessLine(int Id, string For, DateTime UntilUtc, string? UsedBy);
