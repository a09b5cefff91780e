using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Portal.Core;

internal sealed class ArticleConfiguration : IEntityTypeConfiguration<Article>
{
    public void Configure(EntityTypeBuilder<Article> builder)
    {
        builder.Property(a => a.Title).HasMaxLength(Article.TitleLength);
        builder.Property(a => a.Version).IsConcurrencyToken();
        builder.HasOne(a => a.Column).WithMany().OnDelete(DeleteBehavior.Restrict);
        builder.HasOne(a => a.Picture).WithMany().OnDelete(DeleteBehavior.SetNull);
        builder.HasMany(a => a.Tags).WithOne().HasForeignKey(t => t.ArticleId);
        builder.HasMany(a => a.Attachments).WithOne().HasForeignKey(f => f.ArticleId);
        // column lists, and the neighbours of an article in its column
        builder.HasIndex(a => new { a.ColumnId, a.State, a.PublishedUtc, a.Id });
        builder.HasIndex(a => new { a.State, a.PublishedUtc, a.Id });
        builder.HasIndex(a => a.CarouselPlace).HasFilter("\"CarouselPlace\" IS NOT NULL");
        builder.HasIndex(a => new { a.IsHeadline, a.PublishedUtc });
        builder.HasIndex(a => a.ImportKey).IsUnique();
    }
}

internal sealed class ArticleTagConfiguration : IEntityTypeConfiguration<ArticleTag>
{
    public void Configure(EntityTypeBuilder<ArticleTag> builder)
    {
        builder.HasKey(t => new { t.ArticleId, t.Name });
        builder.Property(t => t.Name).HasMaxLength(40);
        builder.HasIndex(t => t.Name);
    }
}

internal sealed class ArticleDayConfiguration : IEntityTypeConfiguration<ArticleDay>
{
    public void Configure(EntityTypeBuilder<ArticleDay> builder)
    {
        // by day first: the ranking reads seven days of all articles
        builder.HasKey(d => new { d.Day, d.ArticleId });
        builder.HasOne<Article>().WithMany().HasForeignKey(d => d.ArticleId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class ColumnConfiguration : IEntityTypeConfiguration<Column>
{
    public void Configure(EntityTypeBuilder<Column> builder)
    {
        builder.Property(c => c.Slug).HasMaxLength(60);
        builder.HasIndex(c => c.Slug).IsUnique();
    }
}

internal sealed class NoticeConfiguration : IEntityTypeConfiguration<Notice>
{
    public void Configure(EntityTypeBuilder<Notice> builder)
    {
        builder.Property(n => n.Title).HasMaxLength(Article.TitleLength);
        builder.Property(n => n.Version).IsConcurrencyToken();
        builder.HasIndex(n => n.PublishedUtc);
    }
}

internal sealed class CouncilUnitConfiguration : IEntityTypeConfiguration<CouncilUnit>
{
    public void Configure(EntityTypeBuilder<CouncilUnit> builder) => builder.HasIndex(u => new { u.Tier, u.Place });
}

internal sealed class SitePageConfiguration : IEntityTypeConfiguration<SitePage>
{
    public void Configure(EntityTypeBuilder<SitePage> builder) => builder.HasIndex(p => new { p.Slug, p.Language }).IsUnique();
}

internal sealed class StoredSettingsConfiguration : IEntityTypeConfiguration<StoredSettings>
{
    public void Configure(EntityTypeBuilder<StoredSettings> builder)
    {
        builder.Property(s => s.Id).ValueGeneratedNever();
        builder.Property(s => s.Version).IsConcurrencyToken();
    }
}

internal sealed class MediaFileConfiguration : IEntityTypeConfiguration<MediaFile>
{
    public void Configure(EntityTypeBuilder<MediaFile> builder) => builder.HasIndex(m => m.Hash).IsUnique();
}

internal sealed class MemberConfiguration : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.Property(m => m.DisplayName).HasMaxLength(Member.NameLength);
        builder.Property(m => m.Organisation).HasMaxLength(Member.OrganisationLength);
        builder.HasOne<CouncilUnit>().WithMany().HasForeignKey(m => m.UnitId).OnDelete(DeleteBehavior.SetNull);
        // one account an address, also for two who ask at once
        builder.HasIndex(m => m.NormalizedEmail).IsUnique();
        builder.HasIndex(m => m.State);
    }
}

internal sealed class RegistrationConfiguration : IEntityTypeConfiguration<Registration>
{
    public void Configure(EntityTypeBuilder<Registration> builder)
    {
        builder.HasIndex(r => r.KeyHash).IsUnique();
        builder.HasIndex(r => new { r.NormalizedEmail, r.CreatedUtc });
    }
}

internal sealed class MemberSessionConfiguration : IEntityTypeConfiguration<MemberSession>
{
    public void Configure(EntityTypeBuilder<MemberSession> builder)
    {
        builder.HasIndex(s => s.KeyHash).IsUnique();
        builder.HasOne<Member>().WithMany().HasForeignKey(s => s.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class MemberDeviceConfiguration : IEntityTypeConfiguration<MemberDevice>
{
    public void Configure(EntityTypeBuilder<MemberDevice> builder)
    {
        builder.HasIndex(d => d.KeyHash);
        builder.HasOne<Member>().WithMany().HasForeignKey(d => d.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OneTimeKeyConfiguration : IEntityTypeConfiguration<OneTimeKey>
{
    public void Configure(EntityTypeBuilder<OneTimeKey> builder)
    {
        builder.HasIndex(k => k.KeyHash).IsUnique();
        builder.HasOne<Member>().WithMany().HasForeignKey(k => k.MemberId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class RecoveryCodeConfiguration : IEntityTypeConfiguration<RecoveryCode>
{
    public void Configure(EntityTypeBuilder<RecoveryCode> builder) =>
        builder.HasOne<Member>().WithMany().HasForeignKey(c => c.MemberId).OnDelete(DeleteBehavior.Cascade);
}

internal sealed class NoticeReadConfiguration : IEntityTypeConfiguration<NoticeRead>
{
    public void Configure(EntityTypeBuilder<NoticeRead> builder)
    {
        builder.HasKey(r => new { r.MemberId, r.NoticeId });
        builder.HasOne<Member>().WithMany().HasForeignKey(r => r.MemberId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Notice>().WithMany().HasForeignKey(r => r.NoticeId).OnDelete(DeleteBehavior.Cascade);
    }
}

internal sealed class OutgoingMailConfiguration : IEntityTypeConfiguration<OutgoingMail>
{
    public void Configure(EntityTypeBuilder<OutgoingMail> builder)
    {
        builder.Property(m => m.LastError).HasMaxLength(OutgoingMail.ErrorLength);
        // what is due
        builder.HasIndex(m => new { m.State, m.NextTryUtc });
        builder.HasIndex(m => m.MessageId).IsUnique();
    }
}
