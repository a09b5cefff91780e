namespace Portal.Web.Hosting;

/// <summary>Articles that come out or expire.</summary>
internal sealed class ArticleMoment(ArticleMoments moments, LiveFeed feed, TimeProvider time, ILogger<ArticleMoment> logger) : ContentMoment(Content.Articles, feed, time, logger)
{
    protected override Task DoDueAsync(CancellationToken cancellation) => moments.TellAsync(cancellation);

    protected override Task<DateTime?> NextUtcAsync(CancellationToken cancellation) => moments.NextUtcAsync(cancellation);
}
