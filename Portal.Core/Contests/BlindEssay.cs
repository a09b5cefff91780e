namespace Portal.Core;

/// <summary>An essay as judges get it: the version that was sent, without its author and without anything that leads to one: no number, no time, no name of a file.</summary>
/// <param name="BlindCode">All that reviews and addresses call it by.</param>
/// <param name="PlainText">Of the body; notes point into it.</param>
/// <param name="Characters">Of the body, as Word counts.</param>
public sealed record BlindEssay(
    string BlindCode, string Title, string? Theme, string Abstract, SafeHtml Body, string PlainText, int Characters, IReadOnlyList<BlindFile> Files)
{
    internal static BlindEssay Of(string blindCode, EssayRevision sent) => new(
        blindCode, sent.Title, sent.Theme, sent.Abstract, sent.Body, sent.Body.ToPlainText(), sent.Characters,
        [.. sent.Files.Select((f, i) => new BlindFile(i + 1, $"附件{i + 1}.{f.Kind}", f.Kind, f.Bytes))]);
}

/// <param name="Index">From 1.</param>
/// <param name="Name">The portal's own, whatever the author called it.</param>
/// <param name="Kind">docx, pdf, txt or md.</param>
public sealed record BlindFile(int Index, string Name, string Kind, long Bytes);
