using System.Globalization;
using System.Xml;

namespace Portal.Web.Features.Following;

/// <summary>What XML asks of texts and moments.</summary>
internal static class Xml
{
    /// <summary>Without the control characters that came in with a paste: one of them and no reader reads any of it.</summary>
    public static string Clean(string text)
    {
        var whole = true;
        for (var i = 0; i < text.Length && whole; i++)
            whole = XmlConvert.IsXmlChar(text[i]);
        return whole ? text : string.Concat(text.EnumerateRunes().Where(r => r.Utf16SequenceLength > 1 || XmlConvert.IsXmlChar((char)r.Value)));
    }

    /// <summary>RFC 3339, to the second.</summary>
    public static string At(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
