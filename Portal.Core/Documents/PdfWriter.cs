using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>Writes objects as a PDF (ISO 32000-1, 7.5): plain, one cross-reference table, no information dictionary, no identifier.</summary>
internal static class PdfWriter
{
    /// <param name="objects">In order of their numbers, from 1.</param>
    public static byte[] Write(IReadOnlyList<object> objects, PdfReference root)
    {
        var file = new MemoryStream();
        var offsets = new List<long>(objects.Count);
        Put(file, "%PDF-1.7\n%");
        // four bytes beyond ASCII tell programs that copy files that this is not text
        file.Write([0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        for (var number = 1; number <= objects.Count; number++)
        {
            offsets.Add(file.Length);
            Put(file, $"{number} 0 obj\n");
            Value(file, objects[number - 1]);
            Put(file, "\nendobj\n");
        }

        var table = file.Length;
        Put(file, $"xref\n0 {objects.Count + 1}\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            Put(file, $"{offset:D10} 00000 n \n");
        Put(file, $"trailer\n<</Size {objects.Count + 1}/Root {root.Number} 0 R>>\nstartxref\n{table}\n%%EOF\n");
        return file.ToArray();
    }

    private static void Put(Stream file, FormattableString text) => file.Write(Encoding.Latin1.GetBytes(text.ToString(CultureInfo.InvariantCulture)));

    private static void Put(Stream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));

    private static void Value(Stream file, object value)
    {
        switch (value)
        {
            case PdfName name:
                Put(file, Name(name.Text));
                break;
            case PdfString text:
                Put(file, $"<{Convert.ToHexString(text.Bytes)}>");
                break;
            case PdfReference reference:
                Put(file, $"{reference.Number} 0 R");
                break;
            case PdfArray array:
                Put(file, "[");
                foreach (var item in array)
                {
                    Value(file, item);
                    Put(file, " ");
                }

                Put(file, "]");
                break;
            case PdfDictionary dictionary:
                Dictionary(file, dictionary);
                break;
            case PdfStream stream:
                stream.Dictionary["Length"] = new PdfWord(stream.Raw.Length.ToString(CultureInfo.InvariantCulture));
                Dictionary(file, stream.Dictionary);
                Put(file, "\nstream\n");
                file.Write(stream.Raw.Span);
                Put(file, "\nendstream");
                break;
            case PdfWord word:
                Put(file, word.Text);
                break;
        }
    }

    private static void Dictionary(Stream file, PdfDictionary dictionary)
    {
        Put(file, "<<");
        foreach (var (key, value) in dictionary)
        {
            Put(file, Name(key));
            Put(file, " ");
            Value(file, value);
        }

        Put(file, ">>");
    }

    private static string Name(string text)
    {
        var name = new StringBuilder("/");
        foreach (var c in text)
        {
            if (char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '+' or ',' or '*')
                name.Append(c);
            else
                name.Append(CultureInfo.InvariantCulture, $"#{(int)c:X2}");
        }

        return name.ToString();
    }
}
