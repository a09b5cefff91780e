using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

/// <summary>What a search can find.</summary>
public enum SearchKind
{
    Article,
    Notice,
    Unit,
    Contest,

    /// <summary>An essay that won an award, once the results are out.</summary>
    Essay,
    Page,
}

/// <summary>One thing of the portal, by what it is and its number there.</summary>
public readonly record struct SearchSubject(SearchKind Kind, int Id);

/// <summary>Says what a row of the full-text index is about and who may find it now. The index itself holds words alone.</summary>
/// <remarks>Written in the transaction that writes the text. Only what has been released has a row; the clock and the reader decide the rest.</remarks>
public sealed class SearchEntry
{
    /// <summary>The row in the full-text index; grows with the date, see <see cref="SearchSlots"/>.</summary>
    public long Id { get; set; }

    public SearchKind Kind { get; set; }

    /// <summary>Number of the article, notice, unit, contest, essay or page.</summary>
    public int SubjectId { get; set; }

    /// <summary>What it is dated.</summary>
    public DateTime AtUtc { get; set; }

    /// <summary>Nobody finds it before.</summary>
    public DateTime FromUtc { get; set; }

    /// <summary>Nobody finds it from then on.</summary>
    public DateTime? UntilUtc { get; set; }

    /// <summary>A notice that is not for everyone.</summary>
    public bool IsRestricted { get; set; }

    /// <summary>来源 of an article.</summary>
    public string? Source { get; set; }
}

internal sealed class SearchEntryConfiguration : IEntityTypeConfiguration<SearchEntry>
{
    public void Configure(EntityTypeBuilder<SearchEntry> builder)
    {
        builder.Property(e => e.Id).ValueGeneratedNever();
        builder.HasIndex(e => new { e.Kind, e.SubjectId }).IsUnique();
        // what must not be found now is looked up with every search
        builder.HasIndex(e => e.FromUtc);
        builder.HasIndex(e => e.UntilUtc).HasFilter("\"UntilUtc\" IS NOT NULL");
        builder.HasIndex(e => e.IsRestricted).HasFilter("\"IsRestricted\"");
        // the list of sources to choose from
        builder.HasIndex(e => new { e.Source, e.FromUtc, e.UntilUtc });
    }
}

/// <summary>Numbers rows of the index by their date, so that the newest matches come first without looking anything up, and a range of dates is a range of rows.
/// Close numbers make a small index: each word of each text says how far its row is from the one before.</summary>
internal static class SearchSlots
{
    /// <summary>The date of what has none.</summary>
    public static readonly DateTime Start = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Rows of a day: one for each minute, then <see cref="Spare"/> for what finds its minute taken.</summary>
    public const long ADay = 2048;

    public const double AYear = ADay * 365.25;

    private const int Minutes = 24 * 60;

    /// <summary>Spare rows of a day. The last one is never used: the day before the first would give it the number 0, and FTS5 does not find row 0.</summary>
    public const long Spare = ADay - Minutes - 1;

    /// <summary>The row of a minute.</summary>
    public static long Of(DateTime utc)
    {
        var day = (long)Math.Floor((utc - Start).TotalDays);
        return (day * ADay) + (long)(utc - Start.AddDays(day)).TotalMinutes + 1;
    }

    /// <summary>The first spare row of the day.</summary>
    public static long SpareOf(DateTime utc) => Of(utc.Date) + Minutes;
}
