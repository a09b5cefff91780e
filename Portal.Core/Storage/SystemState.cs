using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>How the portal's storage fares.</summary>
/// <param name="Version">Of the portal.</param>
/// <param name="DataPath">Absolute.</param>
/// <param name="DatabaseBytes">Without the journal.</param>
/// <param name="JournalBytes">What SQLite has still to carry over into the database.</param>
/// <param name="FreeBytes">On the disk of the data folder, for the user the portal runs as.</param>
/// <param name="ContentFiles">Files by content; counted once a minute.</param>
/// <param name="LastBackupUtc">The newest scheduled one; null when there is none or none is scheduled.</param>
/// <param name="NextBackupUtc">Null when none is scheduled.</param>
/// <param name="BackupProblem">Why the last was not as it should be.</param>
/// <param name="MailsWaiting">To be sent.</param>
/// <param name="ViewsWaiting">Counted, and not yet on disk.</param>
public sealed record SystemFacts(
    string Version, string DataPath, long DatabaseBytes, long JournalBytes, long FreeBytes, int ContentFiles, long ContentBytes, DateTime? LastBackupUtc, DateTime? NextBackupUtc,
    BackupRefusal? BackupProblem, int MailsWaiting, int ViewsWaiting, long Articles, long Members, long AuditRows);

/// <summary>系统: what whoever looks after the machine wants to know.</summary>
public sealed class SystemState : IDisposable
{
    private static readonly TimeSpan Count = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly DataFolder _data;
    private readonly ScheduledBackups _backups;
    private readonly ViewCounter _views;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _counting = new(1, 1);
    private (long At, int Files, long Bytes)? _content;

    internal SystemState(IDbContextFactory<PortalDb> databases, DataFolder data, ScheduledBackups backups, ViewCounter views, TimeProvider time) =>
        (_databases, _data, _backups, _views, _time) = (databases, data, backups, views, time);

    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<SystemFacts>> ReadAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var content = await ContentAsync(cancellation);
        return new SystemFacts(
            typeof(SystemState).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0],
            _data.Path, BytesOf(_data.Database), BytesOf($"{_data.Database}-wal"), new DriveInfo(_data.Path).AvailableFreeSpace, content.Files, content.Bytes,
            _backups.State.LastUtc, _backups.NextUtc, _backups.State.Problem,
            await db.OutgoingMails.CountAsync(m => m.State == MailState.Waiting, cancellation), _views.Pending,
            await db.Articles.LongCountAsync(cancellation), await db.Users.LongCountAsync(cancellation), await db.AuditEntries.MaxAsync(a => (long?)a.Id, cancellation) ?? 0);
    }

    public void Dispose() => _counting.Dispose();

    private static long BytesOf(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;

    // a society may have a hundred thousand files: nobody counts them at each look
    private async Task<(int Files, long Bytes)> ContentAsync(CancellationToken cancellation)
    {
        await _counting.WaitAsync(cancellation);
        try
        {
            if (_content is { } known && _time.GetElapsedTime(known.At) < Count)
                return (known.Files, known.Bytes);
            var counted = await Task.Run(() => Directory.Exists(_data.Content)
                ? new DirectoryInfo(_data.Content).EnumerateFiles("*", SearchOption.AllDirectories).Aggregate((Files: 0, Bytes: 0L), (sum, file) => (sum.Files + 1, sum.Bytes + file.Length))
                : (Files: 0, Bytes: 0L), cancellation);
            _content = (_time.GetTimestamp(), counted.Files, counted.Bytes);
            return counted;
        }
        finally
        {
            _counting.Release();
        }
    }
}
