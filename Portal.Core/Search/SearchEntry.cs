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

/// <summary>Numbers rows of the index by their date, so that the newest matches come first without looking anything up, and a range of dates is a range of rows.</summary>
internal static class SearchSlots
{
    /// <summary>The date of what has none.</summary>
    public static readonly DateTime Start = new(1900, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>Rows a minute.</summary>
    private const int AMinute = 8;

    /// <summary>Rows a day; things of one minute that find no room there come at the end of the day's.</summary>
    public const long ADay = AMinute * 60 * 24;

    public const double AYear = ADay * 365.25;

    /// <summary>The first row of a minute. Row 0 stays empty: FTS5 does not find it.</summary>
    public static long Of(DateTime utc) => ((long)Math.Floor((utc - Start).TotalMinutes) * AMinute) + 1;
}
