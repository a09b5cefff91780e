using System.Buffers.Binary;
using System.Text;
using Portal.Core;
using Portal.Tests.Support;
using SkiaSharp;

namespace Portal.Tests.Core;

/// <summary>Pictures as people send them: real files, made here.</summary>
public sealed class PictureFittingTests : CoreTest
{
    private const string Words = "Zhang Sanfeng, 31.2304N 121.4737E";

    private static readonly SKColor Red = new(0xE0, 0x20, 0x20);
    private static readonly SKColor Blue = new(0x20, 0x40, 0xE0);

    private PictureSizes Sizes => Portal.Get<PictureSizes>();

    /// <summary>All eight ways a camera can be held: what was above is above again, and the mark that said so is gone.</summary>
    [Theory]
    [InlineData(1, 3000, 2000)]
    [InlineData(2, 3000, 2000)]
    [InlineData(3, 3000, 2000)]
    [InlineData(4, 3000, 2000)]
    [InlineData(5, 2000, 3000)]
    [InlineData(6, 2000, 3000)]
    [InlineData(7, 2000, 3000)]
    [InlineData(8, 2000, 3000)]
    public async Task Add_Photograph_IsUprightAndNoLargerThanAPageNeeds(int orientation, int width, int height)
    {
        var added = await AddAsync(Photograph((byte)orientation, width, height));

        Assert.Equal((width * 4 / 5, height * 4 / 5), (added.Width, added.Height));
        using var stored = SKBitmap.Decode(await BytesAsync(added.File));
        Assert.Equal((added.Width, added.Height), (stored.Width, stored.Height));
        // red in the corner above on the left, blue elsewhere
        AssertNear(Red, stored.GetPixel(stored.Width / 8, stored.Height / 8));
        AssertNear(Blue, stored.GetPixel(stored.Width * 7 / 8, stored.Height / 8));
        AssertNear(Blue, stored.GetPixel(stored.Width / 8, stored.Height * 7 / 8));
        AssertNear(Blue, stored.GetPixel(stored.Width * 7 / 8, stored.Height * 7 / 8));
        using var codec = SKCodec.Create(new MemoryStream(await BytesAsync(added.File)));
        Assert.Equal(SKEncodedOrigin.TopLeft, codec.EncodedOrigin);
    }

    [Theory]
    [InlineData(3000, 2000)]
    [InlineData(300, 200)]
    public async Task Add_Photograph_TellsNeitherPlaceNorCamera(int width, int height)
    {
        var photograph = Photograph(6, width, height);
        Assert.Contains(Words, Encoding.Latin1.GetString(photograph), StringComparison.Ordinal);

        var added = await AddAsync(photograph);

        var stored = Encoding.Latin1.GetString(await BytesAsync(added.File));
        Assert.DoesNotContain("Zhang", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("Exif", stored, StringComparison.Ordinal);
        foreach (var (_, file) in PictureSizes.Of(added))
            Assert.DoesNotContain("Zhang", Encoding.Latin1.GetString(await File.ReadAllBytesAsync((await Sizes.FindAsync(file, Token))!.Value.Path, Token)), StringComparison.Ordinal);
    }

    /// <summary>A few kilobytes that say of themselves they unfold to ten gigabytes: refused by what they say, before anything is unfolded.</summary>
    [Fact]
    public async Task Add_Bomb_IsRefusedBeforeItUnfolds()
    {
        var bomb = TestPictures.Png(50_000, 50_000);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Equal(PictureProblem.TooManyPixels, PictureInspector.Inspect(bomb).Problem);

        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1_000_000);
        Assert.Equal(nameof(PictureProblem.TooManyPixels), (await Portal.Get<MediaLibrary>().AddAsync(TestPortal.Administrator, "a.png", bomb)).Detail);
        // nor does anybody unfold one who has come into the store by another way
        var hash = await Portal.Get<ContentStore>().PutAsync(bomb, Token);
        Assert.Equal("image/png", (await Sizes.FindAsync($"{hash}-480.webp", Token))!.Value.Type);
    }

    [Fact]
    public async Task Add_TransparentPng_StaysTransparentInEveryWidth()
    {
        var added = await AddAsync(Encoded(3000, 1500, SKEncodedImageFormat.Png, SKColors.Transparent), "a.png");

        Assert.Equal((2400, 1200), (added.Width, added.Height));
        Assert.EndsWith(".png", added.File, StringComparison.Ordinal);
        Assert.Equal([480, 960, 1440], PictureSizes.Of(added).Select(s => s.Width));
        using var stored = SKBitmap.Decode(await BytesAsync(added.File));
        Assert.Equal((0, 255), (stored.GetPixel(2300, 1100).Alpha, stored.GetPixel(100, 100).Alpha));
        foreach (var (width, file) in PictureSizes.Of(added))
        {
            var (path, type) = (await Sizes.FindAsync(file, Token))!.Value;
            using var narrower = SKBitmap.Decode(path);
            Assert.Equal(("image/webp", width, width / 2), (type, narrower.Width, narrower.Height));
            Assert.Equal((0, 255), (narrower.GetPixel(width - 5, 5).Alpha, narrower.GetPixel(5, 5).Alpha));
        }
    }

    [Fact]
    public async Task Add_Gif_IsLeftAsItIs()
    {
        var gif = TestPictures.Gif;

        var added = await AddAsync(gif, "a.gif");

        Assert.Equal(gif, await BytesAsync(added.File));
        Assert.Empty(PictureSizes.Of(added with { Width = 3000 }));
    }

    [Fact]
    public async Task Add_MovingWebp_KeepsMoving()
    {
        var added = await AddAsync(MovingWebp(3000, 1000), "a.webp");

        Assert.Equal(3000, added.Width);
        var (path, type) = (await Sizes.FindAsync(PictureSizes.Of(added).First().File, Token))!.Value;
        Assert.Equal(("image/webp", Portal.Get<Media>().Find(added.File)!.Value.Path), (type, path));
    }

