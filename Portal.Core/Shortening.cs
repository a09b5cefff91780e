namespace Portal.Core;

internal static class Shortening
{
    /// <summary>At most so many UTF-16 units from the beginning; a rare character that takes two is never cut in half.</summary>
    public static string Cut(this string text, int length)
    {
        if (text.Length <= length)
            return text;
        return text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
    }
}
