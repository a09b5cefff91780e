using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Core on a real SQLite file, with a clock that stands until it is moved.</summary>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly TestFolder _folder = new();
    private readonly MailOptions? _mail;

    private bool _realHashes;

    private TestPortal(MailOptions? mail) => _mail = mail;

    /// <summary>What stands in <c>Portal:BaseUrl</c>.</summary>
    public static Uri BaseUrl { get; } = new("https://qinghe.example");

    /// <summary>An administrator; <see cref="Editor"/> may only edit, <see cref="Reader"/> nothing.</summary>
    public static Actor Administrator { get; } = new(1, "admin", Role.Member, Role.Administrator);

    public static Actor Editor { get; } = new(2, "editor", Role.Member, Role.Editor);

    public static Actor Reader { get; } = new(3, "reader", Role.Member);

    /// <summary>Starts at 2026-11-23 07:00 UTC, 15:00 in Shanghai, a Monday.</summary>
    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero));

    public DateTime NowUtc => Time.GetUtcNow().UtcDateTime;

    public ServiceProvider Services { get; private set; } = null!;

    /// <summary>Counts from the next start on.</summary>
    public MemberPolicy Policy { get; set; } = new();

    public string Folder => _folder.Path;

    /// <param name="sample">With the sample society.</param>
    /// <param name="mail">How mails leave.</param>
    /// <param name="realHashes">Passwords as slow as in the portal; else a hundredth, because most tests of accounts are not about hashing.</param>
    public static async Task<TestPortal> StartAsync(bool sample = false, MailOptions? mail = null, bool realHashes = false)
    {
        var portal = new TestPortal(mail) { _realHashes = realHashes };
        await portal.OpenAsync();
        if (sample)
            await portal.Get<SampleContent>().FillAsync();
        return portal;
    }

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    public PortalDb Db() => Get<IDbContextFactory<PortalDb>>().CreateDbContext();

    /// <summary>Stops as a portal is stopped and starts again on the same folder.</summary>
    public async Task RestartAsync()
    {
        await Services.DisposeAsync();
        await OpenAsync();
    }

    /// <summary>Leaves everything in memory behind, as <c>kill -9</c> does, and starts again on the same folder.</summary>
    public async Task KillAndStartAsync() => await OpenAsync();

    public async Task<int> AddColumnAsync(string slug = "news", string name = "学会要闻")
    {
        await using var db = Db();
        var column = new Column { Slug = slug, Name = name, NameEn = "News" };
        db.Columns.Add(column);
        await db.SaveChangesAsync();
        Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
        return column.Id;
    }

    /// <summary>A published article; the column is made when there is none.</summary>
    public async Task<int> AddArticleAsync(string title = "街角的长椅", DateTime? publishedUtc = null, int? columnId = null, string body = "<p>正文。</p>", params string[] tags)
    {
        if (columnId is null)
        {
            await using var db = Db();
            columnId = await db.Columns.Select(c => (int?)c.Id).FirstOrDefaultAsync();
        }

        columnId ??= await AddColumnAsync();
        var made = await Get<Articles>().PublishAsync(
            Editor, new ArticleText { ColumnId = columnId.Value, Title = title, BodyHtml = body, Source = "清禾社区研究会", Tags = tags }, publishedUtc ?? NowUtc.AddMinutes(-1));
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    public async ValueTask DisposeAsync()
    {
        await Services.DisposeAsync();
        _folder.Dispose();
    }

    private async Task OpenAsync()
    {
        var services = new ServiceCollection().AddLogging();
        services.AddSingleton<TimeProvider>(Time);
        services.AddPortalCore(new DataFolder(_folder.Path), BaseUrl, _mail, Policy);
        if (!_realHashes)
            services.PostConfigure<PasswordHasherOptions>(o => o.IterationCount /= 100);
        Services = services.BuildServiceProvider();
        await Get<Startup>().PrepareAsync(new SiteSettings { Name = "清禾社区研究会" });
    }
}
