namespace Portal.Core;

/// <summary>What the portal noticed by itself about an essay that was sent.</summary>
public enum ScreeningHint
{
    /// <summary>The author's name stands in the text.</summary>
    NameInText,

    /// <summary>The author's unit stands in the text.</summary>
    UnitInText,

    /// <summary>The name stands in the name of a file or a title.</summary>
    NameInFileName,

    /// <summary>Shares passages with another essay.</summary>
    Similar,

    /// <summary>Arrived within the grace period.</summary>
    InGrace,

    /// <summary>Shorter or longer than the rules, which were changed after it was sent.</summary>
    Length,
}

/// <summary>An essay in the organisers' list.</summary>
public sealed record ScreeningRow(
    int EssayId, string Number, string Title, string? Theme, string Author, string Unit, EssayState State, int Characters, DateTime SentUtc, int Version, int Files,
    IReadOnlyList<ScreeningHint> Hints, DateTime? ReturnedUntilUtc, bool HasAccount);

/// <summary>All that organisers see of an essay.</summary>
public sealed record ScreenedEssay(
    ScreeningRow Row, ContestCard Contest, ContestRules Rules, IReadOnlyList<EssayPersonLine> Authors, string? AuthorEmail, string Abstract, SafeHtml Body, IReadOnlyList<SentFileLine> Files, string Sha256,
    DateTime? BegunUtc, bool IsInGrace, string? Reason, IReadOnlyList<SentVersion> Versions, IReadOnlyList<string> ReturnReasons, IReadOnlyList<SimilarLine> Similar, int? PreviousId, int? NextId);

public sealed record SentVersion(int Place, DateTime SentUtc, int Characters, string Sha256);

/// <summary>Two essays that share passages.</summary>
/// <param name="Score">0 to 1: how much of the shorter one stands in the other too.</param>
public sealed record SimilarLine(int PairId, int EssayId, string Number, string Title, string Author, int OtherId, string OtherNumber, string OtherTitle, string OtherAuthor, string? OtherContest, double Score, int SharedCharacters, bool IsChecked);

/// <summary>Two texts cut into pieces, the shared ones marked.</summary>
public sealed record Comparison(SimilarLine Pair, IReadOnlyList<ComparedPiece> Left, IReadOnlyList<ComparedPiece> Right);

/// <param name="Shared">Number of the shared passage, from 1; 0 for text of its own.</param>
public sealed record ComparedPiece(string Text, int Shared);
