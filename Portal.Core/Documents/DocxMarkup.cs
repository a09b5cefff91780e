using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>Takes out of a Word document's markup what names a person, a machine or a file.</summary>
internal static partial class DocxMarkup
{
    // of the settings only those that change how the text looks: the others tell of templates, senders, protectors, sessions
    private static readonly string[] Settings =
    [
        "zoom", "mirrorMargins", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop", "defaultTabStop", "autoHyphenation", "consecutiveHyphenLimit", "hyphenationZone",
        "doNotHyphenateCaps", "evenAndOddHeaders", "bookFoldPrinting", "drawingGridHorizontalSpacing", "drawingGridVerticalSpacing", "displayHorizontalDrawingGridEvery",
        "displayVerticalDrawingGridEvery", "characterSpacingControl", "noLineBreaksAfter", "noLineBreaksBefore", "footnotePr", "endnotePr", "compat", "mathPr", "themeFontLang",
        "clrSchemeMapping", "decimalSymbol", "listSeparator", "strictFirstAndLastChars",
    ];

    private static readonly string[] Unwrapped = ["smartTag", "customXml"];

    private static readonly string[] Gone =
    [
        "annotationRef", "permStart", "permEnd", "proofErr", "customXmlPr", "smartTagPr", "dataBinding", "alias", "tag", "docVars", "rsid", "rsids", "lastRenderedPageBreak",
        "embedRegular", "embedBold", "embedItalic", "embedBoldItalic", "entryMacro", "exitMacro", "helpText", "statusText", "aliases", "printSettings", "externalData",
    ];

    private static readonly string[] GoneAttributes = ["author", "initials", "date", "ed", "edGrp", "userId", "paraId", "textId", "tooltip", "docLocation", "editId", "anchorId"];

    // quick parts that repeat a document's properties
    private static readonly string[] PersonalProperties = ["creator", "lastModifiedBy", "contributor", "Company", "Manager"];

    public static void CleanSettings(XElement root)
    {
        root.Elements().Where(e => !Settings.Contains(e.Name.LocalName)).ToList().ForEach(e => e.Remove());
        DropAttributes(root);
    }

    /// <summary>Any other part of text or drawing.</summary>
    public static void Clean(XElement root)
    {
        EmptyBoundControls(root);
        DocxRevisions.Accept(root);
        DropComments(root);
        DocxFields.Settle(root);
        foreach (var hidden in root.Descendants().Where(e => e.Is("r") && e.Child("rPr").Child("vanish").IsOn()).ToList())
            hidden.Remove();
        foreach (var element in root.Descendants().Where(e => Gone.Contains(e.Name.LocalName) && IsMarkup(e)).ToList())
            element.Remove();
        foreach (var element in root.Descendants().Where(e => e.Name.IsWord() && Unwrapped.Contains(e.Name.LocalName)).Reverse().ToList())
            element.Unwrap();
        // a drawing has its bitmap beside it; the vector's own file may tell who drew it
        foreach (var vector in root.Descendants().Where(e => e.Name.LocalName == "svgBlip").Select(e => e.Parent!).ToList())
            vector.Remove();
        DropAttributes(root);
        RenameThings(root);
    }

    /// <summary>Styles that people made carry names that people gave: all are known by number from now on, and only Word's own keep their names.</summary>
    public static Dictionary<string, string> NumberStyles(XElement styles)
    {
        var numbers = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var style in styles.Elements().Where(e => e.Is("style")))
        {
            var number = numbers.Count + 1;
            if (style.Value("styleId") is not { } id || !numbers.TryAdd(id, string.Create(CultureInfo.InvariantCulture, $"S{number}")))
                continue;
            if (style.Child("name")?.Attributes().FirstOrDefault(a => a.Name.LocalName == "val") is { } name && !DocxStyles.HasMeaning(name.Value) && !WordsOwnStyle().IsMatch(name.Value))
                name.Value = string.Create(CultureInfo.InvariantCulture, $"Style {number}");
        }

