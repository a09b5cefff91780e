namespace Portal.Core;

/// <summary>A picture of the media library. Its bytes lie in the content store under <see cref="Hash"/>.</summary>
public sealed class MediaFile
{
    public int Id { get; set; }
    public required string Hash { get; set; }

    /// <summary>Without the dot, lower case: svg, png, jpg, webp, gif.</summary>
    public required string Extension { get; set; }

    public required string Name { get; set; }
    public int Width { get; set; }
    public int Height { get; set; }
    public long Bytes { get; set; }

    /// <summary>What is on it, in words; the library finds it by them. A text that shows it has words of its own.</summary>
    public string Alt { get; set; } = "";

    /// <summary>When it, or the same bytes again, came in.</summary>
    public DateTime AddedUtc { get; set; }

    /// <summary>In the recycle bin since. It is still shown where somebody names it.</summary>
    public DateTime? DeletedUtc { get; set; }
}

/// <summary>What a page needs to show a picture.</summary>
/// <param name="File">Last part of its address: hash and extension.</param>
/// <param name="Alt">Empty when the picture only decorates.</param>
public sealed record Picture(string File, int Width, int Height, string Alt);
