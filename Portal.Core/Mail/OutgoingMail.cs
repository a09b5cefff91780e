namespace Portal.Core;

/// <summary>Where a mail is on its way.</summary>
public enum MailState
{
    /// <summary>To be sent at <see cref="OutgoingMail.NextTryUtc"/>.</summary>
    Waiting,

    /// <summary>Taken by the server, or written to the outbox.</summary>
    Sent,

    /// <summary>Refused for good, or tried too often.</summary>
    Failed,

    /// <summary>Written for nobody and never sent, so that writing for somebody takes no longer. ASVS 5.0, 6.3.8.</summary>
    Withheld,

    /// <summary>Kept back by an administrator.</summary>
    Stopped,
}

/// <summary>A mail in the queue, and afterwards the record of it.</summary>
public sealed class OutgoingMail
{
    public const int ErrorLength = 500;

    public int Id { get; set; }
    public required string To { get; set; }
    public required string ToName { get; set; }

    /// <summary><c>en</c>, or <c>zh-Hans</c>.</summary>
    public required string Language { get; set; }

    public required string Subject { get; set; }

    /// <summary>Plain text; empty once a secret mail is sent or failed.</summary>
    public required string Text { get; set; }

    /// <summary>What it is about: <c>registration.confirm</c>.</summary>
    public required string Kind { get; set; }

    /// <summary>RFC 5322 Message-ID without its brackets, the same at every try: a receiver keeps a mail that came twice only once.</summary>
    public required string MessageId { get; set; }

    public DateTime CreatedUtc { get; set; }

    /// <summary>Not before this. While a mail is being sent it lies in the future, so that nobody else takes it.</summary>
    public DateTime NextTryUtc { get; set; }

    /// <summary>Begun, not only finished.</summary>
    public int Tries { get; set; }

    public DateTime? SentUtc { get; set; }

    /// <summary>Why the last try failed, up to <see cref="ErrorLength"/> characters, without links and passwords.</summary>
    public string? LastError { get; set; }

    public MailState State { get; set; }

    /// <summary>Somebody is sending it, or died while he did: a pause between two tries comes with the error of the first.</summary>
    internal bool IsClaimed(DateTime nowUtc) => Tries > 0 && LastError is null && NextTryUtc > nowUtc;

    /// <summary>The text carries a link that works once, so it is not kept longer than needed.</summary>
    public bool IsSecret { get; set; }
}

internal static class MailQueue
{
    /// <summary>Adds the mail to the caller's unit of work, so that deed and mail are kept or neither. Publish <see cref="MailQueued"/> once it is committed.</summary>
    public static void Post(this PortalDb db, Letter letter, DateTime nowUtc, bool isWithheld = false) =>
        db.OutgoingMails.Add(new OutgoingMail
        {
            To = letter.To,
            ToName = letter.ToName,
            Language = letter.Language,
            Subject = letter.Subject,
            Text = isWithheld ? "" : letter.Text,
            State = isWithheld ? MailState.Withheld : MailState.Waiting,
            Kind = letter.Kind,
            MessageId = letter.MessageId,
            CreatedUtc = nowUtc,
            NextTryUtc = nowUtc,
            IsSecret = letter.IsSecret,
        });
}
