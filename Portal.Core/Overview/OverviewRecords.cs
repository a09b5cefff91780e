namespace Portal.Core;

/// <summary>Something that waits, and how much of it.</summary>
public sealed record WaitingLine(int Id, string Title, int Count);

/// <summary>What waits for somebody who holds the actor's roles; what is none of the actor's business is 0 or empty.</summary>
/// <param name="ToScreen">Contests with essays that nobody has screened.</param>
/// <param name="Receipts">Notices that are up and ask for an answer, with the number of members who gave it.</param>
/// <param name="Reviews">The actor's own reviews that are not sent yet.</param>
/// <param name="Approvals">Members who wait to be let in.</param>
/// <param name="FailedMails">Mails that did not leave.</param>
/// <param name="Proposals">Changes to member units' entries that wait for an administrator.</param>
/// <param name="LogIsBroken">The last verification of the audit log found something.</param>
public sealed record Waiting(IReadOnlyList<WaitingLine> ToScreen, IReadOnlyList<WaitingLine> Receipts, int Reviews, int Approvals, int FailedMails, int Proposals, bool LogIsBroken)
{
    public bool IsEmpty => ToScreen.Count + Receipts.Count + Reviews + Approvals + FailedMails + Proposals == 0 && !LogIsBroken;
}

/// <summary>What happens at this moment.</summary>
/// <param name="Readers">People with an article open.</param>
/// <param name="Articles">The articles most of them read, with their number.</param>
/// <param name="Minutes">Views in each of the last <see cref="ViewCounter.MinutesKept"/> minutes, this one last.</param>
public sealed record LiveNow(int Readers, IReadOnlyList<WaitingLine> Articles, IReadOnlyList<int> Minutes);

/// <summary>A day by the society's clock.</summary>
/// <param name="Submissions">Essays sent for the first time.</param>
public sealed record DayFigures(DateOnly Day, long Views, int Members, int Submissions);

/// <summary>Words that were looked for in vain.</summary>
public sealed record MissedWords(string Words, int Count, DateTime LastUtc);
