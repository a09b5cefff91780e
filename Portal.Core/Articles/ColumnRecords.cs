namespace Portal.Core;

/// <summary>What administrators say of a column.</summary>
public sealed record ColumnText
{
    /// <summary>Longest values, in characters.</summary>
    public const int NameLength = 20;
    public const int NameEnLength = 60;
    public const int DescriptionLength = 200;

    /// <summary>1 to <see cref="NameLength"/> characters.</summary>
    public string Name { get; init; } = "";

    public string NameEn { get; init; } = "";

    /// <summary>See <see cref="Slugs.IsValid"/>; no other column has it.</summary>
    public string Slug { get; init; } = "";

    public string Description { get; init; } = "";

    /// <summary>A column at the top; null to stand there itself.</summary>
    public int? ParentId { get; init; }

    /// <summary>One of <see cref="Columns.Colours"/>, or null.</summary>
    public string? Colour { get; init; }

    /// <summary>0 to <see cref="Column.MaxReviews"/>.</summary>
    public int Reviews { get; init; }
}

/// <summary>A column in the administrators' list.</summary>
/// <param name="Articles">All there are in it, drafts and withdrawn ones too.</param>
public sealed record ColumnRow(int Id, ColumnText Text, int Articles, int Version);
