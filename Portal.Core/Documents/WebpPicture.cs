using System.Buffers.Binary;

namespace Portal.Core;

/// <summary>WebP (RFC 9649): keeps the chunks that make pixels.</summary>
internal static class WebpPicture
{
    private const int ChunkHeader = 8;
    private const byte Profile = 0x20, Alpha = 0x10, Animation = 0x02;

    public static CleanPicture Read(ReadOnlySpan<byte> content)
    {
        // what follows the container is not the picture's
        content = content[..checked(ChunkHeader + BinaryPrimitives.ReadInt32LittleEndian(content[4..]))];
        using var clean = new MemoryStream(content.Length);
        int width = 0, height = 0;
        byte known = Alpha | Animation;
        var pixels = false;
        int? flagsAt = null;
        clean.Write(content[..12]);
        for (var at = 12; at < content.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(content[(at + 4)..]);
            var padded = checked(ChunkHeader + length + (length & 1));
            var chunk = content.Slice(at, padded);
            var data = chunk.Slice(ChunkHeader, length);
            if (chunk.StartsWith("VP8X"u8))
            {
                (width, height) = (1 + UInt24(data[4..]), 1 + UInt24(data[7..]));
                flagsAt = (int)clean.Length + ChunkHeader;
                clean.Write(chunk);
            }
            else if (chunk.StartsWith("VP8 "u8) || chunk.StartsWith("VP8L"u8))
            {
                if (flagsAt is null)
                    (width, height) = chunk[3] == (byte)'L' ? Lossless(data) : Lossy(data);
                pixels = true;
                clean.Write(chunk);
            }
            else if (chunk.StartsWith("ALPH"u8) || chunk.StartsWith("ANIM"u8) || chunk.StartsWith("ANMF"u8))
            {
                pixels |= chunk.StartsWith("ANMF"u8);
                clean.Write(chunk);
            }
            else if (chunk.StartsWith("ICCP"u8) && length <= PictureInspector.MaxColourProfile)
            {
                known |= Profile;
                clean.Write(chunk);
            }

            at += padded;
        }

        if (!pixels)
            throw new InvalidDataException("No pixels");
        var bytes = clean.ToArray();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - ChunkHeader);
        // the flags say which chunks follow: those left out are no longer promised
        if (flagsAt is { } flags)
            bytes[flags] &= known;
        return new CleanPicture("webp", width, height, bytes);
    }

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static (int Width, int Height) Lossy(ReadOnlySpan<byte> data) => data[3..].StartsWith((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A])
        ? (BinaryPrimitives.ReadUInt16LittleEndian(data[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(data[8..]) & 0x3FFF)
        : throw new InvalidDataException("No key frame");

    private static (int Width, int Height) Lossless(ReadOnlySpan<byte> data)
    {
        if (data[0] != 0x2F)
            throw new InvalidDataException("No lossless signature");
        var bits = BinaryPrimitives.ReadUInt32LittleEndian(data[1..]);
        return ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);
    }
}