    [Fact]
    public async Task Add_Svg_IsRefused() =>
        Assert.Equal(nameof(PictureProblem.UnknownType), (await Portal.Get<MediaLibrary>().AddAsync(TestPortal.Administrator, "a.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"/>"u8.ToArray())).Detail);

    [Fact]
    public async Task Find_WhatNobodyOffers_IsNotThere()
    {
        var added = await AddAsync(Encoded(700, 350, SKEncodedImageFormat.Jpeg, Blue));
        var hash = added.File.Split('.')[0];
        var text = await Portal.Get<ContentStore>().PutAsync("名单"u8.ToArray(), Token);

        Assert.Equal([480], PictureSizes.Of(added).Select(s => s.Width));
        foreach (var file in (string[])["", $"{hash}-481.webp", $"{hash}-480.png", $"{hash}-480", $"../{hash}-480.webp", $"{new string('0', 64)}-480.webp", $"{text}-480.webp"])
            Assert.Null(await Sizes.FindAsync(file, Token));
        Assert.Equal("image/jpeg", (await Sizes.FindAsync($"{hash}-960.webp", Token))!.Value.Type);
    }

    [Fact]
    public async Task Sweep_NarrowerOnes_GoWithTheirPicture()
    {
        var added = await AddAsync(Encoded(700, 350, SKEncodedImageFormat.Jpeg, Blue));
        var narrower = (await Sizes.FindAsync(PictureSizes.Of(added).Single().File, Token))!.Value.Path;
        await Portal.Get<ContentSweep>().SweepAsync(TimeSpan.Zero, Token);
        Assert.True(File.Exists(narrower));

        File.Delete(Portal.Get<Media>().Find(added.File)!.Value.Path);
        await Portal.Get<ContentSweep>().SweepAsync(TimeSpan.Zero, Token);

        Assert.False(File.Exists(narrower));
    }

    private async Task<Picture> AddAsync(byte[] content, string name = "a.jpg")
    {
        var added = await Portal.Get<MediaLibrary>().AddAsync(TestPortal.Administrator, name, content);
        Assert.True(added.IsDone, added.Detail);
        return (await Portal.Get<MediaLibrary>().GetAsync(TestPortal.Administrator, added.Value, Token)).Value!.Row.Picture;
    }

    private Task<byte[]> BytesAsync(string file) => File.ReadAllBytesAsync(Portal.Get<Media>().Find(file)!.Value.Path, Token);

    private static void AssertNear(SKColor expected, SKColor found) =>
        Assert.True(Math.Abs(expected.Red - found.Red) < 24 && Math.Abs(expected.Green - found.Green) < 24 && Math.Abs(expected.Blue - found.Blue) < 24, $"{expected} {found}");

    // the quarter above on the left is red
    private static byte[] Encoded(int width, int height, SKEncodedImageFormat format, SKColor ground)
    {
        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(ground);
        using var paint = new SKPaint { Color = Red };
        surface.Canvas.DrawRect(0, 0, width / 2f, height / 2f, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A JPEG whose EXIF says how the camera was held, where and by whom; seen upright it is so wide and so high.</summary>
    private static byte[] Photograph(byte orientation, int width, int height)
    {
        var (rawWidth, rawHeight) = orientation >= 5 ? (height, width) : (width, height);
        using var surface = SKSurface.Create(new SKImageInfo(rawWidth, rawHeight));
        // where the upright picture's corner above on the left lies in what the sensor saw
        var (right, below) = orientation switch { 2 => (true, false), 3 => (true, true), 4 => (false, true), 6 => (false, true), 7 => (true, true), 8 => (true, false), _ => (false, false) };
        surface.Canvas.Clear(Blue);
        using var paint = new SKPaint { Color = Red };
        surface.Canvas.DrawRect(right ? rawWidth / 2f : 0, below ? rawHeight / 2f : 0, rawWidth / 2f, rawHeight / 2f, paint);
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Jpeg, 90);
        byte[] jpeg = data.ToArray();
        byte[] exif =
        [
            .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0x3B, 0x01, 2, 0, 60, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0,
            .. Encoding.UTF8.GetBytes(Words.PadRight(60, '\0')),
        ];
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)(exif.Length + 2));
        return [0xFF, 0xD8, 0xFF, 0xE1, .. length, .. exif, .. jpeg[2..]];
    }

    // two frames of one picture, https://developers.google.com/speed/webp/docs/riff_container
    private static byte[] MovingWebp(int width, int height)
    {
        var still = Encoded(width, height, SKEncodedImageFormat.Webp, Blue);
        var at = still.AsSpan(12).IndexOf("VP8 "u8) + 12;
        if (at < 12)
            at = still.AsSpan(12).IndexOf("VP8L"u8) + 12;
        var pixels = still[at..];
        byte[] Three(int number) => [(byte)number, (byte)(number >> 8), (byte)(number >> 16)];
        byte[] Chunk(string name, byte[] content) => [.. Encoding.ASCII.GetBytes(name), .. BitConverter.GetBytes(content.Length), .. content];
        byte[] frame = [0, 0, 0, 0, 0, 0, .. Three(width - 1), .. Three(height - 1), .. Three(100), 0, .. pixels];
        byte[] body =
        [
            .. "WEBP"u8, .. Chunk("VP8X", [0x02, 0, 0, 0, .. Three(width - 1), .. Three(height - 1)]), .. Chunk("ANIM", [0, 0, 0, 0, 0, 0]), .. Chunk("ANMF", frame), .. Chunk("ANMF", frame),
        ];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];
    }
}
