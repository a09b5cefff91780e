using System.IO.Compression;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>Builds a new package of the parts that show, under names of its own.</summary>
internal static class DocxScrubber
{
    private const string PackageRelations = "http://schemas.openxmlformats.org/package/2006/relationships";
    private const string PackageTypes = "http://schemas.openxmlformats.org/package/2006/content-types";

    // Properties, comments, people, custom XML, thumbnails, printers, glossaries, templates and whatever comes to be invented are not among them.
    private static readonly string[] Kept =
    [
        "styles", "numbering", "settings", "fontTable", "theme", "themeOverride", "footnotes", "endnotes", "header", "footer", "image", "chart", "chartUserShapes", "chartStyle",
        "chartColorStyle", "diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing",
    ];

    // any day will do, as long as it is the same for all
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="DocumentRefusedException">It is refused, or holds what cannot be scrubbed.</exception>
    public static byte[] Scrub(byte[] content)
    {
        var package = DocxPackage.Read(content);
        DocxChecks.Check(package);
        var names = new Dictionary<DocxPart, string> { [package.Main] = "word/document.xml" };
        var links = new Dictionary<DocxPart, List<DocxRelation>>();
        var waiting = new Queue<DocxPart>([package.Main]);
        while (waiting.TryDequeue(out var part))
        {
            if (part.IsXml)
                Clean(package, part);
            links[part] = part.IsXml ? Links(package, part) : [];
            foreach (var relation in links[part].Where(r => !r.IsExternal))
            {
                var target = package.Part(relation.Target)!;
                if (names.TryAdd(target, NewName(relation.Type, target, names.Count)))
                    waiting.Enqueue(target);
            }
        }

        NumberNames(package, names.Keys);
        return Write(package.Main, names, links, package);
    }

    private static void Clean(DocxPackage package, DocxPart part)
    {
        var root = part.Tree.Root!;
        if (package.Linked(package.Main, "settings") == part)
            DocxMarkup.CleanSettings(root);
        else
            DocxMarkup.Clean(root);
    }

    // what the part still uses, of the kinds that are kept; the markup forgets the rest
    private static List<DocxRelation> Links(DocxPackage package, DocxPart part)
    {
        var root = part.Tree.Root!;
        var used = root.DescendantsAndSelf().Attributes().Select(a => a.Value).ToHashSet(StringComparer.Ordinal);
        var kept = part.Relations.Where(r => r.IsExternal ? IsPublicLink(r) && used.Contains(r.Id) : IsKept(package, part, r, used)).ToList();
        var ids = kept.Select(r => r.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var attribute in root.DescendantsAndSelf().Attributes().Where(a => a.Name.IsRelationship() && a.Value.Length > 0 && !ids.Contains(a.Value)).ToList())
        {
            var element = attribute.Parent!;
            if (element.Parent is null)
                continue;
            if (element.Is("hyperlink"))
                element.Unwrap();
            else if (element.Name.LocalName is "hlinkClick" or "hlinkHover" or "hlinkMouseOver")
                element.Remove();
            else
                attribute.Remove();
        }

        return kept;
    }

    private static bool IsKept(DocxPackage package, DocxPart part, DocxRelation relation, HashSet<string> used) =>
        Kept.Contains(relation.Type) && package.Part(relation.Target) is { } target && target != package.Main
        && (relation.Type == "image" ? used.Contains(relation.Id) : target.IsXml)
        && package.Linked(package.Main, "settings") != part && package.Linked(package.Main, "fontTable") != part;

    // an address for mail is somebody's
    private static bool IsPublicLink(DocxRelation relation) => relation.Type == "hyperlink"
        && (relation.Target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || relation.Target.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static string NewName(string type, DocxPart part, int number) =>
        type == "image" ? $"word/media/image{number}{SafeExtension(part.Name)}" : $"word/{type}{number}.xml";

    private static string SafeExtension(string name) => Path.GetExtension(name).ToLowerInvariant() is { Length: > 1 and <= 5 } extension && extension[1..].All(char.IsAsciiLetterOrDigit) ? extension : ".bin";

    private static void NumberNames(DocxPackage package, IEnumerable<DocxPart> parts)
    {
        var styles = package.Linked(package.Main, "styles") is { } part ? DocxMarkup.NumberStyles(part.Tree.Root!) : [];
        var bookmarks = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var root in parts.Where(p => p.IsXml).Select(p => p.Tree.Root!))
        {
            DocxMarkup.UseStyleNumbers(root, styles);
            DocxMarkup.NumberBookmarks(root, bookmarks);
        }
    }

    private static byte[] Write(DocxPart main, Dictionary<DocxPart, string> names, Dictionary<DocxPart, List<DocxRelation>> links, DocxPackage package)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            XNamespace types = PackageTypes;
            Add(archive, "[Content_Types].xml", new XElement(
                types + "Types",
                new XElement(types + "Default", new XAttribute("Extension", "rels"), new XAttribute("ContentType", "application/vnd.openxmlformats-package.relationships+xml")),
                names.Select(n => new XElement(types + "Override", new XAttribute("PartName", "/" + n.Value), new XAttribute("ContentType", n.Key.ContentType)))));
            var start = package.Relations.First(r => r.Type == "officeDocument");
            Add(archive, "_rels/.rels", Relations([new DocxRelation("rId1", start.TypeAddress, names[main], false)]));
            foreach (var (part, name) in names)
            {
                if (part.IsXml)
                    Add(archive, name, part.Tree.Root!);
                else
                    Add(archive, name, PictureScrubber.Scrub(part));
                if (links[part].Count > 0)
                {
                    var slash = name.LastIndexOf('/') + 1;
                    Add(archive, $"{name[..slash]}_rels/{name[slash..]}.rels", Relations(
                        links[part].Select(r => r.IsExternal ? r : r with { Target = names[package.Part(r.Target)!] })));
                }
            }
        }

        return file.ToArray();
    }

    private static XElement Relations(IEnumerable<DocxRelation> relations)
    {
        XNamespace ns = PackageRelations;
        return new XElement(ns + "Relationships", relations.Select(r => new XElement(
            ns + "Relationship",
            new XAttribute("Id", r.Id),
            new XAttribute("Type", r.TypeAddress),
            new XAttribute("Target", r.IsExternal ? r.Target : "/" + r.Target),
            r.IsExternal ? new XAttribute("TargetMode", "External") : null)));
    }

    private static void Add(ZipArchive archive, string name, XElement root)
    {
        using var bytes = new MemoryStream();
        new XDocument(new XDeclaration("1.0", "UTF-8", "yes"), root).Save(bytes, SaveOptions.DisableFormatting);
        Add(archive, name, bytes.ToArray());
    }

    private static void Add(ZipArchive archive, string name, byte[] content)
    {
        var entry = archive.CreateEntry(name, CompressionLevel.Optimal);
        entry.LastWriteTime = NoTime;
        using var to = entry.Open();
        to.Write(content);
    }
}
