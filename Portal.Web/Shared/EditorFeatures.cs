using System.Text.Json;

namespace Portal.Web.Shared;

/// <summary>What a text written in <see cref="RichTextEditor"/> may hold.</summary>
[Flags]
public enum EditorFeatures
{
    None = 0,
    Bold = 1,

    /// <summary>着重, an <c>em</c>.</summary>
    Emphasis = 1 << 1,

    /// <summary>Two ranks, <c>h2</c> and <c>h3</c>.</summary>
    Heading = 1 << 2,
    Quote = 1 << 3,
    Lists = 1 << 4,

    /// <summary>Needs a <see cref="RichTextEditor.PictureUrl"/>.</summary>
    Picture = 1 << 5,
    Table = 1 << 6,
    Footnote = 1 << 7,
    Link = 1 << 8,
    All = Bold | Emphasis | Heading | Quote | Lists | Picture | Table | Footnote | Link,
}

/// <summary>The server has the text.</summary>
/// <param name="Characters">By the server's count, if it says one.</param>
/// <param name="AtUtc">The server's time.</param>
/// <param name="Server">All that the server answered.</param>
public sealed record EditorSaved(int? Characters, DateTime AtUtc, JsonElement? Server);

/// <summary>The server does not take the text; it stays where it was written.</summary>
/// <param name="Status">401 not signed in, 413 too long: the writer can mend that. 403, 409 (somebody else holds the pen), 410: the editor is read-only from here on.</param>
/// <param name="Problem">The server's sentence.</param>
public sealed record EditorRefused(int Status, string? Problem);
