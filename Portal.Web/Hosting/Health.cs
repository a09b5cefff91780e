using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Portal.Web.Hosting;

/// <summary><c>/healthz/live</c>: the process answers. <c>/healthz/ready</c>: it can also read its database; <c>Degraded</c>, still with 200, when the last scheduled backup failed.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false });
        app.MapHealthChecks("/healthz/ready");
    }
}

internal sealed class DatabaseHealth(Site site) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await site.PageAsync("about", Languages.Chinese, cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (e is System.Data.Common.DbException or InvalidOperationException)
        {
            return HealthCheckResult.Unhealthy("The database cannot be read", e);
        }
    }
}

internal sealed class BackupHealth(ScheduledBackups backups) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(backups.State.Problem is { } problem ? HealthCheckResult.Degraded(problem.Sentence()) : HealthCheckResult.Healthy());
}
