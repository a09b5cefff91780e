namespace Portal.Core;

/// <summary>通知公告.</summary>
public sealed class Notice
{
    public int Id { get; set; }
    public required string Title { get; set; }
    public SafeHtml Body { get; set; }

    /// <summary>The office that issues it.</summary>
    public string? Issuer { get; set; }

    public DateTime PublishedUtc { get; set; }
    public DateTime? ExpiresUtc { get; set; }
    public bool IsWithdrawn { get; set; }
    public bool IsPinned { get; set; }

    /// <summary>Shown above everything, on every page.</summary>
    public bool IsEmergency { get; set; }

    public bool IsHeadline { get; set; }
    public int Version { get; set; } = 1;
}

/// <summary>已读: a member has opened a notice.</summary>
public sealed class NoticeRead
{
    public int MemberId { get; set; }
    public int NoticeId { get; set; }
    public DateTime ReadUtc { get; set; }
}
