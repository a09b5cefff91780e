namespace Portal.Web.Hosting;

/// <summary>Makes the scheduled backups while the portal serves.</summary>
internal sealed partial class BackupService(ScheduledBackups backups, TimeProvider time, ILogger<BackupService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!backups.IsOn)
            return;
        // the start waits for nobody's backup
        await Task.Yield();
        BackupRefusal? told = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var wait = ScheduledBackups.Retry;
            try
            {
                wait = await backups.RoundAsync(stoppingToken);
                // once a failure, not at each look
                if (backups.State.Problem is { } problem && !ReferenceEquals(problem, told))
                    LogFailed(logger, (told = problem).Sentence());
            }
#pragma warning disable CA1031 // there is another day
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogBroken(logger, e);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled backup is not as it should be: {Reason}")]
    private static partial void LogFailed(ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The scheduled backup failed")]
    private static partial void LogBroken(ILogger logger, Exception exception);
}
