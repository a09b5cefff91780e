namespace Portal.Core;

/// <summary>A file on its way in.</summary>
/// <param name="Key">Its address.</param>
/// <param name="Bytes">How many it will be.</param>
/// <param name="Received">How many lie on the disk: the next piece begins there.</param>
/// <param name="File">Once it is whole, looked through and kept.</param>
public sealed record UploadState(string Key, string Name, long Bytes, long Received, EssayFileLine? File = null);

/// <summary>The attachments of a working copy.</summary>
public sealed record EssayAttachments(IReadOnlyList<EssayFileLine> Files, IReadOnlyList<UploadState> Unfinished);

/// <summary>Where a file lies, for whoever may have it.</summary>
public sealed record StoredFile(string Path, string Name);

/// <summary>What was read out of a Word document; nothing of it is kept yet but the pictures.</summary>
/// <param name="Characters">Of the body, as Word counts.</param>
public sealed record DocxImport(string? Title, string? Abstract, SafeHtml Body, int Characters, IReadOnlySet<DocxWarning> Warnings);

/// <summary>Why a file of an essay is not taken, beside <see cref="DocumentProblem"/> and <see cref="PictureProblem"/>; the names travel in <see cref="Outcome.Detail"/>.</summary>
public enum EssayFileBar
{
    /// <summary>The contest takes no files of this kind.</summary>
    Type,

    /// <summary>Empty, or larger than the contest takes.</summary>
    Size,

    /// <summary>As many attachments as the contest takes, unfinished ones included; or as many pictures as a text may have.</summary>
    Count,

    /// <summary>No name.</summary>
    Name,

    /// <summary>More came than was announced.</summary>
    Bytes,

    /// <summary>Past the deadline.</summary>
    Closed,
}
