namespace Portal.Core;

/// <summary>A line in a list of notices.</summary>
public sealed record NoticeLine(int Id, string Title, DateTime PublishedUtc, bool IsPinned, bool IsEmergency, bool IsHeadline);

/// <summary>The meeting that a notice calls.</summary>
/// <param name="EndsUtc">Later than the start; null where nobody has said.</param>
/// <param name="Place">Up to 120 characters; null where nobody has said.</param>
public sealed record NoticeMeeting(DateTime StartsUtc, DateTime? EndsUtc, string? Place)
{
    /// <summary>When it is over: an hour after the start where nobody has said.</summary>
    public DateTime OverUtc => EndsUtc ?? StartsUtc.AddHours(1);
}

/// <param name="Meeting">Null where it calls none.</param>
public sealed record NoticeDetail(
    int Id, string Title, SafeHtml Body, string? Issuer, DateTime PublishedUtc, DateTime? RevisedUtc, bool IsPinned, bool IsEmergency, int Version,
    bool AsksReceipt, bool AsksReply, DateTime? ReplyClosesUtc, NoticeMeeting? Meeting, IReadOnlyList<NoticeFileLine> Files, NoticeLine? Previous, NoticeLine? Next);

/// <param name="Bytes">Its size.</param>
public sealed record NoticeFileLine(int Id, string Name, long Bytes);

/// <summary>What a member is asked for and has not given yet.</summary>
/// <param name="Confirm">确认已读.</param>
/// <param name="Reply">参会回执.</param>
/// <param name="ReplyClosesUtc">Until when; null as long as the notice is up.</param>
/// <param name="IsReminded">The office has asked again.</param>
public sealed record NoticeDuty(int Id, string Title, bool Confirm, bool Reply, DateTime? ReplyClosesUtc, bool IsReminded);

/// <summary>What a member has not opened yet, and what a member still owes.</summary>
public sealed record UnreadNotices(int Count, IReadOnlyList<NoticeLine> Newest, IReadOnlyList<NoticeDuty> Due);

/// <summary>A member has opened, confirmed or answered a notice, in whichever window; the key is the member's number.</summary>
public sealed record NoticeReadBy(int MemberId, int NoticeId);

/// <summary>Something moved among the office's notices: somebody read, answered, writes or has saved. <see cref="Everywhere"/> is its only key.</summary>
public sealed record NoticeActivity
{
    public const int Everywhere = 0;
}

/// <summary>A working copy was saved; the key is the notice's number.</summary>
public sealed record NoticeDraftSaved(int NoticeId);

/// <summary>Another window writes on a notice now; the key is the notice's number.</summary>
/// <param name="Writer">That window.</param>
/// <param name="Name">Who sits at it.</param>
public sealed record NoticePenMoved(int NoticeId, string Writer, string Name);

/// <summary>Where a notice stands now.</summary>
public enum NoticeState
{
    Draft,
    Scheduled,
    Published,
    Expired,
    Withdrawn,
}

/// <summary>What the office's list shows.</summary>
public enum NoticeTab
{
    All,
    Published,
    Scheduled,
    Draft,

    /// <summary>Up, and waiting for receipts or replies.</summary>
    Asking,

    /// <summary>Withdrawn or expired.</summary>
    Over,

    /// <summary>回收站.</summary>
    Bin,
}

public enum NoticeSort
{
    /// <summary>The last changed first.</summary>
    Changed,

    /// <summary>The last published first.</summary>
    Published,

    Title,

    /// <summary>The one most members still have to read first; then what is for nobody in particular, the last published first.</summary>
    Unread,
}

/// <summary>A question to the office's list.</summary>
/// <param name="Text">In title, text or place of the meeting; all its words must occur. Cut at 60 characters.</param>
/// <param name="Page">From 1.</param>
public sealed record NoticeQuery(NoticeTab Tab = NoticeTab.All, string? Text = null, NoticeAudience? Audience = null, NoticeSort Sort = NoticeSort.Changed, int Page = 1);

/// <summary>Whom a notice is for, in full.</summary>
public sealed record NoticeAddress(NoticeAudience Audience, IReadOnlyList<CouncilTier> Tiers, IReadOnlyList<Role> Roles, IReadOnlyList<int> UnitIds)
{
    public static NoticeAddress Everyone { get; } = new(NoticeAudience.Everyone, [], [], []);
}

/// <summary>A line in the office's list.</summary>
/// <param name="Title">Of the working copy while readers see nothing, else what they see. May be empty.</param>
/// <param name="WriterName">Who has it open for writing now.</param>
/// <param name="Read">Members who have opened it or, where it asks for that, confirmed it.</param>
/// <param name="Addressed">Members it is for; null for a public one.</param>
/// <param name="Coming">People announced by replies; null where none are asked for.</param>
public sealed record NoticeRow(
    int Id, string Title, NoticeState State, NoticeAddress Address, DateTime PublishedUtc, DateTime? ExpiresUtc, DateTime ChangedUtc, DateTime? WithdrawnUtc, string? WithdrawnReason,
    DateTime? DeletedUtc, bool IsPinned, bool IsEmergency, bool AsksReceipt, bool IsAhead, string? WriterName, int Read, int? Addressed, int? Coming);

