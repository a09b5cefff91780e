using System.Buffers.Binary;

namespace Portal.Core;

/// <summary>JPEG (ITU-T T.81): keeps tables, frames and scans, the colour marks, and of EXIF only which way up the picture is.</summary>
internal static class JpegPicture
{
    private const byte StartOfScan = 0xDA;
    private const byte EndOfImage = 0xD9;
    private const ushort OrientationTag = 0x0112;
    private const int JfifLength = 16;

    public static CleanPicture Read(ReadOnlySpan<byte> content)
    {
        using var clean = new MemoryStream(content.Length);
        using var body = new MemoryStream(content.Length);
        int width = 0, height = 0, turn = 1, at = 2;
        var scans = 0;
        while (true)
        {
            if (content[at] != 0xFF)
                throw new InvalidDataException("No marker");
            while (content[at + 1] == 0xFF)
                at++;
            var marker = content[at + 1];
            if (marker == EndOfImage)
                break;
            if (marker is 0x01 or (>= 0xD0 and <= 0xD8))
                throw new InvalidDataException("Out of place");
            var segment = content.Slice(at, 2 + BinaryPrimitives.ReadUInt16BigEndian(content[(at + 2)..]));
            var data = segment[4..];
            if (IsFrame(marker))
                (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(data[1..]), BinaryPrimitives.ReadUInt16BigEndian(data[3..]));
            if (marker == 0xE1 && data.StartsWith("Exif\0\0"u8))
                turn = Orientation(data[6..]);
            Keep(marker, segment, body);
            at += segment.Length;
            if (marker == StartOfScan)
            {
                scans++;
                var length = ScanLength(content[at..]);
                body.Write(content.Slice(at, length));
                at += length;
            }
        }

        if (scans == 0)
            throw new InvalidDataException("No scan");
        clean.Write([0xFF, 0xD8]);
        if (turn != 1)
            clean.Write(OnlyOrientation((byte)turn));
        body.WriteTo(clean);
        clean.Write([0xFF, EndOfImage]);
        return turn >= 5 ? new CleanPicture("jpg", height, width, clean.ToArray()) : new CleanPicture("jpg", width, height, clean.ToArray());
    }

    // SOF0 to SOF15 but for the tables and the extension that share their numbers
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static void Keep(byte marker, ReadOnlySpan<byte> segment, MemoryStream to)
    {
        var data = segment[4..];
        switch (marker)
        {
            case 0xE0 when data.StartsWith("JFIF\0"u8):
                // without its thumbnail
                to.Write([0xFF, 0xE0, 0, JfifLength]);
                to.Write(data[..(JfifLength - 4)]);
                to.Write([0, 0]);
                break;
            case 0xE2 when data.StartsWith("ICC_PROFILE\0\x01\x01"u8) && data.Length <= PictureInspector.MaxColourProfile:
            case 0xEE when data.StartsWith("Adobe"u8) && data.Length == 12:
            case >= 0xC0 and <= 0xDF:
                to.Write(segment);
                break;
        }
    }

    // up to the next marker that is neither a stuffed zero nor a restart
    private static int ScanLength(ReadOnlySpan<byte> scan)
    {
        for (var at = 0; ; at++)
        {
            var next = scan[at..].IndexOf((byte)0xFF);
            if (next < 0)
                throw new InvalidDataException("Cut off");
            at += next;
            if (scan[at + 1] is 0x00 or (>= 0xD0 and <= 0xD7))
                at++;
            else if (scan[at + 1] != 0xFF)
                return at;
        }
    }

    // TIFF 6.0: byte order, 42, offset of the first directory; then its entries of twelve bytes
    private static int Orientation(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8)
            return 1;
        var little = tiff[0] == (byte)'I';
        var at = little ? BinaryPrimitives.ReadInt32LittleEndian(tiff[4..]) : BinaryPrimitives.ReadInt32BigEndian(tiff[4..]);
        if (at < 8 || at > tiff.Length - 2)
            return 1;
        int entries = Number(tiff[at..], little);
        for (at += 2; entries > 0 && at <= tiff.Length - 12; at += 12, entries--)
        {
            if (Number(tiff[at..], little) == OrientationTag)
                return Number(tiff[(at + 8)..], little) is var turn and >= 1 and <= 8 ? turn : 1;
        }

        return 1;
    }

    private static ushort Number(ReadOnlySpan<byte> bytes, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static byte[] OnlyOrientation(byte turn) =>
    [
        0xFF, 0xE1, 0, 34, .. "Exif\0\0MM\0*"u8, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, turn, 0, 0, 0, 0, 0, 0,
    ];
}
