using System.Xml.Linq;

namespace Portal.Core;

/// <summary>The vocabularies of WordprocessingML, transitional (ECMA-376) and strict (ISO/IEC 29500) alike.</summary>
internal static class DocxNames
{
    private const string Transitional = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private const string Strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    public static bool IsWord(this XName name) => name.NamespaceName is Transitional or Strict;

    /// <summary>Whether it is this element of WordprocessingML.</summary>
    public static bool Is(this XElement element, string name) => element.Name.LocalName == name && element.Name.IsWord();

    public static XElement? Child(this XElement? element, string name) => element?.Elements().FirstOrDefault(e => e.Is(name));

    public static IEnumerable<XElement> Children(this XElement? element, string name) => element?.Elements().Where(e => e.Is(name)) ?? [];

    /// <summary>An attribute by its local name: Word qualifies them, some other writers do not.</summary>
    public static string? Value(this XElement? element, string attribute = "val") => element?.Attributes().FirstOrDefault(a => a.Name.LocalName == attribute && !a.IsNamespaceDeclaration)?.Value;

    /// <summary>ST_OnOff: present without a value means on.</summary>
    public static bool IsOn(this XElement? element) => element is not null && element.Value() is not ("0" or "false" or "off");

    public static bool IsRelationship(this XName name) => name.NamespaceName is "http://schemas.openxmlformats.org/officeDocument/2006/relationships" or "http://purl.oclc.org/ooxml/officeDocument/relationships";

    /// <summary>Leaves the children where the element was.</summary>
    public static void Unwrap(this XElement element) => element.ReplaceWith(element.Nodes().ToArray());
}
