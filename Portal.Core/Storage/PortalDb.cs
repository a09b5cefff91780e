using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Portal.Core;

/// <summary>The portal's tables. One derived context a database provider, each with its own migrations.</summary>
public abstract class PortalDb(DbContextOptions options) : IdentityDbContext<Member, IdentityRole<int>, int>(options)
{
    public DbSet<Article> Articles => Set<Article>();
    public DbSet<ArticleDraft> ArticleDrafts => Set<ArticleDraft>();
    public DbSet<ArticleRevision> ArticleRevisions => Set<ArticleRevision>();
    public DbSet<ArticleReview> ArticleReviews => Set<ArticleReview>();
    public DbSet<ArticleTally> ArticleTallies => Set<ArticleTally>();
    public DbSet<ArticleDay> ArticleDays => Set<ArticleDay>();
    public DbSet<ArticleTag> ArticleTags => Set<ArticleTag>();
    public DbSet<Attachment> Attachments => Set<Attachment>();
    public DbSet<Column> Columns => Set<Column>();
    public DbSet<Notice> Notices => Set<Notice>();
    public DbSet<CouncilUnit> CouncilUnits => Set<CouncilUnit>();
    public DbSet<CouncilUnitEditor> CouncilUnitEditors => Set<CouncilUnitEditor>();
    public DbSet<UnitProposal> UnitProposals => Set<UnitProposal>();
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
    public DbSet<SitePageRevision> SitePageRevisions => Set<SitePageRevision>();
    public DbSet<SlugMove> SlugMoves => Set<SlugMove>();
    public DbSet<StoredSettings> StoredSettings => Set<StoredSettings>();
    public DbSet<MediaFile> MediaFiles => Set<MediaFile>();
    public DbSet<Registration> Registrations => Set<Registration>();
    public DbSet<MemberSession> MemberSessions => Set<MemberSession>();
    public DbSet<MemberDevice> MemberDevices => Set<MemberDevice>();
    public DbSet<OneTimeKey> OneTimeKeys => Set<OneTimeKey>();
    public DbSet<RecoveryCode> RecoveryCodes => Set<RecoveryCode>();
    public DbSet<NoticeDraft> NoticeDrafts => Set<NoticeDraft>();
    public DbSet<NoticeRevision> NoticeRevisions => Set<NoticeRevision>();
    public DbSet<NoticeFile> NoticeFiles => Set<NoticeFile>();
    public DbSet<NoticeRead> NoticeReads => Set<NoticeRead>();
    public DbSet<NoticeReply> NoticeReplies => Set<NoticeReply>();
    public DbSet<OutgoingMail> OutgoingMails => Set<OutgoingMail>();
    public DbSet<SearchEntry> SearchEntries => Set<SearchEntry>();
    public DbSet<MissedSearch> MissedSearches => Set<MissedSearch>();
    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    // Passkeys need it, and the design-time tools must see the same model as the running portal.
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    /// <summary>Binds new rows of the audit log to the last one while nobody else can add any, and indexes what is saved for the search, all in one transaction.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        var notes = NewNotes();
        var texts = SearchChanges.Pending(ChangeTracker);
        if (notes.Count == 0 && texts.Count == 0)
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        await using var own = Database.CurrentTransaction is null ? await Database.BeginTransactionAsync(cancellationToken) : null;
        if (notes.Count > 0)
            await SealAsync(notes, cancellationToken);
        var saved = await base.SaveChangesAsync(acceptAllChangesOnSuccess: own is null && acceptAllChangesOnSuccess, cancellationToken);
        // only now do new rows have their numbers
        if (texts.Count > 0)
            await SqliteSearchIndex.UpdateAsync(this, [.. texts.Select(t => t())], cancellationToken);
        if (own is null)
            return saved;
        await own.CommitAsync(cancellationToken);
        if (acceptAllChangesOnSuccess)
            ChangeTracker.AcceptAllChanges();
        return saved;
    }

    /// <exception cref="NotSupportedException">There are rows for the audit log, or texts to index.</exception>
    public override int SaveChanges(bool acceptAllChangesOnSuccess) => NewNotes().Count == 0 && SearchChanges.Pending(ChangeTracker).Count == 0
        ? base.SaveChanges(acceptAllChangesOnSuccess)
        : throw new NotSupportedException("The audit log and the search's index are written by SaveChangesAsync.");

    /// <summary>Where the audit log ends. In a transaction that writes from its beginning, as SQLite's are here, that stays so.</summary>
    internal abstract Task<AuditEnd> EndOfAuditAsync(CancellationToken cancellation);

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

    // in the order they were noted: EF's temporary keys count up
    private List<AuditEntry> NewNotes()
    {
        var (detects, tracker) = (ChangeTracker.AutoDetectChangesEnabled, ChangeTracker);
        tracker.AutoDetectChangesEnabled = false;
        try
        {
            return [.. tracker.Entries<AuditEntry>().Where(e => e.State == EntityState.Added).OrderBy(e => e.Property(a => a.Id).CurrentValue).Select(e => e.Entity)];
        }
        finally
        {
            tracker.AutoDetectChangesEnabled = detects;
        }
    }

    private async Task SealAsync(List<AuditEntry> notes, CancellationToken cancellation)
    {
        var end = await EndOfAuditAsync(cancellation);
        // rows that somebody cut off the end leave a gap that tells
        var (id, hash) = (Math.Max(end.Sequence, end.Last), end.Hash ?? AuditChain.Start);
        foreach (var note in notes)
        {
            // a row that is tracked cannot get another key
            Entry(note).State = EntityState.Detached;
            AuditChain.Seal(note, ++id, hash);
            hash = note.Hash;
            AuditEntries.Add(note);
        }
    }

    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value.Kind == DateTimeKind.Local ? value.ToUniversalTime() : value,
        value => DateTime.SpecifyKind(value, DateTimeKind.Utc));

    private sealed class SafeHtmlConverter() : ValueConverter<SafeHtml, string>(value => value.Html, value => SafeHtml.FromStorage(value));
}
