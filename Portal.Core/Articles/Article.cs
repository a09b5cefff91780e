namespace Portal.Core;

/// <summary>Where an article stands.</summary>
public enum ArticleState
{
    Draft,
    Published,
    Withdrawn,
}

/// <summary>What an article says; what readers see, the working copy and every kept version are made of it.</summary>
public abstract class ArticleContent
{
    public const int TitleLength = 200;

    /// <summary>Longest summary, in characters.</summary>
    public const int SummaryLength = 300;

    /// <summary>Longest of the short lines of facts, in characters.</summary>
    public const int LineLength = 120;

    /// <summary>Longest text, in characters of markup.</summary>
    public const int BodyLength = 1_000_000;

    /// <summary>Tags of one article, and the longest of them in characters.</summary>
    public const int MaxTags = 20;
    public const int TagLength = 40;

    /// <summary>Articles an editor may name as related.</summary>
    public const int MaxRelated = 6;

    public int ColumnId { get; set; }

    /// <summary>One of <see cref="TextLanguages.All"/>.</summary>
    public string Language { get; set; } = TextLanguages.Chinese;
    public string Title { get; set; } = "";
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

    public int? PictureId { get; set; }
    public string? PictureAlt { get; set; }

    /// <summary>When readers lose it by itself.</summary>
    public DateTime? ExpiresUtc { get; set; }

    /// <summary>What an editor has named as related; the tags fill up the rest.</summary>
    public List<int> RelatedIds { get; set; } = [];

    /// <summary>Attachments in their order.</summary>
    public List<int> FileIds { get; set; } = [];

    // the last column: what is listed is read without it
    public SafeHtml Body { get; set; }

    internal void CopyFrom(ArticleContent other)
    {
        (ColumnId, Language, Title, Subtitle, Summary, Body) = (other.ColumnId, other.Language, other.Title, other.Subtitle, other.Summary, other.Body);
        (Source, Byline, Signature, ResponsibleEditor) = (other.Source, other.Byline, other.Signature, other.ResponsibleEditor);
        (PictureId, PictureAlt, ExpiresUtc, RelatedIds, FileIds) = (other.PictureId, other.PictureAlt, other.ExpiresUtc, [.. other.RelatedIds], [.. other.FileIds]);
    }
}

/// <summary>文章, as readers see it. Only Core sees this class; pages get records.</summary>
public sealed class Article : ArticleContent
{
    public int Id { get; set; }
    public Column? Column { get; set; }
    public ArticleState State { get; set; }

    /// <summary>When it appears or appeared; of no meaning in a draft.</summary>
    public DateTime PublishedUtc { get; set; }

    /// <summary>阅读量. Only <see cref="ViewCounter"/> and an import write it.</summary>
    public long Views { get; set; }

    public MediaFile? Picture { get; set; }

    /// <summary>Place in the carousel, from 1; null when it is not in it.</summary>
    public int? CarouselPlace { get; set; }

    /// <summary>Runs in 头条滚动.</summary>
    public bool IsHeadline { get; set; }

    /// <summary>The lead of the front page.</summary>
    public bool IsLead { get; set; }

    /// <summary>置顶: stands before the others in its column.</summary>
    public bool IsPinned { get; set; }

    /// <summary>Grows by one with each change to what readers see.</summary>
    public int Version { get; set; } = 1;

    public DateTime? CorrectedUtc { get; set; }
    public string? CorrectionNote { get; set; }
    public DateTime? WithdrawnUtc { get; set; }

    /// <summary>In the recycle bin since.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>The last deed of the newsroom, the saving of its working copy included.</summary>
    public DateTime ChangedUtc { get; set; }

    /// <summary>The article this one says in another language; null for an original. It is no part of the text: <see cref="Translations"/> alone writes it.</summary>
    public int? TranslationOfId { get; set; }

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

/// <summary>附件: a file of an article. Readers can take it with them once what they read names it; its bytes lie in the content store under <see cref="Hash"/>.</summary>
public sealed class Attachment
{
    public int Id { get; set; }
    public int ArticleId { get; set; }
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

    /// <summary>The column it stands under; null at the top. Two levels and no more.</summary>
    public int? ParentId { get; set; }

    /// <summary>A colour of the house, by name; null takes the site's accent.</summary>
    public string? Colour { get; set; }

    /// <summary>三审三校: how many reviews, by as many people, an article passes before readers see it. 0 to <see cref="MaxReviews"/>.</summary>
    public int Reviews { get; set; }

    public const int MaxReviews = 3;

    /// <summary>In the recycle bin since. Queries leave such columns out by themselves.</summary>
    public DateTime? DeletedUtc { get; set; }

    /// <summary>Grows by one with each change; its place does not count.</summary>
    public int Version { get; set; } = 1;
}
