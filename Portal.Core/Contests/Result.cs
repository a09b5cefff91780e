namespace Portal.Core;

/// <summary>证书 of an award, issued when the results come out.</summary>
public sealed class Certificate
{
    public int Id { get; set; }
    public int EssayId { get; set; }

    /// <summary>As printed: LJ-2026-Z0003.</summary>
    public required string Number { get; set; }

    /// <summary>Part of the address that its QR code leads to; cannot be guessed.</summary>
    public required string Key { get; set; }

    public required string ContestTitle { get; set; }
    public required string AwardName { get; set; }
    public required string EssayTitle { get; set; }

    /// <summary>Those who signed, in their order.</summary>
    public required string Names { get; set; }

    public DateTime IssuedUtc { get; set; }

    /// <summary>Taken back: the page that verifies it says so.</summary>
    public DateTime? RevokedUtc { get; set; }
}

public enum ResultLetterState
{
    /// <summary>Written, can be read and changed.</summary>
    Prepared,

    /// <summary>An organiser decided not to send it.</summary>
    LeftOut,

    /// <summary>Handed to the queue of mails; never a second time.</summary>
    Sent,
}

/// <summary>A letter with the result to one author: one an essay, whatever happens.</summary>
public sealed class ResultLetter
{
    public int Id { get; set; }
    public int ContestId { get; set; }
    public int EssayId { get; set; }
    public required string Subject { get; set; }
    public required string Text { get; set; }

    /// <summary>An organiser has changed it by hand: it is not written anew.</summary>
    public bool IsEdited { get; set; }

    public ResultLetterState State { get; set; }
    public DateTime? SentUtc { get; set; }
}
