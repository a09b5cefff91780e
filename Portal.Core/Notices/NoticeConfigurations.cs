using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.Property(n => n.Title).HasMaxLength(Article.TitleLength);
        builder.Property(n => n.Issuer).HasMaxLength(NoticeContent.IssuerLength);
        builder.Property(n => n.MeetingPlace).HasMaxLength(NoticeContent.MeetingPlaceLength);
        builder.Property(n => n.Version).IsConcurrencyToken();
        // what is up, in the order of lists
        builder.HasIndex(n => new { n.Stage, n.PublishedUtc, n.Id });
        builder.HasIndex(n => n.ExpiresUtc);
        // the office's list, and its bin
        builder.HasIndex(n => new { n.DeletedUtc, n.ChangedUtc, n.Id });
    }
}

internal sealed class NoticeDraftConfiguration : IEntityTypeConfiguration<NoticeDraft>
{
    public void Configure(EntityTypeBuilder<NoticeDraft> builder)
    {
        builder.HasKey(d => d.NoticeId);
        builder.Property(d => d.NoticeId).ValueGeneratedNever();
        builder.Property(d => d.Title).HasMaxLength(Article.TitleLength);
        builder.Property(d => d.Issuer).HasMaxLength(NoticeContent.IssuerLength);
        builder.Property(d => d.MeetingPlace).HasMaxLength(NoticeContent.MeetingPlaceLength);
        builder.Property(d => d.Version).IsConcurrencyToken();
        builder.HasOne<Notice>().WithOne().HasForeignKey<NoticeDraft>(d => d.NoticeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class NoticeRevisionConfiguration : IEntityTypeConfiguration<NoticeRevision>
{
    public void Configure(EntityTypeBuilder<NoticeRevision> builder)
    {
        builder.Property(r => r.Title).HasMaxLength(Article.TitleLength);
        builder.HasOne<Notice>().WithMany().HasForeignKey(r => r.NoticeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class NoticeFileConfiguration : IEntityTypeConfiguration<NoticeFile>
{
    public void Configure(EntityTypeBuilder<NoticeFile> builder) =>
        builder.HasOne<Notice>().WithMany().HasForeignKey(f => f.NoticeId).OnDelete(DeleteBehavior.Cascade);
}

internal sealed class NoticeReadConfiguration : IEntityTypeConfiguration<NoticeRead>
{
    public void Configure(EntityTypeBuilder<NoticeRead> builder)
    {
        builder.HasKey(r => new { r.MemberId, r.NoticeId });
        builder.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Notice>().WithMany().HasForeignKey(r => r.NoticeId).OnDelete(DeleteBehavior.Cascade);
        // how many have read it
        builder.HasIndex(r => new { r.NoticeId, r.ConfirmedUtc });
    }
}

internal sealed class NoticeReplyConfiguration : IEntityTypeConfiguration<NoticeReply>
{
    public void Configure(EntityTypeBuilder<NoticeReply> builder)
    {
        builder.HasKey(r => new { r.NoticeId, r.MemberId });
        builder.HasOne<Notice>().WithMany().HasForeignKey(r => r.NoticeId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}
