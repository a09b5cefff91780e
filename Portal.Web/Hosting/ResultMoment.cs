namespace Portal.Web.Hosting;

/// <summary>Results of contests that are to come out.</summary>
internal sealed class ResultMoment(ResultRelease release, LiveFeed feed, TimeProvider time, ILogger<ResultMoment> logger) : ContentMoment(Content.Contests, feed, time, logger)
{
    protected override Task DoDueAsync(CancellationToken cancellation) => release.ReleaseDueAsync(cancellation);

    protected override Task<DateTime?> NextUtcAsync(CancellationToken cancellation) => release.NextUtcAsync(cancellation);
}
