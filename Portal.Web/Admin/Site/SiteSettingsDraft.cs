using MudBlazor;

namespace Portal.Web.Admin.Site;

/// <summary>The settings while an administrator changes them.</summary>
public sealed class SiteSettingsDraft
{
    public string Name { get; set; } = "";
    public string NameEn { get; set; } = "";
    public string Motto { get; set; } = "";
    public string MottoEn { get; set; } = "";
    public string Icp { get; set; } = "";
    public string IcpUrl { get; set; } = "";
    public string PoliceRecord { get; set; } = "";
    public string PoliceRecordUrl { get; set; } = "";
    public string Address { get; set; } = "";
    public string AddressEn { get; set; } = "";
    public string Postcode { get; set; } = "";
    public string Telephone { get; set; } = "";
    public string Email { get; set; } = "";
    public int CopyrightFrom { get; set; }
    public int HeadlineSeconds { get; set; }
    public DateRange? Grayscale { get; set; }
    public bool ElderMode { get; set; }

    public void Load(SiteSettings s)
    {
        (Name, NameEn, Motto, MottoEn) = (s.Name, s.NameEn, s.Motto, s.MottoEn);
        (Icp, IcpUrl, PoliceRecord, PoliceRecordUrl) = (s.Icp, s.IcpUrl, s.PoliceRecord, s.PoliceRecordUrl);
        (Address, AddressEn, Postcode, Telephone, Email) = (s.Address, s.AddressEn, s.Postcode, s.Telephone, s.Email);
        (CopyrightFrom, HeadlineSeconds, ElderMode) = (s.CopyrightFrom, s.HeadlineSeconds, s.ElderMode);
        Grayscale = s.GrayscaleFrom is { } from && s.GrayscaleUntil is { } until ? new DateRange(from.ToDateTime(TimeOnly.MinValue), until.ToDateTime(TimeOnly.MinValue)) : null;
    }

    /// <summary>What this page does not show stays as it is.</summary>
    public SiteSettings ApplyTo(SiteSettings s) => s with
    {
        Name = Trim(Name),
        NameEn = Trim(NameEn),
        Motto = Trim(Motto),
        MottoEn = Trim(MottoEn),
        Icp = Trim(Icp),
        IcpUrl = Trim(IcpUrl),
        PoliceRecord = Trim(PoliceRecord),
        PoliceRecordUrl = Trim(PoliceRecordUrl),
        Address = Trim(Address),
        AddressEn = Trim(AddressEn),
        Postcode = Trim(Postcode),
        Telephone = Trim(Telephone),
        Email = Trim(Email),
        CopyrightFrom = CopyrightFrom,
        HeadlineSeconds = HeadlineSeconds,
        ElderMode = ElderMode,
        GrayscaleFrom = Day(Grayscale?.Start),
        GrayscaleUntil = Day(Grayscale?.End),
    };

    private static string Trim(string? text) => text?.Trim() ?? "";

    private static DateOnly? Day(DateTime? date) => date is { } d ? DateOnly.FromDateTime(d) : null;
}
