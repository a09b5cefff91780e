namespace Portal.Core;

/// <summary>
/// Turns one saved page of an older society website, as text or as HTML, into the article it carries. Reads only the
/// bytes it is given, never the network, and answers any input within bounded time: with a page or with a refusal.
/// </summary>
public static class SavedPageReader
{
    /// <summary>The largest file read, in bytes (5 MB).</summary>
    public const int LargestFile = 5 * 1024 * 1024;

    /// <summary>Reads one page.</summary>
    /// <param name="content">The file's bytes; at most <see cref="LargestFile"/>.</param>
    /// <param name="fileName">The file's name; its ending tells HTML from text, and so does a first character &lt;.</param>
    /// <param name="siteZone">The zone the old site's times are in.</param>
    public static SavedPageResult Read(byte[] content, string fileName, TimeZoneInfo siteZone)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(fileName);
        ArgumentNullException.ThrowIfNull(siteZone);

        if (content.Length == 0)
            return SavedPageResult.Refused("文件是空的。");
        if (content.Length > LargestFile)
            return SavedPageResult.Refused("文件超过 5 MB，不像一个网页。");
        if (PageEncoding.Decode(content) is not { } text)
            return SavedPageResult.Refused("这不是文本文件，读不出文字。");
        if (string.IsNullOrWhiteSpace(text))
            return SavedPageResult.Refused("文件里没有文字。");

        return IsHtml(fileName, text)
            ? HtmlPageReader.Read(text, siteZone)
            : TextPageReader.Read(text, siteZone);
    }

    private static bool IsHtml(string fileName, string text) =>
        fileName.EndsWith(".html", StringComparison.OrdinalIgnoreCase)
        || fileName.EndsWith(".htm", StringComparison.OrdinalIgnoreCase)
        || text.AsSpan().TrimStart().StartsWith("<");
}
