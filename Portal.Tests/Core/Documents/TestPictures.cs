using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Portal.Tests.Core;

/// <summary>Small real pictures, made on the spot or known by heart.</summary>
internal static class TestPictures
{
    public static byte[] Jpeg { get; } = Convert.FromBase64String(
        "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wgALCAABAAEBAREA/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAAgBAQABPxA=")
        is var start ? [.. start, 0xFF, 0xD9] : [];

    public static byte[] Gif { get; } = Convert.FromBase64String("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

    public static byte[] WebpLossy { get; } = Convert.FromBase64String("UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA");

    public static byte[] WebpLossless { get; } = Convert.FromBase64String("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==");

    /// <summary>A grey PNG with the chunks given between its header and its pixels.</summary>
    public static byte[] Png(int width, int height, params (string Type, byte[] Data)[] chunks)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        header[8] = 8;
        Chunk(file, "IHDR", header);
        foreach (var (type, data) in chunks)
            Chunk(file, type, data);
        using var pixels = new MemoryStream();
        using (var zlib = new ZLibStream(pixels, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(new byte[Math.Min((width + 1L) * height, 1_000_000)]);
        Chunk(file, "IDAT", pixels.ToArray());
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    /// <summary>The JPEG above, marked as turned and with a camera's and an editor's remarks.</summary>
    public static byte[] JpegWith(string words, byte turn)
    {
        byte[] exif = [.. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, turn, 0, 0, 0, 0x3B, 0x01, 2, 0, 60, 0, 0, 0, 38, 0, 0, 0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(words)];
        byte[] xmp = [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.UTF8.GetBytes(words)];
        return [0xFF, 0xD8, .. Segment(0xE1, exif), .. Segment(0xE1, xmp), .. Segment(0xED, [.. "Photoshop 3.0\0"u8, .. Encoding.UTF8.GetBytes(words)]), .. Segment(0xFE, Encoding.UTF8.GetBytes(words)), .. Jpeg[2..], .. Encoding.UTF8.GetBytes(words)];
    }

    public static byte[] GifWith(string words)
    {
        var comment = Encoding.UTF8.GetBytes(words);
        return [.. Gif[..19], 0x21, 0xFE, (byte)comment.Length, .. comment, 0, 0x21, 0xFF, 11, .. "XMP DataXMP"u8, (byte)comment.Length, .. comment, 0, .. Gif[19..]];
    }

    public static byte[] WebpWith(string words)
    {
        var tale = Encoding.UTF8.GetBytes(words.Length % 2 == 0 ? words : words + " ");
        byte[] size = BitConverter.GetBytes(tale.Length);
        byte[] body = [.. "WEBPVP8X"u8, 10, 0, 0, 0, 0x0C, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. WebpLossy[12..], .. "EXIF"u8, .. size, .. tale, .. "XMP "u8, .. size, .. tale];
        return [.. "RIFF"u8, .. BitConverter.GetBytes(body.Length), .. body];
    }

    private static byte[] Segment(byte marker, byte[] data) => [0xFF, marker, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];

    private static void Chunk(MemoryStream file, string type, byte[] data)
    {
        byte[] named = [.. Encoding.Latin1.GetBytes(type), .. data];
        var number = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        file.Write(named);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(named));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = 0xFFFFFFFFu;
        foreach (var b in bytes)
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320u;
        }

        return ~crc;
    }
}
