using FsCheck.Fluent;
using FsCheck.Xunit;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class WordCountTests
{
    [Theory]
    // what Word's 字数统计 shows for the same words
    [InlineData("", 0)]
    [InlineData("   \n\t　", 0)]
    [InlineData("中国", 2)]
    [InlineData("你好，世界！", 6)]
    [InlineData("Hello, world", 2)]
    [InlineData("well-known", 1)]
    [InlineData("http://www.example.org/a?b=1", 1)]
    [InlineData("3.14", 1)]
    [InlineData("2026年11月24日", 6)]
    [InlineData("用Word写", 3)]
    [InlineData("用 Word 2019 写", 4)]
    [InlineData("（一）", 3)]
    [InlineData("《红楼梦》", 5)]
    [InlineData("ABC１２３", 4)]
    [InlineData("ひらがなカナ", 6)]
    [InlineData("한국어 단어", 2)]
    [InlineData("𠮷野家", 3)]
    [InlineData("他说：“好。”", 7)]
    [InlineData("等等……", 4)]
    [InlineData("——王维", 4)]
    [InlineData("it’s a dog’s life", 4)]
    [InlineData("don't", 1)]
    [InlineData("卡尔·马克思", 6)]
    [InlineData("a - b", 3)]
    [InlineData("e\u0301te\u0301", 1)]
    [InlineData("中\u200B国", 2)]
    [InlineData("ab\u200Bc", 1)]
    [InlineData("👍🏽", 1)]
    public void Of_Text_IsAsWordCounts(string text, int expected) => Assert.Equal(expected, WordCount.Of(text));

    [Fact]
    public void Of_Html_CountsBlocksApart() =>
        Assert.Equal(7, WordCount.Of(SafeHtml.Clean("<h2>one</h2><p>two <b>th</b>ree</p><ul><li>四</li><li>五</li></ul><table><tr><td>six</td></tr><tr><td>seven</td></tr></table>")));

    [Property]
    public bool Of_Paragraphs_AddUp(string? one, string? other) => WordCount.Of(one + "\n" + other) == WordCount.Of(one) + WordCount.Of(other);

    [Property]
    public bool Of_MoreSpace_CountsNothing(string? one, string? other) => WordCount.Of($"{one} {other}") == WordCount.Of($"  {one} \u3000\t\r\n {other} ");

    [Property]
    public FsCheck.Property Of_Chinese_IsItsLength() => Prop.ForAll(
        Gen.Elements("中国人民的文章，。！？《》（）、；：".ToCharArray()).ArrayOf().Select(c => new string(c)).ToArbitrary(),
        text => WordCount.Of(text) == text.Length);

    [Property]
    public bool Of_Anything_IsNoMoreThanItsCharacters(string? text) => WordCount.Of(text) is >= 0 and var count && count <= (text?.Length ?? 0);
}
