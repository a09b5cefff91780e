using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Features.Contests;

/// <summary>What <c>essay-form.js</c> says: it holds no sentences of its own.</summary>
internal static class EssayFormWords
{
    public static string Of(IStringLocalizer<Text> T) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["saved"] = T["已保存 {0}"],
        ["saving"] = T["正在保存…"],
        ["failed"] = T["没有连上服务器。写下的文字先留在这台电脑上，连上就保存。"],
        ["signedOut"] = T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"],
        ["refused"] = T["这里不能再改了。写下的文字还在，可以复制出去。"],
        ["sending"] = T["正在提交，请不要关闭页面…"],
        ["waiting"] = T["没有连上服务器，连上后马上提交。您是 {0} 点的“提交”，这个时间会一起送达。"],
        ["fields"] = T["还有项目没有填好，不能提交。"],
        ["reading"] = T["正在读取文件…"],
        ["unread"] = T["这个文件没能读出来。"],
        ["restore"] = T["这台电脑上有没保存完的文字（{0}）：题目、作者或摘要。要放回来吗？"],
    });
}
