using System.Text;

namespace Portal.Core;

/// <summary>What a PDF may not bring along: programs, other files, things to fetch.</summary>
internal static class PdfChecks
{
    private static readonly string[] Actions = ["JavaScript", "Launch", "ImportData", "SubmitForm", "Rendition", "Movie", "Sound", "GoTo3DView", "RichMediaExecute"];
    private static readonly string[] Media = ["RichMedia", "Screen", "Movie", "Sound", "3D"];

    /// <exception cref="DocumentRefusedException">It brings one of them, in whatever object, superseded or unused ones included.</exception>
    public static void Check(PdfFile file)
    {
        foreach (var value in file.All)
            CheckValue(file, value);
        file.Pages();
    }

    private static void CheckValue(PdfFile file, object value)
    {
        switch (value)
        {
            case PdfStream stream:
                if (stream.Dictionary.ContainsKey("F"))
                    throw new DocumentRefusedException(DocumentProblem.ExternalContent, "pdf: stream in another file");
                CheckValue(file, stream.Dictionary);
                break;
            case PdfArray array:
                foreach (var item in array)
                    CheckValue(file, item);
                break;
            case PdfDictionary dictionary:
                CheckDictionary(file, dictionary);
                foreach (var item in dictionary.Values)
                    CheckValue(file, item);
                break;
        }
    }

    private static void CheckDictionary(PdfFile file, PdfDictionary dictionary)
    {
        if (file.NameOf(dictionary, "S") is { } action)
        {
            if (Array.IndexOf(Actions, action) >= 0)
                throw new DocumentRefusedException(DocumentProblem.ActiveContent, action);
            if (action is "GoToR" or "GoToE")
                throw new DocumentRefusedException(DocumentProblem.ExternalContent, action);
        }

        if (dictionary.ContainsKey("XFA"))
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, "XFA");
        // in the catalogue's names; a font may be called like that, and then no dictionary stands there
        if (dictionary.TryGetValue("JavaScript", out var scripts) && file.Resolve(scripts) is PdfDictionary names && (names.ContainsKey("Names") || names.ContainsKey("Kids")))
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, "JavaScript");
        if (dictionary.ContainsKey("EmbeddedFiles") || dictionary.ContainsKey("EF") || file.NameOf(dictionary, "Type") == "EmbeddedFile"
            || file.NameOf(dictionary, "Subtype") == "FileAttachment")
            throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, "pdf");
        if (file.NameOf(dictionary, "Subtype") is { } subtype && Array.IndexOf(Media, subtype) >= 0)
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, subtype);
        if (file.Resolve(dictionary, "URI") is PdfString uri && !IsHarmless(Encoding.Latin1.GetString(uri.Bytes)))
            throw new DocumentRefusedException(DocumentProblem.ExternalContent, Encoding.Latin1.GetString(uri.Bytes));
    }

    private static bool IsHarmless(string uri)
    {
        uri = uri.Trim();
        return !(uri.StartsWith(@"\\", StringComparison.Ordinal) || (uri.IndexOf(':', StringComparison.Ordinal) is > 1 and var colon
            && !(uri[..colon].ToLowerInvariant() is "http" or "https" or "mailto" or "tel")));
    }
}
