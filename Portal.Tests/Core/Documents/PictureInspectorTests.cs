using System.Text;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class PictureInspectorTests
{
    private const string Words = "Zhang Sanfeng, 31.2304N 121.4737E";

    public static TheoryData<string, byte[], int, int> Pictures() => new()
    {
        { "png", TestPictures.Png(40, 30), 40, 30 },
        { "jpg", TestPictures.Jpeg, 1, 1 },
        { "gif", TestPictures.Gif, 1, 1 },
        { "webp", TestPictures.WebpLossy, 1, 1 },
        { "webp", TestPictures.WebpLossless, 1, 1 },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Inspect_Plain_IsMeasuredAndKeptAsItIs(string extension, byte[] content, int width, int height)
    {
        var (picture, problem) = PictureInspector.Inspect(content);

        Assert.Null(problem);
        Assert.Equal((extension, width, height), (picture!.Extension, picture.Width, picture.Height));
        Assert.Equal(content, picture.Content);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Inspect_CutOffAnywhere_IsRefused(string extension, byte[] content, int width, int height)
    {
        Assert.True(width > 0 && height > 0, extension);
        for (var length = 0; length < content.Length - (extension == "webp" ? 2 : 0); length++)
            Assert.Null(PictureInspector.Inspect(content[..length]).Picture);
    }

    public static TheoryData<string, byte[], byte[]> Telling() => new()
    {
        {
            "png",
            TestPictures.Png(
                4, 3, ("tEXt", Encoding.UTF8.GetBytes("Author\0" + Words)), ("iTXt", Encoding.UTF8.GetBytes("XML:com.adobe.xmp\0" + Words)), ("eXIf", Encoding.UTF8.GetBytes(Words)), ("tIME", [7, 230, 1, 1, 1, 1, 1])),
            TestPictures.Png(4, 3)
        },
        { "jpg", TestPictures.JpegWith(Words, 1), TestPictures.Jpeg },
        { "gif", TestPictures.GifWith(Words), TestPictures.Gif },
    };

    [Theory]
    [MemberData(nameof(Telling))]
    public void Inspect_WithNamesAndPlaces_KeepsThePixelsOnly(string extension, byte[] content, byte[] expected)
    {
        Assert.Contains(Words, Encoding.UTF8.GetString(content), StringComparison.Ordinal);

        var picture = PictureInspector.Inspect(content).Picture!;

        Assert.Equal(extension, picture.Extension);
        Assert.Equal(expected, picture.Content);
    }

    [Fact]
    public void Inspect_WebpWithNames_TakesBackItsPromises()
    {
        var picture = PictureInspector.Inspect(TestPictures.WebpWith(Words)).Picture!;

        Assert.DoesNotContain(Words, Encoding.UTF8.GetString(picture.Content), StringComparison.Ordinal);
        Assert.Equal(0, picture.Content[20]);
        Assert.Equal(picture.Content.Length - 8, BitConverter.ToInt32(picture.Content, 4));
        Assert.Equal(picture.Content, PictureInspector.Inspect(picture.Content).Picture!.Content);
    }

    [Fact]
    public void Inspect_TurnedPhotograph_StaysTurned()
    {
        var picture = PictureInspector.Inspect(TestPictures.JpegWith(Words, 6)).Picture!;

        Assert.DoesNotContain(Words, Encoding.UTF8.GetString(picture.Content), StringComparison.Ordinal);
        // once more: what was written is read as turned again
        Assert.Equal(picture.Content, PictureInspector.Inspect(picture.Content).Picture!.Content);
        Assert.True(picture.Content.AsSpan().IndexOf("Exif"u8) > 0);
    }

    [Theory]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")]
    [InlineData("GIF")]
    [InlineData("%PDF-1.7")]
    [InlineData("")]
    public void Inspect_NoPicture_IsUnknown(string content) =>
        Assert.Equal(PictureProblem.UnknownType, PictureInspector.Inspect(Encoding.UTF8.GetBytes(content)).Problem);

    [Fact]
    public void Inspect_TooLarge_IsRefused()
    {
        Assert.Equal(PictureProblem.TooLarge, PictureInspector.Inspect(new byte[PictureInspector.MaxBytes + 1]).Problem);
        Assert.Equal(PictureProblem.TooManyPixels, PictureInspector.Inspect(TestPictures.Png(PictureInspector.MaxSide + 1, 1)).Problem);
        Assert.Equal(PictureProblem.TooManyPixels, PictureInspector.Inspect(TestPictures.Png(12_000, 12_000)).Problem);
        Assert.Equal(PictureProblem.Damaged, PictureInspector.Inspect(TestPictures.Png(10, 0)).Problem);
    }
}
