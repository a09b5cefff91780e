using SkiaSharp;

namespace Portal.Core;

/// <summary>Brings pictures that people upload to the size pages need, and upright, before they are kept.</summary>
internal static class PictureFitting
{
    /// <summary>The longer side of a kept picture, in pixels: a large screen's width, and enough for print.</summary>
    public const int LongSide = 2400;

    // below it photographs show blocks, above it the bytes grow faster than anybody sees
    private const int Quality = 88;

    // a picture of sixty million pixels takes 240 MB while it is unfolded: one at a time
    private static readonly SemaphoreSlim Turns = new(1);

    /// <summary>As <see cref="PictureInspector.Inspect"/>, which refuses what would unfold to too much before anything is unfolded; then fitted.</summary>
    public static async Task<(CleanPicture? Picture, PictureProblem? Problem)> TakeAsync(byte[] content)
    {
        var (picture, problem) = PictureInspector.Inspect(content);
        return picture is null ? (null, problem) : (await FitAsync(picture), null);
    }

    /// <summary>Smaller and upright where it has to be; else, and where it cannot be read, the very same. What moves keeps moving.</summary>
    public static async Task<CleanPicture> FitAsync(CleanPicture picture)
    {
        if (FormatOf(picture.Extension) is not { } format)
            return picture;
        await Turns.WaitAsync();
        try
        {
            using var data = SKData.CreateCopy(picture.Content);
            using var codec = SKCodec.Create(data);
            if (codec is null || codec.FrameCount > 1 || (codec.EncodedOrigin == SKEncodedOrigin.TopLeft && Math.Max(picture.Width, picture.Height) <= LongSide))
                return picture;
            using var fitted = PictureScaling.Scale(codec, Math.Min(1, LongSide / (float)Math.Max(picture.Width, picture.Height)));
            using var bytes = fitted?.Encode(format, Quality);
            return bytes is null ? picture : picture with { Width = fitted!.Width, Height = fitted.Height, Content = bytes.ToArray() };
        }
        finally
        {
            Turns.Release();
        }
    }

    // not gif: it mostly moves
    private static SKEncodedImageFormat? FormatOf(string extension) => extension switch
    {
        "jpg" => SKEncodedImageFormat.Jpeg,
        "png" => SKEncodedImageFormat.Png,
        "webp" => SKEncodedImageFormat.Webp,
        _ => null,
    };
}
