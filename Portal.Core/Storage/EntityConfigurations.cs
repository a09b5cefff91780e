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
        builder.HasIndex(a => new { a.ColumnId, a.State, a.PublishedUtc, a.Id, a.ExpiresUtc, a.IsPinned });
        builder.HasIndex(a => a.IsPinned).HasFilter("\"IsPinned\"");
        builder.HasIndex(a => a.IsLead).HasFilter("\"IsLead\"");
        // and the site map, which asks when each was last changed
        builder.HasIndex(a => new { a.State, a.PublishedUtc, a.Id, a.ExpiresUtc, a.CorrectedUtc });
        // the newsroom's list: it filters, searches titles and counts without reading a single text
        builder.HasIndex(a => new { a.DeletedUtc, a.ChangedUtc, a.Id, a.State, a.ColumnId, a.PublishedUtc, a.ExpiresUtc, a.Title }).HasDatabaseName("IX_Articles_Newsroom");
        builder.HasIndex(a => new { a.DeletedUtc, a.Title, a.Id, a.State, a.ColumnId, a.PublishedUtc, a.ExpiresUtc }).IsDescending(false, false, true, false, false, false, false)
            .HasDatabaseName("IX_Articles_NewsroomByTitle");
        builder.HasIndex(a => new { a.DeletedUtc, a.PublishedUtc, a.Id, a.State, a.ColumnId, a.ExpiresUtc, a.Title }).HasDatabaseName("IX_Articles_NewsroomByMoment");
        builder.HasIndex(a => new { a.ColumnId, a.DeletedUtc, a.ChangedUtc, a.Id, a.State, a.PublishedUtc, a.ExpiresUtc, a.Title }).HasDatabaseName("IX_Articles_NewsroomByColumn");
        // what leaves by itself is little beside what stays
        builder.HasIndex(a => new { a.ExpiresUtc, a.State, a.PublishedUtc, a.DeletedUtc, a.ColumnId }).HasFilter("\"ExpiresUtc\" IS NOT NULL");
        builder.HasIndex(a => a.CarouselPlace).HasFilter("\"CarouselPlace\" IS NOT NULL");
        builder.HasIndex(a => new { a.IsHeadline, a.PublishedUtc });
        builder.HasIndex(a => a.ImportKey).IsUnique();
        builder.Property(a => a.Language).HasMaxLength(10);
        builder.HasIndex(a => a.TranslationOfId).IsUnique();
        builder.HasOne<Article>().WithOne().HasForeignKey<Article>(a => a.TranslationOfId).OnDelete(DeleteBehavior.SetNull);
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
        builder.Property(c => c.Slug).HasMaxLength(Slugs.Length);
        builder.HasIndex(c => c.Slug).IsUnique();
        builder.Property(c => c.Version).IsConcurrencyToken();
        builder.HasOne<Column>().WithMany().HasForeignKey(c => c.ParentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasQueryFilter(c => c.DeletedUtc == null);
    }
}

internal sealed class SitePageConfiguration : IEntityTypeConfiguration<SitePage>
{
    public void Configure(EntityTypeBuilder<SitePage> builder)
    {
        builder.HasIndex(p => new { p.Slug, p.Language }).IsUnique();
        builder.Property(p => p.Version).IsConcurrencyToken();
    }
}

internal sealed class SitePageRevisionConfiguration : IEntityTypeConfiguration<SitePageRevision>
{
    public void Configure(EntityTypeBuilder<SitePageRevision> builder) =>
        builder.HasOne<SitePage>().WithMany().HasForeignKey(r => r.PageId).OnDelete(DeleteBehavior.Cascade);
}

internal sealed class SlugMoveConfiguration : IEntityTypeConfiguration<SlugMove>
{
    public void Configure(EntityTypeBuilder<SlugMove> builder)
    {
        builder.HasKey(m => new { m.Kind, m.OldSlug });
        builder.Property(m => m.OldSlug).HasMaxLength(Slugs.Length);
        builder.Property(m => m.NewSlug).HasMaxLength(Slugs.Length);
    }
}

internal sealed class FriendLinkConfiguration : IEntityTypeConfiguration<FriendLink>
{
    public void Configure(EntityTypeBuilder<FriendLink> builder) => builder.HasQueryFilter(l => l.DeletedUtc == null);
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
