namespace Portal.Core;

/// <summary>Where an essay stands.</summary>
public enum EssayState
{
    /// <summary>Never sent.</summary>
    Draft,

    /// <summary>Sent, and waits for the formal check.</summary>
    Received,

    /// <summary>Sent back to be completed.</summary>
    Returned,

    /// <summary>Passed the formal check: it is judged.</summary>
    Admitted,

    /// <summary>Did not pass the formal check.</summary>
    Declined,

    /// <summary>Taken back by the author.</summary>
    Withdrawn,
}

/// <summary>稿件: the author's working copy, and where the last version that was sent stands.</summary>
public sealed class Essay
{
    /// <summary>Longest body, in characters of HTML.</summary>
    public const int BodyLength = 1_000_000;

    public int Id { get; set; }
    public int ContestId { get; set; }

    /// <summary>The first author; null once the account is deleted.</summary>
    public int? MemberId { get; set; }

    /// <summary>收稿编号, given when it is sent for the first time and never again to another.</summary>
    public string? Number { get; set; }

    /// <summary>What judges call it: random, so it says nothing about when it came or from whom.</summary>
    public required string BlindCode { get; set; }

    public EssayState State { get; set; }

    public string? Theme { get; set; }
    public string Title { get; set; } = "";
    public string Abstract { get; set; } = "";
    public SafeHtml Body { get; set; }

    /// <summary>Of the body, as Word counts.</summary>
    public int Characters { get; set; }

    /// <summary>The author declared it original.</summary>
    public bool IsOriginal { get; set; }

    public List<EssayPerson> Coauthors { get; set; } = [];
    public DateTime CreatedUtc { get; set; }
    public DateTime SavedUtc { get; set; }

    /// <summary>The window that may write; nobody else's words are taken.</summary>
    public string? Writer { get; set; }

    /// <summary>The version that counts; null while nothing was sent.</summary>
    public int? SentRevisionId { get; set; }

    /// <summary>Changed since it was last sent.</summary>
    public bool HasUnsentChanges { get; set; }

    public DateTime? RemindedUtc { get; set; }

    /// <summary>Why it went back or was declined.</summary>
    public string? ScreeningReason { get; set; }

    /// <summary>Until when it may be completed.</summary>
    public DateTime? ReturnedUntilUtc { get; set; }

    public int? AwardId { get; set; }

    /// <summary>Why the decision departs from the ranking.</summary>
    public string? DecisionReason { get; set; }

    public List<EssayFile> Files { get; } = [];
}

/// <summary>Somebody who signs an essay.</summary>
public sealed class EssayPerson
{
    public string Name { get; set; } = "";
    public string Unit { get; set; } = "";

    /// <summary>Optional: lets the portal notice when a judge is among the authors.</summary>
    public string Email { get; set; } = "";
}

/// <summary>附件 of an essay's working copy. A file that a sent version names is kept although the author removes it.</summary>
public sealed class EssayFile
{
    public int Id { get; set; }
    public int EssayId { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }

    /// <summary>docx, pdf, txt or md, by its content.</summary>
    public required string Kind { get; set; }

    /// <summary>What judges get: without anything that names a person.</summary>
    public required string Hash { get; set; }

    /// <summary>As it came; for organisers and the author.</summary>
    public required string OriginalHash { get; set; }

    public long Bytes { get; set; }
    public DateTime AddedUtc { get; set; }
}

/// <summary>A file on its way in, piece by piece.</summary>
public sealed class Upload
{
    public int Id { get; set; }

    /// <summary>What its address calls it, and its file under <see cref="DataFolder.Uploads"/>.</summary>
    public required string Key { get; set; }

    public int EssayId { get; set; }
    public required string Name { get; set; }
    public long Bytes { get; set; }
    public DateTime CreatedUtc { get; set; }
}

/// <summary>What was sent at one moment. Never changed afterwards, but for the names of people whose accounts are deleted.</summary>
public sealed class EssayRevision
{
    public int Id { get; set; }
    public int EssayId { get; set; }

    /// <summary>From 1.</summary>
    public int Place { get; set; }

    /// <summary>Made by the form, so that pressing twice sends once.</summary>
    public required string Key { get; set; }

    public DateTime SentUtc { get; set; }

    /// <summary>When the author pressed the button, when that was noticeably earlier.</summary>
    public DateTime? BegunUtc { get; set; }

    /// <summary>Arrived after the deadline, within the grace period.</summary>
    public bool IsInGrace { get; set; }

    /// <summary>Of everything below; the author can compute it again from the copy that was sent.</summary>
    public required string Sha256 { get; set; }

    public string? Theme { get; set; }
    public required string Title { get; set; }
    public string Abstract { get; set; } = "";
    public SafeHtml Body { get; set; }
    public int Characters { get; set; }
    public List<EssayPerson> Authors { get; set; } = [];
    public List<SentFile> Files { get; set; } = [];
}

/// <summary>An attachment of a sent version.</summary>
public sealed class SentFile
{
    public string Name { get; set; } = "";
    public string Kind { get; set; } = "";
    public string Hash { get; set; } = "";
    public string OriginalHash { get; set; } = "";
    public long Bytes { get; set; }
}

/// <summary>Two essays that share passages.</summary>
public sealed class EssayPair
{
    public int Id { get; set; }
    public int ContestId { get; set; }
    public int EssayId { get; set; }

    /// <summary>In this contest or an earlier one.</summary>
    public int OtherEssayId { get; set; }

    /// <summary>Share of the shorter text that stands in the other too, 0 to 1.</summary>
    public double Score { get; set; }

    public int SharedCharacters { get; set; }

    /// <summary>An organiser has looked at it.</summary>
    public bool IsChecked { get; set; }
}
