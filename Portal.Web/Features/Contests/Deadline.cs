using System.Globalization;

namespace Portal.Web.Features.Contests;

/// <summary>Deadlines as people say them.</summary>
public static class Deadline
{
    /// <summary>In the zone it was stated in: 11 月 30 日 18:00.</summary>
    public static string Of(ContestCard contest) => Local(contest.ClosesLocal);

    public static string Local(DateTime local) => Hosting.Languages.Current == Hosting.Languages.English
        ? local.ToString("d MMMM yyyy, HH:mm", CultureInfo.GetCultureInfo("en-GB"))
        : string.Create(CultureInfo.InvariantCulture, $"{local.Month} 月 {local.Day} 日 {local:HH:mm}");
}
