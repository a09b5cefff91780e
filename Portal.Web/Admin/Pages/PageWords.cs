using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Pages;

/// <summary>What the office says about standing pages.</summary>
internal static class PageWords
{
    /// <summary>What a page is called that has no text yet.</summary>
    public static string TitleOf(string slug, string title, IStringLocalizer<Text> T) => title.Length > 0 ? title : slug switch
    {
        "about" => T["关于我们"],
        "contact" => T["联系我们"],
        "copyright" => T["版权声明"],
        "staff" => T["工作人员"],
        _ => slug,
    };

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["这一页在另一个窗口里接着写了，这里不能再改。"],
        Refusal.NotFound => T["它已经不在这里了，页面已刷新。"],
        Refusal.Invalid => detail switch
        {
            "Slug" => T["地址只用小写字母、数字和连字符，至多 {0} 个。", Slugs.Length],
            "Taken" => T["这个地址已经有页面在用，也可能在回收站里。"],
            "Title" => T["标题要填，不超过 {0} 字。", StandingPages.TitleLength],
            _ => T["还没有正文。"],
        },
        _ => T["您没有这样做的权限。"],
    };
}
