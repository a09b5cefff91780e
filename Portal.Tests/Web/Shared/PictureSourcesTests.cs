using Portal.Core;
using Portal.Web.Shared;

namespace Portal.Tests.Web.Shared;

public sealed class PictureSourcesTests
{
    private static readonly string Hash = new('a', 64);

    [Fact]
    public void Of_WidePicture_OffersTheNarrowerWidthsAndItself() => Assert.Equal(
        $"/media/{Hash}-480.webp 480w, /media/{Hash}-960.webp 960w, /media/{Hash}.jpg 1200w", PictureSources.Of(new Picture($"{Hash}.jpg", 1200, 800, "")));

    [Theory]
    [InlineData("svg", 2000)]
    [InlineData("gif", 2000)]
    [InlineData("jpg", 480)]
    public void Of_NothingNarrower_OffersNothing(string extension, int width) => Assert.Null(PictureSources.Of(new Picture($"{Hash}.{extension}", width, 100, "")));

    [Fact]
    public void In_Text_OnlyPicturesWhoseWidthIsKnownGetSources()
    {
        var body = SafeHtml.Clean(
            $"<p>a &lt;img src=\"/media/{Hash}.jpg\" width=\"900\"&gt;</p><figure><img src=\"/media/{Hash}.jpg\" alt='5 > 3 \"'  width=\"900\" height=\"600\"></figure><figure><img src=\"/media/{Hash}.png\" alt=\"\"></figure>").Html;

        var shown = PictureSources.In(body);

        Assert.Equal(1, shown.Split("srcset=").Length - 1);
        Assert.Contains($" srcset=\"/media/{Hash}-480.webp 480w, /media/{Hash}.jpg 900w\" sizes=\"{PictureSources.InText}\">", shown, StringComparison.Ordinal);
        // and nothing else has changed
        Assert.Equal(body, shown.Replace($" srcset=\"/media/{Hash}-480.webp 480w, /media/{Hash}.jpg 900w\" sizes=\"{PictureSources.InText}\"", "", StringComparison.Ordinal));
    }
}
