namespace Portal.Web.Hosting;

/// <summary>Wakes when results are to come out, and when a moment is set or moved.</summary>
internal sealed partial class ResultMoment(ResultRelease release, LiveFeed feed, TimeProvider time, ILogger<ResultMoment> logger) : BackgroundService
{
    // another process may set a moment without this one hearing of it
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private volatile TaskCompletionSource _changed = NewSignal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, change =>
        {
            if (change.Content == Content.Contests)
                _changed.TrySetResult();
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            // before looking, so that nothing falls between
            var changed = _changed = NewSignal();
            var wait = Look;
            try
            {
                await release.ReleaseDueAsync(stoppingToken);
                if (await release.NextUtcAsync(stoppingToken) is { } next && next - time.GetUtcNow().UtcDateTime is var left && left < Look)
                    wait = left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
            }
#pragma warning disable CA1031 // what did not come out now does so at the next look
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, e);
            }

            // ends by the signal, by the clock or because the portal stops; which of them makes no difference
            await changed.Task.WaitAsync(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "Results that are due could not be published; the next try follows")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
