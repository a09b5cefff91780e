namespace Portal.Core;

// the letters that a unit's own people get about its entry
public sealed partial class Letters
{
    /// <summary>To whoever proposed a change to a unit's entry: it stands.</summary>
    public Letter UnitApproved(Recipient to, int unitId, string unit) => Write(to, "unit.approved", values: new() { ["unit"] = OneLine(unit), ["page"] = links.Unit(unitId) });

    /// <summary>To whoever proposed a change to a unit's entry: it was sent back.</summary>
    /// <param name="reason">In the administrator's words.</param>
    public Letter UnitReturned(Recipient to, string unit, string reason) => Write(to, "unit.returned", values: new()
    {
        ["unit"] = OneLine(unit),
        ["reason"] = reason,
        ["page"] = links.OwnUnit,
    });
}
