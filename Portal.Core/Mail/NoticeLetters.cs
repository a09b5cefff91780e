namespace Portal.Core;

// the letters that members get about notices
public sealed partial class Letters
{
    /// <summary>To a member who has not read a notice.</summary>
    /// <param name="title">Of the notice.</param>
    /// <param name="asksReceipt">It wants to be confirmed, not only opened.</param>
    public Letter NoticeReminder(Recipient to, int noticeId, string title, bool asksReceipt) => Write(to, asksReceipt ? "notice.confirm" : "notice.read", values: new()
    {
        ["title"] = OneLine(title),
        ["notice"] = links.Notice(noticeId),
    });
}
