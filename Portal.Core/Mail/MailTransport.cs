using MimeKit;

namespace Portal.Core;

/// <summary>A way out for mails, open for one round of deliveries.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Returns when the mail is somebody else's responsibility.</summary>
    /// <exception cref="MailRefusedException">It did not go out, and what can be said about why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled before anything was sent.</exception>
    Task SendAsync(MimeMessage message, CancellationToken cancellation);
}

/// <summary>What a mail that did not go out means for it and for those behind it.</summary>
internal enum MailRefusal
{
    /// <summary>Another time it may go.</summary>
    ForNow,

    /// <summary>This mail never will.</summary>
    ForGood,

    /// <summary>Nothing can go out at present.</summary>
    NoWayOut,
}

internal sealed class MailRefusedException(MailRefusal refusal, string reason, Exception? inner = null) : Exception(reason, inner)
{
    public MailRefusal Refusal { get; } = refusal;
}
