using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Portal.Tests.Core;

/// <summary>PDF files written by hand, good and bad.</summary>
internal static class TestPdf
{
    /// <summary>One page that says "Hello essay"; the objects given are added, numbered from 10. <paramref name="catalog"/> goes into the root, <paramref name="page"/> into the page.</summary>
    public static byte[] With(string catalog = "", string page = "", string trailer = "", params string[] objects)
    {
        var file = new StringBuilder("%PDF-1.7\n");
        file.Append(CultureInfo.InvariantCulture, $"1 0 obj\n<</Type/Catalog/Pages 2 0 R {catalog}>>\nendobj\n");
        file.Append("2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n");
        file.Append(CultureInfo.InvariantCulture, $"3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</P 5 0 R>>>> {page}>>\nendobj\n");
        file.Append("4 0 obj\n<</Length 44>>\nstream\nBT /P 18 Tf 20 100 Td (Hello essay) Tj ET    \nendstream\nendobj\n");
        file.Append("5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>\nendobj\n");
        for (var i = 0; i < objects.Length; i++)
            file.Append(CultureInfo.InvariantCulture, $"{10 + i} 0 obj\n{objects[i]}\nendobj\n");
        file.Append(CultureInfo.InvariantCulture, $"trailer\n<</Root 1 0 R/Size 100 {trailer}>>\nstartxref\n0\n%%EOF\n");
        return Encoding.Latin1.GetBytes(file.ToString());
    }

    /// <summary>An object stream with one object in it, deflated.</summary>
    public static string ObjectStream(int number, string value)
    {
        var head = $"{number} 0 ";
        return Stream($"/Type/ObjStm/N 1/First {head.Length}", Encoding.Latin1.GetBytes(head + value));
    }

    public static string Stream(string dictionary, byte[] content)
    {
        using var deflated = new MemoryStream();
        using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, leaveOpen: true))
            zlib.Write(content);
        return $"<<{dictionary}/Filter/FlateDecode/Length {deflated.Length}>>\nstream\n{Encoding.Latin1.GetString(deflated.ToArray())}\nendstream";
    }
}
