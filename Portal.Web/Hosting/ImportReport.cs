using System.Globalization;
using System.Text;

namespace Portal.Web.Hosting;

/// <summary><c>import page</c> on the console: each file in turn, and a table at the end.</summary>
internal static class ImportReport
{
    private const int LargestFile = 5 * 1024 * 1024;

    public static async Task<int> RunAsync(PageImport import, FileInfo[] files, string? column, bool dryRun, CancellationToken cancellation)
    {
        Console.OutputEncoding = Encoding.UTF8;
        var results = new List<ImportedPage>();
        foreach (var file in files)
        {
            var result = await ImportAsync(import, file, column, dryRun, cancellation);
            results.Add(result);
            foreach (var repair in result.Repairs)
                Console.WriteLine($"{result.File}: {repair}");
            foreach (var doubt in result.Doubts)
                Console.WriteLine($"{result.File}: 请核对：{doubt}");
        }

        Console.WriteLine();
        PrintTable(results, dryRun);
        return results.Exists(r => r.Fate == ImportFate.Refused) ? 1 : 0;
    }

    private static async Task<ImportedPage> ImportAsync(PageImport import, FileInfo file, string? column, bool dryRun, CancellationToken cancellation)
    {
        if (!file.Exists)
            return Refused(file, "没有这个文件");
        if (file.Length > LargestFile)
            return Refused(file, "大于 5 MB");
        try
        {
            var content = await File.ReadAllBytesAsync(file.FullName, cancellation);
            return (await import.ImportAsync(Actor.Console, file.Name, content, column, dryRun, cancellation)).Value!;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refused(file, e.Message);
        }
    }

    private static ImportedPage Refused(FileInfo file, string why) => new(file.Name, ImportFate.Refused, null, null, null, null, why, [], []);

    private static void PrintTable(List<ImportedPage> results, bool dryRun)
    {
        string[] head = ["文件", "结果", "编号", "阅读量", "标题 / 原因"];
        var rows = results.Select(r => (string[])
        [
            Cut(r.File, 36),
            r.Fate switch { ImportFate.Imported => dryRun ? "可导入" : "已导入", ImportFate.Known => "已有", _ => "拒绝" },
            r.ArticleId?.ToString(CultureInfo.InvariantCulture) ?? "",
            r.Views?.ToString(CultureInfo.InvariantCulture) ?? "",
            Cut(r.Title ?? r.Refusal ?? "", 60),
        ]).Prepend(head).ToList();
        var widths = Enumerable.Range(0, head.Length).Select(i => rows.Max(row => Width(row[i]))).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, i) => cell + new string(' ', widths[i] - Width(cell)))).TrimEnd());
        Console.WriteLine();
        Console.WriteLine(
            $"共 {results.Count} 个文件：{(dryRun ? "可导入" : "导入")} {results.Count(r => r.Fate == ImportFate.Imported)}，已有 {results.Count(r => r.Fate == ImportFate.Known)}，拒绝 {results.Count(r => r.Fate == ImportFate.Refused)}。");
    }

    // a terminal gives a Chinese character two columns
    private static int Width(string text) => text.EnumerateRunes().Sum(r => r.Value >= 0x2E80 ? 2 : 1);

    private static string Cut(string text, int width)
    {
        if (Width(text) <= width)
            return text;
        var cut = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Width(cut.ToString()) + 3 > width)
                break;
            cut.Append(rune);
        }

        return cut.Append('…').ToString();
    }
}
