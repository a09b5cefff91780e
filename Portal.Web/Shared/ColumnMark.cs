namespace Portal.Web.Shared;

/// <summary>The thin mark beside a column's heading, in the column's colour.</summary>
internal static class ColumnMark
{
    /// <summary>Its classes; null where the column has no colour.</summary>
    public static string? Of(string? colour) => colour is null ? null : $"colmark is-{colour}";
}
