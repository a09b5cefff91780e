using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Hosting;

/// <summary>The commands in processes of their own, beside a portal that is read and written to.</summary>
public sealed class BackupCommandTests : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private readonly LoadedServer _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Archive => Path.Combine(_folder.Path, "portal.zip");

    private string Target => Path.Combine(_folder.Path, "restored");

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Backup_UnderLoad_HoldsAllThatWasAcknowledgedAndRestoresWhole()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var load = new Load(_server, stop.Token);
        // SQLite knows no asynchronous calls: a loop of them would never come back
        var writers = new[] { Task.Run(load.WriteArticlesAsync, Token), Task.Run(load.AttachAsync, Token), Task.Run(load.ReadAsync, Token) };
        await load.BegunAsync();
        var acknowledged = load.Acknowledged.ToArray();

        var (code, output, error) = await PortalProcess.RunAsync("backup", Archive, $"--Portal:DataPath={_server.Folder}");
        var meanwhile = load.Acknowledged.Count - acknowledged.Length;
        await stop.CancelAsync();
        await Task.WhenAll(writers);

        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"Written: {Archive}, taken ", output, StringComparison.Ordinal);
        // or it was no load
        Assert.True(meanwhile > 0);
        (code, output, error) = await PortalProcess.RunAsync("restore", Archive, $"--Portal:DataPath={Target}");
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith($"Restored: {Archive}, taken ", output, StringComparison.Ordinal);
        await AssertWholeAsync(acknowledged);
        await AssertServedAsync(acknowledged);
    }

    [Fact]
    public async Task Commands_Refused_SayWhyAndEndWithOne()
    {
        await File.WriteAllTextAsync(Archive, "mine", Token);

        var there = await PortalProcess.RunAsync("backup", Archive, $"--Portal:DataPath={_server.Folder}");
        var full = await PortalProcess.RunAsync("restore", Archive, $"--Portal:DataPath={_server.Folder}");
        var none = await PortalProcess.RunAsync("backup", "--verify", Archive, $"--Portal:DataPath={Target}");

        Assert.Equal((1, "", $"Not written. {Archive} exists already. Choose another name, or say --overwrite."), (there.Code, there.Output, there.Error.Trim()));
        Assert.Equal(
            (1, "", $"Not restored. {_server.Folder} is not empty. A backup is restored into an empty folder: choose another one, or move what is in it away."),
            (full.Code, full.Output, full.Error.Trim()));
        Assert.Equal((1, "", $"Not whole. This is no backup of a portal, or its end is missing: {Archive}"), (none.Code, none.Output, none.Error.Trim()));
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task Health_ScheduledBackupFailed_IsDegradedAndStillServed()
    {
        using var client = _server.Client();
        Assert.Equal("Healthy", await client.GetStringAsync("/healthz/ready", Token));

        await using var failing = new FailingServer();
        await failing.InitializeAsync();
        // the same look as the service's own: whichever comes first has the same end
        await failing.Get<ScheduledBackups>().RoundAsync(Token);

        using var other = failing.Client();
        var ready = await other.GetAsync("/healthz/ready", Token);
        Assert.Equal((HttpStatusCode.OK, "Degraded"), (ready.StatusCode, await ready.Content.ReadAsStringAsync(Token)));
    }

    private async Task AssertWholeAsync(Written[] acknowledged)
    {
        await using var connection = new SqliteConnection($"Data Source={Path.Combine(Target, "portal.db")};Pooling=False");
        await connection.OpenAsync(Token);
        Assert.Equal(["ok"], await ReadAsync(connection, "PRAGMA integrity_check"));
        Assert.Empty(await ReadAsync(connection, "PRAGMA foreign_key_check"));
        Assert.Empty(acknowledged.Select(w => w.Title).Except(await ReadAsync(connection, "SELECT \"Title\" FROM \"Articles\"")));
        Assert.Empty(acknowledged.SelectMany(w => w.Hash is null ? [] : new[] { w.Hash }).Except(await ReadAsync(connection, "SELECT \"Hash\" FROM \"Attachments\"")));
        var named = await ReadAsync(connection, "SELECT \"Hash\" FROM \"Attachments\" UNION SELECT \"Hash\" FROM \"MediaFiles\"");
        Assert.NotEmpty(named);
        foreach (var hash in named)
            Assert.Equal(hash, Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(Target, "content", hash[..2], hash), Token))));
    }

    private async Task AssertServedAsync(Written[] acknowledged)
    {
        await using var restored = new RestoredServer(Target);
        await restored.InitializeAsync();
        using var client = restored.Client();
        Assert.Equal("Healthy", await client.GetStringAsync("/healthz/ready", Token));
        foreach (var written in acknowledged.TakeLast(5))
            Assert.Contains(written.Title, await client.GetStringAsync($"/articles/{written.Id}", Token), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/notices/1", Token)).StatusCode);
        var attached = acknowledged.Last(w => w.Hash is not null);
        var article = await restored.Get<Articles>().GetAsync(attached.Id, Token);
        Assert.Equal(attached.Content, await client.GetByteArrayAsync($"/files/{Assert.Single(article!.Attachments).Id}/a.bin", Token));
    }

    private static async Task<List<string>> ReadAsync(SqliteConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(Token);
        List<string> values = [];
        while (await reader.ReadAsync(Token))
            values.Add(reader.GetValue(0).ToString()!);
        return values;
    }

    private sealed record Written(int Id, string Title, string? Hash = null, byte[]? Content = null);

    private sealed class LoadedServer : PortalServer;

    private sealed class FailingServer : PortalServer
    {
        protected override IReadOnlyList<string> Settings => ["--environment=Production", $"--Portal:Backup:Path={typeof(PortalServer).Assembly.Location}"];
    }

    private sealed class RestoredServer(string folder) : PortalServer
    {
        protected override IReadOnlyList<string> Settings => ["--environment=Production", $"--Portal:DataPath={folder}"];
    }

    /// <summary>People who publish, attach and read until they are stopped.</summary>
    private sealed class Load(PortalServer server, CancellationToken stop)
    {
        private const int Warm = 20;
        private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ConcurrentQueue<Written> Acknowledged { get; } = [];

        public Task BegunAsync() => _begun.Task.WaitAsync(TimeSpan.FromSeconds(60), CancellationToken.None);

        public async Task WriteArticlesAsync()
        {
            while (!stop.IsCancellationRequested)
                await PublishAsync();
        }

        public async Task AttachAsync()
        {
            while (!stop.IsCancellationRequested)
            {
                var content = RandomNumberGenerator.GetBytes(100_000);
                var hash = await server.Get<ContentStore>().PutAsync(content, CancellationToken.None);
                var article = await PublishAsync(acknowledge: false);
                await using var db = await server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(CancellationToken.None);
                await using var transaction = await db.Database.BeginTransactionAsync(CancellationToken.None);
                var file = new Attachment { ArticleId = article.Id, Name = "a.bin", Hash = hash, Bytes = content.Length };
                db.Attachments.Add(file);
                await db.SaveChangesAsync(CancellationToken.None);
                (await db.Articles.SingleAsync(a => a.Id == article.Id, CancellationToken.None)).FileIds = [file.Id];
                await db.SaveChangesAsync(CancellationToken.None);
                await transaction.CommitAsync(CancellationToken.None);
                Acknowledge(article with { Hash = hash, Content = content });
            }
        }

        public async Task ReadAsync()
        {
            using var client = server.Client();
            while (!stop.IsCancellationRequested)
            {
                Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/articles/1", CancellationToken.None)).StatusCode);
                server.Get<ViewCounter>().Record(Guid.NewGuid(), 1);
            }
        }

        private async Task<Written> PublishAsync(bool acknowledge = true)
        {
            var title = $"负载 {Guid.NewGuid():N}";
            var made = await server.Get<Articles>().PublishAsync(
                Actor.Console, new ArticleText { ColumnId = 1, Title = title, BodyHtml = $"<p>{new StringBuilder().Insert(0, "正文。", 200)}</p>" }, DateTime.UnixEpoch, CancellationToken.None);
            Assert.True(made.IsDone, made.Detail);
            var written = new Written(made.Value, title);
            if (acknowledge)
                Acknowledge(written);
            return written;
        }

        private void Acknowledge(Written written)
        {
            Acknowledged.Enqueue(written);
            if (Acknowledged.Count >= Warm && Acknowledged.Any(a => a.Hash is not null))
                _begun.TrySetResult();
        }
    }
}
