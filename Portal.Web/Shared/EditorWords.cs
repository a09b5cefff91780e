using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Shared;

/// <summary>What the editor's module says: it holds no sentences of its own.</summary>
internal static class EditorWords
{
    public static string Of(IStringLocalizer<Text> T) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["count"] = T["{0} 字"],
        ["missing"] = T["{0} 字，还差 {1} 字"],
        ["over"] = T["{0} 字，超出 {1} 字"],
        ["saved"] = T["已保存 {0}"],
        ["failed"] = T["没有连上服务器。写下的文字先留在这台电脑上，连上就保存。"],
        ["signedOut"] = T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"],
        ["tooLong"] = T["文字太长，服务器存不下。请删去一些，改动之后会再保存。"],
        ["refused"] = T["这里不能再改了。写下的文字还在，可以复制出去。"],
        ["offer"] = T["这台电脑上有没保存完的文字（{0}）："],
        ["picture"] = T["图片"],
        ["uploading"] = T["〔正在上传{0}〕"],
        ["uploadFailed"] = T["{0}没有传上去，请再插入一次。"],
        ["lostPicture"] = T["〔图片未能粘贴〕"],
        ["lostPictures"] = T["有 {0} 张图片未能粘贴：浏览器读不到它们。请在标出的地方插入图片文件。"],
        ["notes"] = T["注释"],
        ["note"] = T["注释 {0}"],
        ["back"] = T["回到正文注释 {0} 处"],
        ["badLink"] = T["请填写网址，如 https://example.org"],
    });
}
