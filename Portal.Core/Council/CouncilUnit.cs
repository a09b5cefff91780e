namespace Portal.Core;

/// <summary>副理事长单位, 常务理事单位, 理事单位, in this order everywhere.</summary>
public enum CouncilTier
{
    VicePresident,
    Standing,
    Council,
}

/// <summary>理事单位: an organisation that is a member.</summary>
public sealed class CouncilUnit
{
    public int Id { get; set; }
    public CouncilTier Tier { get; set; }
    public int Place { get; set; }
    public required string Name { get; set; }
    public string? NameEn { get; set; }
    public string? Description { get; set; }
    public string? Address { get; set; }
    public string? Telephone { get; set; }
    public string? Website { get; set; }
    public int? LogoId { get; set; }
    public MediaFile? Logo { get; set; }

    /// <summary>Grows by one with each change to the entry; its place in the list does not count.</summary>
    public int Version { get; set; } = 1;

    /// <summary>In the recycle bin since. Queries leave such units out by themselves.</summary>
    public DateTime? DeletedUtc { get; set; }
}

/// <summary>联系人: a member who may propose changes to a unit's entry.</summary>
public sealed class CouncilUnitEditor
{
    public int UnitId { get; set; }
    public int MemberId { get; set; }
}

/// <summary>Where a proposal stands.</summary>
public enum ProposalState
{
    Waiting,
    Approved,
    Returned,
    TakenBack,
}

/// <summary>What a unit's own people want its entry to say. Readers see nothing of it until an administrator approves.</summary>
public sealed class UnitProposal
{
    public int Id { get; set; }
    public int UnitId { get; set; }

    /// <summary>Who sent it; null once the account is gone.</summary>
    public int? MemberId { get; set; }

    /// <summary>The entry that the writer had before him: what differs from it is what he wants.</summary>
    public required UnitText Base { get; set; }

    public required UnitText Wanted { get; set; }
    public ProposalState State { get; set; }
    public DateTime SentUtc { get; set; }
    public DateTime? DecidedUtc { get; set; }

    /// <summary>Why it was sent back.</summary>
    public string? Reason { get; set; }

    /// <summary>Grows by one when the writer sends it anew before it is decided.</summary>
    public int Version { get; set; } = 1;
}
