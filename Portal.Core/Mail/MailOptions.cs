using MimeKit;

namespace Portal.Core;

/// <summary>How the way to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>TLS from the start on port 465. Elsewhere STARTTLS: demanded when there is a password to protect, used when offered otherwise.</summary>
    Auto,

    /// <summary>No encryption, not even for the password: for a server on the same machine.</summary>
    None,

    StartTls,
    Tls,
}

/// <summary>How mails leave.</summary>
public sealed record MailOptions
{
    /// <summary>Where mail is handed in, RFC 6409.</summary>
    public const int SubmissionPort = 587;

    /// <summary>Where it is handed in under TLS from the start, RFC 8314.</summary>
    public const int TlsPort = 465;

    /// <summary>Empty: mails are written to <see cref="DataFolder.Outbox"/>.</summary>
    public string SmtpHost { get; init; } = "";

    public int SmtpPort { get; init; } = SubmissionPort;

    /// <summary>Empty: nobody signs in.</summary>
    public string SmtpUser { get; init; } = "";

    public string SmtpPassword { get; init; } = "";

    public MailSecurity Security { get; init; }

    /// <summary>An address; empty takes <c>portal@</c> and the host of the portal's own address.</summary>
    public string From { get; init; } = "";

    /// <summary>Empty takes the site's name in the mail's language.</summary>
    public string FromName { get; init; } = "";

    /// <summary>Whether it is one bare address with a domain, RFC 5322; a Chinese domain may be written either way.</summary>
    public static bool IsAddress(string text) =>
        MailboxAddress.TryParse(text, out var address) && address.Domain.Length > 0 && (address.GetAddress(idnEncode: false) == text || address.GetAddress(idnEncode: true) == text);

    // what a record would print by itself has the password in it
    public override string ToString() => SmtpHost.Length > 0 ? $"{SmtpHost}:{SmtpPort}" : "outbox";
}
