using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>
/// A text as it is compared: NFKC, letters and digits only, lower case. Spaces, punctuation, width and layout are what copying changes first.
/// It is normalised one text element at a time, so that each character is known to come from one place of the original.
/// </summary>
internal static class SimilarityText
{
    public static string Normalise(string text) => Walk(text, null);

    /// <summary>For each normalised character where its text element begins and ends in the original.</summary>
    public static (int Start, int End)[] Places(string text)
    {
        List<(int, int)> places = new(text.Length);
        Walk(text, places);
        return [.. places];
    }

    private static string Walk(string text, List<(int Start, int End)>? places)
    {
        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, i);
            if (length == 1 && IsHan(text[i]))
                kept.Append(text[i]);
            else
                AppendNormalised(text.AsSpan(i, length), kept);
            for (; places is not null && places.Count < kept.Length;)
                places.Add((i, i + length));
            i += length;
        }
        return kept.ToString();
    }

    private static void AppendNormalised(ReadOnlySpan<char> element, StringBuilder kept)
    {
        Span<char> buffer = stackalloc char[2];
        // half a surrogate pair is no Unicode, and Normalize would throw
        foreach (var rune in string.Concat(element.ToString().EnumerateRunes().Where(r => r != Rune.ReplacementChar)).Normalize(NormalizationForm.FormKC).EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune))
                kept.Append(buffer[..Rune.ToLowerInvariant(rune).EncodeToUtf16(buffer)]);
        }
    }

    /// <summary>Their normal form is themselves, and they are nearly all of a Chinese text.</summary>
    private static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF';
}
