using System.Xml.Linq;

namespace Portal.Core;

/// <summary>A formula in one line, as one would type it: "(a+b)/2", "x^2".</summary>
internal static class DocxFormula
{
    public static string Text(XElement element) => element.Name.LocalName switch
    {
        "t" => element.Value,
        "f" => $"({Of(element, "num")})/({Of(element, "den")})",
        "sSup" => $"{Of(element, "e")}^{Of(element, "sup")}",
        "sSub" => $"{Of(element, "e")}_{Of(element, "sub")}",
        "rad" => $"√({Of(element, "e")})",
        _ => string.Concat(element.Elements().Select(Text)),
    };

    private static string Of(XElement element, string name) => string.Concat(element.Elements().Where(e => e.Name.LocalName == name).Select(Text));
}
