using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

internal sealed class CouncilUnitConfiguration : IEntityTypeConfiguration<CouncilUnit>
{
    public void Configure(EntityTypeBuilder<CouncilUnit> builder)
    {
        builder.Property(u => u.Version).IsConcurrencyToken();
        builder.HasOne(u => u.Logo).WithMany().HasForeignKey(u => u.LogoId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(u => new { u.Tier, u.Place });
        // whoever asks for units (members, notices, contests) means those that stand
        builder.HasQueryFilter(u => u.DeletedUtc == null);
    }
}

internal sealed class CouncilUnitEditorConfiguration : IEntityTypeConfiguration<CouncilUnitEditor>
{
    public void Configure(EntityTypeBuilder<CouncilUnitEditor> builder)
    {
        builder.HasKey(e => new { e.UnitId, e.MemberId });
        builder.HasOne<CouncilUnit>().WithMany().HasForeignKey(e => e.UnitId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class UnitProposalConfiguration : IEntityTypeConfiguration<UnitProposal>
{
    public void Configure(EntityTypeBuilder<UnitProposal> builder)
    {
        builder.Property(p => p.Base).HasConversion(t => ToJson(t), j => FromJson(j));
        builder.Property(p => p.Wanted).HasConversion(t => ToJson(t), j => FromJson(j));
        builder.Property(p => p.Version).IsConcurrencyToken();
        builder.HasOne<CouncilUnit>().WithMany().HasForeignKey(p => p.UnitId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(p => p.MemberId).OnDelete(DeleteBehavior.SetNull);
        // one at a time, also when two of a unit send at once
        builder.HasIndex(p => p.UnitId).IsUnique().HasFilter($"\"State\" = {(int)ProposalState.Waiting}").HasDatabaseName("IX_UnitProposals_Waiting");
        builder.HasIndex(p => new { p.UnitId, p.Id });
    }

    private static string ToJson(UnitText text) => JsonSerializer.Serialize(text);

    private static UnitText FromJson(string json) => JsonSerializer.Deserialize<UnitText>(json)!;
}
