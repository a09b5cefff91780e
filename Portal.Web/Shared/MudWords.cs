using Microsoft.Extensions.Localization;
using MudBlazor;

namespace Portal.Web.Shared;

/// <summary>What MudBlazor's own buttons say to those who cannot see their pictures, in the reader's language. It has English only.</summary>
public sealed class MudWords(IStringLocalizer<Text> text) : MudLocalizer
{
    /// <summary>Of the components that stand in this portal.</summary>
    private static readonly Dictionary<string, string> Sentences = new(StringComparer.Ordinal)
    {
        ["MudTablePager_FirstPage"] = "第一页",
        ["MudTablePager_PreviousPage"] = "上一页",
        ["MudTablePager_NextPage"] = "下一页",
        ["MudTablePager_LastPage"] = "最后一页",
        ["MudBaseDatePicker_PrevYear"] = "上一年（{0}）",
        ["MudBaseDatePicker_NextYear"] = "下一年（{0}）",
        ["MudBaseDatePicker_PrevMonth"] = "上个月（{0}）",
        ["MudBaseDatePicker_NextMonth"] = "下个月（{0}）",
        ["MudBaseDatePicker_Open"] = "打开日历",
        ["MudDateRangePicker_Start"] = "开始日期",
        ["MudDateRangePicker_End"] = "结束日期",
        ["MudRangeInput_Start"] = "开始日期",
        ["MudRangeInput_End"] = "结束日期",
        ["MudTable_Loading"] = "正在载入…",
        ["MudTable_SelectAllRows"] = "选中所有行",
        ["MudTable_SelectRow"] = "选中此行",
        ["MudTable_SelectGroup"] = "选中此组",
        ["MudTable_ExpandGroup"] = "展开此组",
        ["MudTable_CollapseGroup"] = "收起此组",
        ["MudTable_EditRow"] = "修改此行",
        ["MudTable_CommitRow"] = "保存此行",
        ["MudTable_CancelEditRow"] = "放弃修改",
        ["MudSelect_SelectAll"] = "全选",
        ["MudFormComponent_Required"] = "必填",
        ["MudInput_Clear"] = "清空",
        ["MudInput_Increment"] = "加一",
        ["MudInput_Decrement"] = "减一",
        ["MudDialog_Close"] = "关闭",
        ["MudSnackbar_Close"] = "关闭提示",
        ["Converter_InvalidNumber"] = "这不是数字",
        ["Converter_InvalidDateTime"] = "这不是日期",
        ["Converter_InvalidTimeSpan"] = "这不是时间",
    };

    public override LocalizedString this[string key] => Sentences.TryGetValue(key, out var sentence)
        ? new LocalizedString(key, text[sentence], resourceNotFound: false)
        : new LocalizedString(key, key, resourceNotFound: true);
}
