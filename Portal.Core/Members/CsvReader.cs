using System.Text;

namespace Portal.Core;

/// <summary>Reads tables that spreadsheets write: RFC 4180 with commas, semicolons or tabs, whichever the first line has most of.</summary>
internal static class CsvReader
{
    private static readonly char[] Separators = [',', ';', '\t'];

    /// <summary>Rows with the number of the line each begins on, from 1. Empty lines are left out.</summary>
    public static IEnumerable<(int Line, IReadOnlyList<string> Cells)> Read(string text)
    {
        var first = text.AsSpan(0, text.IndexOfAny(['\r', '\n']) is var end and >= 0 ? end : text.Length).ToString();
        var separator = Separators.MaxBy(s => first.Count(c => c == s));
        var (line, begins, quoted) = (1, 1, false);
        List<string> cells = [];
        var cell = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n' || (c == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                line++;
            if (quoted)
            {
                if (c != '"')
                    cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"')
                    cell.Append(text[i++]);
                else
                    quoted = false;
            }
            else if (c == '"' && cell.Length == 0)
            {
                quoted = true;
            }
            else if (c == separator)
            {
                cells.Add(Plain(cell));
            }
            else if (c is '\r' or '\n')
            {
                cells.Add(Plain(cell));
                if (cells.Exists(x => x.Length > 0))
                    yield return (begins, cells);
                (cells, begins) = ([], line);
            }
            else
            {
                cell.Append(c);
            }
        }

        cells.Add(Plain(cell));
        if (cells.Exists(x => x.Length > 0))
            yield return (begins, cells);
    }

    // what Csv put before a sign so that no spreadsheet would calculate with it
    private static string Plain(StringBuilder cell)
    {
        var text = cell.ToString().Trim();
        cell.Clear();
        return text is ['\'', '=' or '+' or '-' or '@' or '＝' or '＋' or '－' or '＠', ..] ? text[1..] : text;
    }
}
