using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

public sealed record UnitLine(int Id, string Name, string? NameEn, CouncilTier Tier, string? Description, Picture? Logo = null)
{
    public string NameIn(string language) => language == "en" && !string.IsNullOrEmpty(NameEn) ? NameEn : Name;
}

public sealed record UnitDetail(
    int Id, string Name, string? NameEn, CouncilTier Tier, string? Description, string? Address, string? Telephone, string? Website,
    Picture? Logo = null);

/// <summary>理事单位 in their three tiers.</summary>
public sealed class Council : IDisposable
{
    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly Snapshot<IReadOnlyList<UnitLine>> _units;

    public Council(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
    {
        _databases = databases;
        _units = new(feed, time, [Content.Council], TimeSpan.FromMinutes(10), LoadAsync);
    }

    /// <summary>All units, by tier and then in the society's order.</summary>
    public Task<IReadOnlyList<UnitLine>> ListAsync(CancellationToken cancellation = default) => _units.GetAsync(cancellation);

    public async Task<UnitDetail?> GetAsync(int id, CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.CouncilUnits.AsNoTracking().Where(u => u.Id == id)
            .Select(u => new UnitDetail(
                u.Id, u.Name, u.NameEn, u.Tier, u.Description, u.Address, u.Telephone, u.Website,
                u.Logo == null ? null : new Picture(u.Logo.Hash + "." + u.Logo.Extension, u.Logo.Width, u.Logo.Height, "")))
            .FirstOrDefaultAsync(cancellation);
    }

    public void Dispose() => _units.Dispose();

    private async Task<IReadOnlyList<UnitLine>> LoadAsync(CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        return await db.CouncilUnits.AsNoTracking().OrderBy(u => u.Tier).ThenBy(u => u.Place).ThenBy(u => u.Id)
            .Select(u => new UnitLine(
                u.Id, u.Name, u.NameEn, u.Tier, u.Description,
                u.Logo == null ? null : new Picture(u.Logo.Hash + "." + u.Logo.Extension, u.Logo.Width, u.Logo.Height, ""))).ToListAsync(cancellation);
    }
}