        return numbers;
    }

    public static void UseStyleNumbers(XElement root, Dictionary<string, string> numbers)
    {
        foreach (var element in root.DescendantsAndSelf().Where(e => e.Name.IsWord()))
        {
            var attribute = element.Name.LocalName switch
            {
                "pStyle" or "rStyle" or "tblStyle" or "basedOn" or "next" or "link" or "styleLink" or "numStyleLink" => "val",
                "style" => "styleId",
                _ => null,
            };
            if (attribute is not null && element.Attributes().FirstOrDefault(a => a.Name.LocalName == attribute) is { } id && numbers.TryGetValue(id.Value, out var number))
                id.Value = number;
        }
    }

    /// <summary>Bookmarks are named by people too. The same number everywhere, so that references still find them.</summary>
    public static void NumberBookmarks(XElement root, Dictionary<string, string> numbers)
    {
        foreach (var element in root.Descendants().Where(e => e.Name.IsWord()))
        {
            var name = element.Name.LocalName switch { "bookmarkStart" => "name", "hyperlink" => "anchor", _ => null };
            if (name is not null && element.Attributes().FirstOrDefault(a => a.Name.LocalName == name) is { } attribute)
                attribute.Value = Number(attribute.Value);
            else if (element.Is("instrText"))
                element.Value = BookmarkUse().Replace(element.Value, m => m.Groups[1].Value + Number(m.Groups[2].Value));
            else if (element.Is("fldSimple") && element.Attributes().FirstOrDefault(a => a.Name.LocalName == "instr") is { } instruction)
                instruction.Value = BookmarkUse().Replace(instruction.Value, m => m.Groups[1].Value + Number(m.Groups[2].Value));
        }

        string Number(string name)
        {
            if (OwnBookmark().IsMatch(name))
                return name;
            if (!numbers.TryGetValue(name, out var number))
                numbers[name] = number = string.Create(CultureInfo.InvariantCulture, $"m{numbers.Count + 1}");
            return number;
        }
    }

    // names like "tag" mean something else in other vocabularies
    private static bool IsMarkup(XElement element) => element.Name.IsWord() || element.Name.LocalName is "externalData" or "printSettings";

    private static void EmptyBoundControls(XElement root)
    {
        foreach (var binding in root.Descendants().Where(e => e.Name.LocalName == "dataBinding").ToList())
        {
            if (binding.Value("xpath") is { } path && PersonalProperties.Any(p => path.Contains(p, StringComparison.OrdinalIgnoreCase)) && binding.Parent?.Parent is { } control)
                control.Descendants().Where(e => e.Is("t")).ToList().ForEach(t => t.Remove());
        }
    }

    private static void DropComments(XElement root)
    {
        foreach (var reference in root.Descendants().Where(e => e.Is("commentReference")).ToList())
            reference.Remove();
    }

    private static void DropAttributes(XElement root)
    {
        foreach (var element in root.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes().Where(a => !a.IsNamespaceDeclaration).ToList())
            {
                var name = attribute.Name;
                if (name.LocalName.StartsWith("rsid", StringComparison.Ordinal) || (name.NamespaceName.Length > 0 && GoneAttributes.Contains(name.LocalName))
                    || (name.NamespaceName == "urn:schemas-microsoft-com:office:office" && name.LocalName is "title" or "href"))
                    attribute.Remove();
            }
        }
    }

    // Word and others name a picture after the file it came from, which lay in somebody's folder
    private static void RenameThings(XElement root)
    {
        var number = 0;
        foreach (var element in root.Descendants())
        {
            if (element.Name.LocalName is "docPr" or "cNvPr")
            {
                number++;
                element.SetAttributeValue("name", string.Create(CultureInfo.InvariantCulture, $"P{number}"));
            }

            foreach (var attribute in element.Attributes().Where(a => a.Name.LocalName is "descr" or "title" or "alt" && a.Name.NamespaceName.Length == 0).ToList())
            {
                if (FileLike().IsMatch(attribute.Value))
                    attribute.Remove();
            }

            if (element.Name.LocalName == "abstractNum" && element.Child("name") is { } listName)
                listName.Remove();
            // a chart's figures came out of somebody's workbook
            if (element.Name.LocalName == "f" && element.Name.NamespaceName.EndsWith("/chart", StringComparison.Ordinal) && FileLike().IsMatch(element.Value))
                element.Value = "";
        }
    }

    [GeneratedRegex(@"[\\/]|\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|heic|docx?|pdf|xlsx?)\b", RegexOptions.IgnoreCase)]
    private static partial Regex FileLike();

    [GeneratedRegex(
        @"^(?:Normal|Default Paragraph Font|Normal Table|Table Normal|No List|Table Grid|header|footer|page number|(?:foot|end)note (?:text|reference)|Hyperlink|List Paragraph|Body Text|Strong|Emphasis|Normal \(Web\)|Plain Text)\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex WordsOwnStyle();

    [GeneratedRegex(@"^_(?:Toc|Ref|Hlk|GoBack|Int_)[A-Za-z0-9]*\z")]
    private static partial Regex OwnBookmark();

    [GeneratedRegex("""((?:^|\s)(?:REF|PAGEREF|NOTEREF|\\l)\s+"?)([^\s"\\]+)""")]
    private static partial Regex BookmarkUse();
}
