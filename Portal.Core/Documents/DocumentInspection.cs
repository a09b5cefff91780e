namespace Portal.Core;

/// <summary>What a handed-in file is, by its content.</summary>
public enum DocumentKind
{
    Docx,
    Xlsx,
    Pdf,
    Text,
    Markdown,
}

/// <summary>Why a handed-in file is not taken. Pages turn it into a sentence.</summary>
public enum DocumentProblem
{
    /// <summary>No bytes, or nothing but white space.</summary>
    Empty,

    /// <summary>More than <see cref="DocumentInspector.MaxBytes"/>.</summary>
    TooLarge,

    /// <summary>No docx, xlsx, pdf or text.</summary>
    UnknownType,

    /// <summary>The content is one of the known kinds, but the name ends like another.</summary>
    WrongExtension,

    /// <summary>Cut off, or not built as its kind is.</summary>
    Damaged,

    /// <summary>Needs a password.</summary>
    Encrypted,

    /// <summary>Brings programs along: VBA, ActiveX, JavaScript, commands to start.</summary>
    ActiveContent,

    /// <summary>Brings other files along: OLE objects, archives, attachments.</summary>
    EmbeddedFile,

    /// <summary>Fetches something from elsewhere when it is opened: templates, pictures, frames, DDE.</summary>
    ExternalContent,

    /// <summary>Unfolds to more than is reasonable: archive bombs, thousands of parts or pages.</summary>
    Bomb,

    /// <summary>Part names that lead out of the archive, or stand in it twice.</summary>
    UnsafePaths,

    /// <summary>XML or PDF markup made to harm: document type definitions, extreme nesting.</summary>
    HostileMarkup,

    /// <summary>Holds what cannot be taken out of it safely; from the scrubber only.</summary>
    NotScrubbable,
}

/// <summary>What became of looking into a file: its kind, or the reason why it is refused.</summary>
/// <param name="Kind">Known as far as the content gave it away, even of a refused file.</param>
/// <param name="Detail">What exactly was met (a part's name, a link's target), for the sentence on the page; at most 200 characters, to be encoded like anything people typed.</param>
public readonly record struct DocumentInspection(DocumentKind? Kind, DocumentProblem? Problem, string? Detail = null)
{
    public bool IsFine => Problem is null;
}

/// <summary>Carries a refusal out of the depth of a parser. It never leaves this folder.</summary>
internal sealed class DocumentRefusedException(DocumentProblem problem, string? detail = null, Exception? inner = null)
    : Exception($"{problem}: {detail}", inner)
{
    private const int LongestDetail = 200;

    public DocumentProblem Problem => problem;

    public string? Detail { get; } = detail is { Length: > LongestDetail } ? detail[..LongestDetail] : detail;
}
