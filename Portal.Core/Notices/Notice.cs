namespace Portal.Core;

/// <summary>How far the office has come with a notice. Whether it is up now the clock says, see <see cref="NoticeStates"/>.</summary>
public enum NoticeStage
{
    /// <summary>Nobody but the office sees it.</summary>
    Draft,

    /// <summary>Readers see it from <see cref="Notice.PublishedUtc"/> to <see cref="NoticeContent.ExpiresUtc"/>.</summary>
    Released,

    Withdrawn,
}

/// <summary>Whom a notice is for.</summary>
public enum NoticeAudience
{
    /// <summary>公开.</summary>
    Everyone,

    /// <summary>All members whose account is active.</summary>
    Members,

    /// <summary>Members who belong to a unit of one of the tiers.</summary>
    Tiers,

    /// <summary>Members who hold one of the roles.</summary>
    Roles,

    /// <summary>Members who belong to one of the units.</summary>
    Units,
}

/// <summary>What a notice says and how it goes out; what readers see and the office's working copy are both made of it.</summary>
public abstract class NoticeContent
{
    public const int IssuerLength = 60;

    /// <summary>Longest place of a meeting, in characters.</summary>
    public const int MeetingPlaceLength = 120;

    /// <summary>Longest text, in characters of markup.</summary>
    public const int BodyLength = 200_000;

    public string Title { get; set; } = "";

    /// <summary>The office that issues it.</summary>
    public string? Issuer { get; set; }

    public DateTime? ExpiresUtc { get; set; }
    public bool IsPinned { get; set; }

    /// <summary>Shown above everything, on every page.</summary>
    public bool IsEmergency { get; set; }

    public bool IsHeadline { get; set; }
    public NoticeAudience Audience { get; set; }

    /// <summary>One bit a <see cref="CouncilTier"/>.</summary>
    public int Tiers { get; set; }

    /// <summary>One bit a <see cref="Role"/>.</summary>
    public int Roles { get; set; }

    public List<int> UnitIds { get; set; } = [];

    /// <summary>已读回执: read is what a member has confirmed, not what was opened.</summary>
    public bool AsksReceipt { get; set; }

    /// <summary>参会回执.</summary>
    public bool AsksReply { get; set; }

    /// <summary>Replies are taken and changed before this; null takes them as long as the notice is up.</summary>
    public DateTime? ReplyClosesUtc { get; set; }

    /// <summary>会议: what makes it a meeting notice. May lie in the past, because a report can follow.</summary>
    public DateTime? MeetingStartsUtc { get; set; }

    /// <summary>Later than the start; null where nobody has said.</summary>
    public DateTime? MeetingEndsUtc { get; set; }

    public string? MeetingPlace { get; set; }

    /// <summary>Attachments in their order.</summary>
    public List<int> FileIds { get; set; } = [];

    // the last column: what is listed is read without it
    public SafeHtml Body { get; set; }

    internal void CopyFrom(NoticeContent other)
    {
        (Title, Body, Issuer, ExpiresUtc) = (other.Title, other.Body, other.Issuer, other.ExpiresUtc);
        (IsPinned, IsEmergency, IsHeadline) = (other.IsPinned, other.IsEmergency, other.IsHeadline);
        (Audience, Tiers, Roles, UnitIds) = (other.Audience, other.Tiers, other.Roles, [.. other.UnitIds]);
        (AsksReceipt, AsksReply, ReplyClosesUtc, FileIds) = (other.AsksReceipt, other.AsksReply, other.ReplyClosesUtc, [.. other.FileIds]);
        (MeetingStartsUtc, MeetingEndsUtc, MeetingPlace) = (other.MeetingStartsUtc, other.MeetingEndsUtc, other.MeetingPlace);
    }
}

/// <summary>通知公告, as readers see it.</summary>
public sealed class Notice : NoticeContent
{
    public int Id { get; set; }
    public NoticeStage Stage { get; set; }

    /// <summary>When it appears or appeared; of no meaning in a draft.</summary>
    public DateTime PublishedUtc { get; set; }

    /// <summary>When its text was last published anew; null while it stands as first published.</summary>
    public DateTime? RevisedUtc { get; set; }

    public DateTime? WithdrawnUtc { get; set; }
    public string? WithdrawnReason { get; set; }

    /// <summary>In the recycle bin since.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>The last deed of the office, the saving of its working copy included.</summary>
    public DateTime ChangedUtc { get; set; }

    public DateTime? RemindedUtc { get; set; }

    /// <summary>Counts publications and withdrawals.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>The office's working copy: readers see nothing of it until it is published. A notice without a row has none that differs.</summary>
public sealed class NoticeDraft : NoticeContent
{
    public int NoticeId { get; set; }

    /// <summary>Counts what was saved.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The window that holds the pen; null when nobody has taken it yet.</summary>
    public string? Writer { get; set; }

    /// <summary>Who sits at that window.</summary>
    public string WriterName { get; set; } = "";

    public string SavedBy { get; set; } = "";
    public DateTime SavedUtc { get; set; }

    /// <summary>Differs from what readers see.</summary>
    public bool IsAhead { get; set; } = true;
}

/// <summary>An earlier text: as it was published, or as somebody had it when another took over.</summary>
public sealed class NoticeRevision
{
    public int Id { get; set; }
    public int NoticeId { get; set; }

    /// <summary>Of the publication; null for a text that was handed over unpublished.</summary>
    public int? Version { get; set; }

    public required string Title { get; set; }
    public SafeHtml Body { get; set; }
    public required string ByName { get; set; }
    public DateTime AtUtc { get; set; }
}

/// <summary>附件. Its bytes lie in the content store under <see cref="Hash"/>.</summary>
public sealed class NoticeFile
{
    public int Id { get; set; }
    public int NoticeId { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public long Bytes { get; set; }
}

/// <summary>A member has opened a notice, and perhaps confirmed it.</summary>
public sealed class NoticeRead
{
    public int MemberId { get; set; }
    public int NoticeId { get; set; }
    public DateTime ReadUtc { get; set; }

    /// <summary>确认已读.</summary>
    public DateTime? ConfirmedUtc { get; set; }
}

/// <summary>参会回执 of a member.</summary>
public sealed class NoticeReply
{
    public int NoticeId { get; set; }
    public int MemberId { get; set; }
    public bool IsComing { get; set; }

    /// <summary>How many come, the member included; 0 when nobody does.</summary>
    public int People { get; set; }

    public string Names { get; set; } = "";
    public string Remarks { get; set; } = "";
    public DateTime AnsweredUtc { get; set; }
}
