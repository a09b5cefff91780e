using Microsoft.Extensions.Localization;

namespace Portal.Web.Shared;

/// <summary>What kind of file it is, in a word, by the end of its name: what came in was looked into and fits.</summary>
public static class FileKind
{
    public static string Of(string name, IStringLocalizer<Text> T) => Path.GetExtension(name).ToLowerInvariant() switch
    {
        ".docx" or ".doc" => T["Word 文档"],
        ".xlsx" or ".xls" => T["Excel 表格"],
        ".csv" => T["数据表"],
        ".pdf" => T["PDF 文件"],
        ".txt" or ".text" or ".md" or ".markdown" => T["文本"],
        _ => T["文件"],
    };
}
