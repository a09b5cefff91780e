using System.Text;

namespace Portal.Core;

/// <summary>Chinese characters, those outside the basic plane included.</summary>
internal static class Han
{
    public static bool IsHan(char c) =>
        c is (>= '\u4E00' and <= '\u9FFF') or (>= '\u3400' and <= '\u4DBF') or (>= '\uF900' and <= '\uFAFF') or '〇';

    public static bool EndsWithHan(ReadOnlySpan<char> text) =>
        text.Length > 0 && (IsHan(text[^1]) || (text.Length > 1 && IsPair(text[^2], text[^1])));

    /// <returns>The Chinese character the text ends with; empty when it ends with something else.</returns>
    public static string LastHan(StringBuilder text)
    {
        if (text.Length > 0 && IsHan(text[^1]))
            return text[^1].ToString();
        return text.Length > 1 && IsPair(text[^2], text[^1]) ? text.ToString(text.Length - 2, 2) : "";
    }

    private static bool IsPair(char high, char low) =>
        char.IsSurrogatePair(high, low) && char.ConvertToUtf32(high, low) is >= 0x20000 and <= 0x3FFFF;
}
