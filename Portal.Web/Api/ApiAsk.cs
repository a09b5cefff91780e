using System.Buffers.Text;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Mvc;

namespace Portal.Web.Api;

/// <summary>Which part of a list a program asks for. Read by hand, so that a wrong value gets an answer that says what is wrong.</summary>
public sealed class ApiAsk
{
    private static readonly string[] Moments = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"];

    [FromQuery(Name = "limit"), Description("Entries in this part, 1 to 100.")]
    public string? Limit { get; init; }

    [FromQuery(Name = "cursor"), Description("`next` of the part before. Its form may change: do not make one yourself.")]
    public string? Cursor { get; init; }

    /// <summary>Reads what was asked for.</summary>
    /// <param name="problems">What is wrong, by parameter.</param>
    internal (int Limit, CataloguePlace? After) Read(Dictionary<string, string[]> problems)
    {
        var limit = Catalogue.UsualLimit;
        if (Limit is not null && (!int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > Catalogue.MaxLimit))
            problems["limit"] = [$"A number from 1 to {Catalogue.MaxLimit}."];
        CataloguePlace? after = null;
        if (Cursor is not null && (after = PlaceOf(Cursor)) is null)
            problems["cursor"] = ["Not a cursor of this interface. Send `next` of the part before, or leave it out."];
        return (limit, after);
    }

    internal static DateTime? SinceOf(string? since, Dictionary<string, string[]> problems)
    {
        if (since is null)
            return null;
        if (DateTimeOffset.TryParseExact(since, Moments, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            return moment.UtcDateTime;
        problems["since"] = ["A date such as 2026-11-23, or a moment such as 2026-11-23T07:00:00Z."];
        return null;
    }

    internal static string CursorOf(CataloguePlace place) =>
        Base64Url.EncodeToString(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{place.AtUtc.Ticks}.{place.Id}")));

    private static CataloguePlace? PlaceOf(string cursor)
    {
        if (cursor.Length > 60 || !Base64Url.IsValid(cursor))
            return null;
        var parts = Encoding.ASCII.GetString(Base64Url.DecodeFromChars(cursor)).Split('.');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var ticks) && ticks <= DateTime.MaxValue.Ticks
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? new CataloguePlace(new DateTime(ticks, DateTimeKind.Utc), id)
            : null;
    }
}
