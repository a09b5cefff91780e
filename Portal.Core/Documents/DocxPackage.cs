using System.Xml.Linq;

namespace Portal.Core;

/// <summary>A link from one part of a package to another, or out of it.</summary>
/// <param name="TypeAddress">What kind of link, as an address.</param>
/// <param name="Target">The part's name, or an address when <paramref name="IsExternal"/>.</param>
internal sealed record DocxRelation(string Id, string TypeAddress, string Target, bool IsExternal)
{
    /// <summary>The last word of the type's address, the same in transitional and strict documents: "image", "hyperlink".</summary>
    public string Type { get; } = TypeAddress[(TypeAddress.LastIndexOf('/') + 1)..];
}

/// <summary>One part of a package.</summary>
internal sealed class DocxPart(string name, string contentType, byte[] content, IReadOnlyList<DocxRelation> relations)
{
    private readonly Dictionary<string, DocxRelation> _relations = relations.GroupBy(r => r.Id, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
    private XDocument? _tree;

    public string Name => name;

    public string ContentType => contentType;

    public byte[] Content => content;

    public IReadOnlyList<DocxRelation> Relations => relations;

    public bool IsXml => ContentType.EndsWith("+xml", StringComparison.OrdinalIgnoreCase) || ContentType is "application/xml" or "text/xml";

    /// <summary>Read once; whoever changes it changes it for all.</summary>
    public XDocument Tree => _tree ??= SafeXml.Load(Content, Name);

    public DocxRelation? Relation(string? id) => id is null ? null : _relations.GetValueOrDefault(id);
}

/// <summary>A Word document as an OPC package (ECMA-376, part 2), unfolded within the limits of <see cref="SafeZip"/>.</summary>
internal sealed class DocxPackage
{
    private const string ContentTypes = "[Content_Types].xml";
    private const string MainType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    private readonly Dictionary<string, DocxPart> _parts;

    private DocxPackage(Dictionary<string, DocxPart> parts, IReadOnlyList<DocxRelation> relations, DocxPart main) =>
        (_parts, Relations, Main) = (parts, relations, main);

    /// <summary>The package's own.</summary>
    public IReadOnlyList<DocxRelation> Relations { get; }

    /// <summary>The text.</summary>
    public DocxPart Main { get; }

    public IEnumerable<DocxPart> Parts => _parts.Values;

    /// <summary>An Excel workbook, which is built alike; else a Word document.</summary>
    public bool IsWorkbook => Main.ContentType.Equals(WorkbookType, StringComparison.OrdinalIgnoreCase);

    /// <exception cref="DocumentRefusedException">It is no Word document, damaged, or made to harm.</exception>
    public static DocxPackage Read(byte[] content) =>
        ReadOffice(content) is { IsWorkbook: false } package ? package : throw new DocumentRefusedException(DocumentProblem.UnknownType, WorkbookType);

    /// <exception cref="DocumentRefusedException">It is neither a Word document nor an Excel workbook, damaged, or made to harm.</exception>
    public static DocxPackage ReadOffice(byte[] content)
    {
        var files = SafeZip.Read(content).ToDictionary(f => f.Name, f => f.Content, StringComparer.OrdinalIgnoreCase);
        if (!files.Remove(ContentTypes, out var types))
            throw new DocumentRefusedException(DocumentProblem.UnknownType, "zip");
        var typeOf = ReadContentTypes(SafeXml.Load(types, ContentTypes));

        var relations = new Dictionary<string, IReadOnlyList<DocxRelation>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, bytes) in files.Where(f => f.Key.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            relations[name] = ReadRelations(SafeXml.Load(bytes, name), FolderOf(FolderOf(name)), name);
            files.Remove(name);
        }

        var parts = files.ToDictionary(
            f => f.Key, f => new DocxPart(f.Key, typeOf(f.Key), f.Value, relations.GetValueOrDefault(RelationsName(f.Key)) ?? []), StringComparer.OrdinalIgnoreCase);
        var package = relations.GetValueOrDefault("_rels/.rels") ?? [];
        var start = package.FirstOrDefault(r => r.Type == "officeDocument" && !r.IsExternal)?.Target;
        var main = start is null ? null : parts.GetValueOrDefault(start);
        if (main is null)
            throw new DocumentRefusedException(DocumentProblem.Damaged, "docx: no text");
        if (main.ContentType.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase))
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, main.ContentType);
        var read = new DocxPackage(parts, package, main);
        return read.IsWorkbook || main.ContentType.Equals(MainType, StringComparison.OrdinalIgnoreCase) ? read : throw new DocumentRefusedException(DocumentProblem.UnknownType, main.ContentType);
    }

    public DocxPart? Part(string name) => _parts.GetValueOrDefault(name);

    /// <summary>The first part that <paramref name="from"/> links to in this way.</summary>
    public DocxPart? Linked(DocxPart from, string type) =>
        from.Relations.FirstOrDefault(r => r.Type == type && !r.IsExternal) is { } relation ? Part(relation.Target) : null;

    private static Func<string, string> ReadContentTypes(XDocument tree)
    {
        var defaults = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var overrides = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var element in tree.Root!.Elements())
        {
            var type = (string?)element.Attribute("ContentType") ?? "";
            if (element.Name.LocalName == "Default" && (string?)element.Attribute("Extension") is { } extension)
                defaults[extension] = type;
            else if (element.Name.LocalName == "Override" && (string?)element.Attribute("PartName") is { } name)
                overrides[name.TrimStart('/')] = type;
        }

        return name => overrides.GetValueOrDefault(name) ?? defaults.GetValueOrDefault(Path.GetExtension(name).TrimStart('.')) ?? "";
    }

    private static List<DocxRelation> ReadRelations(XDocument tree, string folder, string name)
    {
        var relations = new List<DocxRelation>();
        foreach (var element in tree.Root!.Elements().Where(e => e.Name.LocalName == "Relationship"))
        {
            var type = (string?)element.Attribute("Type") ?? "";
            var target = (string?)element.Attribute("Target") ?? "";
            var external = string.Equals((string?)element.Attribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase);
            relations.Add(new DocxRelation(
                (string?)element.Attribute("Id") ?? "", type, external ? target : Within(folder, target, name), external));
        }

        return relations;
    }

    // "../media/image1.png" from "word/charts" is "word/media/image1.png"; nothing leads out of the package
    private static string Within(string folder, string target, string name)
    {
        if (target.StartsWith('#'))
            return target;
        var path = new List<string>(target.StartsWith('/') ? [] : folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var step in Uri.UnescapeDataString(target).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (step == ".." && path.Count == 0)
                throw new DocumentRefusedException(DocumentProblem.UnsafePaths, name);
            if (step == "..")
                path.RemoveAt(path.Count - 1);
            else if (step != ".")
                path.Add(step);
        }

        return string.Join('/', path);
    }

    private static string FolderOf(string name) => name.LastIndexOf('/') is > 0 and var slash ? name[..slash] : "";

    private static string RelationsName(string part)
    {
        var slash = part.LastIndexOf('/') + 1;
        return $"{part[..slash]}_rels/{part[slash..]}.rels";
    }
}
