using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;

namespace Portal.Web.Features.Council;

/// <summary>What the portal says about entries of units and about changes to them.</summary>
internal static class UnitWords
{
    public static string Of(UnitField field, IStringLocalizer<Text> T) => field switch
    {
        UnitField.Name => T["名称"],
        UnitField.NameEn => T["英文名称"],
        UnitField.Description => T["简介"],
        UnitField.Address => T["地址"],
        UnitField.Telephone => T["电话"],
        UnitField.Website => T["网址"],
        _ => T["标志"],
    };

    public static string Of(ProposalState state, IStringLocalizer<Text> T) => state switch
    {
        ProposalState.Approved => T["已通过"],
        ProposalState.Returned => T["退回修改"],
        ProposalState.TakenBack => T["已撤回"],
        _ => T["等待审核"],
    };

    public static string ChipOf(ProposalState state) => state switch
    {
        ProposalState.Approved => "chip live",
        ProposalState.Returned => "chip wait",
        ProposalState.TakenBack => "chip gone",
        _ => "chip time",
    };

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["别人刚刚改过，没有覆盖。请看过现在的内容后再试。"],
        Refusal.NotFound => T["它已经不在这里了，页面已刷新。"],
        Refusal.TooMany => T["联系人不要超过 {0} 位。", UnitDesk.MaxContacts],
        Refusal.Invalid => detail switch
        {
            nameof(UnitText.Name) => T["名称要填，不超过 {0} 字。", UnitText.NameLength],
            nameof(UnitText.NameEn) => T["英文名称不要超过 {0} 个字符。", UnitText.NameEnLength],
            nameof(UnitText.Description) => T["简介不要超过 {0} 字。", UnitText.DescriptionLength],
            nameof(UnitText.Address) => T["地址不要超过 {0} 字。", UnitText.AddressLength],
            nameof(UnitText.Telephone) => T["电话不要超过 {0} 个字符。", UnitText.TelephoneLength],
            nameof(UnitText.Website) => T["网址要以 http:// 或 https:// 开头。"],
            nameof(UnitField.Logo) => T["这个标志的图片已经不在了，请重新上传。"],
            "reason" => T["请写明原因，不超过 {0} 字。", UnitDesk.ReasonLength],
            "Nothing" => T["还没有改动任何一项。"],
            _ => EssayFileWords.Of(detail ?? "", T),
        },
        _ => T["您没有这样做的权限。"],
    };
}
