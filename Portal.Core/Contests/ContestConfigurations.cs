using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

internal sealed class ContestConfiguration : IEntityTypeConfiguration<Contest>
{
    public void Configure(EntityTypeBuilder<Contest> builder)
    {
        builder.Property(c => c.Title).HasMaxLength(Contest.TitleLength);
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasIndex(c => c.Code).IsUnique();
        builder.HasMany(c => c.Criteria).WithOne().HasForeignKey(c => c.ContestId);
        builder.HasMany(c => c.Awards).WithOne().HasForeignKey(a => a.ContestId);
        builder.HasOne<Notice>().WithMany().HasForeignKey(c => c.NoticeId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class LateAccessConfiguration : IEntityTypeConfiguration<LateAccess>
{
    public void Configure(EntityTypeBuilder<LateAccess> builder)
    {
        builder.HasIndex(l => l.KeyHash).IsUnique();
        builder.HasOne<Contest>().WithMany().HasForeignKey(l => l.ContestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(l => l.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ContestJudgeConfiguration : IEntityTypeConfiguration<ContestJudge>
{
    public void Configure(EntityTypeBuilder<ContestJudge> builder)
    {
        builder.HasKey(j => new { j.ContestId, j.JudgeId });
        builder.HasOne<Contest>().WithMany().HasForeignKey(j => j.ContestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(j => j.JudgeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EssayConfiguration : IEntityTypeConfiguration<Essay>
{
    public void Configure(EntityTypeBuilder<Essay> builder)
    {
        builder.HasIndex(e => new { e.ContestId, e.State });
        builder.HasIndex(e => new { e.MemberId, e.ContestId });
        builder.HasIndex(e => e.Number).IsUnique();
        builder.HasIndex(e => e.BlindCode).IsUnique();
        builder.OwnsMany(e => e.Coauthors, people => people.ToJson());
        builder.HasMany(e => e.Files).WithOne().HasForeignKey(f => f.EssayId);
        builder.HasOne<Contest>().WithMany().HasForeignKey(e => e.ContestId).OnDelete(DeleteBehavior.Restrict);
        // the number stays given, the person is gone
        builder.HasOne<Member>().WithMany().HasForeignKey(e => e.MemberId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Award>().WithMany().HasForeignKey(e => e.AwardId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class UploadConfiguration : IEntityTypeConfiguration<Upload>
{
    public void Configure(EntityTypeBuilder<Upload> builder)
    {
        builder.HasIndex(u => u.Key).IsUnique();
        builder.HasOne<Essay>().WithMany().HasForeignKey(u => u.EssayId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EssayRevisionConfiguration : IEntityTypeConfiguration<EssayRevision>
{
    public void Configure(EntityTypeBuilder<EssayRevision> builder)
    {
        // pressing twice, also on two machines at once, sends once
        builder.HasIndex(r => new { r.EssayId, r.Key }).IsUnique();
        builder.HasIndex(r => new { r.EssayId, r.Place }).IsUnique();
        builder.OwnsMany(r => r.Authors, people => people.ToJson());
        builder.OwnsMany(r => r.Files, files => files.ToJson());
        builder.HasOne<Essay>().WithMany().HasForeignKey(r => r.EssayId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class EssayPairConfiguration : IEntityTypeConfiguration<EssayPair>
{
    public void Configure(EntityTypeBuilder<EssayPair> builder)
    {
        builder.HasIndex(p => new { p.ContestId, p.EssayId, p.OtherEssayId }).IsUnique();
        builder.HasOne<Contest>().WithMany().HasForeignKey(p => p.ContestId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Essay>().WithMany().HasForeignKey(p => p.EssayId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Essay>().WithMany().HasForeignKey(p => p.OtherEssayId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ReviewConfiguration : IEntityTypeConfiguration<Review>
{
    public void Configure(EntityTypeBuilder<Review> builder)
    {
        builder.HasIndex(r => new { r.EssayId, r.JudgeId }).IsUnique();
        builder.HasIndex(r => new { r.JudgeId, r.State });
        builder.HasIndex(r => r.ContestId);
        builder.Property(r => r.Version).IsConcurrencyToken();
        builder.OwnsMany(r => r.Scores, scores => scores.ToJson());
        builder.OwnsMany(r => r.Notes, notes => notes.ToJson());
        builder.HasOne<Essay>().WithMany().HasForeignKey(r => r.EssayId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(r => r.JudgeId).OnDelete(DeleteBehavior.SetNull);
    }
}

internal sealed class CertificateConfiguration : IEntityTypeConfiguration<Certificate>
{
    public void Configure(EntityTypeBuilder<Certificate> builder)
    {
        builder.HasIndex(c => c.Number).IsUnique();
        builder.HasIndex(c => c.Key).IsUnique();
        // one an essay
        builder.HasIndex(c => c.EssayId).IsUnique();
        builder.HasOne<Essay>().WithMany().HasForeignKey(c => c.EssayId).OnDelete(DeleteBehavior.Restrict);
    }
}

internal sealed class ResultLetterConfiguration : IEntityTypeConfiguration<ResultLetter>
{
    public void Configure(EntityTypeBuilder<ResultLetter> builder)
    {
        builder.HasIndex(l => l.EssayId).IsUnique();
        builder.HasIndex(l => new { l.ContestId, l.State });
        builder.HasOne<Essay>().WithMany().HasForeignKey(l => l.EssayId).OnDelete(DeleteBehavior.Cascade);
    }
}
