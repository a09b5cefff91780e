using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Portal.Core;

/// <summary>阅读量: counts a visitor once an article in <see cref="Window"/> and keeps the totals.</summary>
/// <remarks>
/// Views gather in memory and go to disk in one transaction a batch, at most <see cref="LiveFeed.Pace"/> apart; only then is the new
/// total published. So a number that anyone has seen is already on disk, and a crash loses at most the views nobody has seen counted.
/// </remarks>
public sealed partial class ViewCounter : IAsyncDisposable
{
    /// <summary>Within this time further visits of the same visitor to the same article add nothing.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    /// <summary>How many minutes <see cref="Minutes"/> looks back.</summary>
    public const int MinutesKept = 30;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly SiteSettingsCache _settings;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;
    private readonly ILogger<ViewCounter> _logger;
    private readonly ConcurrentDictionary<Visit, long> _seen = new();
    private readonly ConcurrentDictionary<int, long> _totals = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly SemaphoreSlim _work = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Task _loop;
    private Dictionary<int, int> _pending = [];
    private readonly int[] _minutes = new int[MinutesKept];
    private long _minute;
    private long _prunedAt;
    private long _flushes;

    public ViewCounter(IDbContextFactory<PortalDb> databases, SiteSettingsCache settings, LiveFeed feed, TimeProvider time, ILogger<ViewCounter> logger)
    {
        _databases = databases;
        _settings = settings;
        _feed = feed;
        _time = time;
        _logger = logger;
        _prunedAt = time.GetTimestamp();
        _loop = Task.Run(RunAsync);
    }

    /// <summary>How many write transactions there have been; for tests and the system page.</summary>
    public long Flushes => Interlocked.Read(ref _flushes);

    /// <summary>Counts the visit, unless this visitor had this article open within <see cref="Window"/>. Returns at once.</summary>
    /// <returns>Whether it counts.</returns>
    public bool Record(Guid visitor, int articleId)
    {
        var now = _time.GetTimestamp();
        var visit = new Visit(visitor, articleId);
        while (!_seen.TryAdd(visit, now))
        {
            if (!_seen.TryGetValue(visit, out var last))
                continue;
            if (_time.GetElapsedTime(last, now) < Window)
                return false;
            if (_seen.TryUpdate(visit, now, last))
                break;
        }

        lock (_lock)
        {
            _pending[articleId] = _pending.GetValueOrDefault(articleId) + 1;
            _minutes[ThisMinute()]++;
        }

        Wake();
        return true;
    }

    /// <summary>Views in each of the last <see cref="MinutesKept"/> minutes, this one last.</summary>
    public IReadOnlyList<int> Minutes()
    {
        lock (_lock)
        {
            var now = ThisMinute();
            return [.. Enumerable.Range(1, MinutesKept).Select(i => _minutes[(now + i) % MinutesKept])];
        }
    }

    /// <summary>How many views wait to be written.</summary>
    public int Pending
    {
        get
        {
            lock (_lock)
                return _pending.Values.Sum();
        }
    }

    /// <summary>The newest total on disk if this process has counted the article, else what the caller knows.</summary>
    public long Total(int articleId, long known) => _totals.TryGetValue(articleId, out var total) ? Math.Max(total, known) : known;

    /// <summary>Writes what has gathered. After it returns, everything recorded before is on disk.</summary>
    public async Task FlushAsync()
    {
        await _writing.WaitAsync();
        try
        {
            Dictionary<int, int> batch;
            lock (_lock)
            {
                batch = _pending;
                _pending = [];
            }

            if (batch.Count == 0)
                return;
            Dictionary<int, long> totals;
            try
            {
                totals = await WriteAsync(batch);
            }
            catch
            {
                // nothing of the batch was committed: it waits for the next round
                lock (_lock)
                {
                    foreach (var (id, count) in batch)
                        _pending[id] = _pending.GetValueOrDefault(id) + count;
                }

                throw;
            }

            Interlocked.Increment(ref _flushes);
            foreach (var (id, total) in totals)
            {
                _totals[id] = total;
                _feed.PublishLatest(id, () => new ViewsChanged(id, Total(id, total)));
            }
        }
        finally
        {
            _writing.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
            return;
        await _stop.CancelAsync();
        await _loop;
        try
        {
            await FlushAsync();
        }
        catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException)
        {
            LogWriteFailed(_logger, e);
        }

        lock (_lock)
            _work.Dispose();
        _stop.Dispose();
        _writing.Dispose();
    }

    // its place in the ring; minutes that went by unseen were empty
    private int ThisMinute()
    {
        var minute = _time.GetUtcNow().ToUnixTimeSeconds() / 60;
        for (var passed = Math.Max(_minute + 1, minute - MinutesKept + 1); passed <= minute; passed++)
            _minutes[passed % MinutesKept] = 0;
        _minute = Math.Max(_minute, minute);
        return (int)(_minute % MinutesKept);
    }

    private void Wake()
    {
        lock (_lock)
        {
            // circuits may still be open when the portal stops
            if (_work.CurrentCount == 0 && !_stop.IsCancellationRequested)
                _work.Release();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token);
                var pause = LiveFeed.Pace;
                try
                {
                    await FlushAsync();
                    Prune();
                }
                catch (Exception e) when (e is DbUpdateException or System.Data.Common.DbException or InvalidOperationException)
                {
                    LogWriteFailed(_logger, e);
                    pause = RetryAfter;
                    Wake();
                }

                await Task.Delay(pause, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // disposed; what is left is written there
        }
    }

    private async Task<Dictionary<int, long>> WriteAsync(Dictionary<int, int> batch)
    {
        var today = _settings.Current.DayOf(_time.GetUtcNow().UtcDateTime);
        var totals = new Dictionary<int, long>(batch.Count);
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        foreach (var (id, count) in batch)
        {
            // an article deleted in the meantime takes its views with it
            if (await db.Articles.Where(a => a.Id == id).ExecuteUpdateAsync(s => s.SetProperty(a => a.Views, a => a.Views + count)) == 0)
                continue;
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "ArticleDays" ("Day", "ArticleId", "Views") VALUES ({today}, {id}, {count})
                ON CONFLICT ("Day", "ArticleId") DO UPDATE SET "Views" = "ArticleDays"."Views" + excluded."Views"
                """);
            totals[id] = await db.Articles.Where(a => a.Id == id).Select(a => a.Views).SingleAsync();
        }

        await transaction.CommitAsync();
        return totals;
    }

    private void Prune()
    {
        if (_time.GetElapsedTime(_prunedAt) < TimeSpan.FromMinutes(1))
            return;
        var now = _prunedAt = _time.GetTimestamp();
        foreach (var entry in _seen)
        {
            if (_time.GetElapsedTime(entry.Value, now) >= Window)
                _seen.TryRemove(entry);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Views could not be written; they are kept and tried again")]
    private static partial void LogWriteFailed(ILogger logger, Exception exception);

    private readonly record struct Visit(Guid Visitor, int ArticleId);
}
