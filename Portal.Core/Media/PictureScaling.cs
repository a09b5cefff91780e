using SkiaSharp;

namespace Portal.Core;

/// <summary>Unfolds a picture in the size that is wanted, upright and in the colours of the web; nothing else that stood in its file comes along.</summary>
internal static class PictureScaling
{
    // photographs are unfolded in eighths of their size: one step more, so that nothing is ever enlarged
    private const float Step = 1 / 16f;

    /// <param name="codec">The file, begun.</param>
    /// <param name="scale">Above 0, at most 1.</param>
    /// <returns>Null when it cannot be read to its end.</returns>
    public static SKImage? Scale(SKCodec codec, float scale)
    {
        var whole = codec.Info;
        var unfolded = codec.GetScaledDimensions(Math.Min(1, scale + Step));
        var opaque = whole.AlphaType == SKAlphaType.Opaque;
        using var colours = SKColorSpace.CreateSrgb();
        using var pixels = new SKBitmap();
        if (!pixels.TryAllocPixels(new SKImageInfo(unfolded.Width, unfolded.Height, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, colours))
            || codec.GetPixels(pixels.Info, pixels.GetPixels()) != SKCodecResult.Success)
        {
            return null;
        }

        var (width, height) = (Scaled(whole.Width, scale), Scaled(whole.Height, scale));
        var isTurned = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop;
        var (outWidth, outHeight) = isTurned ? (height, width) : (width, height);
        using var surface = SKSurface.Create(new SKImageInfo(outWidth, outHeight, SKColorType.Rgba8888, opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, colours));
        if (surface is null)
            return null;
        using var image = SKImage.FromBitmap(pixels);
        surface.Canvas.SetMatrix(Turn(codec.EncodedOrigin, outWidth, outHeight));
        surface.Canvas.DrawImage(image, new SKRect(0, 0, width, height), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }

    private static int Scaled(int side, float scale) => Math.Max(1, (int)MathF.Round(side * scale));

    // Exif 2.32, 4.6.4: where the first row and the first column belong
    private static SKMatrix Turn(SKEncodedOrigin origin, int width, int height) => origin switch
    {
        SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
        SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
        SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
        SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
        SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
        _ => SKMatrix.Identity,
    };
}
