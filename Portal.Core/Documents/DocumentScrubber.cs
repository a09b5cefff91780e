using System.Text;

namespace Portal.Core;

/// <summary>A document without what names a person, or why there is none.</summary>
public readonly record struct ScrubbedDocument(byte[]? Content, DocumentProblem? Problem, string? Detail = null);

/// <summary>Takes out of a document whatever names a person beside its own words: for those who judge without knowing whom.</summary>
/// <remarks>
/// What is not known to be harmless is left out: parts, properties, fields and markup are kept by name. The words themselves, headers and footers
/// among them, stay as they are: what authors write of themselves there only people can see. The same bytes always come out the same.
/// The caller keeps the original.
/// </remarks>
public static class DocumentScrubber
{
    /// <returns>The scrubbed document; or the problem, when it is a file <see cref="DocumentInspector"/> refuses or cannot be scrubbed safely. Never throws for what a file holds.</returns>
    public static ScrubbedDocument Scrub(byte[] content, DocumentKind kind)
    {
        try
        {
            return new(
                kind switch
                {
                    DocumentKind.Docx => DocxScrubber.Scrub(content),
                    DocumentKind.Pdf => PdfScrubber.Scrub(content),
                    // contests take none
                    DocumentKind.Xlsx => throw new DocumentRefusedException(DocumentProblem.NotScrubbable, "xlsx"),
                    _ => Plain(content),
                },
                null);
        }
        catch (DocumentRefusedException e)
        {
            return new(null, e.Problem, e.Detail);
        }
    }

    private static byte[] Plain(byte[] content) => DocumentText.Decode(content) is { } text
        ? new UTF8Encoding(false).GetBytes(text.TrimEnd('\u001A'))
        : throw new DocumentRefusedException(DocumentProblem.UnknownType);
}
