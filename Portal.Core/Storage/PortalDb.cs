using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Core;

/// <summary>The portal's tables. One derived context a database provider, each with its own migrations.</summary>
public abstract class PortalDb(DbContextOptions options) : IdentityDbContext<Member, IdentityRole<int>, int>(options)
{
    public DbSet<Article> Articles => Set<Article>();
    public DbSet<ArticleDay> ArticleDays => Set<ArticleDay>();
    public DbSet<ArticleTag> ArticleTags => Set<ArticleTag>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<Column> Columns => Set<Column>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<CouncilUnit> CouncilUnits => Set<CouncilUnit>();
    public DbSet<Contest> Contests => Set<Contest>();
    public DbSet<Criterion> Criteria => Set<Criterion>();
    public DbSet<Award> Awards => Set<Award>();
    public DbSet<LateAccess> LateAccesses => Set<LateAccess>();
    public DbSet<ContestJudge> ContestJudges => Set<ContestJudge>();
    public DbSet<Essay> Essays => Set<Essay>();
    public DbSet<EssayFile> EssayFiles => Set<EssayFile>();
    public DbSet<Upload> Uploads => Set<Upload>();
    public DbSet<EssayRevision> EssayRevisions => Set<EssayRevision>();
    public DbSet<EssayPair> EssayPairs => Set<EssayPair>();
    public DbSet<Review> Reviews => Set<Review>();
    public DbSet<Certificate> Certificates => Set<Certificate>();
    public DbSet<ResultLetter> ResultLetters => Set<ResultLetter>();
    public DbSet<FriendLink> FriendLinks => Set<FriendLink>();
    public DbSet<SitePage> SitePages => Set<SitePage>();
    public DbSet<StoredSettings> StoredSettings => Set<StoredSettings>();
    public DbSet<MediaFile> MediaFiles => Set<MediaFile>();
    public DbSet<Registration> Registrations => Set<Registration>();
    public DbSet<MemberSession> MemberSessions => Set<MemberSession>();
    public DbSet<MemberDevice> MemberDevices => Set<MemberDevice>();
    public DbSet<OneTimeKey> OneTimeKeys => Set<OneTimeKey>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<NoticeRead> NoticeReads => Set<NoticeRead>();
    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    // Passkeys need it, and the design-time tools must see the same model as the running portal.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<SafeHtml>().HaveConversion<SafeHtmlConverter>();
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.ApplyConfigurationsFromAssembly(typeof(PortalDb).Assembly);
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value,
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));

    private sealed class SafeHtmlConverter() : ValueConverter<SafeHtml, string>(value => value.Html, value => SafeHtml.FromStorage(value));
}
