using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;

namespace Portal.Core;

/// <summary>Pictures as narrow as a page shows them, as WebP. They are made when somebody first asks for one and can be made again at any time, so no table and no backup knows them.</summary>
public sealed partial class PictureSizes(ContentStore store, DataFolder data)
{
    private const int Quality = 80;
    private const string WebpType = "image/webp";

    // a picture of sixty million pixels takes 240 MB while it is unfolded: one at a time
    private static readonly SemaphoreSlim Turns = new(1);

    /// <summary>The widths there are, in pixels.</summary>
    public static IReadOnlyList<int> Widths { get; } = [480, 960, 1440];

    /// <summary>Last parts of the addresses of those widths that are narrower than the picture itself; none for what is drawn (svg) or may move (gif).</summary>
    public static IEnumerable<(int Width, string File)> Of(Picture picture) => Scalable().Match(picture.File) is { Success: true } file
        ? Widths.Where(w => w < picture.Width).Select(w => (w, Name(file.Groups[1].Value, w))) : [];

    /// <summary>Finds a picture by the last part of its address, and makes it if need be.</summary>
    /// <returns>Where its bytes lie and their media type: of the picture itself, when it is no wider, moves or cannot be made narrower. Null when there is no such picture.</returns>
    public async Task<(string Path, string Type)?> FindAsync(string file, CancellationToken cancellation = default)
    {
        if (Address().Match(file) is not { Success: true } address || store.Find(address.Groups[1].Value) is not { } original)
            return null;
        var width = int.Parse(address.Groups[2].ValueSpan, CultureInfo.InvariantCulture);
        var path = Path.Combine(data.Sizes, file[..2], file);
        if (!Widths.Contains(width))
            return null;
        if (File.Exists(path))
            return (path, WebpType);
        await Turns.WaitAsync(cancellation);
        try
        {
            if (File.Exists(path) || await MakeAsync(original, path, width, cancellation))
                return (path, WebpType);
        }
        finally
        {
            Turns.Release();
        }

        return TypeOf(original) is { } type ? (original, type) : null;
    }

    /// <summary>Throws away what belongs to pictures that are no more.</summary>
    /// <returns>How many files went.</returns>
    internal int Sweep()
    {
        if (!Directory.Exists(data.Sizes))
            return 0;
        var left = Directory.EnumerateFiles(data.Sizes, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) is var name && (name.Length < 64 || store.Find(name[..64]) is null)).ToList();
        left.ForEach(File.Delete);
        return left.Count;
    }

    private static async Task<bool> MakeAsync(string original, string path, int width, CancellationToken cancellation)
    {
        using var codec = SKCodec.Create(original);
        if (codec is null || codec.FrameCount > 1)
            return false;
        var whole = codec.EncodedOrigin >= SKEncodedOrigin.LeftTop ? codec.Info.Height : codec.Info.Width;
        if (whole <= width || (long)codec.Info.Width * codec.Info.Height > PictureInspector.MaxPixels)
            return false;
        using var scaled = PictureScaling.Scale(codec, width / (float)whole);
        using var bytes = scaled?.Encode(SKEncodedImageFormat.Webp, Quality);
        if (bytes is null)
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var draft = $"{path}.{Guid.NewGuid():N}.part";
        await File.WriteAllBytesAsync(draft, bytes.ToArray(), cancellation);
        File.Move(draft, path, overwrite: true);
        return true;
    }

    private static string? TypeOf(string path)
    {
        Span<byte> start = stackalloc byte[12];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length ? null
            : start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
            : start.StartsWith(PngPicture.Signature) ? "image/png"
            : start.StartsWith("RIFF"u8) && start[8..].StartsWith("WEBP"u8) ? WebpType
            : null;
    }

    private static string Name(string hash, int width) => string.Create(CultureInfo.InvariantCulture, $"{hash}-{width}.webp");

    [GeneratedRegex(@"^([0-9a-f]{64})\.(?:png|jpg|webp)\z")]
    private static partial Regex Scalable();

    [GeneratedRegex(@"^([0-9a-f]{64})-([0-9]{3,4})\.webp\z")]
    private static partial Regex Address();
}
