namespace Portal.Core;

/// <summary>Looks into a file that a stranger handed in, before anything else touches it.</summary>
/// <remarks>The content decides what it is, and the name has to fit. The work is bounded by the limits of the formats' readers, whatever the file claims of itself.</remarks>
public static class DocumentInspector
{
    /// <summary>The largest file that is looked into; a contest may set less.</summary>
    public const int MaxBytes = 20 * 1024 * 1024;

    /// <returns>The kind, or the first reason found why the file is refused. Never throws for what a file holds.</returns>
    public static DocumentInspection Inspect(byte[] content, string fileName)
    {
        if (content.Length == 0)
            return new(null, DocumentProblem.Empty);
        if (content.Length > MaxBytes)
            return new(null, DocumentProblem.TooLarge);
        DocumentKind? kind = null;
        try
        {
            kind = KindOf(content, fileName);
            // The bytes come first: a macro document is refused as one, whatever its name.
            switch (kind)
            {
                case DocumentKind.Docx:
                    var package = DocxPackage.ReadOffice(content);
                    DocxChecks.Check(package);
                    if (package.IsWorkbook)
                    {
                        kind = DocumentKind.Xlsx;
                        XlsxChecks.Check(package);
                    }

                    break;
                case DocumentKind.Pdf:
                    PdfChecks.Check(PdfFile.Read(content));
                    break;
                case DocumentKind.Text or DocumentKind.Markdown when string.IsNullOrWhiteSpace(DocumentText.Decode(content)):
                    return new(kind, DocumentProblem.Empty);
            }
        }
        catch (DocumentRefusedException e)
        {
            return new(kind, e.Problem, e.Detail);
        }

        return Fits(kind!.Value, fileName) ? new(kind, null) : new(kind, DocumentProblem.WrongExtension, Extension(fileName));
    }

    private static DocumentKind KindOf(byte[] content, string fileName)
    {
        if (SafeZip.LooksLikeZip(content))
            return DocumentKind.Docx;
        if (PdfFile.LooksLikePdf(content))
            return DocumentKind.Pdf;
        if (OleFile.Is(content))
            throw new DocumentRefusedException(OleFile.IsEncryptedPackage(content) ? DocumentProblem.Encrypted : DocumentProblem.UnknownType, "OLE");
        if (DocumentText.Decode(content) is null)
            throw new DocumentRefusedException(DocumentProblem.UnknownType);
        return Extension(fileName) is ".md" or ".markdown" ? DocumentKind.Markdown : DocumentKind.Text;
    }

    private static bool Fits(DocumentKind kind, string fileName) => Extension(fileName) is var extension && kind switch
    {
        DocumentKind.Docx => extension == ".docx",
        DocumentKind.Xlsx => extension == ".xlsx",
        DocumentKind.Pdf => extension == ".pdf",
        DocumentKind.Markdown => extension is ".md" or ".markdown",
        _ => extension is ".txt" or ".text",
    };

    private static string Extension(string fileName) => Path.GetExtension(fileName).ToLowerInvariant();
}
