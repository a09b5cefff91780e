namespace Portal.Core;

/// <summary>A picture in the library's list.</summary>
/// <param name="Bytes">Size of the file.</param>
public sealed record MediaRow(int Id, Picture Picture, string Name, long Bytes, DateTime AddedUtc, DateTime? DeletedUtc);

/// <summary>What names a picture.</summary>
public enum MediaUseKind
{
    Article,
    Notice,
    Page,
    Unit,
    Contest,
    Essay,
    Other,
}

/// <param name="Id">Of what names it: the article, the notice, the unit; 0 where that says nothing.</param>
/// <param name="Title">Empty for essays, whose authors and titles are nobody's business here.</param>
/// <param name="Slug">Of a page; else empty.</param>
public sealed record MediaUse(MediaUseKind Kind, int Id, string Title, string Slug = "");

/// <summary>A picture with all that names it.</summary>
public sealed record MediaWork(MediaRow Row, IReadOnlyList<MediaUse> Uses);
