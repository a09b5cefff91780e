using System.Xml;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>Reads XML that a stranger made: no document type definition, so no entities; limits on depth and length.</summary>
internal static class SafeXml
{
    /// <summary>Word nests tables in tables and text boxes in them; nobody nests as deep as this.</summary>
    public const int MaxDepth = 250;

    private const int MaxCharacters = 32 * 1024 * 1024;

    private static readonly XmlReaderSettings Settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = MaxCharacters,
        MaxCharactersFromEntities = 0,
        IgnoreProcessingInstructions = true,
        IgnoreComments = true,
    };

    /// <summary>Goes through the markup once without building a tree.</summary>
    /// <exception cref="DocumentRefusedException">It is no XML, or made to harm.</exception>
    public static void Walk(byte[] content, string name, Action<XmlReader> onElementOrText)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(content, writable: false), Settings);
            while (reader.Read())
            {
                if (reader.Depth > MaxDepth)
                    throw new DocumentRefusedException(DocumentProblem.HostileMarkup, name);
                if (reader.NodeType is XmlNodeType.Element or XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace)
                    onElementOrText(reader);
            }
        }
        catch (XmlException e)
        {
            throw new DocumentRefusedException(IsDoctype(content) ? DocumentProblem.HostileMarkup : DocumentProblem.Damaged, name, e);
        }
    }

    /// <summary>The whole tree, white space kept.</summary>
    /// <exception cref="DocumentRefusedException">It is no XML, or made to harm.</exception>
    public static XDocument Load(byte[] content, string name)
    {
        // without building anything first: a tree is large before it is known to be too deep
        Walk(content, name, _ => { });
        using var reader = XmlReader.Create(new MemoryStream(content, writable: false), Settings);
        return XDocument.Load(reader, LoadOptions.PreserveWhitespace);
    }

    // XmlReader has no error code of its own for a prohibited DTD
    private static bool IsDoctype(ReadOnlySpan<byte> content)
    {
        ReadOnlySpan<byte> wide = [.. "<!DOCTYPE"u8.ToArray().SelectMany(b => new byte[] { b, 0 })];
        return content.IndexOf("<!DOCTYPE"u8) >= 0 || content.IndexOf(wide[..^1]) >= 0;
    }
}
