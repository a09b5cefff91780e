using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class LookTests
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("purple.huge.tiny")]
    [InlineData("DARK.ELDER.LARGE")]
    [InlineData("large.dark.elder")]
    [InlineData("<script>.\".'")]
    [InlineData(" dark. elder. large")]
    public void Parse_Garbage_IsStandard(string? cookie) => Assert.Equal(Look.Standard, Look.Parse(cookie));

    [Theory]
    [InlineData("dark", "dark", "", "")]
    [InlineData("dark.elder", "dark", "elder", "")]
    [InlineData("dark.elder.large.more.and.more", "dark", "elder", "large")]
    [InlineData("purple.elder.large", "", "elder", "large")]
    [InlineData(".elder.", "", "elder", "")]
    public void Parse_PartlyKnown_KeepsWhatIsKnown(string cookie, string theme, string reading, string size) =>
        Assert.Equal(new Look(theme, reading, size), Look.Parse(cookie));

    [Fact]
    public void Parse_OfToString_IsTheSameLook()
    {
        var looks =
            from theme in new[] { "", "light", "dark", "contrast" }
            from reading in new[] { "", "elder" }
            from size in new[] { "", "small", "large" }
            select new Look(theme, reading, size);
        Assert.All(looks, look => Assert.Equal(look, Look.Parse(look.ToString())));
    }

    [Theory]
    [InlineData(null, null, null, "dark.elder.large")]
    [InlineData("light", null, null, "light.elder.large")]
    [InlineData("system", null, null, ".elder.large")]
    [InlineData(null, "standard", null, "dark..large")]
    [InlineData(null, null, "standard", "dark.elder.")]
    [InlineData(null, null, "small", "dark.elder.small")]
    [InlineData("purple", "huge", "tiny", "dark.elder.large")]
    [InlineData("", "", "", "..")]
    public void With_Choice_ChangesThatAlone(string? theme, string? reading, string? size, string expected) =>
        Assert.Equal(expected, new Look("dark", "elder", "large").With(theme, reading, size).ToString());
}
