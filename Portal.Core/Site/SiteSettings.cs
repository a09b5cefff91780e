using System.Text.Json.Serialization;

namespace Portal.Core;

/// <summary>Everything a society says about itself and switches on its site. First filled from the configuration section <c>Site</c>, then kept in the database.</summary>
public sealed record SiteSettings
{
    public string Name { get; init; } = "";
    public string NameEn { get; init; } = "";
    public string Motto { get; init; } = "";
    public string MottoEn { get; init; } = "";

    /// <summary>ICP 备案 number; empty hides it.</summary>
    public string Icp { get; init; } = "";
    public string IcpUrl { get; init; } = "";

    /// <summary>公安备案 number; empty hides it.</summary>
    public string PoliceRecord { get; init; } = "";
    public string PoliceRecordUrl { get; init; } = "";
    public string Address { get; init; } = "";
    public string AddressEn { get; init; } = "";
    public string Postcode { get; init; } = "";
    public string Telephone { get; init; } = "";
    public string Email { get; init; } = "";

    /// <summary>First of the copyright years; 0 shows the current year alone.</summary>
    public int CopyrightFrom { get; init; }

    /// <summary>IANA name of the zone in which the site's dates are read.</summary>
    public string TimeZone { get; init; } = "Asia/Shanghai";

    /// <summary>The whole site is grey from this day of the site's calendar …</summary>
    public DateOnly? GrayscaleFrom { get; init; }

    /// <summary>… to the end of this one. Both must be set.</summary>
    public DateOnly? GrayscaleUntil { get; init; }

    /// <summary>Seconds for one round of the headlines, 10 to 600; 0 makes them stand still.</summary>
    public int HeadlineSeconds { get; init; } = 48;

    /// <summary>Offer 长辈版 in the header and among the reading tools.</summary>
    public bool ElderMode { get; init; } = true;

    /// <summary>An administrator looks at each registration before the account counts. Null as long as nobody has decided it here: then <see cref="MemberPolicy.ManualApproval"/> says it.</summary>
    public bool? ManualApproval { get; init; }

    /// <summary>What the society adds to the portal's mails.</summary>
    public LetterTexts Letters { get; init; } = [];

    public string NameIn(string language) => language == "en" && NameEn.Length > 0 ? NameEn : Name;

    public string MottoIn(string language) => language == "en" && MottoEn.Length > 0 ? MottoEn : Motto;

    public string AddressIn(string language) => language == "en" && AddressEn.Length > 0 ? AddressEn : Address;

    [JsonIgnore]
    public TimeZoneInfo Zone => TimeZoneInfo.FindSystemTimeZoneById(TimeZone);

    public DateOnly DayOf(DateTime utc) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(utc, Zone));

    public bool IsGrayscale(DateOnly day) => GrayscaleFrom <= day && day <= GrayscaleUntil;

    /// <summary>The name of the first setting that cannot be right, or null.</summary>
    public string? FirstInvalid()
    {
        if (string.IsNullOrWhiteSpace(Name) || Name.Length > 60)
            return nameof(Name);
        if (HeadlineSeconds != 0 && HeadlineSeconds is < 10 or > 600)
            return nameof(HeadlineSeconds);
        if (CopyrightFrom != 0 && CopyrightFrom is < 1900 or > 2200)
            return nameof(CopyrightFrom);
        if (GrayscaleFrom is null != GrayscaleUntil is null || GrayscaleUntil < GrayscaleFrom)
            return nameof(GrayscaleUntil);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(TimeZone, out _))
            return nameof(TimeZone);
        foreach (var (name, url) in (ReadOnlySpan<(string, string)>)[(nameof(IcpUrl), IcpUrl), (nameof(PoliceRecordUrl), PoliceRecordUrl)])
        {
            if (url.Length > 0 && !IsWebAddress(url))
                return name;
        }

        return Letters.All(l => l.Value.IsValid && Core.Letters.IsKind(l.Key)) ? null : nameof(Letters);
    }

    /// <summary>An absolute http or https address, the only kind a stored link may be.</summary>
    public static bool IsWebAddress(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps);

    /// <summary>What differs, a line each: <c>Name: 清禾</c>; null on both sides when nothing does.</summary>
    public static (string? Before, string? After) Difference(SiteSettings before, SiteSettings after)
    {
        var changed = typeof(SiteSettings).GetProperties().Where(p => p.CanWrite && !Equals(p.GetValue(before), p.GetValue(after))).ToList();
        return changed.Count == 0 ? (null, null) : (Lines(before), Lines(after));

        string Lines(SiteSettings settings) =>
            string.Join('\n', changed.Select(p => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{p.Name}: {p.GetValue(settings)}")));
    }
}
