using System.Buffers.Binary;

namespace Portal.Core;

/// <summary>Pictures inside documents: the same as members' own, and the vector formats of Windows.</summary>
internal static class PictureScrubber
{
    private const int EmfComment = 70;
    private const int WmfEscape = 0x0626;
    private const int WmfComment = 0x000F;

    /// <exception cref="DocumentRefusedException">It is of a kind that cannot be looked through (TIFF, SVG), or damaged.</exception>
    public static byte[] Scrub(DocxPart part)
    {
        var (picture, problem) = PictureInspector.InspectAny(part.Content);
        if (picture is not null)
            return picture.Content;
        if (problem == PictureProblem.UnknownType)
        {
            ReadOnlySpan<byte> bytes = part.Content;
            try
            {
                // a bitmap is nothing but its pixels
                if (bytes.StartsWith("BM"u8))
                    return part.Content[..Math.Min(part.Content.Length, Math.Max(54, BinaryPrimitives.ReadInt32LittleEndian(bytes[2..])))];
                if (bytes.Length > 44 && bytes[40..].StartsWith(" EMF"u8))
                    return Emf(part.Content);
                if (bytes.StartsWith((ReadOnlySpan<byte>)[0xD7, 0xCD, 0xC6, 0x9A]) || bytes.StartsWith((ReadOnlySpan<byte>)[1, 0, 9, 0]))
                    return Wmf(part.Content);
            }
            catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException or OverflowException)
            {
                throw new DocumentRefusedException(DocumentProblem.NotScrubbable, part.Name, e);
            }
        }

        throw new DocumentRefusedException(DocumentProblem.NotScrubbable, part.Name);
    }

    // [MS-EMF] 2.3.4.2: the header's description names program and picture; 2.3.3: comments hold anything, but those of EMF+ draw
    private static byte[] Emf(byte[] content)
    {
        var bytes = content.ToArray();
        var (length, at) = (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(60)), BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(64)));
        if (length > 0)
            bytes.AsSpan(at, checked(length * 2)).Clear();
        bytes.AsSpan(60, 8).Clear();
        for (at = 0; at < bytes.Length;)
        {
            var size = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at + 4));
            var record = bytes.AsSpan(at, Math.Max(8, size));
            var type = BinaryPrimitives.ReadInt32LittleEndian(record);
            if (type == EmfComment && !record[12..].StartsWith("EMF+"u8))
                record[12..].Clear();
            at += record.Length;
            if (type == 14)
                break;
        }

        return bytes[..at];
    }

    // [MS-WMF] 2.3.6.1
    private static byte[] Wmf(byte[] content)
    {
        var bytes = content.ToArray();
        for (var at = bytes[0] == 0xD7 ? 40 : 18; ;)
        {
            var size = checked(BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at)) * 2);
            var record = bytes.AsSpan(at, Math.Max(6, size));
            var function = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
            if (function == WmfEscape && BinaryPrimitives.ReadUInt16LittleEndian(record[6..]) == WmfComment)
                record[10..].Clear();
            at += record.Length;
            if (function == 0)
                return bytes[..at];
        }
    }
}
