using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class StartupTests : IDisposable
{
    private static readonly SiteSettings Initial = new() { Name = "清禾社区研究会" };

    private readonly TestFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string DataPath => Path.Combine(_folder.Path, "data");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Prepare_EmptyFolder_MakesADatabaseThatSurvives()
    {
        await using var portal = Open();

        Assert.True(await portal.GetRequiredService<Startup>().PrepareAsync(Initial, Token));

        await using var db = portal.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext();
        Assert.Equal("wal", await PragmaAsync(db, "journal_mode"));
        Assert.Equal("2", await PragmaAsync(db, "synchronous"));
        Assert.Equal("1", await PragmaAsync(db, "foreign_keys"));
        Assert.Equal("10000", await PragmaAsync(db, "busy_timeout"));
        Assert.Equal("ok", await PragmaAsync(db, "integrity_check"));
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Equal(Initial, portal.GetRequiredService<Site>().Settings);
    }

    [Fact]
    public async Task Prepare_SecondStart_ChangesNothing()
    {
        await PrepareAsync(Initial);
        SqliteConnection.ClearAllPools();
        var database = Path.Combine(DataPath, "portal.db");
        var before = await File.ReadAllBytesAsync(database, Token);
        File.Delete(Path.Combine(DataPath, "migrating.lock"));

        Assert.True(await PrepareAsync(Initial with { Name = "别的名字" }));

        SqliteConnection.ClearAllPools();
        Assert.Equal(before, await File.ReadAllBytesAsync(database, Token));
        // nor did it wait for its turn to migrate
        Assert.False(File.Exists(Path.Combine(DataPath, "migrating.lock")));
        await using var portal = Open();
        await portal.GetRequiredService<Startup>().PrepareAsync(Initial, Token);
        Assert.Equal("清禾社区研究会", portal.GetRequiredService<Site>().Settings.Name);
    }

    [Fact]
    public async Task Prepare_WithColumns_SaysThatThereIsContent()
    {
        await using var portal = Open();
        await portal.GetRequiredService<Startup>().PrepareAsync(Initial, Token);
        await using (var db = portal.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Columns.Add(new Column { Slug = "news", Name = "学会要闻" });
            await db.SaveChangesAsync(Token);
        }

        Assert.False(await portal.GetRequiredService<Startup>().PrepareAsync(Initial, Token));
    }

    [Fact]
    public async Task Prepare_LockRowOfAKilledProcess_DoesNotHang()
    {
        Directory.CreateDirectory(DataPath);
        await ExecuteAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL CONSTRAINT "PK___EFMigrationsLock" PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-11-22 03:04:05+00:00');
            """);
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(Token);
        guard.CancelAfter(TimeSpan.FromSeconds(30));
        await using var portal = Open();

        Assert.True(await portal.GetRequiredService<Startup>().PrepareAsync(Initial, guard.Token));
    }

    [Fact]
    public async Task Prepare_KilledBetweenMigrationAndSettings_Continues()
    {
        await PrepareAsync(Initial);
        await ExecuteAsync("DELETE FROM \"StoredSettings\"");

        await PrepareAsync(Initial);

        await using var portal = Open();
        await portal.GetRequiredService<Startup>().PrepareAsync(new SiteSettings { Name = "别的名字" }, Token);
        Assert.Equal(Initial, portal.GetRequiredService<Site>().Settings);
    }

    [Fact]
    public async Task Prepare_TwoStartsAtOnce_BothSucceed()
    {
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(() => PrepareAsync(Initial), Token)));

        await using var portal = Open();
        await portal.GetRequiredService<Startup>().PrepareAsync(Initial, Token);
        await using var db = portal.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContext();
        Assert.Equal(1, await db.StoredSettings.CountAsync(Token));
        Assert.Empty(await db.Database.GetPendingMigrationsAsync(Token));
    }

    [Fact]
    public async Task Prepare_ManyStartsWithoutSettingsYet_AllSucceed()
    {
        await PrepareAsync(Initial);
        for (var round = 0; round < 5; round++)
        {
            await ExecuteAsync("DELETE FROM \"StoredSettings\"");
            await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => PrepareAsync(Initial), Token)));
        }
    }

    [Theory]
    [InlineData("Name")]
    [InlineData("HeadlineSeconds")]
    [InlineData("TimeZone")]
    [InlineData("IcpUrl")]
    public async Task Prepare_WrongInitialSetting_ThrowsWithItsKey(string key)
    {
        var wrong = key switch
        {
            "Name" => Initial with { Name = "" },
            "HeadlineSeconds" => Initial with { HeadlineSeconds = 5 },
            "TimeZone" => Initial with { TimeZone = "Asia/Qinghe" },
            _ => Initial with { IcpUrl = "javascript:alert(1)" },
        };

        var thrown = await Assert.ThrowsAsync<InvalidOperationException>(() => PrepareAsync(wrong));

        Assert.Contains($"Site:{key}", thrown.Message, StringComparison.Ordinal);
        Assert.True(await PrepareAsync(Initial));
    }

    private ServiceProvider Open() => new ServiceCollection().AddLogging().AddPortalCore(new DataFolder(DataPath), TestPortal.BaseUrl).BuildServiceProvider();

    private async Task<bool> PrepareAsync(SiteSettings initial)
    {
        await using var portal = Open();
        return await portal.GetRequiredService<Startup>().PrepareAsync(initial, Token);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(DataPath, "portal.db")}");
        await connection.OpenAsync(Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Token);
    }

    private static async Task<string?> PragmaAsync(PortalDb db, string name)
    {
        await db.Database.OpenConnectionAsync(Token);
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"PRAGMA {name}";
        return (await command.ExecuteScalarAsync(Token))?.ToString();
    }
}
