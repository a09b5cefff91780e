using System.Globalization;
using System.Text;

namespace Portal.Web.Features.Following;

/// <summary>A moment that people put into their calendars, or a time they spend.</summary>
/// <param name="Uid">The same for ever, so that a calendar that gets it again moves its entry.</param>
/// <param name="AtUtc">The moment, or when the time begins.</param>
/// <param name="Title">One line.</param>
/// <param name="Text">May have several.</param>
/// <param name="Address">The page it is about, in full.</param>
/// <param name="StampUtc">When this was last said.</param>
/// <param name="Sequence">Grows with each change.</param>
/// <param name="EndsUtc">When the time ends; null for a moment.</param>
/// <param name="Place">Where one goes; null for nowhere.</param>
internal sealed record CalendarEntry(string Uid, DateTime AtUtc, string Title, string Text, string Address, DateTime StampUtc, int Sequence, DateTime? EndsUtc = null, string? Place = null);

/// <summary>Writes iCalendar, RFC 5545.</summary>
internal static class CalendarFile
{
    public const string Type = "text/calendar; charset=utf-8";

    // without the line break
    private const int LongestLine = 75;

    public static byte[] Of(params IReadOnlyList<CalendarEntry> entries)
    {
        StringBuilder text = new();
        Line(text, "BEGIN:VCALENDAR");
        Line(text, "VERSION:2.0");
        Line(text, "PRODID:-//Portal//Portal//ZH");
        Line(text, "CALSCALE:GREGORIAN");
        foreach (var entry in entries)
            Event(text, entry);
        Line(text, "END:VCALENDAR");
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static void Event(StringBuilder text, CalendarEntry entry)
    {
        Line(text, "BEGIN:VEVENT");
        Line(text, $"UID:{Escape(entry.Uid)}");
        Line(text, $"DTSTAMP:{At(entry.StampUtc)}");
        Line(text, string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{entry.Sequence}"));
        // a moment and no span: without an end it ends when it begins
        Line(text, $"DTSTART:{At(entry.AtUtc)}");
        if (entry.EndsUtc is { } ends)
            Line(text, $"DTEND:{At(ends)}");
        Line(text, $"SUMMARY:{Escape(entry.Title)}");
        Line(text, $"DESCRIPTION:{Escape(entry.Text)}");
        if (entry.Place is { } place)
            Line(text, $"LOCATION:{Escape(place)}");
        Line(text, $"URL:{entry.Address}");
        // whoever has a deadline is not busy because of it; whoever sits in a meeting is
        Line(text, entry.EndsUtc is null ? "TRANSP:TRANSPARENT" : "TRANSP:OPAQUE");
        Line(text, "BEGIN:VALARM");
        Line(text, "ACTION:DISPLAY");
        Line(text, $"DESCRIPTION:{Escape(entry.Title)}");
        Line(text, "TRIGGER:-P1D");
        Line(text, "END:VALARM");
        Line(text, "END:VEVENT");
    }

    private static string At(DateTime utc) => utc.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string value) =>
        string.Concat(value.ReplaceLineEndings("\n").Where(c => c == '\n' || !char.IsControl(c)))
            .Replace("\\", @"\\", StringComparison.Ordinal).Replace(";", @"\;", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);

    // lines are counted in bytes, and a character is never cut in two
    private static void Line(StringBuilder text, string line)
    {
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > LongestLine)
            {
                text.Append("\r\n ");
                length = 1;
            }

            text.Append(rune.ToString());
            length += rune.Utf8SequenceLength;
        }

        text.Append("\r\n");
    }
}
