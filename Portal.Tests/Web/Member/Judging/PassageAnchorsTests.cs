using FsCheck.Xunit;
using Portal.Core;
using Portal.Web.Reviewing;

namespace Portal.Tests.Web.Reviewing;

public sealed class PassageAnchorsTests
{
    [Fact]
    public void Find_AcrossParagraphs_TakesTheLineBreakAlong()
    {
        const string Text = "第一段。\n第 二段";
        Assert.Equal((0, 4), PassageAnchors.Find(Text, 0, 4));
        Assert.Equal((3, 3), PassageAnchors.Find(Text, 3, 2));
        Assert.Equal((5, 3), PassageAnchors.Find(Text, 4, 2));
        Assert.Null(PassageAnchors.Find(Text, 6, 2));
        Assert.Null(PassageAnchors.Find(Text, 0, 0));
        Assert.Null(PassageAnchors.Find(Text, -1, 2));
    }

    [Property]
    public void Of_AnyPassageThatBeginsAndEndsWithInk_IsFoundAgain(int seed)
    {
        var random = new Random(seed);
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => "字词 \n\u3000\uFEFF句"[random.Next(7)]));
        var (start, end) = (random.Next(text.Length), random.Next(text.Length));
        if (start > end || "字词句".IndexOf(text[start]) < 0 || "字词句".IndexOf(text[end]) < 0)
            return;
        var anchor = Assert.Single(PassageAnchors.Of(text, [new NoteLine("k", start, end + 1 - start, "", "")]));
        Assert.Equal((start, end + 1 - start), PassageAnchors.Find(text, anchor.Start, anchor.Length));
    }

    [Fact]
    public void Of_NoteThatNoLongerFits_IsLeftOut() => Assert.Empty(PassageAnchors.Of("短", [new NoteLine("k", 0, 2, "", "")]));
}
