namespace Portal.Web.Hosting;

/// <summary>Runs <see cref="Housekeeping"/> while the portal serves.</summary>
internal sealed partial class HousekeepingService(Housekeeping housekeeping, TimeProvider time, ILogger<HousekeepingService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Housekeeping.Pace, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await housekeeping.PruneAsync(stoppingToken);
            }
#pragma warning disable CA1031 // what did not go this time goes the next
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                LogFailed(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Old rows could not be thrown away")]
    private static partial void LogFailed(ILogger logger, Exception exception);
}
