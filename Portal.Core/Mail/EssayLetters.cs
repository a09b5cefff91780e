namespace Portal.Core;

/// <summary>What the letters about an essay speak of.</summary>
/// <param name="Contest">Its title.</param>
/// <param name="Number">Empty before it is sent.</param>
public sealed record LetterEssay(int ContestId, string Contest, string Title, string Number);

// the letters that authors get about their essays
public sealed partial class Letters
{
    /// <summary>回执: what was sent, when, and its SHA-256.</summary>
    public Letter EssayReceived(Recipient to, LetterEssay essay, DateTime sentUtc, string sha256, bool isInGrace) => Write(to, "essay.received", values: Of(essay, to, new()
    {
        ["sent"] = Moment(sentUtc, to),
        ["hash"] = sha256,
        ["grace"] = isInGrace ? SentenceFor("essay.grace", to) : "",
    }));

    /// <summary>The author took it back.</summary>
    public Letter EssayWithdrawn(Recipient to, LetterEssay essay) => Write(to, "essay.withdrawn", values: Of(essay, to));

    /// <summary>Passed the formal check.</summary>
    public Letter EssayAdmitted(Recipient to, LetterEssay essay) => Write(to, "essay.admitted", values: Of(essay, to));

    /// <summary>Sent back to be completed.</summary>
    /// <param name="reason">In the organisers' words.</param>
    public Letter EssayReturned(Recipient to, LetterEssay essay, string reason, DateTime untilUtc) =>
        Write(to, "essay.returned", untilUtc: untilUtc, values: Of(essay, to, new() { ["reason"] = reason }));

    /// <summary>Did not pass the formal check.</summary>
    public Letter EssayDeclined(Recipient to, LetterEssay essay, string reason) => Write(to, "essay.declined", values: Of(essay, to, new() { ["reason"] = reason }));

    /// <summary>A draft was never sent and the deadline comes near.</summary>
    public Letter EssayReminder(Recipient to, LetterEssay essay, DateTime closesUtc) => Write(to, "essay.reminder", untilUtc: closesUtc, values: Of(essay, to));

    private Dictionary<string, string> Of(LetterEssay essay, Recipient to, Dictionary<string, string>? more = null)
    {
        var values = more ?? [];
        values["contest"] = OneLine(essay.Contest);
        values["title"] = essay.Title.Length > 0 ? OneLine(essay.Title) : SentenceFor("essay.untitled", to);
        values["number"] = essay.Number;
        values["form"] = links.Submit(essay.ContestId);
        values["essays"] = links.Essays;
        return values;
    }
}
