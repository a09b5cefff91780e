namespace Portal.Core;

/// <summary>Who gets a mail.</summary>
/// <param name="Email">One bare address.</param>
/// <param name="Name">As others see it; what could not stand in a header is taken out.</param>
/// <param name="Language"><c>en</c>; anything else is Chinese.</param>
public sealed record Recipient(string Email, string Name, string Language);

/// <summary>A mail as <see cref="Letters"/> wrote it, ready for <c>db.Post</c>.</summary>
/// <param name="Text">Plain text, lines end in LF.</param>
/// <param name="MessageId">Made with the letter, so that it can be queued once only.</param>
/// <param name="IsSecret">Carries a link that works once.</param>
public sealed record Letter(string To, string ToName, string Language, string Kind, string Subject, string Text, string MessageId, bool IsSecret)
{
    // what a record would print by itself has the link in it
    public override string ToString() => $"{Kind} {MessageId}";
}

/// <summary>What has changed about how a member signs in.</summary>
public enum FactorChange
{
    PasskeyAdded,
    PasskeyRemoved,
    AuthenticatorSetUp,
    AuthenticatorRemoved,
    NewRecoveryCodes,
    ResetByAdministrator,
}
