namespace Portal.Core;

/// <summary>Why a file is not attached, beside <see cref="DocumentProblem"/>.</summary>
public enum AttachmentBar
{
    Name,

    /// <summary>Not a docx, xlsx, pdf, txt or md.</summary>
    Type,

    /// <summary>As many as there may be.</summary>
    Count,
}

/// <summary>Looks through what the office attaches to its texts, and keeps it.</summary>
internal static class AttachedFiles
{
    /// <summary>Attachments of one text.</summary>
    public const int MaxFiles = 20;

    // unfolding takes memory: two at a time
    private static readonly SemaphoreSlim Turns = new(2);

    /// <param name="name">As the machine it comes from calls it; only its last part is kept.</param>
    /// <param name="content">A docx, xlsx, pdf or text, up to <see cref="DocumentInspector.MaxBytes"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with an <see cref="AttachmentBar"/> or a <see cref="DocumentProblem"/>.</returns>
    public static async Task<Outcome<(string Name, string Hash)>> KeepAsync(ContentStore store, string name, byte[] content)
    {
        var clean = FileNames.Clean(name);
        if (clean.Length == 0)
            return Outcome.Invalid(nameof(AttachmentBar.Name));
        await Turns.WaitAsync();
        try
        {
            if (DocumentInspector.Inspect(content, clean) is { IsFine: false } seen)
                return Outcome.Invalid(seen.Problem == DocumentProblem.UnknownType ? nameof(AttachmentBar.Type) : seen.Problem.ToString()!);
        }
        finally
        {
            Turns.Release();
        }

        return (clean, await store.PutAsync(content));
    }
}
