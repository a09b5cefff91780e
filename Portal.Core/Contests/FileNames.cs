namespace Portal.Core;

/// <summary>Names that people's machines give to files, fit to be kept and shown.</summary>
internal static class FileNames
{
    private const int Longest = 120;

    /// <returns>The last part alone, without controls, marks that turn the reading direction, or what file systems reserve; empty when nothing is left. The ending survives being cut.</returns>
    public static string Clean(string name)
    {
        var last = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var clean = string.Concat(last.Where(c => !char.IsControl(c) && c is not (':' or '*' or '?' or '"' or '<' or '>' or '|') && !IsDirection(c))).Trim().Trim('.').Trim();
        var ending = Path.GetExtension(clean);
        if (clean.Length == ending.Length)
            return "";
        if (clean.Length <= Longest)
            return clean;
        var start = clean[..(Longest - Math.Min(ending.Length, Longest / 2))];
        // half of a character is none
        return (char.IsHighSurrogate(start[^1]) ? start[..^1] : start) + ending[..Math.Min(ending.Length, Longest / 2)];
    }

    /// <summary>docx, pdf, txt or md by the name's end; anything else as it is.</summary>
    public static string KindOf(string name) => Path.GetExtension(name).TrimStart('.').ToLowerInvariant() switch
    {
        "markdown" => "md",
        "text" => "txt",
        var ending => ending,
    };

    // "fdp.exe" written from right to left reads "exe.pdf"
    private static bool IsDirection(char c) => c is (>= '\u200E' and <= '\u200F') or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
