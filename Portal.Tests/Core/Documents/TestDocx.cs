using System.IO.Compression;
using System.Text;

namespace Portal.Tests.Core;

/// <summary>Word documents written by hand, good and bad.</summary>
internal sealed class TestDocx
{
    public const string Ns = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    public const string OfficeType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";
    public const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

    private readonly List<(string Name, byte[] Content)> _parts = [];
    private readonly List<string> _relations = [];
    private readonly List<string> _types = [];

    private TestDocx()
    {
    }

    public string MainContentType { get; private set; } = MainType;

    public static TestDocx With(string body)
    {
        var docx = new TestDocx();
        docx.Part("word/document.xml", $"<w:document {Ns}><w:body>{body}</w:body></w:document>");
        return docx;
    }

    public static string P(string text, string properties = "") => $"<w:p>{(properties.Length > 0 ? $"<w:pPr>{properties}</w:pPr>" : "")}<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>";

    public TestDocx As(string contentType)
    {
        MainContentType = contentType;
        return this;
    }

    public TestDocx Part(string name, string xml) => Part(name, Encoding.UTF8.GetBytes(xml));

    public TestDocx Part(string name, byte[] content, string? contentType = null)
    {
        _parts.Add((name, content));
        if (contentType is not null)
            _types.Add($"<Override PartName=\"/{name}\" ContentType=\"{contentType}\"/>");
        return this;
    }

    /// <summary>A part that the text links to.</summary>
    public TestDocx Linked(string type, string name, string xml, string contentType) => Link($"id{_relations.Count}", type, name).Part($"word/{name}", Encoding.UTF8.GetBytes(xml), contentType);

    public TestDocx Link(string id, string type, string target, bool external = false)
    {
        _relations.Add($"<Relationship Id=\"{id}\" Type=\"{(type.Contains(':', StringComparison.Ordinal) ? "" : OfficeType)}{type}\" Target=\"{target}\"{(external ? " TargetMode=\"External\"" : "")}/>");
        return this;
    }

    public byte[] ToBytes()
    {
        const string Relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        var types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
            + "<Default Extension=\"xml\" ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/><Default Extension=\"bin\" ContentType=\"application/octet-stream\"/>"
            + $"<Override PartName=\"/word/document.xml\" ContentType=\"{MainContentType}\"/>{string.Concat(_types)}</Types>";
        return Zip(
        [
            ("[Content_Types].xml", Encoding.UTF8.GetBytes(types)),
            ("_rels/.rels", Encoding.UTF8.GetBytes($"{Relations}<Relationship Id=\"rId1\" Type=\"{OfficeType}officeDocument\" Target=\"word/document.xml\"/></Relationships>")),
            .. _parts,
            .. _relations.Count > 0 ? [("word/_rels/document.xml.rels", Encoding.UTF8.GetBytes($"{Relations}{string.Concat(_relations)}</Relationships>"))] : Array.Empty<(string, byte[])>(),
        ]);
    }

    public static byte[] Zip(params (string Name, byte[] Content)[] files)
    {
        using var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in files)
            {
                using var to = archive.CreateEntry(name, CompressionLevel.Optimal).Open();
                to.Write(content);
            }
        }

        return file.ToArray();
    }

    public static Dictionary<string, byte[]> Unzip(byte[] content)
    {
        using var archive = new ZipArchive(new MemoryStream(content));
        return archive.Entries.ToDictionary(e => e.FullName, e =>
        {
            using var from = e.Open();
            using var to = new MemoryStream();
            from.CopyTo(to);
            return to.ToArray();
        });
    }
}
