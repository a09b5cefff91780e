namespace Portal.Web.Hosting;

/// <summary>Wakes when something is to come out or to expire, and when a moment is set or moved, so that open pages follow within a second.</summary>
internal abstract partial class ContentMoment(Content content, LiveFeed feed, TimeProvider time, ILogger logger) : BackgroundService
{
    // another process may set a moment without this one hearing of it
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(30);

    private volatile TaskCompletionSource _changed = NewSignal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, change =>
        {
            if (change.Content == content)
                _changed.TrySetResult();
        });
        while (!stoppingToken.IsCancellationRequested)
        {
            // before looking, so that nothing falls between
            var changed = _changed = NewSignal();
            var wait = Look;
            try
            {
                await DoDueAsync(stoppingToken);
                if (await NextUtcAsync(stoppingToken) is { } next && next - time.GetUtcNow().UtcDateTime is var left && left < Look)
                    wait = left > TimeSpan.Zero ? left : TimeSpan.FromSeconds(1);
            }
#pragma warning disable CA1031 // what was not done now is done at the next look
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, e, content);
            }

            // ends by the signal, by the clock or because the portal stops; which of them makes no difference
            await changed.Task.WaitAsync(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Does what the clock has made due.</summary>
    protected abstract Task DoDueAsync(CancellationToken cancellation);

    protected abstract Task<DateTime?> NextUtcAsync(CancellationToken cancellation);

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "What is due in {Content} could not be brought to open pages; the next try follows")]
    private static partial void LogFailed(ILogger logger, Exception exception, Content content);
}
