namespace Portal.Core;

/// <summary>Why a picture is not taken.</summary>
public enum PictureProblem
{
    /// <summary>More than <see cref="PictureInspector.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>More pixels than a browser should be asked to unfold.</summary>
    TooManyPixels,

    /// <summary>No PNG, JPEG, WebP or GIF.</summary>
    UnknownType,

    /// <summary>Cut off, or not built as its kind is.</summary>
    Damaged,
}

/// <summary>A picture without what it told beside its pixels.</summary>
/// <param name="Extension">png, jpg, webp or gif, by content.</param>
/// <param name="Width">In pixels, as it is shown: a photograph that its camera marked as turned is measured turned.</param>
/// <param name="Content">The container rewritten: no EXIF (place, camera, owner), XMP, IPTC, comments, nor anything after its end. The pixels are untouched.</param>
public sealed record CleanPicture(string Extension, int Width, int Height, byte[] Content);

/// <summary>Looks into pictures that people upload, and takes out what names or places them.</summary>
/// <remarks>SVG is a program, not a picture: never taken from members.</remarks>
public static class PictureInspector
{
    public const int MaxBytes = 10 * 1024 * 1024;

    /// <summary>Of either side.</summary>
    public const int MaxSide = 12_000;

    /// <summary>A telephone's photograph has up to 50 million.</summary>
    public const int MaxPixels = 60_000_000;

    // Profiles that cameras and phones write are smaller; those a person measured for a screen are larger and may carry a computer's name.
    internal const int MaxColourProfile = 4 * 1024;

    /// <returns>The picture, or why it is not taken; never both.</returns>
    public static (CleanPicture? Picture, PictureProblem? Problem) Inspect(byte[] content) =>
        content.Length > MaxBytes ? (null, PictureProblem.TooLarge) : InspectAny(content);

    /// <summary>As <see cref="Inspect"/> for pictures inside documents, whose size the document's own limits hold.</summary>
    internal static (CleanPicture? Picture, PictureProblem? Problem) InspectAny(byte[] content)
    {
        try
        {
            var picture = Read(content);
            if (picture is null)
                return (null, PictureProblem.UnknownType);
            if (picture.Width < 1 || picture.Height < 1)
                return (null, PictureProblem.Damaged);
            return picture.Width > MaxSide || picture.Height > MaxSide || (long)picture.Width * picture.Height > MaxPixels
                ? (null, PictureProblem.TooManyPixels)
                : (picture, null);
        }
        catch (Exception e) when (e is InvalidDataException or ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            // a length that leads out of the file: cut off or forged
            return (null, PictureProblem.Damaged);
        }
    }

    private static CleanPicture? Read(ReadOnlySpan<byte> content) => content switch
    {
        _ when content.StartsWith(PngPicture.Signature) => PngPicture.Read(content),
        [0xFF, 0xD8, 0xFF, ..] => JpegPicture.Read(content),
        _ when content.StartsWith("GIF87a"u8) || content.StartsWith("GIF89a"u8) => GifPicture.Read(content),
        _ when content.StartsWith("RIFF"u8) && content.Length > 12 && content[8..].StartsWith("WEBP"u8) => WebpPicture.Read(content),
        _ => null,
    };
}
