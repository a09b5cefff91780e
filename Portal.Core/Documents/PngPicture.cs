using System.Buffers.Binary;
using System.Text;

namespace Portal.Core;

/// <summary>PNG (ISO/IEC 15948): keeps the chunks that make pixels and colours.</summary>
internal static class PngPicture
{
    private const int ChunkFrame = 12;

    // the last three animate
    private static readonly string[] Kept = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "cHRM", "gAMA", "sBIT", "sRGB", "cICP", "bKGD", "pHYs", "acTL", "fcTL", "fdAT"];

    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public static CleanPicture Read(ReadOnlySpan<byte> content)
    {
        using var clean = new MemoryStream(content.Length);
        clean.Write(Signature);
        int width = 0, height = 0;
        var pixels = false;
        for (var at = Signature.Length; ;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(content[at..]);
            var type = Encoding.Latin1.GetString(content.Slice(at + 4, 4));
            var chunk = content.Slice(at, checked(length + ChunkFrame));
            if (width == 0 != (type == "IHDR"))
                throw new InvalidDataException("IHDR stands first, once");
            if (type == "IHDR")
            {
                width = BinaryPrimitives.ReadInt32BigEndian(chunk[8..]);
                height = BinaryPrimitives.ReadInt32BigEndian(chunk[12..]);
                if (width < 1)
                    throw new InvalidDataException("No width");
            }

            pixels |= type == "IDAT";
            if (Array.IndexOf(Kept, type) >= 0 || (type == "iCCP" && length <= PictureInspector.MaxColourProfile))
                clean.Write(chunk);
            if (type == "IEND")
                return pixels ? new CleanPicture("png", width, height, clean.ToArray()) : throw new InvalidDataException("No pixels");
            at += chunk.Length;
        }
    }
}
