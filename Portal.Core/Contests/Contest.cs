namespace Portal.Core;

/// <summary>How far the organisers have brought a contest. Between its call and the judging the clock says the rest, see <see cref="ContestPhase"/>.</summary>
public enum ContestStage
{
    /// <summary>Only organisers see it.</summary>
    Draft,

    /// <summary>The call is out.</summary>
    Called,
    Judging,

    /// <summary>Awards are given, but only organisers know.</summary>
    Decided,
    Published,
}

/// <summary>Who may send an essay.</summary>
public enum Eligibility
{
    /// <summary>Every member who is not waiting for approval.</summary>
    Members,

    /// <summary>Members who belong to a member unit.</summary>
    Units,

    /// <summary>Whoever has an account, also before it is approved.</summary>
    Public,
}

/// <summary>征文.</summary>
public sealed class Contest
{
    public const int TitleLength = 100;

    public int Id { get; set; }
    public required string Title { get; set; }
    public string Summary { get; set; } = "";

    /// <summary>The call, as written by the organiser.</summary>
    public SafeHtml Call { get; set; }

    /// <summary>The call as it is being written; it becomes <see cref="Call"/> when the rules are saved.</summary>
    public SafeHtml CallDraft { get; set; }

    public ContestStage Stage { get; set; } = ContestStage.Called;

    /// <summary>What its essays' numbers begin with: <c>LJ-2026</c> makes LJ-2026-0001. Unique.</summary>
    public required string Code { get; set; }

    /// <summary>How many numbers are given out.</summary>
    public int LastNumber { get; set; }

    public List<string> Themes { get; set; } = [];
    public Eligibility Eligibility { get; set; } = Eligibility.Public;
    public DateTime OpensUtc { get; set; }
    public DateTime ClosesUtc { get; set; }

    /// <summary>IANA name of the zone the deadline is stated in.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Minutes after the deadline within which a submit begun before it still counts.</summary>
    public int GraceMinutes { get; set; }

    public int MinCharacters { get; set; }
    public int MaxCharacters { get; set; }

    /// <summary>Longest title of an essay, in characters.</summary>
    public int MaxTitle { get; set; } = 30;

    /// <summary>0 asks for no abstract.</summary>
    public int MaxAbstract { get; set; } = 300;

    public int MinAbstract { get; set; } = 100;
    public int EssaysPerPerson { get; set; } = 1;

    /// <summary>How many others may sign with the author; 0 for none.</summary>
    public int MaxCoauthors { get; set; } = 2;

    /// <summary>Endings of the files that may be attached, without the dot: docx, pdf, txt, md.</summary>
    public List<string> AttachmentTypes { get; set; } = ["docx", "pdf", "txt", "md"];

    public int MaxAttachments { get; set; } = 5;

    /// <summary>Size of one attachment, in megabytes of 2^20 bytes.</summary>
    public int MaxAttachmentMegabytes { get; set; } = 20;

    public bool IsBlind { get; set; } = true;
    public int JudgesPerEssay { get; set; } = 3;

    /// <summary>Planned: formal check done by.</summary>
    public DateTime? ScreenedByUtc { get; set; }

    /// <summary>Reviews are due; judges may reopen theirs until then.</summary>
    public DateTime? ReviewsDueUtc { get; set; }

    /// <summary>Results come out at this moment; null until it is set.</summary>
    public DateTime? ResultsUtc { get; set; }

    public DateTime? PublishedUtc { get; set; }

    /// <summary>Reasons an organiser picks from when an essay goes back.</summary>
    public List<string> ReturnReasons { get; set; } = [];

    /// <summary>The notice that carried the call.</summary>
    public int? NoticeId { get; set; }

    /// <summary>When essays were last compared with each other.</summary>
    public DateTime? ComparedUtc { get; set; }

    /// <summary>Grows with every change to what is written here.</summary>
    public int Version { get; set; } = 1;

    public List<Criterion> Criteria { get; } = [];
    public List<Award> Awards { get; } = [];
}

/// <summary>评分项: one line of the rubric.</summary>
public sealed class Criterion
{
    public int Id { get; set; }
    public int ContestId { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }

    /// <summary>What the judge looks for.</summary>
    public string Guidance { get; set; } = "";

    /// <summary>Its share, compared with the other criteria's.</summary>
    public int Weight { get; set; } = 1;

    /// <summary>Whole points, both ends can be given.</summary>
    public int MinScore { get; set; } = 1;

    public int MaxScore { get; set; } = 10;
}

/// <summary>奖项.</summary>
public sealed class Award
{
    public int Id { get; set; }
    public int ContestId { get; set; }

    /// <summary>From 1, the highest first.</summary>
    public int Place { get; set; }

    public required string Name { get; set; }

    /// <summary>How many essays it is meant for.</summary>
    public int Quota { get; set; }
}

/// <summary>A later deadline for one person, by a link that binds itself to whoever opens it first.</summary>
public sealed class LateAccess
{
    public int Id { get; set; }
    public int ContestId { get; set; }

    /// <summary>SHA-256 of the key in the link.</summary>
    public required string KeyHash { get; set; }

    /// <summary>For whom and why, for the organisers.</summary>
    public required string For { get; set; }

    public DateTime UntilUtc { get; set; }
    public int? MemberId { get; set; }
    public DateTime CreatedUtc { get; set; }
}

/// <summary>A judge of a contest.</summary>
public sealed class ContestJudge
{
    public int ContestId { get; set; }
    public int JudgeId { get; set; }

    /// <summary>No more essays than this; null for no limit.</summary>
    public int? MaxEssays { get; set; }
}
