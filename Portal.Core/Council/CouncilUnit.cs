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
}
