using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Portal.Core;

/// <summary>Brings the data folder to where this version of the portal needs it.</summary>
public sealed class Startup(DataFolder data, IDbContextFactory<PortalDb> databases, Site site, ContentSweep sweep)
{
    private static readonly TimeSpan WaitForOther = TimeSpan.FromSeconds(60);

    /// <summary>Creates the folder and the database or migrates them, and reads the settings.</summary>
    /// <param name="initial">Settings of a first start.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <returns>Whether the database holds no content yet.</returns>
    /// <exception cref="InvalidOperationException">Another process has been migrating for a minute, or a setting is not valid.</exception>
    public async Task<bool> PrepareAsync(SiteSettings initial, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(data.Path);
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            // The history table is read directly: asking EF for what is pending would build the model of every migration at each start.
            if ((await db.Database.GetPendingMigrationsAsync(cancellation)).Any())
                await MigrateAsync(db, cancellation);
            await AuditGuard.StandAsync(db, cancellation);
            await SqliteSearchIndex.StandAsync(db, cancellation);
            await ArticleTallies.StandAsync(db, cancellation);
        }

        await sweep.SweepAsync(ContentSweep.LeftByACrash, cancellation);
        await site.LoadSettingsAsync(initial, cancellation);
        await using var check = await databases.CreateDbContextAsync(cancellation);
        return !await check.Columns.AnyAsync(cancellation);
    }

    private async Task MigrateAsync(PortalDb db, CancellationToken cancellation)
    {
        await using var turn = await TakeTurnAsync(cancellation);
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellation);
        // EF's lock is a row: a process killed while migrating leaves it behind and the next start would wait for ever.
        // Whoever holds our file lock knows that nobody else is at it, so a row found now is such a remainder.
        var history = Microsoft.EntityFrameworkCore.Infrastructure.AccessorExtensions.GetService<IHistoryRepository>(db);
        if (history.LockReleaseBehavior == LockReleaseBehavior.Explicit)
            await db.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellation);
        await db.Database.MigrateAsync(cancellation);
    }

    // The operating system drops this lock when its holder dies, whatever it dies of.
    private async Task<FileStream> TakeTurnAsync(CancellationToken cancellation)
    {
        var path = Path.Combine(data.Path, "migrating.lock");
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(WaitForOther);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                await Task.Delay(200, cancellation);
            }
            catch (IOException e)
            {
                throw new InvalidOperationException($"Another process has been migrating {data.Path} for a minute. Stop it, then start again.", e);
            }
        }
    }
}
