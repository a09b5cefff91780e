using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Columns;

/// <summary>What the office says about columns.</summary>
internal static class ColumnWords
{
    public static string OfColour(string? colour, IStringLocalizer<Text> T) => colour switch
    {
        "green" => T["禾青"],
        "blue" => T["靛蓝"],
        "amber" => T["琥珀"],
        "ink" => T["墨色"],
        _ => T["不标颜色"],
    };

    public static string OfReviews(int reviews, IStringLocalizer<Text> T) => reviews switch
    {
        1 => T["一审"],
        2 => T["二审"],
        3 => T["三审三校"],
        _ => T["不审"],
    };

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["别人刚刚改过，没有覆盖。请看过现在的内容后再试。"],
        Refusal.NotFound => T["它已经不在这里了，页面已刷新。"],
        Refusal.Invalid => detail?.Split(' ') switch
        {
            ["Articles", var n] => T["栏目里还有 {0} 篇文章（含草稿和已撤下的），先移到别的栏目再移除。", Number(n)],
            ["Columns", var n] => T["下面还有 {0} 个子栏目，先移走它们。", Number(n)],
            ["Taken"] => T["这个地址已经有栏目在用，也可能在回收站里。"],
            [nameof(ColumnText.Name)] => T["名称要填，不超过 {0} 字。", ColumnText.NameLength],
            [nameof(ColumnText.NameEn)] => T["英文名称不要超过 {0} 个字符。", ColumnText.NameEnLength],
            [nameof(ColumnText.Slug)] => T["地址只用小写字母、数字和连字符，至多 {0} 个。", Slugs.Length],
            [nameof(ColumnText.Description)] => T["简介不要超过 {0} 字。", ColumnText.DescriptionLength],
            [nameof(ColumnText.ParentId)] => T["栏目只有两层：请选一个一级栏目，而且它自己下面不能再有子栏目。"],
            _ => T["这里有一项填得不对。"],
        },
        _ => T["您没有这样做的权限。"],
    };

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);
}
