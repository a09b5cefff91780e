using Microsoft.Extensions.Localization;

namespace Portal.Web.Features.Notices;

/// <summary>Notices in words, for those who read them.</summary>
public static class NoticeWords
{
    public static string Of(NoticeDuty duty, IStringLocalizer<Text> T) => (duty.Confirm, duty.Reply) switch
    {
        (true, true) => T["确认、回执"],
        (true, false) => T["确认"],
        _ => T["回执"],
    };

    /// <summary>Why a reply or a confirmation was not taken.</summary>
    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => (refusal, detail) switch
    {
        (Refusal.Invalid, "Closed") => T["回执已经截止，不再收改动。"],
        (Refusal.Invalid, nameof(NoticeReplyText.People)) => T["人数请填 1 到 {0}。", NoticeReceipts.MaxPeople],
        (Refusal.Invalid, nameof(NoticeReplyText.Names)) => T["参会人请不要超过 {0} 字。", NoticeReceipts.TextLength],
        (Refusal.Invalid, _) => T["备注请不要超过 {0} 字。", NoticeReceipts.TextLength],
        (Refusal.NotFound, _) => T["这则通知已经撤下。"],
        _ => T["没有存下。请重新登录后再试。"],
    };
}
