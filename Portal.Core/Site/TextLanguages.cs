namespace Portal.Core;

/// <summary>The languages texts are written in, as BCP 47 names them.</summary>
public static class TextLanguages
{
    public const string Chinese = "zh-Hans";
    public const string English = "en";

    /// <summary>The first is the one taken where nobody says.</summary>
    public static IReadOnlyList<string> All { get; } = [Chinese, English];

    /// <summary>The one a text of this language is translated into.</summary>
    public static string Other(string language) => language == English ? Chinese : English;
}
