namespace Portal.Core;

/// <summary>友情链接.</summary>
public sealed class FriendLink
{
    public int Id { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }
    public required string Url { get; set; }
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
}

/// <summary>The one row that holds <see cref="SiteSettings"/> as JSON.</summary>
public sealed class StoredSettings
{
    public const int OnlyId = 1;

    public int Id { get; set; } = OnlyId;
    public required string Json { get; set; }
    public int Version { get; set; } = 1;
}
