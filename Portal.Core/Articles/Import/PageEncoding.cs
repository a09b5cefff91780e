using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Finds out how a saved page is encoded: BOM, then what the page declares, then UTF-8, then GB18030.</summary>
internal static partial class PageEncoding
{
    private const int DeclarationWindow = 4096;
    private const double MostControls = 0.005;
    private const double MostUndecoded = 0.05;

    /// <returns>The text without its BOM, or null when the bytes are no text.</returns>
    public static string? Decode(byte[] content)
    {
        var text = WithBom(content) ?? Declared(content) ?? Strictly(Utf8, content) ?? Loosely(content);
        return IsText(text) ? text : null;
    }

    // The provider is asked directly: registering it would change Encoding.GetEncoding for the whole process.
    private static Encoding Gb18030(DecoderFallback fallback) =>
        CodePagesEncodingProvider.Instance.GetEncoding(54936, EncoderFallback.ReplacementFallback, fallback)!;

    private static Encoding Utf8 => new UTF8Encoding(false, throwOnInvalidBytes: true);

    private static string? WithBom(byte[] content) => content switch
    {
        [0xEF, 0xBB, 0xBF, ..] => Encoding.UTF8.GetString(content, 3, content.Length - 3),
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(content, 2, content.Length - 2),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(content, 2, content.Length - 2),
        _ => null,
    };

    /// <summary>A declaration that the bytes contradict counts for nothing: pages are often re-encoded when saved.</summary>
    private static string? Declared(byte[] content)
    {
        var head = Encoding.Latin1.GetString(content, 0, Math.Min(content.Length, DeclarationWindow));
        var declaration = CharsetDeclaration().Match(head);
        var encoding = declaration.Groups["name"].Value.ToUpperInvariant() switch
        {
            "UTF-8" or "UTF8" => Utf8,
            "GB2312" or "GBK" or "GB18030" or "X-GBK" or "CP936" => Gb18030(DecoderFallback.ExceptionFallback),
            "BIG5" or "BIG5-HKSCS" => CodePagesEncodingProvider.Instance.GetEncoding(
                950, EncoderFallback.ReplacementFallback, DecoderFallback.ExceptionFallback),
            _ => null,
        };
        return encoding is null ? null : Strictly(encoding, content);
    }

    private static string? Strictly(Encoding encoding, byte[] content)
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

    private static string Loosely(byte[] content) =>
        Gb18030(new DecoderReplacementFallback("\uFFFD")).GetString(content);

    private static bool IsText(string text)
    {
        int controls = 0, undecoded = 0;
        foreach (var c in text)
        {
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r' or '\f'))
                controls++;
            else if (c == '\uFFFD')
                undecoded++;
        }

        return controls <= text.Length * MostControls && undecoded <= text.Length * MostUndecoded;
    }

    [GeneratedRegex("""<meta[^>]{0,200}?charset\s{0,9}=\s{0,9}["']?\s{0,9}(?<name>[A-Za-z0-9_-]{2,20})""", RegexOptions.IgnoreCase)]
    private static partial Regex CharsetDeclaration();
}
