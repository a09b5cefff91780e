using System.Buffers;
using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>
/// Tables that Excel, WPS and LibreOffice open with Chinese intact: RFC 4180 in UTF-8 with a byte order mark, lines ending in CRLF.
/// Text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection); numbers, given as numbers, stay numbers.
/// </summary>
public static class Csv
{
    public const string ContentType = "text/csv; charset=utf-8";

    private const int BufferBytes = 64 * 1024;

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: true);

    private static readonly SearchValues<char> NeedQuotes = SearchValues.Create(",;\t\"\r\n");

    /// <summary>One row a sequence, the headings being the first. Dates come as <c>2026-11-30 18:00:00</c> in the zone they have; null is an empty cell.</summary>
    public static byte[] Of(IEnumerable<IEnumerable<object?>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(',', row.Select(Cell)).Append("\r\n");
        return [.. Encoding.Preamble, .. Encoding.GetBytes(text.ToString())];
    }

    /// <summary>The same for a table of any length: it is written row by row.</summary>
    public static async Task WriteAsync(Stream stream, IAsyncEnumerable<IEnumerable<object?>> rows, CancellationToken cancellation = default)
    {
        await using var writer = new StreamWriter(stream, Encoding, BufferBytes, leaveOpen: true);
        await foreach (var row in rows.WithCancellation(cancellation))
        {
            await writer.WriteAsync(string.Join(',', row.Select(Cell)).AsMemory(), cancellation);
            await writer.WriteAsync("\r\n".AsMemory(), cancellation);
        }
    }

    private static string Cell(object? value) => value switch
    {
        null => "",
        sbyte or byte or short or ushort or int or uint or long or ulong or decimal or float or double => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => Quoted(Unarmed(other.ToString(null, CultureInfo.InvariantCulture))),
        _ => Quoted(Unarmed(value.ToString() ?? "")),
    };

    /// <summary>Blanks before the sign do not make it safe: some programs trim them.</summary>
    private static string Unarmed(string text) => text.Length > 0 && (text[0] is '\t' or '\r' or '\n' || IsFormulaSign(text.AsSpan().TrimStart(" \t\r\n\u00A0\u3000\uFEFF\u200B")))
        ? "'" + text
        : text;

    private static bool IsFormulaSign(ReadOnlySpan<char> text) => text is ['=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..];

    private static string Quoted(string text) =>
        text.AsSpan().ContainsAny(NeedQuotes) || text.StartsWith(' ') || text.EndsWith(' ') ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
}
