namespace Portal.Core;

/// <summary>What could not be taken over as it was; pages turn it into a sentence.</summary>
public enum DocxWarning
{
    /// <summary>Pictures of a kind no page can show (EMF, WMF, TIFF) or too large: 〔图片未能导入〕 stands in their place.</summary>
    PicturesLeftOut,

    /// <summary>Formulas became plain text.</summary>
    FormulasAsText,

    /// <summary>A short line under the title looks like the author's name.</summary>
    PossibleByline,
}

/// <summary>A picture of a document.</summary>
/// <param name="Placeholder">What stands as its <c>src</c> in the text; to be replaced by its address before cleaning, or it is dropped.</param>
public sealed record DocxPicture(string Placeholder, CleanPicture Picture);

/// <summary>A Word document as text for the web.</summary>
/// <param name="Title">Without markup; null when none could be told from the text.</param>
/// <param name="Abstract">Without markup and without its heading.</param>
/// <param name="Html">The rest, for <see cref="SafeHtml"/>: headings from h2, paragraphs, lists, tables, quotations, footnotes.</param>
public sealed record DocxText(string? Title, string? Abstract, string Html, IReadOnlyList<DocxPicture> Pictures, IReadOnlySet<DocxWarning> Warnings);
