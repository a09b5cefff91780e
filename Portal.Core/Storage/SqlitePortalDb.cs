using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>The tables in SQLite.</summary>
public sealed class SqlitePortalDb(DbContextOptions<SqlitePortalDb> options) : PortalDb(options)
{
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
