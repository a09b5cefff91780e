namespace Portal.Web.Hosting;

/// <summary>Notices that come out or expire.</summary>
internal sealed class NoticeMoment(NoticeMoments moments, LiveFeed feed, TimeProvider time, ILogger<NoticeMoment> logger) : ContentMoment(Content.Notices, feed, time, logger)
{
    protected override Task DoDueAsync(CancellationToken cancellation) => moments.TellAsync(cancellation);

    protected override Task<DateTime?> NextUtcAsync(CancellationToken cancellation) => moments.NextUtcAsync(cancellation);
}
