using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Compares what a unit's people want with what stands.</summary>
internal static class UnitDifference
{
    public static UnitText TextOf(CouncilUnit unit) => new()
    {
        Name = unit.Name,
        NameEn = unit.NameEn ?? "",
        Description = unit.Description ?? "",
        Address = unit.Address ?? "",
        Telephone = unit.Telephone ?? "",
        Website = unit.Website ?? "",
        LogoId = unit.LogoId,
    };

    public static void Write(CouncilUnit unit, UnitText text)
    {
        unit.Name = text.Name;
        unit.NameEn = NullIfEmpty(text.NameEn);
        unit.Description = NullIfEmpty(text.Description);
        unit.Address = NullIfEmpty(text.Address);
        unit.Telephone = NullIfEmpty(text.Telephone);
        unit.Website = NullIfEmpty(text.Website);
        unit.LogoId = text.LogoId;
    }

    /// <summary>What stands now with what the writer has changed: what he left alone stays as others have made it since.</summary>
    public static UnitText Merge(UnitText current, UnitProposal proposal)
    {
        var (from, to) = (proposal.Base, proposal.Wanted);
        return current with
        {
            Name = from.Name == to.Name ? current.Name : to.Name,
            NameEn = from.NameEn == to.NameEn ? current.NameEn : to.NameEn,
            Description = from.Description == to.Description ? current.Description : to.Description,
            Address = from.Address == to.Address ? current.Address : to.Address,
            Telephone = from.Telephone == to.Telephone ? current.Telephone : to.Telephone,
            Website = from.Website == to.Website ? current.Website : to.Website,
            LogoId = from.LogoId == to.LogoId ? current.LogoId : to.LogoId,
        };
    }

    public static async Task<IReadOnlyList<UnitFieldChange>> ChangesAsync(PortalDb db, UnitText current, UnitProposal proposal, CancellationToken cancellation)
    {
        var (was, will) = (current, Merge(current, proposal));
        List<UnitFieldChange> changes = [];
        foreach (var field in Enum.GetValues<UnitField>())
        {
            var (before, after, started) = (ValueOf(was, field), ValueOf(will, field), ValueOf(proposal.Base, field));
            if (before == after)
                continue;
            changes.Add(field == UnitField.Logo
                ? new(field, "", "", before != started, await LogoAsync(db, was.LogoId, cancellation), await LogoAsync(db, will.LogoId, cancellation))
                : new(field, before, after, before != started));
        }

        return changes;
    }

    /// <summary>Names of the values in which two texts differ, for the audit log.</summary>
    public static string Names(UnitText before, UnitText after) =>
        string.Join(' ', Enum.GetValues<UnitField>().Where(f => ValueOf(before, f) != ValueOf(after, f)));

    public static async Task<Picture?> LogoAsync(PortalDb db, int? id, CancellationToken cancellation) =>
        id is null ? null : await db.MediaFiles.Where(m => m.Id == id).Select(m => new Picture(m.Hash + "." + m.Extension, m.Width, m.Height, "")).FirstOrDefaultAsync(cancellation);

    /// <summary>Takes a picture into the media library.</summary>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="PictureProblem"/>.</returns>
    public static async Task<Outcome<UnitLogo>> KeepLogoAsync(PortalDb db, ContentStore store, byte[] content, DateTime nowUtc)
    {
        var (picture, problem) = await PictureFitting.TakeAsync(content);
        if (picture is null)
            return Outcome.Invalid(problem!.Value.ToString());
        var kept = await MediaFiles.KeepAsync(db, store, $"logo.{picture.Extension}", picture.Extension, picture.Content, picture.Width, picture.Height, nowUtc);
        return new UnitLogo(kept.Id, new Picture($"{kept.Hash}.{kept.Extension}", kept.Width, kept.Height, ""));
    }

    public static async Task<string?> ProblemAsync(PortalDb db, UnitText text) =>
        text.FirstInvalid() ?? (text.LogoId is { } logo && !await db.MediaFiles.AnyAsync(m => m.Id == logo) ? nameof(UnitField.Logo) : null);

    private static string ValueOf(UnitText text, UnitField field) => field switch
    {
        UnitField.Name => text.Name,
        UnitField.NameEn => text.NameEn,
        UnitField.Description => text.Description,
        UnitField.Address => text.Address,
        UnitField.Telephone => text.Telephone,
        UnitField.Website => text.Website,
        _ => text.LogoId?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "",
    };

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;
}
