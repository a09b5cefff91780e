namespace Portal.Core;

/// <summary>All a judge has to do, the nearest due date first, and what is over.</summary>
public sealed record JudgeWork(IReadOnlyList<JudgeContest> Open, IReadOnlyList<JudgeContest> Ended)
{
    /// <summary>Essays that still wait for his review.</summary>
    public int Waiting => Open.Sum(c => c.Essays.Count - c.Done);
}

/// <param name="DueUtc">Reviews are taken until then; null without a limit.</param>
/// <param name="Criteria">How many scores an essay gets.</param>
/// <param name="Essays">In an order of this judge's own that says nothing about the essays.</param>
public sealed record JudgeContest(int ContestId, string Title, string TimeZone, DateTime? DueUtc, int Criteria, IReadOnlyList<JudgeLine> Essays)
{
    public int Done => Essays.Count(e => e.State == ReviewState.Submitted);
}

public sealed record JudgeLine(string BlindCode, string Title, string? Theme, int Characters, ReviewState State, int ScoresDone);

/// <summary>An essay on the judge's desk.</summary>
/// <param name="Authors">Empty in a blind contest.</param>
/// <param name="MayWrite">The contest is being judged and the reviews are not overdue.</param>
/// <param name="Others">Empty until the own review is submitted.</param>
/// <param name="PreviousCode">In the order of the queue.</param>
public sealed record ReviewDesk(
    BlindEssay Essay, IReadOnlyList<string> Authors, int ContestId, string Contest, string TimeZone, DateTime? DueUtc, bool MayWrite, IReadOnlyList<CriterionLine> Criteria, OwnReview Own,
    IReadOnlyList<OtherReview> Others, string? PreviousCode, string? NextCode)
{
    /// <summary>Criteria without a score.</summary>
    public IEnumerable<CriterionLine> Unscored => Criteria.Where(c => !Own.Scores.ContainsKey(c.Id));
}

/// <param name="Scores">By the criterion's id.</param>
/// <param name="Version">Grows with every save.</param>
public sealed record OwnReview(
    ReviewState State, IReadOnlyDictionary<int, int> Scores, string CommentForAuthor, string CommentForOrganisers, IReadOnlyList<NoteLine> Notes, DateTime? SavedUtc, int Version);

/// <summary>A remark beside a passage.</summary>
/// <param name="Start">In <see cref="BlindEssay.PlainText"/>.</param>
public sealed record NoteLine(string Key, int Start, int Length, string Quote, string Text);

/// <summary>What another judge has submitted on the same essay.</summary>
/// <param name="Name">A, B, …</param>
public sealed record OtherReview(string Name, IReadOnlyDictionary<int, int> Scores, string CommentForOrganisers);

/// <param name="Version">The review's after the save.</param>
public sealed record ReviewSaved(DateTime SavedUtc, int Version);

/// <param name="Path">Of the file without anything that names a person.</param>
public sealed record JudgeFile(string Path, string Name);
