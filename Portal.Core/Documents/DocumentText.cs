using System.Text;

namespace Portal.Core;

/// <summary>Plain text as people save it: UTF-8, UTF-16 with its mark, GB18030 (and so GBK, GB2312).</summary>
internal static class DocumentText
{
    /// <returns>The text without its mark, line ends as they are; null when it is no text in any of these.</returns>
    public static string? Decode(byte[] content)
    {
        var text = content switch
        {
            [0xEF, 0xBB, 0xBF, ..] => Strictly(new UTF8Encoding(false, true), content.AsSpan(3)),
            [0xFF, 0xFE, ..] => Strictly(new UnicodeEncoding(false, false, true), content.AsSpan(2)),
            [0xFE, 0xFF, ..] => Strictly(new UnicodeEncoding(true, false, true), content.AsSpan(2)),
            _ => Strictly(new UTF8Encoding(false, true), content) ?? Strictly(Gb18030, content),
        };
        return text is null || text.Any(IsNoText) ? null : text;
    }

    // The provider is asked directly: registering it would change Encoding.GetEncoding for the whole process.
    private static Encoding Gb18030 =>
        CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)!;

    private static string? Strictly(Encoding encoding, ReadOnlySpan<byte> content)
    {
        try
        {
            return encoding.GetString(content);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    // A form feed parts pages, an end-of-file mark ends what old editors wrote; all other controls are no text, nor are private use and unassigned ends.
    private static bool IsNoText(char c) => (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f' or '\u001A')) || c is '\uFFFE' or '\uFFFF';
}
