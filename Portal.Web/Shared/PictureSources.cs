using System.Globalization;
using System.Text.RegularExpressions;

namespace Portal.Web.Shared;

/// <summary>Offers browsers the narrower widths of a picture: they know the screen and the line, and fetch what these need.</summary>
internal static partial class PictureSources
{
    /// <summary>How wide the text of an article is: 720 px, and on a phone the screen but its margins.</summary>
    public const string InText = "(max-width: 752px) calc(100vw - 32px), 720px";

    /// <returns>For <c>srcset</c>; null when there is nothing to choose from.</returns>
    public static string? Of(Picture picture)
    {
        List<(int Width, string File)> sizes = [.. PictureSizes.Of(picture)];
        return sizes.Count == 0 ? null : string.Join(", ", sizes.Append((picture.Width, picture.File)).Select(s => string.Create(CultureInfo.InvariantCulture, $"{PortalUrls.Media(s.File)} {s.Width}w")));
    }

    /// <summary>The same for every picture of a text whose width stands there.</summary>
    /// <param name="html">Out of the sanitizer: attributes in double quotes.</param>
    public static string In(string html) => !html.Contains("<img", StringComparison.Ordinal) ? html : Image().Replace(html, image =>
    {
        var (file, width) = (Source().Match(image.Value), Width().Match(image.Value));
        return file.Success && width.Success && Of(new Picture(file.Groups[1].Value, int.Parse(width.Groups[1].ValueSpan, CultureInfo.InvariantCulture), 0, "")) is { } sources
            ? $"{image.Groups[1].Value} srcset=\"{sources}\" sizes=\"{InText}\">"
            : image.Value;
    });

    [GeneratedRegex("""(<img(?: [a-z-]+="[^"]*")*)>""")]
    private static partial Regex Image();

    [GeneratedRegex(" src=\"/media/([0-9a-f]{64}\\.[a-z]+)\"")]
    private static partial Regex Source();

    [GeneratedRegex(" width=\"([0-9]{1,5})\"")]
    private static partial Regex Width();
}
