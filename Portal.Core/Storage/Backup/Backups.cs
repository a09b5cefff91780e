using System.IO.Compression;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Puts everything that must survive into one archive while the portal runs, and brings it back into an empty folder.</summary>
/// <remarks>
/// The database first, as it is at one moment; then every file it names. A file never changes and is there before the row that names it,
/// and no sweep runs meanwhile, so the files of that moment are all still there. Unfinished uploads stay out: they begin again.
/// </remarks>
public sealed class Backups(DataFolder data, IDbContextFactory<PortalDb> databases, DbContextOptions<SqlitePortalDb> options, TimeProvider time)
{
    private const int DiskFull = 13;

    // the database's own files while it is looked at, and what else a disk needs
    private const long Spare = 16 * 1024 * 1024;

    /// <summary>For tests: how much fits on the disk of a folder.</summary>
    internal Func<string, long> Room { get; init; } = folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Makes a backup; only its owner may read it. It has its name once it is whole.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="file">Not in the data folder.</param>
    /// <param name="overwrite">Replaces a file of that name, once the new one is whole.</param>
    /// <param name="progress">Told after each piece of at most 128 KB.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="BackupRefusal"/> as detail.</returns>
    public async Task<Outcome<BackupReport>> MakeAsync(
        Actor actor, string file, bool overwrite = false, IProgress<BackupProgress>? progress = null, CancellationToken cancellation = default) =>
        actor.Is(Role.Administrator) ? await AttemptAsync(() => MakeCoreAsync(actor, Path.GetFullPath(file), overwrite, progress, cancellation)) : Refusal.NotAllowed;

    /// <summary>Reads a backup to its end and compares it with what it says about itself.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="file">The archive.</param>
    /// <param name="progress">Told after each piece of at most 128 KB.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="BackupRefusal"/> as detail.</returns>
    public async Task<Outcome<BackupReport>> VerifyAsync(Actor actor, string file, IProgress<BackupProgress>? progress = null, CancellationToken cancellation = default) =>
        actor.Is(Role.Administrator) ? await AttemptAsync(() => VerifyCoreAsync(Path.GetFullPath(file), progress, cancellation)) : Refusal.NotAllowed;

    /// <summary>Unpacks a backup into the data folder, which must be empty or absent. Everything is compared and the database checked before anything has its name.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="file">The archive, of this version or an earlier one; the next start migrates.</param>
    /// <param name="progress">Told after each piece of at most 128 KB.</param>
    /// <param name="cancellation">Leaves nothing behind.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with a <see cref="BackupRefusal"/> as detail.</returns>
    public async Task<Outcome<BackupReport>> RestoreAsync(Actor actor, string file, IProgress<BackupProgress>? progress = null, CancellationToken cancellation = default) =>
        actor.Is(Role.Administrator) ? await AttemptAsync(() => RestoreCoreAsync(actor, Path.GetFullPath(file), progress, cancellation)) : Refusal.NotAllowed;

