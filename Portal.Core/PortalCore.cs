using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Portal.Core;

/// <summary>Where the portal keeps everything that must survive.</summary>
/// <param name="Path">Absolute. One folder with database, content, keys and outbox: copy it and you have copied the portal.</param>
public sealed record DataFolder(string Path)
{
    public string Database => System.IO.Path.Combine(Path, "portal.db");

    public string Content => System.IO.Path.Combine(Path, "content");

    /// <summary>Narrower pictures, made of those in <see cref="Content"/>.</summary>
    public string Sizes => System.IO.Path.Combine(Path, "sizes");

    /// <summary>Files that have not arrived whole yet.</summary>
    public string Uploads => System.IO.Path.Combine(Path, "uploads");

    public string Keys => System.IO.Path.Combine(Path, "keys");

    /// <summary>Mails as .eml files, where there is no server to hand them to.</summary>
    public string Outbox => System.IO.Path.Combine(Path, "outbox");

    /// <summary>The one password of the sample society's members.</summary>
    public string SamplePassword => System.IO.Path.Combine(Path, "sample-password.txt");

    /// <summary>Whether a path, absolute, is this folder or lies in it.</summary>
    public bool Contains(string path)
    {
        var way = System.IO.Path.GetRelativePath(Path, path);
        return way != ".." && !way.StartsWith($"..{System.IO.Path.DirectorySeparatorChar}", StringComparison.Ordinal) && !System.IO.Path.IsPathRooted(way);
    }
}

