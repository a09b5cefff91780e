using Portal.Core;

namespace Portal.Tests.Core;

public sealed class TextRepairTests
{
    private const string NoisyPage = "學(xué)會(huì)網(wǎng)";

    [Theory]
    [InlineData("学(xué)习", "学习")]
    [InlineData("学\uFF08xué\uFF09习", "学习")]
    [InlineData("旅(lǚ)行,女(nǚ)儿", "旅行,女儿")]
    [InlineData("略(lüè)", "略")]
    [InlineData("光(guɑ̄ng)", "光")] // the typesetter's a with a combining macron
    [InlineData("𠮷(jí)祥", "𠮷祥")]
    [InlineData("學(xué)(xué)", "學")]
    [InlineData("们(men)", "们")]
    public void Repair_PinyinBehindCharacter_IsRemoved(string text, string expected)
    {
        Assert.Equal(expected, new TextRepair(NoisyPage).Repair(text).Text);
    }

    [Theory]
    [InlineData("华为(Huawei)")]
    [InlineData("总裁(CEO)")]
    [InlineData("例子(an example)")]
    [InlineData("维生素(A)")]
    [InlineData("长度(mm)")]
    [InlineData("湖(岸)")]
    [InlineData("c(diǎn)")]
    [InlineData("字(xuéx)")]
    [InlineData("字(bǐng?)")]
    [InlineData("字(vā)")]
    [InlineData("字(xuéé)")]
    [InlineData("字()")]
    [InlineData("字(xué")]
    public void Repair_BracketThatIsNoPinyin_Stays(string text)
    {
        Assert.Equal(text, new TextRepair(NoisyPage).Repair(text).Text);
    }

    [Fact]
    public void Repair_TonelessSyllableOnPageWithoutNoise_Stays()
    {
        const string Text = "时间(min)、面积(ha)";

        Assert.Equal(Text, new TextRepair(Text).Repair(Text).Text);
    }

    [Fact]
    public void Repair_ManyTonelessSyllables_AreNoise()
    {
        const string Text = "学(xue)会(hui)网(wang)业(ye)动(dong)";

        Assert.Equal("学会网业动", new TextRepair(Text).Repair(Text).Text);
    }

    [Fact]
    public void Repair_AnyText_CountsWhatItDid()
    {
        var repaired = new TextRepair("").Repair("\uFEFF学(xué)会\u0007  在\u00A0\u3000湖边\u200B");

        Assert.Equal("学会 在 湖边", repaired.Text);
        Assert.Equal(["学(xué)"], repaired.Pinyin);
        Assert.Equal(3, repaired.Controls);
        Assert.Equal(2, repaired.Spaces);
    }

    [Fact]
    public void Repair_SpacesBetweenLatinWords_Stay()
    {
        Assert.Equal("Lake  Society 与 湖", new TextRepair("").Repair("Lake  Society  与   湖").Text);
    }

    [Theory]
    [InlineData("到了?!?019年", "?!?019")]
    [InlineData("到了?!绑w驗", "?!绑")]
    [InlineData("到了?;湖", "?;")]
    [InlineData("答案?2019年", "?2")]
    [InlineData("改?zuò)了", "?zuò)")]
    [InlineData("湖c(diǎn)水", "c(diǎn)")]
    [InlineData("湖^里", "^")]
    [InlineData("湖\uFFFD水", "\uFFFD")]
    [InlineData("湖\uE5E5水", "\uE5E5")]
    [InlineData("湖锟斤拷水", "锟斤拷")]
    [InlineData("湖鈥滄按", "鈥")]
    [InlineData("面积(ha)", "(ha)")]
    [InlineData("他说“湖水清。", "“")]
    [InlineData("湖水清”他说。", "”")]
    [InlineData("读《湖志一书。", "《")]
    public void Examine_DamagedPlace_IsADoubt(string text, string place)
    {
        var finder = new DamageFinder();
        finder.Examine("第 1 段", text);

        Assert.Contains(place, Assert.Single(finder.Doubts), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("真的吗?我们去看看。")]
    [InlineData("他问:“真的吗?”")]
    [InlineData("怎么会这样?!")]
    [InlineData("网址 http://example.org/a?id=5&b=1 可查。")]
    [InlineData("What is it?It is a lake.")]
    [InlineData("a) 湖 b) 岸")]
    [InlineData("“湖水清。”《湖志》")]
    [InlineData("维生素C(A类)与T恤")]
    public void Examine_SoundText_IsNoDoubt(string text)
    {
        var finder = new DamageFinder();
        finder.Examine("第 1 段", text);

        Assert.Empty(finder.Doubts);
    }

    [Fact]
    public void Examine_QuotationOverParagraphs_IsNoDoubt()
    {
        var finder = new DamageFinder();
        finder.Examine("第 1 段", "“湖水清。");
        finder.Examine("第 2 段", "“湖水静。”他说。");

        Assert.Empty(finder.Doubts);
    }

    [Fact]
    public void Examine_QuotationClosedInALaterParagraph_ExcusesOneClosingMark()
    {
        var finder = new DamageFinder();
        finder.Examine("第 1 段", "“湖水清。");
        finder.Examine("第 2 段", "湖水静。”他说。");
        finder.Examine("第 3 段", "湖水深。”他说。");

        Assert.StartsWith("第 3 段", Assert.Single(finder.Doubts), StringComparison.Ordinal);
    }

    [Fact]
    public void Examine_DamageEverywhere_IsListedUpToALimit()
    {
        var finder = new DamageFinder();
        for (var i = 0; i < 250; i++)
            finder.Examine("第 1 段", "湖\uFFFD水");

        Assert.Equal(201, finder.Doubts.Count);
        Assert.Contains("50", finder.Doubts[^1], StringComparison.Ordinal);
    }
}
