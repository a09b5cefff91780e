using System.Globalization;

namespace Portal.Web.Features.Contests;

/// <summary>Deadlines as people say them.</summary>
public static class Deadline
{
    /// <summary>In the zone it was stated in: 11 月 30 日 18:00.</summary>
    public static string Of(ContestCard contest) => Local(contest.ClosesLocal);

    /// <summary>The zone a contest states its times in.</summary>
    public static string ZoneOf(ContestCard contest, Microsoft.Extensions.Localization.IStringLocalizer<Shared.Text> T) =>
        contest.TimeZone == "Asia/Shanghai" ? T["北京时间"] : TimeZoneInfo.FindSystemTimeZoneById(contest.TimeZone).DisplayName;

    public static string Local(DateTime local) => Hosting.Languages.Current == Hosting.Languages.English
        ? local.ToString("d MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("en-GB"))
        : string.Create(CultureInfo.InvariantCulture, $"{local.Month} 月 {local.Day} 日 {local:HH:mm}");
}
