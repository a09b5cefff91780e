namespace Portal.Core;

/// <summary>The total of an article, already on disk.</summary>
public sealed record ViewsChanged(int ArticleId, long Views);

/// <summary>How many people have an article open now.</summary>
public sealed record ReadersChanged(int ArticleId, int Readers);

/// <summary>An article's text was corrected, or it was withdrawn or put back.</summary>
public sealed record ArticleChanged(int ArticleId, int Version, bool IsWithdrawn, DateTime AtUtc, string? Note);

/// <summary>What a kind of content shows has changed; <see cref="Everywhere"/> is its only key.</summary>
public sealed record ContentChanged(Content Content)
{
    public const int Everywhere = 0;
}

/// <summary>A unit's people have proposed something, or it was decided; <see cref="Everywhere"/> is its only key.</summary>
public sealed record UnitProposalsMoved(int UnitId)
{
    public const int Everywhere = 0;
}

/// <summary>Pictures came into the library, changed or left it; <see cref="Everywhere"/> is its only key.</summary>
public sealed record MediaMoved
{
    public const int Everywhere = 0;
}

/// <summary>Mails are in the queue, committed; <see cref="Everywhere"/> is its only key.</summary>
public sealed record MailQueued
{
    public const int Everywhere = 0;
}

/// <summary>Mails were sent, failed, were stopped or tried again; <see cref="Everywhere"/> is its only key.</summary>
public sealed record MailsMoved
{
    public const int Everywhere = 0;
}

/// <summary>Kinds of content that pages are made of.</summary>
public enum Content
{
    Articles,
    Notices,
    Council,
    Contests,
    Site,
}

/// <summary>In which order listeners hear of a change.</summary>
public enum LiveTurn
{
    /// <summary>What Core keeps in memory.</summary>
    Memory,

    /// <summary>Pages kept ready-made.</summary>
    Cache,

    /// <summary>Open pages, all at once.</summary>
    Page,
}
