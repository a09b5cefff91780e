using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin;

/// <summary>What <c>desk-form.js</c> says: it holds no sentences of its own.</summary>
internal static class DeskFormWords
{
    public static string Of(IStringLocalizer<Text> T) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["saved"] = T["已保存 {0}"],
        ["failed"] = T["没有连上服务器。写下的文字先留在这台电脑上，连上就保存。"],
        ["signedOut"] = T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"],
        ["refused"] = T["这里不能再改了。写下的文字还在，可以复制出去。"],
        ["sending"] = T["正在传…"],
        ["unsent"] = T["没有传成，请稍后再试。"],
    });
}
