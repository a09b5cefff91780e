using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Contests;

/// <summary>What stands in the way, in words.</summary>
internal static class PanelWords
{
    public static string Of(BeginGap gap, Panel panel, IStringLocalizer<Text> T) => gap switch
    {
        BeginGap.StillOpen => T["征文还没有截止（连同宽限时间）。"],
        BeginGap.LateAccess => T["有人还可以凭个人链接补交。"],
        BeginGap.Unscreened => T["还有稿件没有初审完，或者退回补正还没有交来。"],
        BeginGap.NoEssays => T["还没有通过初审的稿件。"],
        BeginGap.ShortOfJudges => T["有 {0} 篇稿件不够 {1} 位评委。", panel.ShortEssays, panel.JudgesPerEssay],
        _ => T["请先在征文设置里填评审截止时间，并且晚于现在。"],
    };

    public static string Of(AssignmentRule rule, JudgeName judge, IStringLocalizer<Text> T) => rule switch
    {
        AssignmentRule.SameUnit => T["{0}与作者同单位", judge.Name],
        AssignmentRule.Author => T["{0}是作者之一", judge.Name],
        AssignmentRule.Declared => T["{0}已经回避", judge.Name],
        AssignmentRule.LoadLimit => T["{0}已经分满 {1} 篇", judge.Name, judge.Most ?? 0],
        _ => T["评委会的人数不够"],
    };

    public static string Of(PanelBar bar, IStringLocalizer<Text> T) => bar switch
    {
        PanelBar.SeesAuthors => T["看得到作者"],
        PanelBar.IsAuthor => T["自己投了稿"],
        _ => "",
    };
}

internal readonly record struct JudgeName(string Name, int? Most);
