namespace Portal.Core;

/// <summary>What the entry of a unit says; empty where it says nothing.</summary>
public sealed record UnitText
{
    /// <summary>Longest values, in characters.</summary>
    public const int NameLength = 60;
    public const int NameEnLength = 120;
    public const int DescriptionLength = 2000;
    public const int AddressLength = 120;
    public const int TelephoneLength = 60;
    public const int WebsiteLength = 300;

    /// <summary>1 to <see cref="NameLength"/> characters.</summary>
    public string Name { get; init; } = "";

    public string NameEn { get; init; } = "";

    /// <summary>Plain text; an empty line begins a paragraph.</summary>
    public string Description { get; init; } = "";

    public string Address { get; init; } = "";
    public string Telephone { get; init; } = "";

    /// <summary>http or https.</summary>
    public string Website { get; init; } = "";

    /// <summary>A picture of the media library.</summary>
    public int? LogoId { get; init; }

    /// <summary>Without blanks around what was typed.</summary>
    public UnitText Trim() => this with
    {
        Name = Name.Trim(),
        NameEn = NameEn.Trim(),
        Description = Description.Trim().ReplaceLineEndings("\n"),
        Address = Address.Trim(),
        Telephone = Telephone.Trim(),
        Website = Website.Trim(),
    };

    /// <summary>The name of the first value that cannot be right, or null.</summary>
    public string? FirstInvalid() =>
        Name.Length is 0 or > NameLength ? nameof(Name)
        : NameEn.Length > NameEnLength ? nameof(NameEn)
        : Description.Length > DescriptionLength ? nameof(Description)
        : Address.Length > AddressLength ? nameof(Address)
        : Telephone.Length > TelephoneLength ? nameof(Telephone)
        : Website.Length > 0 && (Website.Length > WebsiteLength || !SiteSettings.IsWebAddress(Website)) ? nameof(Website)
        : null;
}

/// <summary>The values of an entry that can differ, in the order in which they are shown.</summary>
public enum UnitField
{
    Name,
    NameEn,
    Description,
    Address,
    Telephone,
    Website,
    Logo,
}

/// <summary>One value that a proposal would change.</summary>
/// <param name="Before">What stands now.</param>
/// <param name="MovedMeanwhile">The writer had another value before him: somebody has changed it since.</param>
public sealed record UnitFieldChange(UnitField Field, string Before, string After, bool MovedMeanwhile, Picture? LogoBefore = null, Picture? LogoAfter = null);

/// <summary>A proposal as administrators read it.</summary>
/// <param name="ByName">Empty once the account is gone.</param>
/// <param name="Changes">Against what stands now; empty when the entry says it already.</param>
/// <param name="Version">Of the proposal.</param>
/// <param name="UnitVersion">Of the entry it was compared with.</param>
public sealed record UnitReview(int ProposalId, int Version, int UnitVersion, string ByName, DateTime SentUtc, IReadOnlyList<UnitFieldChange> Changes);

/// <summary>A unit in the administrators' list.</summary>
public sealed record UnitRow(int Id, string Name, string NameEn, CouncilTier Tier, int Contacts, bool IsWaiting, DateTime? DeletedUtc);

/// <summary>A member who may propose changes for a unit.</summary>
public sealed record UnitContact(int MemberId, string Name, string UserName, string Email);

/// <summary>A unit as administrators work on it.</summary>
public sealed record UnitWork(
    int Id, CouncilTier Tier, UnitText Text, Picture? Logo, int Version, DateTime? DeletedUtc, IReadOnlyList<UnitContact> Contacts, UnitReview? Review);

/// <summary>A picture that was taken into the media library to be a logo.</summary>
public sealed record UnitLogo(int Id, Picture Picture);

/// <summary>A unit as its own people see it.</summary>
/// <param name="Current">What readers see.</param>
/// <param name="Wanted">What the form begins with: the last proposal on top of what stands now, or what stands now.</param>
/// <param name="Last">Null when nothing was ever proposed.</param>
public sealed record OwnUnit(int Id, CouncilTier Tier, UnitText Current, UnitText Wanted, Picture? WantedLogo, OwnProposal? Last);

/// <param name="Changes">What it would change now; empty once it is approved or taken back.</param>
public sealed record OwnProposal(ProposalState State, DateTime SentUtc, DateTime? DecidedUtc, string? Reason, string ByName, IReadOnlyList<UnitFieldChange> Changes);
