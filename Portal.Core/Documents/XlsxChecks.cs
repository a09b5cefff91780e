using System.Text;
using System.Text.RegularExpressions;
using System.Xml;

namespace Portal.Core;

/// <summary>What an Excel workbook may not bring along beside what <see cref="DocxChecks"/> refuses in any package: links to other workbooks, data connections, sheets of macros, formulas that fetch.</summary>
internal static partial class XlsxChecks
{
    private static readonly string[] Fetching = ["externalLink", "externalLinkPath", "connections", "queryTable", "webExtension", "taskpanes"];
    private static readonly string[] Active = ["xlMacrosheet", "xlIntlMacrosheet", "dialogsheet"];

    /// <exception cref="DocumentRefusedException">It brings one of them.</exception>
    public static void Check(DocxPackage package)
    {
        foreach (var relation in package.Relations.Concat(package.Parts.SelectMany(p => p.Relations)))
        {
            if (Array.IndexOf(Active, relation.Type) >= 0)
                throw new DocumentRefusedException(DocumentProblem.ActiveContent, relation.Type);
            if (Array.IndexOf(Fetching, relation.Type) >= 0)
                throw new DocumentRefusedException(DocumentProblem.ExternalContent, $"{relation.Type}: {relation.Target}");
        }

        foreach (var part in package.Parts)
        {
            // what nothing links to is not opened; but it is not needed either
            if (part.ContentType.Contains("macrosheet", StringComparison.OrdinalIgnoreCase) || part.ContentType.Contains("dialogsheet", StringComparison.OrdinalIgnoreCase))
                throw new DocumentRefusedException(DocumentProblem.ActiveContent, part.Name);
            if (part.ContentType.Contains("externalLink", StringComparison.OrdinalIgnoreCase) || part.ContentType.Contains("connections", StringComparison.OrdinalIgnoreCase))
                throw new DocumentRefusedException(DocumentProblem.ExternalContent, part.Name);
            if (part.IsXml)
                CheckFormulas(part);
        }
    }

    // ECMA-376, part 1, 18.3.1.40 (f) and 18.2.5 (definedName); conditions and validations write theirs as formula, formula1 and formula2
    private static void CheckFormulas(DocxPart part)
    {
        var formula = new StringBuilder();
        var isWithin = false;
        SafeXml.Walk(part.Content, part.Name, reader =>
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                CheckFormula(formula.ToString());
                formula.Clear();
                isWithin = !reader.IsEmptyElement && (reader.LocalName is "f" or "definedName" or "formula" or "formula1" or "formula2");
            }
            else if (isWithin)
                formula.Append(reader.Value);
        });
        CheckFormula(formula.ToString());
    }

    private static void CheckFormula(string formula)
    {
        // what stands in quotes is text, not a call
        var bare = Quoted().Replace(formula, "\"\"");
        if (Fetches().IsMatch(bare))
            throw new DocumentRefusedException(DocumentProblem.ExternalContent, formula.Trim());
        if (Runs().IsMatch(bare))
            throw new DocumentRefusedException(DocumentProblem.ActiveContent, formula.Trim());
    }

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    // WEBSERVICE and IMAGE ask a server, RTD a program; program|topic!item is DDE
    [GeneratedRegex(@"\b(?:WEBSERVICE|IMAGE|RTD|SQL\.REQUEST)\s*\(|[A-Za-z0-9_.']+\|[^!|]*!", RegexOptions.IgnoreCase)]
    private static partial Regex Fetches();

    // functions of the macro sheets of before 1997, which also work in a name
    [GeneratedRegex(@"\b(?:CALL|EXEC|REGISTER(?:\.ID)?|RUN|FOPEN|FWRITELN?)\s*\(", RegexOptions.IgnoreCase)]
    private static partial Regex Runs();
}
