using System.Xml.Linq;

namespace Portal.Core;

/// <summary>Accepts tracked changes, as Word's own command does: what was put in stays, what was taken out goes, and nobody has done it.</summary>
internal static class DocxRevisions
{
    private static readonly string[] Kept = ["ins", "moveTo"];
    private static readonly string[] Gone = ["del", "moveFrom", "cellIns", "cellMerge", "numberingChange"];

    public static void Accept(XElement root)
    {
        foreach (var row in root.Descendants().Where(e => e.Is("tr") && e.Child("trPr").Child("del") is not null).ToList())
            row.Remove();
        foreach (var cell in root.Descendants().Where(e => e.Is("tc") && e.Child("tcPr").Child("cellDel") is not null).ToList())
            cell.Remove();
        foreach (var empty in root.Descendants().Where(e => (e.Is("tr") && e.Child("tc") is null && e.Child("sdt") is null) || (e.Is("tbl") && !e.Descendants().Any(d => d.Is("tc")))).ToList())
            empty.Remove();
        // first what was deleted, while the marks still tell which paragraphs ran on
        foreach (var gone in root.Descendants().Where(e => e.Name.IsWord() && Gone.Contains(e.Name.LocalName) && !IsMark(e)).ToList())
            gone.Remove();
        foreach (var paragraph in root.Descendants().Where(e => e.Is("p") && HasDeletedMark(e)).ToList())
            RunOn(paragraph);
        foreach (var element in root.Descendants().Where(e => e.Name.IsWord()).ToList())
        {
            if (Gone.Contains(element.Name.LocalName) || element.Name.LocalName.EndsWith("PrChange", StringComparison.Ordinal) || IsRange(element.Name.LocalName))
                element.Remove();
        }

        // innermost first: a moved text may have been put in before
        foreach (var kept in root.Descendants().Where(e => e.Name.IsWord() && Kept.Contains(e.Name.LocalName)).Reverse().ToList())
            kept.Unwrap();
    }

    private static bool IsMark(XElement element) => element.Parent?.Is("rPr") == true && element.Parent.Parent?.Is("pPr") == true;

    private static bool HasDeletedMark(XElement paragraph) =>
        paragraph.Child("pPr").Child("rPr") is { } mark && (mark.Child("del") ?? mark.Child("moveFrom")) is not null;

    private static bool IsRange(string name) =>
        (name.EndsWith("RangeStart", StringComparison.Ordinal) || name.EndsWith("RangeEnd", StringComparison.Ordinal)) && !name.StartsWith("bookmark", StringComparison.Ordinal);

    // without its mark a paragraph is the beginning of the next one, which keeps its own look
    private static void RunOn(XElement paragraph)
    {
        var words = paragraph.Nodes().Where(n => n is not XElement e || !e.Is("pPr")).ToArray();
        if (paragraph.ElementsAfterSelf().FirstOrDefault() is not { } next || !next.Is("p"))
        {
            // the last one of a cell or of the text has to stay
            if (words.Length == 0 && paragraph.ElementsBeforeSelf().Any(e => e.Is("p")))
                paragraph.Remove();
            return;
        }

        foreach (var word in words)
            word.Remove();
        if (next.Child("pPr") is { } look)
            look.AddAfterSelf(words);
        else
            next.AddFirst(words);
        paragraph.Remove();
    }
}