    private static async Task<Outcome<BackupReport>> AttemptAsync(Func<Task<BackupReport>> work)
    {
        BackupRefusal refusal;
        try
        {
            return await work();
        }
        catch (BackupException e)
        {
            refusal = e.Refusal;
        }
        catch (SqliteException e)
        {
            refusal = new BackupRefusal(e.SqliteErrorCode == DiskFull ? BackupProblem.NoRoom : BackupProblem.Database, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            refusal = new BackupRefusal(BackupProblem.File, e.Message);
        }

        return Outcome.Invalid(refusal.ToString());
    }

    private async Task<BackupReport> MakeCoreAsync(Actor actor, string target, bool overwrite, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        if (data.Contains(target))
            throw new BackupException(BackupProblem.InsideData, target);
        if (!File.Exists(data.Database))
            throw new BackupException(BackupProblem.NoPortal, data.Path);
        if (!overwrite && Path.Exists(target))
            throw new BackupException(BackupProblem.Exists, target);
        await using var turn = await ContentLock.ShareAsync(data, cancellation);
        await using var archive = new BackupWriter(target);
        var takenUtc = time.GetUtcNow().UtcDateTime;
        // SQLite knows no asynchronous calls
        await Task.Run(() => DatabaseCopy.Make(data.Database, archive.Database), cancellation);
        await using var copy = DatabaseCopy.Open(archive.Database, options);
        await copy.CheckAsync(cancellation);
        List<string> applied = [.. await copy.Database.GetAppliedMigrationsAsync(cancellation)];
        if (applied.Count == 0)
            throw new BackupException(BackupProblem.NoPortal, data.Path);
        // before an update is when backups are wanted most: of tables this version does not know it copies all the files there are
        var isCurrent = applied.SequenceEqual(copy.Database.GetMigrations());
        List<string> content = isCurrent ? [.. (await copy.ContentNamesAsync(cancellation)).Order(StringComparer.Ordinal)] : [.. NamesIn(data.Content, "*").Order(StringComparer.Ordinal)];
        var damaged = await FillAsync(archive, content, progress, cancellation);
        var manifest = new BackupManifest(
            BackupManifest.OurKind, BackupManifest.OurFormat, Version, takenUtc, applied[^1], archive.Entries, damaged);
        await archive.FinishAsync(manifest, cancellation);
        await PublishAsync(actor, archive, Path.GetFileName(target), overwrite, isCurrent, takenUtc);
        return ReportOf(target, manifest);
    }

    private async Task<List<string>> FillAsync(BackupWriter archive, List<string> content, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        var files = content.Where(h => h.Length == 64).Select(h => (Name: $"content/{h[..2]}/{h}", Path: Path.Combine(data.Content, h[..2], h))).Where(f => BackupManifest.IsPlace(f.Name)).ToList();
        var damaged = files.Where(f => !File.Exists(f.Path)).Select(f => f.Name).ToList();
        // after the database: what was sealed with a key, and what counts as sent, is then among them
        List<(string Name, string Path)> others =
        [
            .. NamesIn(data.Keys, "*.xml").Select(n => ($"keys/{n}", Path.Combine(data.Keys, n))),
            .. NamesIn(data.Outbox, "*.eml").Select(n => ($"outbox/{n}", Path.Combine(data.Outbox, n))),
        ];
        if (File.Exists(data.SamplePassword))
            others.Add((Path.GetFileName(data.SamplePassword), data.SamplePassword));
        others.RemoveAll(o => !BackupManifest.IsPlace(o.Name));
        files.RemoveAll(f => !File.Exists(f.Path));
        var total = new FileInfo(archive.Database).Length + files.Concat(others).Sum(f => new FileInfo(f.Path).Length);
        var done = Counter(progress, total);
        await archive.AddAsync(BackupManifest.Database, archive.Database, CompressionLevel.Fastest, done, cancellation);
        foreach (var (name, path) in files)
        {
            if ((await archive.AddAsync(name, path, CompressionLevel.NoCompression, done, cancellation)).Sha256 != Path.GetFileName(path))
                damaged.Add(name);
        }

        foreach (var (name, path) in others)
            await archive.AddAsync(name, path, CompressionLevel.Fastest, done, cancellation);
        return damaged;
    }

    // The archive has its name and the log knows of it, or neither.
    private async Task PublishAsync(Actor actor, BackupWriter archive, string name, bool overwrite, bool isCurrent, DateTime nowUtc)
    {
        if (!isCurrent)
        {
            archive.Publish(overwrite);
            return;
        }

        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Note(actor, nowUtc, "backup.make", $"backup/{name}");
        await db.SaveChangesAsync();
        archive.Publish(overwrite);
        await transaction.CommitAsync();
    }

    private async Task<BackupReport> VerifyCoreAsync(string file, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        using var archive = await OpenAsync(file, cancellation);
        await archive.CheckAsync(Counter(progress, archive.Bytes), cancellation);
        return ReportOf(file, archive.Manifest);
    }

    private async Task<BackupReport> RestoreCoreAsync(Actor actor, string file, IProgress<BackupProgress>? progress, CancellationToken cancellation)
    {
        if (File.Exists(data.Path) || (Directory.Exists(data.Path) && Directory.EnumerateFileSystemEntries(data.Path).Any()))
            throw new BackupException(BackupProblem.NotEmpty, data.Path);
        using var archive = await OpenAsync(file, cancellation);
        if (Room(NearestFolder(data.Path)) < archive.Bytes + Spare)
            throw new BackupException(BackupProblem.NoRoom, $"{archive.Bytes + Spare}");
        var done = Counter(progress, 2 * archive.Bytes);
        await archive.CheckAsync(done, cancellation);
        using var staging = new StagedFolder(data.Path);
        await archive.UnpackAsync(staging.Path, done, cancellation);
        await SettleAsync(actor, Path.Combine(staging.Path, BackupManifest.Database), archive.Manifest, cancellation);
        staging.Publish(BackupManifest.Database);
        return ReportOf(file, archive.Manifest);
    }

    private async Task<BackupReader> OpenAsync(string file, CancellationToken cancellation)
    {
        var archive = await BackupReader.OpenAsync(file, cancellation);
        await using var known = await databases.CreateDbContextAsync(cancellation);
        if (known.Database.GetMigrations().Contains(archive.Manifest.Migration))
            return archive;
        archive.Dispose();
        throw new BackupException(BackupProblem.TooNew, $"{archive.Manifest.Portal}, database {archive.Manifest.Migration}");
    }

    private async Task SettleAsync(Actor actor, string database, BackupManifest manifest, CancellationToken cancellation)
    {
        await using var db = DatabaseCopy.Open(database, options);
        await db.CheckAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        // of an earlier version the log may look different
        if (manifest.Migration != db.Database.GetMigrations().Last())
            return;
        db.Note(actor, time.GetUtcNow().UtcDateTime, "backup.restore", "backup", $"{manifest.TakenUtc:u}");
        await db.SaveChangesAsync(cancellation);
    }

    private static Action<int> Counter(IProgress<BackupProgress>? progress, long total)
    {
        long bytes = 0;
        return more => progress?.Report(new BackupProgress(bytes += more, total));
    }

    private static BackupReport ReportOf(string file, BackupManifest manifest) =>
        new(file, manifest.TakenUtc, manifest.Entries.Count, manifest.Entries.Sum(e => e.Bytes), manifest.Damaged);

    private static IEnumerable<string> NamesIn(string folder, string pattern) =>
        Directory.Exists(folder) ? Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Select(f => Path.GetFileName(f)) : [];

    private static string NearestFolder(string path)
    {
        while (!Directory.Exists(path))
            path = Path.GetDirectoryName(path)!;
        return path;
    }

    private static string Version => typeof(Backups).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
