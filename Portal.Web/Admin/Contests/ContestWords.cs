using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;

namespace Portal.Web.Admin.Contests;

/// <summary>What organisers read about contests and essays.</summary>
internal static class ContestWords
{
    public static string Of(ContestPhase phase, IStringLocalizer<Text> T) => phase switch
    {
        ContestPhase.Draft => T["草稿"],
        ContestPhase.Announced => T["已发布，未开始"],
        ContestPhase.Open => T["收稿中"],
        ContestPhase.Closed => T["已截稿，形式审查"],
        ContestPhase.Judging => T["评审中"],
        ContestPhase.Decided => T["已评定，未公布"],
        _ => T["结果已公布"],
    };

    public static string ChipOf(ContestPhase phase) => phase switch
    {
        ContestPhase.Open or ContestPhase.Judging => "chip live",
        ContestPhase.Draft or ContestPhase.Announced or ContestPhase.Decided => "chip time",
        _ => "chip",
    };

    public static string Of(ScreeningHint hint, IStringLocalizer<Text> T) => hint switch
    {
        ScreeningHint.NameInText => T["文中有作者姓名"],
        ScreeningHint.UnitInText => T["文中有作者单位"],
        ScreeningHint.NameInFileName => T["附件名里有作者"],
        ScreeningHint.Similar => T["与别的稿件有相同段落"],
        ScreeningHint.InGrace => T["宽限时间内送达"],
        _ => T["字数不合"],
    };

    public static string Of(Eligibility eligibility, IStringLocalizer<Text> T) => eligibility switch
    {
        Eligibility.Members => T["会员"],
        Eligibility.Units => T["理事单位的人员"],
        _ => T["注册的人都可以"],
    };

    /// <summary>Why a command was refused.</summary>
    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => (refusal, detail) switch
    {
        (Refusal.Stale, _) => T["别人刚改过，请刷新后再改。"],
        (Refusal.NotFound, _) => T["现在不能这样做：征文或稿件已经走到别的一步。"],
        (Refusal.NotAllowed, _) => T["您没有这样做的权限。"],
        (Refusal.TooMany, _) => T["正在比对，请稍候。"],
        (Refusal.Invalid, "Phase") => T["截稿以后才能审查：在那以前作者还可以修改。"],
        (Refusal.Invalid, "closesLocal") => T["新的截稿时间要晚于原来的，也要晚于现在。"],
        (Refusal.Invalid, "untilLocal") => T["时间要晚于现在。"],
        (Refusal.Invalid, "forWhom") => T["请写明给谁、为什么，不超过 200 字。"],
        (Refusal.Invalid, "reason") => T["请写明原因，不超过 2,000 字。"],
        (Refusal.Invalid, { } fields) => T["这几项要改：{0}", string.Join(T["、"], fields.Split(' ').Select(f => FieldOf(f, T)))],
        _ => T["没能做到，请再试一次。"],
    };

    private static string FieldOf(string field, IStringLocalizer<Text> T) => field switch
    {
        nameof(ContestText.Title) => T["题目（1—100 字）"],
        nameof(ContestText.Code) => T["编号前缀（2—20 个字母、数字或连字符，不与别的征文相同；收到稿件后不能改）"],
        nameof(ContestText.Summary) => T["简介（不超过 300 字）"],
        nameof(ContestText.CallHtml) => T["征文启事"],
        nameof(ContestText.Themes) => T["主题（每项不超过 40 字）"],
        nameof(ContestText.TimeZone) => T["时区"],
        nameof(ContestText.ClosesLocal) => T["截稿时间（晚于开始和现在）"],
        nameof(ContestText.ScreenedByLocal) => T["形式审查（晚于截稿）"],
        nameof(ContestText.ReviewsDueLocal) => T["评审截止（晚于截稿）"],
        nameof(ContestText.ResultsLocal) => T["公布时间（晚于截稿和评审）"],
        nameof(ContestText.MaxCharacters) => T["字数"],
        nameof(ContestText.MaxAbstract) => T["摘要字数"],
        nameof(ContestText.GraceMinutes) => T["宽限（0—1440 分钟）"],
        nameof(ContestText.MaxTitle) => T["题目长度（5—100）"],
        nameof(ContestText.EssaysPerPerson) => T["每人篇数（1—20）"],
        nameof(ContestText.MaxCoauthors) => T["合作者（0—10）"],
        nameof(ContestText.MaxAttachments) => T["附件个数（0—20）"],
        nameof(ContestText.MaxAttachmentMegabytes) => T["附件大小（1—100 MB）"],
        nameof(ContestText.JudgesPerEssay) => T["每篇评委（1—15）"],
        nameof(ContestText.ReturnReasons) => T["退回原因"],
        nameof(ContestText.Criteria) => T["评分项（至少一项；有人打分后不能改）"],
        nameof(ContestText.Awards) => T["奖项（已经授予的不能删）"],
        _ => field,
    };

    /// <summary>A moment in the contest's zone, for lists.</summary>
    public static string Moment(ContestCard contest, DateTime utc) => contest.Local(utc).ToString("MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture);
}
