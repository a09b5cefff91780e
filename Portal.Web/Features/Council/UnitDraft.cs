namespace Portal.Web.Features.Council;

/// <summary>The entry of a unit while somebody changes it.</summary>
public sealed class UnitDraft
{
    public UnitDraft(UnitText text, Picture? logo)
    {
        (Name, NameEn, Description, Address, Telephone, Website) = (text.Name, text.NameEn, text.Description, text.Address, text.Telephone, text.Website);
        (LogoId, Logo) = (text.LogoId, logo);
    }

    public string Name { get; set; }
    public string NameEn { get; set; }
    public string Description { get; set; }
    public string Address { get; set; }
    public string Telephone { get; set; }
    public string Website { get; set; }
    public int? LogoId { get; set; }
    public Picture? Logo { get; set; }

    public UnitText ToText() => new()
    {
        Name = Name ?? "",
        NameEn = NameEn ?? "",
        Description = Description ?? "",
        Address = Address ?? "",
        Telephone = Telephone ?? "",
        Website = Website ?? "",
        LogoId = LogoId,
    };
}
