using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>The tables in SQLite.</summary>
public sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options)
{
    internal override async Task<AuditEnd> EndOfAuditAsync(CancellationToken cancellation) =>
        (await Database.SqlQuery<AuditEnd>(
            $"""
            SELECT COALESCE((SELECT "seq" FROM "sqlite_sequence" WHERE "name" = 'AuditEntries'), 0) AS "Sequence", COALESCE(MAX("Id"), 0) AS "Last",
                (SELECT "Hash" FROM "AuditEntries" ORDER BY "Id" DESC LIMIT 1) AS "Hash"
            FROM "AuditEntries"
            """).ToListAsync(cancellation))[0];

    /// <summary>For <c>dotnet ef migrations add</c>: the registration of the running portal, because Identity's options shape the model too. No file is opened.</summary>
    public sealed class DesignTime : IDesignTimeDbContextFactory<SqlitePortalDb>
    {
        public SqlitePortalDb CreateDbContext(string[] args) => new ServiceCollection()
            .AddLogging()
            .AddPortalCore(new DataFolder(Path.GetTempPath()), new Uri("http://localhost"))
            .BuildServiceProvider()
            .GetRequiredService<IDbContextFactory<SqlitePortalDb>>()
            .CreateDbContext();
    }
}
