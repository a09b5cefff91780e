using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>A database file that stands still: one in a backup on its way in or out.</summary>
internal static class DatabaseCopy
{
    /// <summary>Copies a database that is being written to as it is at one moment. Writers go on: this is one reading transaction.</summary>
    public static void Make(string from, string to)
    {
        // what a killed process left would be taken for the new file's journal
        Delete(to);
        // first, because SQLite would make it for everybody to read
        Secret.Create(to).Dispose();
        using var source = new SqliteConnection($"Data Source={from};Mode=ReadWrite;Pooling=False;Default Timeout=30");
        using var copy = new SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        copy.Open();
        source.BackupDatabase(copy);
    }

    public static void Delete(string path)
    {
        foreach (var rest in (string[])["", "-wal", "-shm", "-journal"])
            File.Delete(path + rest);
    }

    /// <summary>The portal's own context on such a file; not from the pool, so that no handle to it stays open.</summary>
    public static SqlitePortalDb Open(string path, DbContextOptions<SqlitePortalDb> options) =>
        new(new DbContextOptionsBuilder<SqlitePortalDb>(options).UseSqlite($"Data Source={path};Pooling=False;Foreign Keys=True").Options);

    /// <exception cref="BackupException">The database is inconsistent.</exception>
    public static async Task CheckAsync(this PortalDb db, CancellationToken cancellation)
    {
        var connection = db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            if (await command.ExecuteScalarAsync(cancellation) is not "ok" and var found)
                throw new BackupException(BackupProblem.Database, found?.ToString() ?? "");
            command.CommandText = "PRAGMA foreign_key_check";
            await using var broken = await command.ExecuteReaderAsync(cancellation);
            if (await broken.ReadAsync(cancellation))
                throw new BackupException(BackupProblem.Database, $"{broken.GetValue(0)}, row {broken.GetValue(1)}, names a row of {broken.GetValue(2)} that is not there");
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
