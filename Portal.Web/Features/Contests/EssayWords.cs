using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Features.Contests;

/// <summary>What the portal says about essays, in one place for form, lists and endpoints.</summary>
public static class EssayWords
{
    public static string Of(EssayState state, IStringLocalizer<Text> T) => state switch
    {
        EssayState.Draft => T["草稿，未提交"],
        EssayState.Received => T["已收稿"],
        EssayState.Returned => T["退回补正"],
        EssayState.Admitted => T["已通过形式审查"],
        EssayState.Declined => T["未通过形式审查"],
        _ => T["已撤回"],
    };

    /// <summary>Shape and colour of the state, beside its word.</summary>
    public static string ChipOf(EssayState state) => state switch
    {
        EssayState.Received or EssayState.Admitted => "chip",
        EssayState.Returned => "chip warn",
        EssayState.Withdrawn or EssayState.Declined => "chip gone",
        _ => "chip time",
    };

    /// <summary>What comes next, in a sentence.</summary>
    public static string NextOf(EssayLine essay, DateTime nowUtc, IStringLocalizer<Text> T) => essay switch
    {
        { State: EssayState.Draft, MayWrite: true } => T["还没有提交；截稿前可以接着写。"],
        { State: EssayState.Draft } => T["没有在截稿前提交，不参加评审。"],
        { State: EssayState.Returned, MayWrite: true } => T["请按要求补正，再次提交。"],
        { State: EssayState.Returned } => T["没有按时补正。"],
        { State: EssayState.Withdrawn, MayWrite: true } => T["截稿前可以再次提交。"],
        { State: EssayState.Withdrawn } => T["不参加评审。"],
        { State: EssayState.Declined } => T["不参加评审。"],
        { HasUnsentChanges: true, MayWrite: true } => T["有改动还没有提交：以上次提交的为准。"],
        { State: EssayState.Received, MayWrite: true } => T["截稿前还可以修改或撤回。"],
        { State: EssayState.Received } => T["等待形式审查。"],
        { Award: { } award } => T["获{0}。", award],
        _ => essay.Contest.PhaseAt(nowUtc) == ContestPhase.Published ? T["结果已公布。"] : T["评委正在评审，结果公布时会告诉您。"],
    };

    /// <summary>What is missing, in words, and the id of the field it is about.</summary>
    public static (string Sentence, string Field) Of(EssayGap gap, IStringLocalizer<Text> T) => gap.Lack switch
    {
        EssayLack.Title => (T["填写题目"], "essay-title"),
        EssayLack.TitleTooLong => (T["题目超出 {0} 字", gap.Characters], "essay-title"),
        EssayLack.Theme => (T["选一项主题"], "essay-theme"),
        EssayLack.Coauthor => (T["填写合作者的姓名"], "essay-people"),
        EssayLack.AbstractTooShort => (T["摘要还差 {0} 字", Number(gap.Characters)], "essay-abstract"),
        EssayLack.AbstractTooLong => (T["摘要超出 {0} 字", Number(gap.Characters)], "essay-abstract"),
        EssayLack.BodyTooShort => (T["正文还差 {0} 字", Number(gap.Characters)], "essay-body"),
        EssayLack.BodyTooLong => (T["正文超出 {0} 字", Number(gap.Characters)], "essay-body"),
        _ => (T["勾选原创声明"], "essay-original"),
    };

    /// <summary>What stands on the button.</summary>
    public static string PressOf(EssayProgress progress, IStringLocalizer<Text> T) => progress.Number is null ? T["提交"] : T["再次提交"];

    /// <summary>How near to sent an essay is, for a line that is short.</summary>
    public static string InShort(EssayProgress progress, IStringLocalizer<Text> T) => progress switch
    {
        { Gaps.Count: > 0 } => T["还差 {0} 项", progress.Gaps.Count],
        { IsSent: true } => T["已经提交"],
        _ => T["可以提交了"],
    };

    /// <summary>Why nobody can begin here; null when one can.</summary>
    public static string? Of(EntryBar bar, ContestCard contest, IStringLocalizer<Text> T) => bar switch
    {
        EntryBar.NotOpenYet => T["征文 {0} 开始收稿。", Deadline.Local(contest.OpensLocal)].Value,
        EntryBar.Closed => T["征文已经截稿。"].Value,
        EntryBar.NotMember => T["这次征文只收会员的稿件；您的账户批准以后就可以投稿。"].Value,
        EntryBar.NoUnit => T["这次征文只收理事单位人员的稿件。请在个人资料里填写您的单位。"].Value,
        EntryBar.Enough => T["每人可投的篇数已满。撤回或删去一篇，才能再写一篇。"].Value,
        EntryBar.IsJudge => T["您是这次征文的评委，不能投稿。"].Value,
        _ => null,
    };

    /// <summary>Why a command on an essay was refused.</summary>
    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => (refusal, detail) switch
    {
        (Refusal.Stale, _) => T["这篇稿件正在另一个窗口里写，这里的改动没有保存。"],
        (Refusal.NotFound, _) => T["没有这篇稿件，或者已经删去。"],
        (Refusal.Invalid, "Closed") => T["已过截稿时间，不再收改动。"],
        (Refusal.Invalid, nameof(EntryBar.Enough)) => T["每人可投的篇数已满。撤回或删去一篇，才能再写一篇。"],
        (Refusal.Invalid, nameof(EssayChange.Html)) => T["正文太长，存不下。"],
        (Refusal.Invalid, nameof(EssayChange.Title) or nameof(EssayChange.Abstract) or nameof(EssayChange.Coauthors)) => T["有一项填得太长，存不下。"],
        (Refusal.Invalid, _) => T["还有项目没有填好，不能提交。"],
        _ => T["您不能改动这篇稿件。请确认登录的是自己的账户。"],
    };

    public static string Number(int n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
