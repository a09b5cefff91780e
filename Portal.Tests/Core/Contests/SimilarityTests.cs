using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class SimilarityTests
{
    private const string Passage = "巷口的修车铺开了三十年，老板说他只修一样东西，就是别人等他的那段时间。";

    [Property(MaxTest = 300)]
    public void Compare_PlantedPassage_IsFoundWhateverSurroundsIt(int seed)
    {
        var random = new Random(seed);
        var passage = Han(random, random.Next(Similarity.LeastPassage, 200));
        var (a, b) = (Around(random, passage), Around(random, Sprinkle(random, passage)));

        var pair = Assert.Single(Compare(a, b));
        var found = Assert.Single(pair.Passages, p => Plain(a, p.StartA, p.LengthA).Contains(passage, StringComparison.Ordinal));
        Assert.Equal(Plain(a, found.StartA, found.LengthA), Plain(b, found.StartB, found.LengthB));
    }

    [Property(MaxTest = 200)]
    public void Compare_OneCharacterShort_IsNotAPassage(int seed)
    {
        var random = new Random(seed);
        var passage = Han(random, Similarity.LeastPassage - 1);
        Assert.Empty(Compare(Han(random, 100) + "甲" + passage + "乙" + Han(random, 100), Han(random, 90) + "丙" + passage + "丁" + Han(random, 80)));
    }

    [Property(MaxTest = 200)]
    public void Compare_TheOtherWayRound_IsTheSame(int seed)
    {
        var random = new Random(seed);
        // four letters and much repetition: the hardest case for choosing passages
        var pool = Enumerable.Range(0, 4).Select(_ => string.Concat(Enumerable.Range(0, random.Next(5, 40)).Select(_ => "甲乙丙。"[random.Next(4)]))).ToArray();
        var (a, b) = (Patchwork(), Patchwork());
        var there = Compare(a, b);
        var back = Compare([new(2, a), new(1, b)]);

        Assert.Equal(there.Select(p => (p.Score, p.Resemblance)), back.Select(p => (p.Score, p.Resemblance)));
        Assert.Equal(
            there.SelectMany(p => p.Passages), back.SelectMany(p => p.Passages).Select(p => new SharedPassage(p.StartB, p.LengthB, p.StartA, p.LengthA)).OrderBy(p => p.StartA));

        string Patchwork() => string.Concat(Enumerable.Range(0, 8).Select(_ => pool[random.Next(pool.Length)]));
    }

    [Property(MaxTest = 200)]
    public void Compare_Passages_AreEqualApartAndMakeUpTheScore(int seed)
    {
        var random = new Random(seed);
        var pool = Enumerable.Range(0, 5).Select(_ => Han(random, random.Next(10, 60))).ToArray();
        var (a, b) = (Patchwork(), Patchwork());
        foreach (var pair in Compare(a, b))
        {
            Assert.All(pair.Passages, p => Assert.Equal(Plain(a, p.StartA, p.LengthA), Plain(b, p.StartB, p.LengthB)));
            Assert.All(pair.Passages, p => Assert.True(Plain(a, p.StartA, p.LengthA).Length >= Similarity.LeastPassage));
            AssertApart(pair.Passages.Select(p => (p.StartA, p.LengthA)));
            AssertApart(pair.Passages.Select(p => (p.StartB, p.LengthB)));
            var shared = pair.Passages.Sum(p => Plain(a, p.StartA, p.LengthA).Length);
            Assert.Equal((double)shared / Math.Min(Plain(a).Length, Plain(b).Length), pair.Score, 9);
        }

        string Patchwork() => string.Concat(Enumerable.Range(0, 6).Select(_ => Sprinkle(random, pool[random.Next(pool.Length)])));
    }

    [Property(MaxTest = 100)]
    public void Compare_UnrelatedTexts_GiveNothing(int seed)
    {
        var random = new Random(seed);
        Assert.Empty(Compare([.. Enumerable.Range(1, 6).Select(i => new SimilarText(i, Han(random, random.Next(0, 1500))))]));
    }

    [Property(MaxTest = 500)]
    public void Compare_AnyTwoStrings_NeverThrowsAndStaysInside(string? a, string? b)
    {
        var (one, other) = ((a ?? "") + Passage + b, b + Passage + a);
        Assert.All(Compare(one, other).SelectMany(p => p.Passages), p =>
        {
            Assert.InRange(p.StartA, 0, one.Length);
            Assert.InRange(p.StartA + p.LengthA, p.StartA, one.Length);
            Assert.InRange(p.StartB + p.LengthB, p.StartB, other.Length);
        });
        Assert.NotEmpty(Compare(one, other));
    }

    [Fact]
    public void Compare_SameText_IsOnePassageOfAllOfIt()
    {
        var pair = Assert.Single(Compare(Passage, Passage));
        Assert.Equal((1, 1), (pair.Score, pair.Resemblance));
        Assert.Equal([new SharedPassage(0, Passage.Length - 1, 0, Passage.Length - 1)], pair.Passages);
    }

    [Fact]
    public void Compare_OtherWidthCaseLayoutAndPunctuation_PointsIntoTheOriginals()
    {
        const string A = "前言。Portal 2026 年的 Cafe\u0301 里，三百六十五位读者坐下来读完了㎏一词";
        const string B = "ＰＯＲＴＡＬ\r\n\u3000\u3000２０２６年的“café”里三百六十五位读者……坐下来读完了kg一词，完";
        var passage = Assert.Single(Assert.Single(Compare(A, B)).Passages);
        Assert.Equal(A[3..], A.Substring(passage.StartA, passage.LengthA));
        Assert.Equal(B[..^2], B.Substring(passage.StartB, passage.LengthB));
    }

    [Fact]
    public void Compare_HalfASurrogatePair_IsSkipped() => Assert.Single(Compare("\uD800" + Passage + "\uDC00", Passage[..10] + "\uDBFF" + Passage[10..]));

    [Fact]
    public void Compare_WhatTheCallSays_ProvesNothing()
    {
        var random = new Random(1);
        var (a, b) = (Han(random, 300) + Passage + Han(random, 300), Han(random, 300) + Passage + Han(random, 300));
        Assert.Single(Compare(a, b));
        Assert.Empty(Compare([new(1, a), new(2, b)], new() { Boilerplate = ["征文说明：" + Passage] }));
    }

    [Fact]
    public void Compare_InVeryManyTexts_ProvesNothingButASmallRingIsFound()
    {
        var random = new Random(1);
        var ring = Han(random, 60);
        var texts = Enumerable.Range(1, 60).Select(i => new SimilarText(i, Han(random, 200) + Passage + (i <= 8 ? ring : "") + Han(random, 200))).ToList();
        var pairs = Compare(texts);
        Assert.Equal(8 * 7 / 2, pairs.Count);
        Assert.All(pairs, p => Assert.True(p.IdB <= 8 && p.Passages.Sum(x => x.LengthA) < 80));
    }

    [Fact]
    public void Compare_RewrittenWordByWord_ResemblesWithoutAPassage()
    {
        var text = Han(new(3), 3000);
        var rewritten = text.ToCharArray();
        for (var i = 10; i < rewritten.Length; i += 19)
            rewritten[i] = '改';
        var pair = Assert.Single(Compare(text, new(rewritten)));
        Assert.Empty(pair.Passages);
        Assert.InRange(pair.Resemblance, 0.3, 0.55);
    }

    [Fact]
    public void Compare_EarlierContests_AreComparedWithTheNewOnesOnly()
    {
        var pairs = Compare([new(1, Passage, IsEarlier: true), new(2, Passage, IsEarlier: true), new(3, Passage)]);
        Assert.Equal([(1, 3), (2, 3)], pairs.Select(p => (p.IdA, p.IdB)));
    }

    [Fact]
    public void Compare_MorePairsThanAsked_KeepsTheHighestScores()
    {
        var random = new Random(1);
        SimilarText[] texts = [.. Enumerable.Range(1, 8).Select(i => new SimilarText(i, Passage + Han(random, 100 * i)))];
        var pairs = Compare(texts, new() { MostPairs = 5 });
        Assert.Equal(5, pairs.Count);
        Assert.Equal(Compare(texts).Take(5).Select(p => p.Score), pairs.Select(p => p.Score));
    }

    [Fact]
    public void Compare_OneLineAThousandTimes_EndsSoonAndCountsNothingTwice()
    {
        var text = string.Concat(Enumerable.Repeat("很好", 20_000));
        Assert.True(Assert.Single(Compare(text, text[..30_001])).Score <= 1);
    }

    [Fact]
    public void Compare_Cancelled_Throws() =>
        Assert.Throws<OperationCanceledException>(() => Similarity.Compare([new(1, Passage), new(2, Passage)], null, new(canceled: true)));

    private static IReadOnlyList<SimilarPair> Compare(string a, string b) => Compare([new(1, a), new(2, b)]);

    private static IReadOnlyList<SimilarPair> Compare(IReadOnlyCollection<SimilarText> texts, SimilarityOptions? options = null) =>
        Similarity.Compare(texts, options, TestContext.Current.CancellationToken);

    private static string Han(Random random, int length) => string.Concat(Enumerable.Range(0, length).Select(_ => (char)random.Next(0x4E00, 0x9FA6)));

    private static string Around(Random random, string passage) => Han(random, random.Next(0, 3000)) + passage + Han(random, random.Next(0, 3000));

    private static string Sprinkle(Random random, string text) =>
        string.Concat(text.Select(c => random.Next(6) == 0 ? c + new[] { "，", " ", "\u3000", "\n", "——" }[random.Next(5)] : c.ToString()));

    private static string Plain(string text, int start, int length) => Plain(text.Substring(start, length));

    private static string Plain(string text) => string.Concat(text.Where(char.IsLetterOrDigit));

    private static void AssertApart(IEnumerable<(int Start, int Length)> spans)
    {
        var until = 0;
        foreach (var (start, length) in spans.OrderBy(s => s.Start))
        {
            Assert.True(start >= until);
            until = start + length;
        }
    }
}
