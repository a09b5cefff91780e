using System.Collections.Concurrent;

namespace Portal.Web.Hosting;

/// <summary>Tables and archives that are being sent: the page that asked for one sees how far it is and can stop it. The browser fetches them by a plain link, with or without that page.</summary>
public sealed class ExportRuns
{
    private readonly ConcurrentDictionary<string, ExportRun> _runs = new(StringComparer.Ordinal);

    /// <summary>A run that a page offers, until it is disposed.</summary>
    /// <param name="memberId">Who may take it: the key alone opens nothing.</param>
    public ExportRun Offer(int memberId)
    {
        var run = new ExportRun(Guid.NewGuid().ToString("N"), memberId, gone => _runs.TryRemove(gone.Key, out _));
        _runs[run.Key] = run;
        return run;
    }

    /// <summary>Sends what is written, and tells the run about it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="key">Of a run; a request without one, or with one that is at it already, is answered like any other.</param>
    /// <param name="total">How much there is, in the pieces that <paramref name="write"/> reports.</param>
    /// <param name="write">Writes it.</param>
    /// <param name="contentType">Media type of the file.</param>
    /// <param name="fileName">What the browser calls it.</param>
    public IResult Send(HttpContext context, Actor actor, string? key, long total, Func<Stream, IProgress<long>?, CancellationToken, Task> write, string contentType, string fileName)
    {
        context.Response.Headers.CacheControl = "private, no-store";
        var run = key is not null && _runs.TryGetValue(key, out var found) && found.MemberId == actor.MemberId ? found : null;
        return Results.Stream(
            async stream =>
            {
                using var stop = run?.TryBegin(total, context.RequestAborted);
                if (stop is null)
                {
                    await write(stream, null, context.RequestAborted);
                    return;
                }

                try
                {
                    await write(stream, run, stop.Token);
                    run!.End(ExportState.Done);
                }
                catch (OperationCanceledException) when (stop.IsCancellationRequested)
                {
                    run!.End(ExportState.Stopped);
                    // the browser must not take half a file for a whole one
                    context.Abort();
                }
                catch
                {
                    run!.End(ExportState.Failed);
                    throw;
                }
            },
            contentType, fileName);
    }
}

public enum ExportState
{
    Idle,
    Running,
    Done,
    Stopped,
    Failed,
}

/// <summary>One export as its page sees it.</summary>
public sealed class ExportRun(string key, int memberId, Action<ExportRun> gone) : IProgress<long>, IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource? _stop;
    private long _total;
    private int _percent;

    /// <summary>The request names it.</summary>
    public string Key => key;

    public int MemberId => memberId;

    public ExportState State { get; private set; }

    public int Percent => _percent;

    /// <summary>On any thread.</summary>
    public event Action? Changed;

    public void Stop()
    {
        lock (_lock)
            _stop?.Cancel();
    }

    public void Report(long value)
    {
        var percent = _total <= 0 ? 0 : (int)Math.Min(100, 100 * value / _total);
        if (Interlocked.Exchange(ref _percent, percent) != percent)
            Changed?.Invoke();
    }

    // what is on its way goes on: it belongs to the browser, not to the page
    public void Dispose() => gone(this);

    internal CancellationTokenSource? TryBegin(long total, CancellationToken aborted)
    {
        lock (_lock)
        {
            if (State == ExportState.Running)
                return null;
            (State, _total, _percent) = (ExportState.Running, total, 0);
            _stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        }

        Changed?.Invoke();
        return _stop;
    }

    internal void End(ExportState state)
    {
        lock (_lock)
            (State, _stop) = (state, null);
        Changed?.Invoke();
    }
}
