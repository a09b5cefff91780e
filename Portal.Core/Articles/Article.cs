namespace Portal.Core;

/// <summary>Where an article stands.</summary>
public enum ArticleState
{
    Draft,
    Published,
    Withdrawn,
}

/// <summary>文章. Only Core sees this class; pages get records.</summary>
public sealed class Article
{
    public const int TitleLength = 200;

    public int Id { get; set; }
    public int ColumnId { get; set; }
    public Column? Column { get; set; }
    public required string Title { get; set; }
    public string? Subtitle { get; set; }
    public string Summary { get; set; } = "";

    /// <summary>来源: whose text it is.</summary>
    public string Source { get; set; } = "";

    /// <summary>供稿/作者, as the line of facts names them.</summary>
    public string? Byline { get; set; }

    /// <summary>The signature under the text.</summary>
    public string? Signature { get; set; }

    /// <summary>责任编辑.</summary>
    public string? ResponsibleEditor { get; set; }

    public SafeHtml Body { get; set; }
    public ArticleState State { get; set; }
    public DateTime PublishedUtc { get; set; }

    /// <summary>阅读量. Only <see cref="ViewCounter"/> and an import write it.</summary>
    public long Views { get; set; }

    public int? PictureId { get; set; }
    public MediaFile? Picture { get; set; }
    public string? PictureAlt { get; set; }

    /// <summary>Place in the carousel, from 1; null when it is not in it.</summary>
    public int? CarouselPlace { get; set; }

    /// <summary>Runs in 头条滚动.</summary>
    public bool IsHeadline { get; set; }

    /// <summary>The lead of the front page.</summary>
    public bool IsLead { get; set; }

    /// <summary>Grows by one with each change to what readers see.</summary>
    public int Version { get; set; } = 1;

    public DateTime? CorrectedUtc { get; set; }
    public string? CorrectionNote { get; set; }
    public DateTime? WithdrawnUtc { get; set; }

    /// <summary>What makes an import find its article again; null for articles written here.</summary>
    public string? ImportKey { get; set; }

    public List<ArticleTag> Tags { get; } = [];
    public List<Attachment> Attachments { get; } = [];
}

public sealed class ArticleTag
{
    public int ArticleId { get; set; }
    public required string Name { get; set; }
}

/// <summary>附件: a file that readers of an article can take with them.</summary>
public sealed class Attachment
{
    public int Id { get; set; }
    public int ArticleId { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }
    public required string Hash { get; set; }
    public long Bytes { get; set; }
}

/// <summary>Views of one article on one day of the site's calendar; what the ranking adds up.</summary>
public sealed class ArticleDay
{
    public int ArticleId { get; set; }
    public DateOnly Day { get; set; }
    public int Views { get; set; }
}

/// <summary>栏目.</summary>
public sealed class Column
{
    public int Id { get; set; }

    /// <summary>What the address calls it: lower-case letters, digits and hyphens.</summary>
    public required string Slug { get; set; }

    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public string? Description { get; set; }
    public int Place { get; set; }
}
