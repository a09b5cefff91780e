using System.Globalization;
using Portal.Web.Features.Notices;

namespace Portal.Tests.Web.Features;

public sealed class MeetingTimeTests
{
    [Theory]
    [InlineData("zh-Hans", null, "2026年3月5日（星期四）9:00")]
    [InlineData("zh-Hans", "2026-03-05T11:30", "2026年3月5日（星期四）9:00–11:30")]
    [InlineData("zh-Hans", "2026-03-06T00:00", "2026年3月5日（星期四）9:00 – 3月6日（星期五）0:00")]
    [InlineData("zh-Hans", "2027-01-01T17:00", "2026年3月5日（星期四）9:00 – 2027年1月1日（星期五）17:00")]
    [InlineData("de", "2026-03-05T11:30", "2026年3月5日（星期四）9:00–11:30")]
    [InlineData("en", null, "Thursday 5 March 2026, 9:00")]
    [InlineData("en", "2026-03-05T11:30", "Thursday 5 March 2026, 9:00–11:30")]
    [InlineData("en", "2026-03-06T00:00", "Thursday 5 March 2026, 9:00 – Friday 6 March, 0:00")]
    [InlineData("en", "2027-01-01T17:00", "Thursday 5 March 2026, 9:00 – Friday 1 January 2027, 17:00")]
    public void Of_StartAndEnd_AreSaidAsShortAsTheyCanBe(string language, string? ends, string expected)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);

        var (start, between, end) = MeetingTime.Of(new DateTime(2026, 3, 5, 9, 0, 0), ends is null ? null : DateTime.Parse(ends, CultureInfo.InvariantCulture));

        Assert.Equal(expected, start + between + end);
    }
}
