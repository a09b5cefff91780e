using System.Globalization;

namespace Portal.Web.Admin.Site;

/// <summary>The settings while an administrator changes them.</summary>
public sealed class SiteSettingsDraft
{
    private bool _approves;

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
    public DateOnly? GrayscaleFrom { get; set; }
    public DateOnly? GrayscaleUntil { get; set; }
    public bool ElderMode { get; set; }
    public bool ManualApproval { get; set; }
    public LetterTexts Letters { get; set; } = [];

    /// <param name="s">Where to begin.</param>
    /// <param name="approves">What holds where they say nothing about registrations.</param>
    public void Load(SiteSettings s, bool approves)
    {
        (ManualApproval, _approves) = (s.ManualApproval ?? approves, approves);
        (Name, NameEn, Motto, MottoEn) = (s.Name, s.NameEn, s.Motto, s.MottoEn);
        (Icp, IcpUrl, PoliceRecord, PoliceRecordUrl) = (s.Icp, s.IcpUrl, s.PoliceRecord, s.PoliceRecordUrl);
        (Address, AddressEn, Postcode, Telephone, Email) = (s.Address, s.AddressEn, s.Postcode, s.Telephone, s.Email);
        (CopyrightFrom, HeadlineSeconds, ElderMode, Letters) = (s.CopyrightFrom, s.HeadlineSeconds, s.ElderMode, s.Letters);
        (GrayscaleFrom, GrayscaleUntil) = (s.GrayscaleFrom, s.GrayscaleUntil);
    }

    /// <summary>With what stands in the fields at this moment, named like the properties here; others stay.</summary>
    public static SiteSettings Typed(SiteSettings s, IReadOnlyDictionary<string, string> fields)
    {
        var draft = new SiteSettingsDraft();
        draft.Load(s, s.ManualApproval ?? false);
        foreach (var (name, value) in fields)
        {
            var property = typeof(SiteSettingsDraft).GetProperty(name);
            if (property?.PropertyType == typeof(string))
                property.SetValue(draft, value);
            else if (property?.PropertyType == typeof(int) && int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                property.SetValue(draft, number);
        }

        return draft.ApplyTo(s);
    }

    /// <summary>What this page does not show stays as it is.</summary>
    public SiteSettings ApplyTo(SiteSettings s) => s with
    {
        // as long as nobody decides it here the configuration does
        ManualApproval = s.ManualApproval is null && ManualApproval == _approves ? null : ManualApproval,
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
        Letters = Letters,
        GrayscaleFrom = GrayscaleFrom,
        GrayscaleUntil = GrayscaleUntil,
    };

    private static string Trim(string? text) => text?.Trim() ?? "";
}
