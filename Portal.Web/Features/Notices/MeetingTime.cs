using System.Globalization;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Notices;

/// <summary>When a meeting is, as people say it.</summary>
internal static class MeetingTime
{
    private static readonly Pattern Chinese = new("zh-Hans", "yyyy年M月d日（dddd）H:mm", "M月d日（dddd）H:mm");
    private static readonly Pattern English = new("en-GB", "dddd d MMMM yyyy, H:mm", "dddd d MMMM, H:mm");

    /// <summary>2026年3月5日（星期四）9:00–11:30. An end on another day names that day, and its year where that is another as well.</summary>
    /// <param name="starts">As a clock shows it there.</param>
    /// <param name="ends">The same; null where nobody has said, and then nothing follows the start.</param>
    /// <returns>In the reader's language, with what stands between the two.</returns>
    public static (string Starts, string Between, string Ends) Of(DateTime starts, DateTime? ends)
    {
        var pattern = Languages.Current == Languages.English ? English : Chinese;
        var culture = CultureInfo.GetCultureInfo(pattern.Culture);
        var begin = starts.ToString(pattern.Whole, culture);
        return ends switch
        {
            null => (begin, "", ""),
            { } end when end.Date == starts.Date => (begin, "–", end.ToString("H:mm", culture)),
            { } end => (begin, " – ", end.ToString(end.Year == starts.Year ? pattern.InYear : pattern.Whole, culture)),
        };
    }

    private sealed record Pattern(string Culture, string Whole, string InYear);
}
