using System.Text;
using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class CsvTests
{
    [Fact]
    public void Of_Table_HasBomCrlfAndQuotesWhereNeeded()
    {
        var bytes = Csv.Of([["编号", "题目", "得分", "时间"], [7, "“引号\"与,逗号", 88.5m, new DateTime(2026, 11, 30, 18, 0, 5)], ["", null, -3, "两\n行"]]);
        Assert.Equal([0xEF, 0xBB, 0xBF], bytes[..3]);
        Assert.Equal("编号,题目,得分,时间\r\n7,\"“引号\"\"与,逗号\",88.5,2026-11-30 18:00:05\r\n,,-3,\"两\n行\"\r\n", Encoding.UTF8.GetString(bytes[3..]));
    }

    [Theory]
    [InlineData("=HYPERLINK(\"http://evil\",\"x\")", "\"'=HYPERLINK(\"\"http://evil\"\",\"\"x\"\")\"")]
    [InlineData("+8613800000000", "'+8613800000000")]
    [InlineData("-1+1", "'-1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("＋1", "'＋1")]
    [InlineData("－1", "'－1")]
    [InlineData("＠1", "'＠1")]
    [InlineData(" =1", "' =1")]
    [InlineData("\u3000=1", "'\u3000=1")]
    [InlineData("\uFEFF=1", "'\uFEFF=1")]
    [InlineData("a=1", "a=1")]
    [InlineData("论“=”", "论“=”")]
    [InlineData("'=1", "'=1")]
    [InlineData(" a ", "\" a \"")]
    [InlineData("a;b", "\"a;b\"")]
    public void Of_Text_IsNeverAFormula(string text, string cell) => Assert.Equal(cell + "\r\n", Write([text]));

    [Fact]
    public void Of_Numbers_StayNumbersInAnyCulture()
    {
        var before = Thread.CurrentThread.CurrentCulture;
        Thread.CurrentThread.CurrentCulture = new("de-DE");
        try
        {
            Assert.Equal("-1,-2.5,-0.25,-9000000000\r\n", Write([-1, -2.5m, -0.25, -9_000_000_000]));
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    [Property(MaxTest = 500)]
    public void Of_AnyText_ReadsBackWholeAndBeginsWithNoFormulaSign(string?[][] rows)
    {
        // half a surrogate pair is no text: it cannot be written in UTF-8
        var table = rows.Where(r => r is { Length: > 0 }).Select(r => r.Select(c => string.Concat((c ?? "").EnumerateRunes())).ToArray()).ToList();
        var read = Read(Write([.. table]));
        Assert.Equal(table.Count, read.Count);
        foreach (var (written, cells) in table.Zip(read))
        {
            Assert.Equal(written, written.Zip(cells, (w, c) => c == "'" + w ? w : c));
            Assert.All(cells, c => Assert.False(c.Length > 0 && "=+-@\t\r＝＋－＠".Contains(c[0], StringComparison.Ordinal)));
        }
    }

    private static string Write(params object?[][] rows) => Encoding.UTF8.GetString(Csv.Of(rows)[3..]);

    /// <summary>RFC 4180, section 2, by the letter.</summary>
    private static List<List<string>> Read(string text)
    {
        List<List<string>> rows = [];
        for (var i = 0; i < text.Length;)
        {
            List<string> row = [];
            while (true)
            {
                var cell = new StringBuilder();
                if (text[i] == '"')
                {
                    for (i++; text[i] != '"' || text[i + 1] == '"'; i++)
                        cell.Append(text[i] == '"' ? text[i++] : text[i]);
                    i++;
                }
                else
                {
                    for (; text[i] is not (',' or '\r'); i++)
                        cell.Append(text[i]);
                }
                row.Add(cell.ToString());
                if (text[i++] == '\r')
                    break;
            }
            Assert.Equal('\n', text[i++]);
            rows.Add(row);
        }
        return rows;
    }
}
