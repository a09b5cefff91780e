using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Portal.Core;

/// <summary>Takes fields away that print a person's name or a file's, and freezes those that would look one up.</summary>
internal static partial class DocxFields
{
    private enum Fate
    {
        Kept,
        Frozen,
        Gone,
    }

    private static readonly string[] Personal = ["AUTHOR", "USERNAME", "USERINITIALS", "USERADDRESS", "LASTSAVEDBY", "FILENAME", "TEMPLATE", "DOCPROPERTY", "DOCVARIABLE", "INFO", "COMMENTS"];

    private static readonly string[] LookedUp =
    [
        "TITLE", "SUBJECT", "KEYWORDS", "MERGEFIELD", "ADDRESSBLOCK", "GREETINGLINE", "CREATEDATE", "SAVEDATE", "PRINTDATE", "EDITTIME", "REVNUM", "INCLUDEPICTURE", "MACROBUTTON", "GOTOBUTTON", "ASK", "FILLIN",
    ];

    public static void Settle(XElement root)
    {
        foreach (var field in root.Descendants().Where(e => e.Is("fldSimple")).Reverse().ToList())
        {
            var fate = FateOf(field.Value("instr") ?? "");
            if (fate == Fate.Gone)
                field.Remove();
            else if (fate == Fate.Frozen)
                field.Unwrap();
        }

        SettleComplex(root);
    }

    // begin, instruction, separate, result, end: marks within runs, over paragraphs and within each other
    private static void SettleComplex(XElement root)
    {
        var open = new Stack<Field>();
        foreach (var item in root.Descendants().Where(e => e.Parent?.Is("r") == true && !e.Is("rPr")).ToList())
        {
            var mark = item.Is("fldChar") ? item.Value("fldCharType") : null;
            if (mark == "begin")
                open.Push(new Field());
            foreach (var field in open)
                field.All.Add(item);
            if (!open.TryPeek(out var innermost))
                continue;
            if (mark is not null || item.Is("instrText"))
                innermost.Marks.Add(item);
            if (item.Is("instrText"))
                innermost.Instruction.Append(item.Value);
            if (mark == "end")
                Settle(open.Pop());
        }
    }

    private static void Settle(Field field)
    {
        var fate = FateOf(field.Instruction.ToString());
        foreach (var item in fate switch { Fate.Gone => field.All, Fate.Frozen => field.Marks, _ => [] })
        {
            if (item.Parent is not null)
                item.Remove();
        }
    }

    private static Fate FateOf(string instruction)
    {
        var name = Name().Match(instruction).Value.ToUpperInvariant();
        if (Personal.Contains(name))
            return Fate.Gone;
        if (LookedUp.Contains(name) || (name == "HYPERLINK" && !instruction.Contains("http", StringComparison.OrdinalIgnoreCase) && !instruction.Contains(@"\l", StringComparison.Ordinal)))
            return Fate.Frozen;
        return Fate.Kept;
    }

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Name();

    private sealed class Field
    {
        public StringBuilder Instruction { get; } = new();

        public List<XElement> All { get; } = [];

        public List<XElement> Marks { get; } = [];
    }
}
