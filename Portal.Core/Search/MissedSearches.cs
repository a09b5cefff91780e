using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Microsoft.Extensions.Logging;

namespace Portal.Core;

/// <summary>Words that found nothing. Who looked for them is not known.</summary>
public sealed class MissedSearch
{
    public required string Words { get; set; }
    public int Count { get; set; }
    public DateTime LastUtc { get; set; }
}

internal sealed class MissedSearchConfiguration : IEntityTypeConfiguration<MissedSearch>
{
    public void Configure(EntityTypeBuilder<MissedSearch> builder)
    {
        builder.HasKey(m => m.Words);
        builder.Property(m => m.Words).HasMaxLength(Search.QueryLength);
        builder.HasIndex(m => m.LastUtc);
    }
}

/// <summary>Counts the searches that found nothing, gathered in memory and written now and then: a search must not wait for the disk.</summary>
/// <remarks>What looks like an address or a number of a person is not kept. A crash loses what was searched in the last seconds.</remarks>
public sealed partial class MissedSearches(IDbContextFactory<PortalDb> databases, TimeProvider time, ILogger<MissedSearches> logger) : IAsyncDisposable
{
    /// <summary>How long words are remembered after the last time.</summary>
    public static readonly TimeSpan Keep = TimeSpan.FromDays(90);

    /// <summary>Whoever searches for nonsense all day fills no more rows than these.</summary>
    public const int MostRows = 2000;

    private const int MostPending = 500;
    private const int MostDigits = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private Dictionary<string, int> _pending = [];
    private bool _isDue;

    /// <summary>Returns at once.</summary>
    /// <param name="query">As typed.</param>
    public void Record(string query)
    {
        var words = string.Join(' ', query.Normalize(NormalizationForm.FormKC).ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).Cut(Search.QueryLength);
        if (words.Length == 0 || words.Contains('@', StringComparison.Ordinal) || words.Count(char.IsDigit) > MostDigits || words.Any(char.IsControl))
            return;
        lock (_lock)
        {
            if (_pending.Count >= MostPending && !_pending.ContainsKey(words))
                return;
            _pending[words] = _pending.GetValueOrDefault(words) + 1;
            if (_isDue)
                return;
            _isDue = true;
        }

        _ = WriteLaterAsync();
    }

    /// <summary>Writes what has gathered.</summary>
    public async Task FlushAsync(CancellationToken cancellation = default)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            Dictionary<string, int> batch;
            lock (_lock)
                (batch, _pending) = (_pending, []);
            if (batch.Count > 0)
                await WriteAsync(batch);
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await TryFlushAsync();
        _writing.Dispose();
    }

    private async Task WriteLaterAsync()
    {
        await Task.Delay(Pause, time);
        lock (_lock)
            _isDue = false;
        await TryFlushAsync();
    }

    private async Task TryFlushAsync()
    {
        try
        {
            await FlushAsync();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException or ObjectDisposedException)
        {
            LogLost(logger, e);
        }
    }

    private async Task WriteAsync(Dictionary<string, int> batch)
    {
        var now = time.GetUtcNow().UtcDateTime;
        await using var db = await databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var (words, count) in batch)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "MissedSearches" ("Words", "Count", "LastUtc") VALUES ({words}, {count}, {now})
                ON CONFLICT ("Words") DO UPDATE SET "Count" = "MissedSearches"."Count" + excluded."Count", "LastUtc" = excluded."LastUtc"
                """);
        }

        if (await db.MissedSearches.CountAsync() > MostRows)
        {
            var kept = db.MissedSearches.OrderByDescending(m => m.Count).ThenByDescending(m => m.LastUtc).Take(MostRows).Select(m => m.Words);
            await db.MissedSearches.Where(m => !kept.Contains(m.Words)).ExecuteDeleteAsync();
        }

        await transaction.CommitAsync();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Searches that found nothing could not be counted")]
    private static partial void LogLost(ILogger logger, Exception exception);
}
