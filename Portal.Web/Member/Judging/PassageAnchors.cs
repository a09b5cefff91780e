namespace Portal.Web.Reviewing;

/// <summary>A passage as the browser finds it: counted in characters that are no white space, because layout puts spaces where the plain text has line breaks or none.</summary>
public sealed record PassageAnchor(string Key, int Start, int Length);

/// <summary>Between places in an essay's plain text and places on the page.</summary>
public static class PassageAnchors
{
    public static IReadOnlyList<PassageAnchor> Of(string plainText, IEnumerable<NoteLine> notes) =>
    [
        .. notes.Where(n => n.Start + n.Length <= plainText.Length)
            .Select(n => new PassageAnchor(n.Key, plainText.AsSpan(0, n.Start).ToArray().Count(IsInk), plainText.AsSpan(n.Start, n.Length).ToArray().Count(IsInk))),
    ];

    /// <summary>Null when there is no such passage.</summary>
    public static (int Start, int Length)? Find(string plainText, int start, int length)
    {
        var ink = -1;
        int? from = null;
        for (var i = 0; i < plainText.Length && length > 0; i++)
        {
            if (!IsInk(plainText[i]))
                continue;
            ink++;
            if (ink == start)
                from = i;
            if (from is { } begin && ink == start + length - 1)
                return (begin, i + 1 - begin);
        }

        return null;
    }

    // as /[\s\u0085]/ in the browser
    private static bool IsInk(char c) => !char.IsWhiteSpace(c) && c != '\uFEFF';
}
