using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>A portal, a place for its backups, and portals that are restored from them.</summary>
public abstract class BackupTest : CoreTest, IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly List<ServiceProvider> _others = [];

    private protected string Archive => Path.Combine(_folder.Path, "portal.zip");

    private protected string Target => Path.Combine(_folder.Path, "restored");

    private protected Backups Backups => Portal.Get<Backups>();

    public void Dispose()
    {
        foreach (var other in _others)
            other.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected string In(string name) => Path.Combine(_folder.Path, name);

    /// <summary>What lies beside each other in the place for backups.</summary>
    private protected string[] Names() => [.. Directory.EnumerateFileSystemEntries(_folder.Path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    /// <summary>Core on another folder, not started.</summary>
    private protected ServiceProvider At(string folder)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Portal.Time).AddPortalCore(new DataFolder(folder), TestPortal.BaseUrl).BuildServiceProvider();
        _others.Add(services);
        return services;
    }

    private protected async Task<BackupReport> MakeAsync()
    {
        var made = await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token);
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    /// <summary>Core started on what was restored.</summary>
    private protected async Task<ServiceProvider> RestoreAsync(string? target = null)
    {
        var services = At(target ?? Target);
        var restored = await services.GetRequiredService<Backups>().RestoreAsync(Actor.Console, Archive, cancellation: Token);
        Assert.True(restored.IsDone, restored.Detail);
        await services.GetRequiredService<Startup>().PrepareAsync(new SiteSettings { Name = "x" }, Token);
        return services;
    }

    private protected async Task<BackupRefusal> RefusedRestoreAsync(string? archive = null)
    {
        var outcome = await At(Target).GetRequiredService<Backups>().RestoreAsync(Actor.Console, archive ?? Archive, cancellation: Token);
        Assert.Equal(Refusal.Invalid, outcome.Refused);
        return BackupRefusal.Parse(outcome.Detail!);
    }

    private protected static BackupProblem Problem(Outcome<BackupReport> outcome)
    {
        Assert.Equal(Refusal.Invalid, outcome.Refused);
        return BackupRefusal.Parse(outcome.Detail!).Problem;
    }

    /// <summary>Takes the archive apart and puts it together again, with other contents.</summary>
    private protected void Change(Action<List<(string Name, byte[] Content)>, JsonObject> change)
    {
        List<(string Name, byte[] Content)> entries = [];
        using (var zip = ZipFile.OpenRead(Archive))
        {
            foreach (var entry in zip.Entries)
            {
                using var stream = entry.Open();
                using var content = new MemoryStream();
                stream.CopyTo(content);
                entries.Add((entry.FullName, content.ToArray()));
            }
        }

        var manifest = JsonNode.Parse(entries.Single(e => e.Name == "manifest.json").Content)!.AsObject();
        entries.RemoveAll(e => e.Name == "manifest.json");
        change(entries, manifest);
        File.Delete(Archive);
        using var made = ZipFile.Open(Archive, ZipArchiveMode.Create);
        if (manifest.Count > 0)
            entries.Add(("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString())));
        foreach (var (name, content) in entries)
        {
            using var stream = made.CreateEntry(name).Open();
            stream.Write(content);
        }
    }

    /// <summary>Calls back while the work goes on, which an ordinary progress does not.</summary>
    private protected sealed class During(Action<BackupProgress> then) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => then(value);
    }
}
