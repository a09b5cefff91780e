using System.Buffers.Binary;

namespace Portal.Core;

/// <summary>GIF 89a: keeps pictures, their timing and how often they repeat.</summary>
internal static class GifPicture
{
    private const int HeaderLength = 13;

    public static CleanPicture Read(ReadOnlySpan<byte> content)
    {
        using var clean = new MemoryStream(content.Length);
        int width = BinaryPrimitives.ReadUInt16LittleEndian(content[6..]), height = BinaryPrimitives.ReadUInt16LittleEndian(content[8..]);
        var at = HeaderLength + TableLength(content[10]);
        clean.Write(content[..at]);
        for (var pictures = 0; ;)
        {
            var start = at;
            switch (content[at])
            {
                case 0x3B when pictures > 0:
                    clean.WriteByte(0x3B);
                    return new CleanPicture("gif", width, height, clean.ToArray());
                case 0x2C:
                    pictures++;
                    // the descriptor, its colours, the code size
                    at += 10 + TableLength(content[at + 9]) + 1;
                    at += BlocksLength(content[at..]);
                    clean.Write(content[start..at]);
                    break;
                case 0x21:
                    at += 2;
                    var keep = content[start + 1] switch
                    {
                        0xF9 => true,
                        0xFF => content[(start + 3)..].StartsWith("NETSCAPE2.0"u8) || content[(start + 3)..].StartsWith("ANIMEXTS1.0"u8),
                        _ => false,
                    };
                    at += BlocksLength(content[at..]);
                    if (keep)
                        clean.Write(content[start..at]);
                    break;
                default:
                    throw new InvalidDataException("Unknown block");
            }
        }
    }

    private static int TableLength(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int BlocksLength(ReadOnlySpan<byte> content)
    {
        var at = 0;
        while (content[at] != 0)
            at += content[at] + 1;
        return at + 1;
    }
}
