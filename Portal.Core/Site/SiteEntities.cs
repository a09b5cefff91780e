namespace Portal.Core;

/// <summary>友情链接.</summary>
public sealed class FriendLink
{
    public int Id { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }
    public required string Url { get; set; }

    /// <summary>In the recycle bin since. Queries leave such links out by themselves.</summary>
    public DateTime? DeletedUtc { get; set; }
}

/// <summary>A standing page such as 关于我们, one row a language.</summary>
public sealed class SitePage
{
    public int Id { get; set; }
    public required string Slug { get; set; }

    /// <summary>zh-Hans or en.</summary>
    public required string Language { get; set; }

    public required string Title { get; set; }
    public SafeHtml Body { get; set; }
    public DateTime UpdatedUtc { get; set; }

    /// <summary>Readers see it. A page begun and not yet published has no title and no text here, only in its working copy.</summary>
    public bool IsPublished { get; set; } = true;

    /// <summary>The working copy; only looked at when <see cref="IsAhead"/>.</summary>
    public string? DraftTitle { get; set; }

    public SafeHtml DraftBody { get; set; }

    /// <summary>The working copy says something else than readers see.</summary>
    public bool IsAhead { get; set; }

    /// <summary>Window that holds the pen, and whose it is.</summary>
    public string? Writer { get; set; }

    public string? WriterName { get; set; }
    public DateTime? SavedUtc { get; set; }

    /// <summary>The footer leads to it, as it does to <see cref="Site.PageSlugs"/> anyway. Of both languages at once, like the next.</summary>
    public bool InFooter { get; set; }

    /// <summary>It stands among the columns at the top.</summary>
    public bool InNav { get; set; }

    /// <summary>In the recycle bin since, both languages at once.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Grows by one each time it is published, and with each word saved.</summary>
    public int Version { get; set; } = 1;
}

/// <summary>A text that readers once had before them.</summary>
public sealed class SitePageRevision
{
    public int Id { get; set; }
    public int PageId { get; set; }
    public required string Title { get; set; }
    public SafeHtml Body { get; set; }
    public required string ByName { get; set; }
    public DateTime AtUtc { get; set; }
}

/// <summary>What a slug names.</summary>
public enum SlugKind
{
    Column,
    Page,
}

/// <summary>An address that has moved: whoever still uses the old one is led to the new one.</summary>
public sealed class SlugMove
{
    public SlugKind Kind { get; set; }
    public required string OldSlug { get; set; }
    public required string NewSlug { get; set; }
}

/// <summary>The one row that holds <see cref="SiteSettings"/> as JSON.</summary>
public sealed class StoredSettings
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;
    public required string Json { get; set; }
    public int Version { get; set; } = 1;
}