/// <summary>A page of the office's list, with how many stand behind each tab.</summary>
public sealed record NoticeRows(PagedList<NoticeRow> Rows, IReadOnlyDictionary<NoticeTab, int> Counts);

/// <summary>Everything about a notice but its text. Times are wall-clock times in the site's zone.</summary>
/// <param name="Title">Up to 200 characters; may be empty while it is written.</param>
/// <param name="Issuer">Up to 60 characters.</param>
/// <param name="MeetingEndsLocal">Only with a start, and later.</param>
/// <param name="MeetingPlace">Up to 120 characters, and only with a start.</param>
public sealed record NoticeFields(
    string Title, string? Issuer, DateTime? ExpiresLocal, bool IsPinned, bool IsEmergency, bool IsHeadline, NoticeAddress Address, bool AsksReceipt, bool AsksReply,
    DateTime? ReplyClosesLocal, DateTime? MeetingStartsLocal = null, DateTime? MeetingEndsLocal = null, string? MeetingPlace = null);

/// <summary>A notice on the office's desk.</summary>
/// <param name="Fields">Of the working copy.</param>
/// <param name="HeldBy">Who writes on it in another window now; null when nobody does.</param>
/// <param name="DeletedUtc">In the recycle bin since: it cannot be written then.</param>
/// <param name="PublishLocal">When it appears, or appeared, in the site's zone; null for a draft.</param>
/// <param name="IsAhead">The working copy differs from what readers see.</param>
/// <param name="Meeting">As the working copy would show it; null while that has no start.</param>
public sealed record NoticeWork(
    int Id, NoticeState State, NoticeFields Fields, NoticeMeeting? Meeting, SafeHtml Body, IReadOnlyList<NoticeFileLine> Files, int DraftVersion, int Version, string SavedBy, DateTime SavedUtc, bool IsAhead,
    string? HeldBy, DateTime? PublishLocal, DateTime? PublishedUtc, DateTime? RevisedUtc, string? WithdrawnReason, DateTime? DeletedUtc, DateTime? RemindedUtc);

/// <summary>What the office did with a notice.</summary>
/// <param name="Action">As in the audit log: <c>notice.publish</c>.</param>
/// <param name="ByName">Empty when the member has left.</param>
/// <param name="Changed">What a revision changed: <c>heading</c>, <c>text</c>, <c>issuer</c>, <c>expires</c>, <c>pinned</c>, <c>emergency</c>, <c>headline</c>, <c>for</c>, <c>receipt</c>, <c>reply</c>, <c>replyCloses</c>,
/// <c>meetingStarts</c>, <c>meetingEnds</c>, <c>meetingPlace</c>, <c>files</c>.</param>
/// <param name="Reason">Of a withdrawal, where one was given.</param>
public sealed record NoticeDeed(string Action, string ByName, DateTime AtUtc, IReadOnlyList<string> Changed, string? Reason);

/// <summary>What the server has.</summary>
public sealed record NoticeSaved(DateTime SavedUtc, int Version);

/// <summary>Two texts of a notice beside each other.</summary>
/// <param name="WasHandedOver">The first is what somebody had written when another took over; else what readers see.</param>
/// <param name="Before">Null when there is nothing to compare with.</param>
public sealed record NoticeDifference(bool WasHandedOver, TextSide? Before, TextSide Now);

/// <summary>What a notice asks of the member who reads it, and what was given.</summary>
/// <param name="ConfirmedUtc">Null while it was not confirmed.</param>
/// <param name="ReplyClosesUtc">Until when a reply is taken and may be changed.</param>
public sealed record NoticeAsk(int Id, bool AsksReceipt, DateTime? ConfirmedUtc, bool AsksReply, DateTime? ReplyClosesUtc, bool MayReply, NoticeReplyLine? Reply);

/// <param name="IsComing">False for "not".</param>
/// <param name="People">1 to 50 with <paramref name="IsComing"/>.</param>
/// <param name="Names">Up to 500 characters.</param>
/// <param name="Remarks">Up to 500 characters.</param>
public sealed record NoticeReplyText(bool IsComing, int People, string Names, string Remarks);

public sealed record NoticeReplyLine(bool IsComing, int People, string Names, string Remarks, DateTime AnsweredUtc);

/// <summary>A member a notice is for.</summary>
/// <param name="ReadUtc">Opened or, where that is asked for, confirmed.</param>
public sealed record NoticeReader(int MemberId, string Name, DateTime? ReadUtc, NoticeReplyLine? Reply);

/// <summary>The members of one unit.</summary>
/// <param name="Unit">Its name; empty for members of none.</param>
public sealed record NoticeUnit(string Unit, IReadOnlyList<NoticeReader> Readers)
{
    public int Read => Readers.Count(r => r.ReadUtc is not null);
}

/// <summary>Who has read and answered.</summary>
/// <param name="UnitsUnread">Units with somebody who has not.</param>
/// <param name="Coming">People announced.</param>
/// <param name="MayRemind">Nobody was reminded within the last day, and somebody has not read.</param>
public sealed record NoticeReceiptBoard(
    int Read, int Unread, int UnitsUnread, int Coming, int NotComing, int Unanswered, bool AsksReceipt, bool AsksReply, bool MayRemind, DateTime? RemindedUtc, IReadOnlyList<NoticeUnit> Units);
