using Portal.Core;

namespace Portal.Tests.Core;

public sealed class TextDifferenceTests
{
    [Fact]
    public void Of_AChangedWord_MarksTheWordOnBothSides()
    {
        var (before, after) = TextDifference.Of(Html("巷口的灯坏了三天，没有人来修。"), Html("巷口的灯坏了两天，没有人来修。"));

        Assert.Equal([("巷口的灯坏了", false), ("三", true), ("天，没有人来修。", false)], Pieces(Assert.Single(before)));
        Assert.Equal([("巷口的灯坏了", false), ("两", true), ("天，没有人来修。", false)], Pieces(Assert.Single(after)));
    }

    [Fact]
    public void Of_LatinWords_AreMarkedWhole()
    {
        var (_, after) = TextDifference.Of(Html("The lamp at the corner was broken."), Html("The lamp at the corner was mended."));

        Assert.Equal(["mended"], Assert.Single(after).Pieces.Where(p => p.IsOnlyHere).Select(p => p.Text));
    }

    [Fact]
    public void Of_InsertedAndRemovedParagraphs_MarksThemAndNothingElse()
    {
        var (before, after) = TextDifference.Of(Html("甲。", "乙去掉。", "丙。"), Html("甲。", "丙。", "丁新来。"));

        Assert.Equal(["乙去掉。"], Marked(before));
        Assert.Equal(["丁新来。"], Marked(after));
    }

    [Fact]
    public void Of_NothingBefore_MarksNothing()
    {
        var (before, after) = TextDifference.Of(null, Html("甲。"));

        Assert.Empty(before);
        Assert.Empty(Marked(after));
    }

    [Fact]
    public void Of_TextsThatShareNothing_StillEnds()
    {
        var left = Html([.. Enumerable.Range(0, 3000).Select(i => $"左边第 {i} 段")]);
        var right = Html([.. Enumerable.Range(0, 3000).Select(i => $"右边第 {i} 段")]);

        var (before, after) = TextDifference.Of(left, right);

        Assert.Equal((3000, 3000), (Marked(before).Count(), Marked(after).Count()));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_AnyTexts_KeepsEveryCharacterOfBoth(int seed)
    {
        var random = new Random(seed);
        string[] Text() => [.. Enumerable.Range(0, random.Next(1, 8)).Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => "灯伞巷口ab 𠮷。"[random.Next(8)] is var c && char.IsSurrogate(c) ? '灯' : c)).Trim()).Where(p => p.Length > 0)];
        for (var i = 0; i < 200; i++)
        {
            var (left, right) = (Text(), Text());

            var (before, after) = TextDifference.Of(Html(left), Html(right));

            Assert.Equal(Html(left).ToPlainText().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), before.Select(p => p.Text));
            Assert.Equal(Html(right).ToPlainText().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries), after.Select(p => p.Text));
        }
    }

    private static SafeHtml Html(params string[] paragraphs) => SafeHtml.Clean(string.Concat(paragraphs.Select(p => $"<p>{p}</p>")));

    private static IEnumerable<(string, bool)> Pieces(TextParagraph paragraph) => paragraph.Pieces.Select(p => (p.Text, p.IsOnlyHere));

    private static IEnumerable<string> Marked(IEnumerable<TextParagraph> paragraphs) => paragraphs.Where(p => p.Pieces.Any(x => x.IsOnlyHere)).Select(p => p.Text);
}
