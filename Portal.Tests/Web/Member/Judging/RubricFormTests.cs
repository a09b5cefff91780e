using Bunit;
using Microsoft.AspNetCore.Components.Web;
using Portal.Core;
using Portal.Tests.Web.Features;
using Portal.Web.Reviewing;

namespace Portal.Tests.Web.Reviewing;

public sealed class RubricFormTests : IslandTest
{
    private static readonly CriterionLine[] Criteria = [new(1, "立意", "看见了什么", 3, 1, 10), new(2, "文字", "", 1, 0, 100)];

    private readonly List<(int, int)> _scores = [];
    private readonly List<(string?, string?)> _comments = [];
    private int _submits;

    [Fact]
    public void Render_Criteria_WithShareGuidanceAndPoints()
    {
        var form = Form(new Dictionary<int, int> { [1] = 7 });
        Assert.Equal(["立意 占 75%", "文字 占 25%"], form.FindAll("legend").Select(l => l.TextContent));
        Assert.Equal(Enumerable.Range(1, 10).Select(i => $"{i}"), form.FindAll("input[name=criterion-1]").Select(i => i.GetAttribute("value")));
        Assert.Equal("7", Assert.Single(form.FindAll("input[checked]")).GetAttribute("value"));
        Assert.Contains("看见了什么", form.Markup, StringComparison.Ordinal);
        Assert.Contains("请在 12 月 1 日 之前提交", form.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_Picked_LeavesAtOnce()
    {
        Form().Find("input[name=criterion-1][value='8']").Change("8");
        Assert.Equal([(1, 8)], _scores);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 10)]
    [InlineData("x", null)]
    [InlineData("Tab", null)]
    public void Score_Keyed_IsTheDigit(string key, int? score)
    {
        Form().Find("fieldset").KeyDown(key);
        Assert.Equal(score is null ? [] : [(1, score.Value)], _scores);
    }

    [Fact]
    public void Score_KeyedWithControl_IsTheBrowsers()
    {
        Form().Find("fieldset").KeyDown(new KeyboardEventArgs { Key = "7", CtrlKey = true });
        Assert.Empty(_scores);
    }

    [Theory]
    [InlineData("88", true)]
    [InlineData("101", false)]
    [InlineData("-1", false)]
    [InlineData("好", false)]
    [InlineData("", false)]
    public void Score_TypedOnALongScale_IsTakenOrRefusedInWords(string typed, bool taken)
    {
        var form = Form();
        form.Find("input[name=criterion-2]").Change(typed);
        Assert.Equal(taken ? [(2, 88)] : [], _scores);
        Assert.Equal(taken ? [] : ["请填 0 到 100 之间的整数"], form.FindAll("[role=alert]").Select(a => a.TextContent));
    }

    [Fact]
    public void Comments_Changed_LeaveOneByOne()
    {
        var form = Form();
        form.Find("[data-keep=author]").Change("写得有耐心");
        form.Find("[data-keep=organisers]").Change("可以得奖");
        Assert.Equal([("写得有耐心", null), (null, "可以得奖")], _comments);
    }

    [Fact]
    public void Comment_SavedMeanwhile_DoesNotReplaceWhatIsBeingTyped()
    {
        var form = Form(comment: "一");
        form.Render(p => p.Add(c => c.Own, Own(comment: "一二")));
        Assert.Equal("一", form.Find("[data-keep=author]").TextContent);
        Assert.Equal("2", form.Find("[data-keep=author]").GetAttribute("data-kept"));
    }

    [Fact]
    public void Submit_WhatIsMissing_StandsInWordsUntilNothingIs()
    {
        var form = Form(new Dictionary<int, int> { [1] = 7 }, "六个字的评语");
        Assert.Equal(["“文字”还没有打分", "给作者的评语还差 4 个字"], form.FindAll(".todo li").Select(l => l.TextContent));
        Assert.True(form.Find("button[type=submit]").HasAttribute("disabled"));

        form.Render(p => p.Add(c => c.Own, Own(new Dictionary<int, int> { [1] = 7, [2] = 0 }, "写得有耐心，结尾可以更短。")));
        Assert.False(form.Find("button[type=submit]").HasAttribute("disabled"));
        form.Find("form").Submit();
        Assert.Equal(1, _submits);
    }

    [Theory]
    [InlineData(ReviewState.Submitted, true, "重新打开")]
    [InlineData(ReviewState.Submitted, false, null)]
    [InlineData(ReviewState.Assigned, false, null)]
    public void Render_WhenNothingMayBeWritten_IsReadOnly(ReviewState state, bool mayWrite, string? button)
    {
        var form = Form(state: state, mayWrite: mayWrite);
        Assert.All(form.FindAll("fieldset"), f => Assert.True(f.HasAttribute("disabled")));
        Assert.All(form.FindAll("textarea"), t => Assert.True(t.HasAttribute("readonly")));
        Assert.Equal(button is null ? [] : [button], form.FindAll("button").Select(b => b.TextContent));
        form.Find("fieldset").KeyDown("7");
        Assert.Empty(_scores);
    }

    private static OwnReview Own(Dictionary<int, int>? scores = null, string comment = "", ReviewState state = ReviewState.Assigned) => new(state, scores ?? [], comment, "", [], null, 1);

    private IRenderedComponent<RubricForm> Form(Dictionary<int, int>? scores = null, string comment = "", ReviewState state = ReviewState.Assigned, bool mayWrite = true) =>
        Show<RubricForm>(p => p
            .Add(c => c.Criteria, Criteria).Add(c => c.Own, Own(scores, comment, state)).Add(c => c.MayWrite, mayWrite).Add(c => c.Due, "12 月 1 日")
            .Add(c => c.Score, _scores.Add).Add(c => c.Comment, _comments.Add).Add(c => c.Submit, () => _submits++));
}
