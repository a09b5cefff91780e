namespace Portal.Core;

/// <summary>The board on which awards are decided.</summary>
/// <param name="Essays">The best first, those without a review at the end.</param>
/// <param name="ReviewsMissing">Of all essays together.</param>
/// <param name="IsUnscreened">Essays still wait for the formal check or for their completion.</param>
public sealed record DecisionBoard(
    ContestCard Contest, IReadOnlyList<BoardAward> Awards, IReadOnlyList<BoardEssay> Essays, int ReviewsMissing, bool IsUnscreened)
{
    /// <summary>Decisions may be made.</summary>
    public bool IsOpen => Contest.Stage is ContestStage.Judging or ContestStage.Decided;
}

/// <param name="Given">How many essays have it.</param>
public sealed record BoardAward(int Id, int Place, string Name, int Quota, int Given);

/// <param name="Names">Empty when the account is deleted.</param>
/// <param name="Comments">What judges wrote for the organisers and for the author.</param>
/// <param name="ArticleId">The article made of it.</param>
public sealed record BoardEssay(
    int EssayId, string Number, string Title, string? Theme, string Names, RankedEssay Score, int? AwardId, string? Reason, DepartingEssay? Departs, IReadOnlyList<BoardComment> Comments,
    int? ArticleId);

public sealed record BoardComment(string Judge, string ForAuthor, string ForOrganisers);

/// <summary>What readers see of the results.</summary>
/// <param name="PublishedUtc">Null while they are not out; there are no awards then.</param>
public sealed record PublishedResults(ContestCard Contest, DateTime? PublishedUtc, IReadOnlyList<PublishedAward> Awards);

public sealed record PublishedAward(string Name, IReadOnlyList<PublishedEssay> Essays);

/// <param name="Names">Empty when the account is deleted.</param>
/// <param name="ArticleId">Where it can be read, once it is published.</param>
public sealed record PublishedEssay(string Number, string Title, string? Theme, string Names, string Units, int? ArticleId);

/// <summary>The letters before they go out.</summary>
/// <param name="Unwritten">Essays with an author that have no letter yet.</param>
public sealed record LetterBox(ContestCard Contest, IReadOnlyList<LetterLine> Letters, int Unwritten);

/// <param name="Award">The decision as it is now; null for none.</param>
/// <param name="IsDoubtful">Changed by hand, and it does not name that award, or names another.</param>
public sealed record LetterLine(
    int Id, int EssayId, string Number, string Title, string To, string? Award, string Subject, string Text, bool IsEdited, ResultLetterState State, DateTime? SentUtc, bool IsDoubtful);

/// <summary>A certificate, for whoever checks it.</summary>
public sealed record CertificateView(
    int Id, string Number, string Key, int ContestId, string ContestTitle, string AwardName, string EssayTitle, string Names, DateTime IssuedUtc, DateTime? RevokedUtc);

/// <summary>A file made while it is sent.</summary>
/// <param name="Essays">How many are in it; the progress counts them.</param>
public sealed record ContestExport(string FileName, int Essays, Func<Stream, IProgress<long>?, CancellationToken, Task> WriteAsync);
