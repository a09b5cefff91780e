namespace Portal.Core;

/// <summary>The part of an address that a person chooses.</summary>
public static class Slugs
{
    /// <summary>Longest, in characters.</summary>
    public const int Length = 60;

    /// <summary>Lower-case letters a to z, digits and single hyphens between them, 1 to <see cref="Length"/>.</summary>
    public static bool IsValid(string slug) =>
        slug.Length is > 0 and <= Length && slug.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && slug[0] != '-' && slug[^1] != '-' && !slug.Contains("--", StringComparison.Ordinal);
}
