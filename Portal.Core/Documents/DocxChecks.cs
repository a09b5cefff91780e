using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Portal.Core;

/// <summary>What a Word document may not bring along: macros, other files, things to fetch.</summary>
internal static partial class DocxChecks
{
    private static readonly string[] Active = ["vbaProject", "wordVbaData", "activeXControlBinary", "activeXControl", "control", "attachedToolbars", "keyMapCustomizations"];
    private static readonly string[] Embedding = ["oleObject", "aFChunk", "subDocument", "ctrlProp"];

    /// <exception cref="DocumentRefusedException">It brings one of them.</exception>
    public static void Check(DocxPackage package)
    {
        foreach (var relation in package.Relations)
            CheckRelation(relation, null, package);
        foreach (var part in package.Parts)
        {
            CheckType(part);
            foreach (var relation in part.Relations)
                CheckRelation(relation, part, package);
            if (part.IsXml || part.Name.EndsWith(".xml", StringComparison.OrdinalIgnoreCase))
                CheckMarkup(part);
            else
                CheckBytes(part);
        }
    }

    private static void CheckType(DocxPart part)
    {
        foreach (var hint in (string[])["vbaProject", "vbaData", "macroEnabled", "activeX"])
        {
            if (part.ContentType.Contains(hint, StringComparison.OrdinalIgnoreCase) || part.Name.Contains(hint, StringComparison.OrdinalIgnoreCase))
                throw new DocumentRefusedException(DocumentProblem.ActiveContent, part.Name);
        }

        if (part.ContentType.Contains("oleObject", StringComparison.OrdinalIgnoreCase))
            throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, part.Name);
    }

    private static void CheckRelation(DocxRelation relation, DocxPart? from, DocxPackage package)
    {
        if (Array.IndexOf(Active, relation.Type) >= 0)
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, relation.Type);
        if (relation.IsExternal && (relation.Type != "hyperlink" || !IsHarmlessLink(relation.Target)))
        {
            // Word writes where its template lies into every document; only a template from elsewhere is fetched
            if (relation.Type == "attachedTemplate" && LocalTemplate().IsMatch(relation.Target))
                return;
            throw new DocumentRefusedException(DocumentProblem.ExternalContent, $"{relation.Type}: {relation.Target}");
        }

        if (relation.IsExternal)
            return;
        if (Array.IndexOf(Embedding, relation.Type) >= 0)
            throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, relation.Target);
        // a chart brings its figures as a workbook; the text brings no files
        if (relation.Type == "package" && (from?.Name.Contains("/charts/", StringComparison.OrdinalIgnoreCase) != true || !IsWorkbook(package.Part(relation.Target))))
            throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, relation.Target);
    }

    private static bool IsWorkbook(DocxPart? part) =>
        part is null || part.ContentType.Equals("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", StringComparison.OrdinalIgnoreCase);

    // A link does nothing until someone follows it; but a share (\\host, file://host) hands out a name and password in following.
    private static bool IsHarmlessLink(string target)
    {
        target = target.Trim();
        if (target is ['/' or '\\', '/' or '\\', ..])
            return false;
        var scheme = Scheme().Match(target).Groups[1].Value.ToLowerInvariant();
        return scheme is "" or "http" or "https" or "mailto" or "tel" || (scheme == "file" && LocalFile().IsMatch(target));
    }

    private static void CheckMarkup(DocxPart part)
    {
        var fields = new StringBuilder();
        var instruction = false;
        SafeXml.Walk(part.Content, part.Name, reader =>
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                if (instruction)
                    fields.Append(reader.Value);
                return;
            }

            instruction = reader.LocalName == "instrText" && !reader.IsEmptyElement;
            switch (reader.LocalName)
            {
                case "altChunk" or "subDoc" or "OLEObject" or "oleObj" when reader.NamespaceURI.Length > 0:
                    throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, part.Name);
                case "control" when reader.NamespaceURI.Contains("wordprocessingml", StringComparison.Ordinal):
                    throw new DocumentRefusedException(DocumentProblem.ActiveContent, part.Name);
                case "fldSimple":
                    CheckField(reader.GetAttribute("instr", reader.NamespaceURI) ?? "");
                    break;
                case "fldChar":
                    // an instruction may be cut into runs: it is whole at the field's next mark
                    CheckField(fields.ToString());
                    fields.Clear();
                    break;
            }
        });
        CheckField(fields.ToString());
    }

    private static void CheckField(string instruction)
    {
        var word = FieldName().Match(instruction).Value.Trim().ToUpperInvariant();
        // pictures pasted from pages keep their address in a field; without \d Word shows the copy it has and fetches nothing
        var fetches = word is "DDE" or "DDEAUTO" or "INCLUDETEXT" or "INCLUDE" or "IMPORT" or "LINK" or "DATABASE"
            || (word == "INCLUDEPICTURE" && (instruction.Contains(@"\d", StringComparison.OrdinalIgnoreCase) || Share().IsMatch(instruction)));
        if (fetches)
            throw new DocumentRefusedException(DocumentProblem.ExternalContent, instruction.Trim());
        if (word is "MACROBUTTON" && !instruction.Contains("NoMacro", StringComparison.OrdinalIgnoreCase) && !instruction.Contains("AcceptAllChanges", StringComparison.OrdinalIgnoreCase))
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, instruction.Trim());
    }

    private static void CheckBytes(DocxPart part)
    {
        ReadOnlySpan<byte> bytes = part.Content;
        var isProgram = bytes.StartsWith("MZ"u8) || bytes.StartsWith("\x7F"u8) && bytes[1..].StartsWith("ELF"u8);
        var isFile = OleFile.Is(bytes) || bytes.StartsWith("%PDF-"u8) || bytes.StartsWith("Rar!"u8) || bytes.StartsWith("7z\xBC"u8)
            || (SafeZip.LooksLikeZip(bytes) && !IsWorkbook(part));
        if (isProgram || isFile)
            throw new DocumentRefusedException(DocumentProblem.EmbeddedFile, part.Name);
    }

    [GeneratedRegex(@"^\s*[A-Za-z]+")]
    private static partial Regex FieldName();

    [GeneratedRegex("""["\s]\\{2,4}[^\\"\s]""")]
    private static partial Regex Share();

    [GeneratedRegex(@"^([A-Za-z][A-Za-z0-9+.-]+):")]
    private static partial Regex Scheme();

    [GeneratedRegex(@"^file:(?:///)?[A-Za-z]:[\\/]|^file:///[^/\\]", RegexOptions.IgnoreCase)]
    private static partial Regex LocalFile();

    [GeneratedRegex(@"^(?:file:///)?(?:[A-Za-z]:[\\/]|/(?![/\\]))[^\x00-\x1F]*\z|^[^\\/:]+\z", RegexOptions.IgnoreCase)]
    private static partial Regex LocalTemplate();
}
