using System.Globalization;
using Portal.Core;
using Portal.Web.Features.Contests;

namespace Portal.Tests.Web.Features;

public sealed class DeadlineTests
{
    private static readonly DateTime ClosesUtc = new(2026, 11, 30, 10, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("zh-Hans", "Asia/Shanghai", "11 月 30 日 18:00")]
    [InlineData("zh-Hans", "America/New_York", "11 月 30 日 05:00")]
    [InlineData("en", "Asia/Shanghai", "30 November 2026, 18:00")]
    [InlineData("de", "Asia/Shanghai", "11 月 30 日 18:00")]
    public void Of_Contest_IsSaidInItsOwnZone(string language, string zone, string expected)
    {
        CultureInfo.CurrentCulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        Assert.Equal(expected, Deadline.Of(new ContestCard(1, "征文", "", ContestStage.Called, ClosesUtc.AddDays(-30), ClosesUtc, zone)));
    }
}
