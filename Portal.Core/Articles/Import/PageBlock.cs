using System.Text;

namespace Portal.Core;

internal enum BlockKind
{
    Paragraph, Heading, List, Table, Quote, Picture,
}

/// <summary>One block of a page's text, repaired: what it says, how it is marked up, what was repaired in it.</summary>
internal sealed record PageBlock(BlockKind Kind, string Text, string InnerHtml, IReadOnlyList<RepairedText> Repairs)
{
    /// <summary>Empty lines above it, where the input knows such a thing.</summary>
    public int BlankBefore { get; init; }

    /// <summary>The share of its text that is links, 0 to 1.</summary>
    public double LinkShare { get; init; }

    /// <summary>h2, h3, ul, ol …; p when nothing else is said.</summary>
    public string Tag { get; init; } = "p";

    public string Html => Kind == BlockKind.Picture ? $"<p>{InnerHtml}</p>" : $"<{Tag}>{InnerHtml}</{Tag}>";

    public static PageBlock Plain(RepairedText repaired) =>
        new(BlockKind.Paragraph, repaired.Text.Trim(), Encode(repaired.Text.Trim()), [repaired]);

    /// <summary>Encodes text for an element or a quoted attribute. Chinese stays readable, unlike with WebUtility.</summary>
    public static string Encode(string text)
    {
        if (text.AsSpan().IndexOfAny("&<>\"'") < 0)
            return text;
        var encoded = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => encoded.Append("&amp;"),
                '<' => encoded.Append("&lt;"),
                '>' => encoded.Append("&gt;"),
                '"' => encoded.Append("&quot;"),
                '\'' => encoded.Append("&#39;"),
                _ => encoded.Append(c),
            };
        }

        return encoded.ToString();
    }
}
