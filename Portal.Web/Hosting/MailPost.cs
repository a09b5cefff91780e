namespace Portal.Web.Hosting;

/// <summary>Carries the mails away: as soon as one is queued, and now and then for those that are tried again or came from another process.</summary>
internal sealed partial class MailPost(MailDelivery delivery, LiveFeed feed, TimeProvider time, ILogger<MailPost> logger) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    private volatile TaskCompletionSource _queued = NewSignal();

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = feed.Subscribe<MailQueued>(MailQueued.Everywhere, _ => _queued.TrySetResult());
        while (!stoppingToken.IsCancellationRequested)
        {
            // before looking, so that nothing falls between
            var queued = _queued = NewSignal();
            try
            {
                await delivery.DeliverDueAsync(stoppingToken);
                feed.Publish(MailsMoved.Everywhere, new MailsMoved());
            }
#pragma warning disable CA1031 // whatever it was, there are mails behind it
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogFailed(logger, e);
            }

            // ends by the signal, by the clock or because the portal stops; which of them makes no difference
            await queued.Task.WaitAsync(Look, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of mails ended early; the next one follows")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
