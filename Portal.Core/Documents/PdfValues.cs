namespace Portal.Core;

// The kinds of value that a PDF is made of (ISO 32000-1, 7.3). Numbers, booleans and null stay as they are written.

internal sealed record PdfName(string Text);

/// <param name="Bytes">Unescaped.</param>
internal sealed record PdfString(byte[] Bytes);

internal sealed record PdfWord(string Text)
{
    public static PdfWord Null { get; } = new("null");
}

/// <summary>Points to an object by its number; generations tell nothing once the last one is known.</summary>
internal sealed record PdfReference(int Number);

internal sealed class PdfArray : List<object>;

internal sealed class PdfDictionary() : Dictionary<string, object>(StringComparer.Ordinal);

/// <param name="Raw">As it stands in the file, its filters not undone.</param>
internal sealed record PdfStream(PdfDictionary Dictionary, ReadOnlyMemory<byte> Raw);