/// <summary>The only registration of Core.</summary>
public static class PortalCore
{
    /// <param name="services">Where to.</param>
    /// <param name="data">Need not exist yet.</param>
    /// <param name="baseUrl">The address readers use; links in mails begin with it.</param>
    /// <param name="mail">How mails leave; null writes them to the outbox.</param>
    /// <param name="policy">What the society asks of its members; null asks staff for a second factor.</param>
    /// <param name="backups">When and where backups are made by themselves; null makes none.</param>
    public static IServiceCollection AddPortalCore(
        this IServiceCollection services, DataFolder data, Uri baseUrl, MailOptions? mail = null, MemberPolicy? policy = null, BackupPlan? backups = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(data);
        services.AddSingleton(mail ?? new MailOptions());
        services.AddSingleton(policy ?? new MemberPolicy());
        services.AddSingleton(backups ?? new BackupPlan());
        services.AddSingleton(new PortalLinks(baseUrl));
        services.AddSingleton(new ContentStore(data.Content));
        services.AddPooledDbContextFactory<SqlitePortalDb>(options => options
            .UseSqlite($"Data Source={data.Database};Foreign Keys=True;Default Timeout=30")
            // a column in the bin holds no article: none goes missing with it
            .ConfigureWarnings(w => w.Ignore(CoreEventId.PossibleIncorrectRequiredNavigationWithQueryFilterInteractionWarning))
            .AddInterceptors(new SqlitePragmas()));
        services.AddSingleton<IDbContextFactory<PortalDb>, PortalDbFactory>();

        services.AddSingleton<LiveFeed>();
        services.AddSingleton<SiteSettingsCache>();
        services.AddSingleton<ViewCounter>();
        services.AddSingleton<ReadersNow>();
        services.AddSingleton<Articles>();
        services.AddSingleton<Columns>();
        services.AddSingleton<PageImport>();
        services.AddSingleton(p => new Newsroom(
            p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<Pens>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new ArticleReviews(p.Get<IDbContextFactory<PortalDb>>(), new ReviewMail(p.Get<Letters>()), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new ArticleShelf(p.Get<IDbContextFactory<PortalDb>>(), p.Get<Pens>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Translations(p.Get<IDbContextFactory<PortalDb>>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new ArticleFiles(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<Notices>();
        services.AddSingleton<Pens>();
        services.AddSingleton<NoticeMoments>();
        services.AddSingleton<ArticleMoments>();
        services.AddSingleton(p => new NoticeDesk(p.Get<IDbContextFactory<PortalDb>>(), p.Get<Pens>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new NoticeFiles(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<Notices>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new NoticeReceipts(
            p.Get<IDbContextFactory<PortalDb>>(), p.Get<Notices>(), p.Get<Letters>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<Council>();
        services.AddSingleton(p => new UnitDesk(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<Letters>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new UnitProposals(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<Contests>();
        services.AddSingleton<Site>();
        services.AddSingleton<FriendLinks>();
        services.AddSingleton(p => new StandingPages(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<Pens>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<Catalogue>();
        services.AddSingleton<MissedSearches>();
        services.AddSingleton(p => new Search(
            p.Get<IDbContextFactory<PortalDb>>(), p.Get<MissedSearches>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Overview(
            p.Get<IDbContextFactory<PortalDb>>(), p.Get<ReadersNow>(), p.Get<ViewCounter>(), p.Get<MissedSearches>(), p.Get<SiteSettingsCache>(), p.Get<TimeProvider>()));
        services.AddSingleton<Media>();
        services.AddSingleton<PictureSizes>();
        services.AddSingleton<MediaLibrary>();
        services.AddSingleton<MemberMail>();
        // Identity would make it scoped, which a singleton may not use
        services.AddSingleton<IPasswordHasher<Member>, PasswordHasher<Member>>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<Throttle>();
        services.AddSingleton<Sessions>();
        // what only Core knows goes into their constructors, so those are Core's own
        services.AddSingleton(p => new Members(
            p.Get<IServiceScopeFactory>(), p.Get<Passwords>(), p.Get<Throttle>(), p.Get<MemberMail>(), p.Get<MemberPolicy>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new MemberLists(p.Get<IDbContextFactory<PortalDb>>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new MemberImports(p.Get<IServiceScopeFactory>(), p.Get<MemberMail>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new SignIns(
            p.Get<IServiceScopeFactory>(), p.Get<Sessions>(), p.Get<Passwords>(), p.Get<Throttle>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Credentials(
            p.Get<IServiceScopeFactory>(), p.Get<Passwords>(), p.Get<Throttle>(), p.Get<MemberMail>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Setup(p.Get<IServiceScopeFactory>(), p.Get<Passwords>(), p.Get<TimeProvider>()));
        services.AddSingleton<OwnEssayMemory>();
        services.AddSingleton<EssayMail>();
        services.AddSingleton(p => new Essays(p.Get<IDbContextFactory<PortalDb>>(), p.Get<Pens>(), p.Get<OwnEssayMemory>(), p.Get<EssayMail>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Organising(p.Get<IDbContextFactory<PortalDb>>(), p.Get<EssayMail>(), p.Get<LiveFeed>(), p.Get<SiteSettingsCache>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Screening(p.Get<IDbContextFactory<PortalDb>>(), p.Get<EssayMail>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<Judging>();
        services.AddSingleton<JudgeMail>();
        services.AddSingleton(p => new Panels(p.Get<IDbContextFactory<PortalDb>>(), p.Get<JudgeMail>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Awarding(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ContentStore>(), p.Get<SiteSettingsCache>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new ResultRelease(p.Get<IDbContextFactory<PortalDb>>(), p.Get<Letters>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new Publication(p.Get<IDbContextFactory<PortalDb>>(), p.Get<ResultRelease>(), p.Get<Letters>(), p.Get<LiveFeed>(), p.Get<TimeProvider>()));
        services.AddSingleton<EssayFiles>();
        services.AddSingleton<ContentSweep>();
        services.AddSingleton<Backups>();
        services.AddSingleton<ScheduledBackups>();
        services.AddSingleton(p => new SystemState(
            p.Get<IDbContextFactory<PortalDb>>(), p.Get<DataFolder>(), p.Get<ScheduledBackups>(), p.Get<ViewCounter>(), p.Get<TimeProvider>()));
        services.AddSingleton(p => new AuditLog(p.Get<IDbContextFactory<PortalDb>>(), p.Get<SiteSettingsCache>(), p.Get<TimeProvider>()));
        services.AddSingleton<Letters>();
        services.AddSingleton<MailDelivery>();
        services.AddSingleton<Mails>();
        services.AddSingleton<Housekeeping>();
        services.AddSingleton<SampleContent>();
        services.AddSingleton<Startup>();

        // Identity's stores want a context of their own in each scope
        services.AddScoped<PortalDb>(provider => provider.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext());
        services.AddIdentityCore<Member>(options =>
            {
                options.Stores.SchemaVersion = IdentitySchemaVersions.Version3;
                options.User.RequireUniqueEmail = true;
                // UserNames decides: letters of any script
                options.User.AllowedUserNameCharacters = "";
                // see PasswordRules
                options.Password = new PasswordOptions
                {
                    RequiredLength = PasswordRules.MinLength,
                    RequireDigit = false,
                    RequireLowercase = false,
                    RequireUppercase = false,
                    RequireNonAlphanumeric = false,
                    RequiredUniqueChars = 1,
                };
            })
            .AddRoles<IdentityRole<int>>()
            .AddPasswordValidator<PasswordRules>()
            .AddEntityFrameworkStores<PortalDb>();
        services.Configure<PasswordHasherOptions>(Passwords.Configure);
        return services;
    }

    private static T Get<T>(this IServiceProvider provider)
        where T : notnull => provider.GetRequiredService<T>();

    private sealed class PortalDbFactory(IDbContextFactory<SqlitePortalDb> sqlite) : IDbContextFactory<PortalDb>
    {
        public PortalDb CreateDbContext() => sqlite.CreateDbContext();
    }
}
