using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Notices;

/// <summary>What the office reads about its notices.</summary>
internal static class NoticeDeskWords
{
    public static string Of(NoticeState state, IStringLocalizer<Text> T) => state switch
    {
        NoticeState.Draft => T["草稿"],
        NoticeState.Scheduled => T["定时"],
        NoticeState.Published => T["已发布"],
        NoticeState.Expired => T["已到期"],
        _ => T["已撤回"],
    };

    public static string ChipOf(NoticeState state, bool isEmergency) => state switch
    {
        NoticeState.Published => isEmergency ? "chip alert" : "chip live",
        NoticeState.Scheduled => "chip time",
        NoticeState.Withdrawn => "chip gone",
        _ => "chip",
    };

    public static string Of(NoticeTab tab, IStringLocalizer<Text> T) => tab switch
    {
        NoticeTab.Published => T["已发布"],
        NoticeTab.Scheduled => T["定时"],
        NoticeTab.Draft => T["草稿"],
        NoticeTab.Asking => T["待回执"],
        NoticeTab.Over => T["已结束"],
        NoticeTab.Bin => T["回收站"],
        _ => T["全部"],
    };

    public static string Of(NoticeSort sort, IStringLocalizer<Text> T) => sort switch
    {
        NoticeSort.Published => T["发布时间"],
        NoticeSort.Title => T["标题"],
        NoticeSort.Unread => T["未读最多"],
        _ => T["最近更新"],
    };

    public static string Of(NoticeAudience audience, IStringLocalizer<Text> T) => audience switch
    {
        NoticeAudience.Members => T["全体会员"],
        NoticeAudience.Tiers => T["理事单位，按层级"],
        NoticeAudience.Roles => T["按角色"],
        NoticeAudience.Units => T["选定的单位"],
        _ => T["公开"],
    };

    public static string Of(CouncilTier tier, IStringLocalizer<Text> T) => tier switch
    {
        CouncilTier.VicePresident => T["副理事长单位"],
        CouncilTier.Standing => T["常务理事单位"],
        _ => T["理事单位"],
    };

    public static string Of(Role role, IStringLocalizer<Text> T) => role switch
    {
        Role.Judge => T["评委"],
        Role.Editor => T["编辑"],
        Role.Administrator => T["管理员"],
        _ => T["会员"],
    };

    /// <summary>Whom a notice is for, in a few words.</summary>
    public static string Of(NoticeAddress address, IStringLocalizer<Text> T) => address.Audience switch
    {
        NoticeAudience.Tiers => string.Join(T["、"], address.Tiers.Select(t => Of(t, T))),
        NoticeAudience.Roles => string.Join(T["、"], address.Roles.Select(r => Of(r, T))),
        NoticeAudience.Units => T["{0} 个单位", address.UnitIds.Count],
        var audience => Of(audience, T),
    };

    /// <summary>What stands in the way of publishing, one sentence each.</summary>
    public static IEnumerable<string> Missing(string fields, IStringLocalizer<Text> T) => fields.Split(' ').Select(f => f switch
    {
        "Title" => T["还没有标题。"].Value,
        "Body" => T["还没有正文。"],
        "Address" => T["还没有选发给谁。"],
        "PublishLocal" => T["发布时间要晚于现在；已发布的通知只能立即更新。"],
        "ExpiresLocal" => T["到期时间要晚于发布时间。"],
        "MeetingStartsLocal" => T["写了会议地点，还没有会议开始时间。"],
        "MeetingEndsLocal" => T["会议要有开始时间，结束要晚于开始。"],
        _ => T["回执截止要晚于发布，早于到期。"],
    });

    /// <summary>A field that a revision changed.</summary>
    public static string OfField(string field, IStringLocalizer<Text> T) => field switch
    {
        "heading" => T["标题"],
        "text" => T["正文"],
        "issuer" => T["发布单位"],
        "expires" => T["到期时间"],
        "pinned" => T["置顶"],
        "emergency" => T["紧急"],
        "headline" => T["快讯"],
        "for" => T["对象"],
        "receipt" => T["已读回执"],
        "reply" or "replyCloses" => T["参会回执"],
        "meetingStarts" or "meetingEnds" => T["会议时间"],
        "meetingPlace" => T["会议地点"],
        "files" => T["附件"],
        _ => field,
    };

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["别人刚改过，没有覆盖。请看差异后再试。"],
        Refusal.NotFound => T["没有可以这样做的通知。"],
        Refusal.TooMany => T["今天已经提醒过了。"],
        Refusal.Invalid => detail switch
        {
            "Title" => T["标题不要超过 {0} 字。", Article.TitleLength],
            "Issuer" => T["发布单位不要超过 {0} 字。", NoticeContent.IssuerLength],
            "MeetingPlace" => T["会议地点不要超过 {0} 字。", NoticeContent.MeetingPlaceLength],
            "Body" => T["正文太长，存不下。"],
            "Address" => T["选的单位太多。"],
            "reason" => T["原因不要超过 {0} 字。", NoticeDesk.ReasonLength],
            _ => T["这里有一项填得不对。"],
        },
        _ => T["您没有这样做的权限。"],
    };
}
