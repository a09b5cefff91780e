using System.Text;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>
/// One number a place of work, so that two people of one can be told: the member unit's own, or a negative one for a name somebody typed. A typed name of a member unit is that unit.
/// </summary>
internal sealed class UnitNames
{
    private readonly Dictionary<int, string> _names;
    private readonly Dictionary<string, int> _keys = [];

    private UnitNames(Dictionary<int, string> names)
    {
        _names = names;
        foreach (var (id, name) in names)
            _keys.TryAdd(Plain(name), id);
    }

    public static async Task<UnitNames> LoadAsync(PortalDb db, CancellationToken cancellation) =>
        new(await db.CouncilUnits.ToDictionaryAsync(u => u.Id, u => u.Name, cancellation));

    public string NameOf(Member member) => (member.UnitId is { } unit ? _names.GetValueOrDefault(unit) : member.Organisation) ?? "";

    public int? KeyOf(Member member) => member.UnitId ?? KeyOf(member.Organisation);

    public int? KeyOf(string? name)
    {
        var plain = Plain(name ?? "");
        if (plain.Length == 0)
            return null;
        if (!_keys.TryGetValue(plain, out var key))
            _keys[plain] = key = -1 - _keys.Count;
        return key;
    }

    private static string Plain(string name) => string.Concat(name.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c))).ToUpperInvariant();
}
