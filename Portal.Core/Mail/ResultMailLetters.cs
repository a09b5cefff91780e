namespace Portal.Core;

// the letters that tell authors the result
public sealed partial class Letters
{
    private const string ResultKind = "essay.result";

    /// <summary>The essay was judged.</summary>
    /// <param name="to">The author.</param>
    /// <param name="essay">Which essay.</param>
    /// <param name="award">Null for none.</param>
    /// <param name="comments">What judges wrote for the author, in the order given.</param>
    public Letter ResultJudged(Recipient to, LetterEssay essay, string? award, IReadOnlyList<string> comments) =>
        Write(to, award is null ? "result.none" : "result.award", values: Of(essay, to, new()
        {
            ["award"] = award is null ? "" : OneLine(award),
            ["results"] = links.Results(essay.ContestId),
            ["comments"] = comments.Count == 0 ? "" : Fill(SentenceFor("result.comments", to), new() { ["list"] = string.Join("\n\n", comments.Select(c => c.ReplaceLineEndings("\n").Trim())) }),
        }));

    /// <summary>The essay did not come before the judges.</summary>
    public Letter ResultDeclined(Recipient to, LetterEssay essay) => Write(to, "result.declined", values: Of(essay, to, new() { ["results"] = links.Results(essay.ContestId) }));

    /// <summary>A result as it was prepared, perhaps changed by hand. One an essay: its Message-ID is the same whoever sends it and however often.</summary>
    public Letter Result(Recipient to, int essayId, string subject, string text) => new(
        to.Email, NameOf(to.Name), to.Language == English ? English : Chinese, ResultKind, OneLine(subject), text,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"result-{essayId}@{links.MailDomain}"), IsSecret: false);
}
