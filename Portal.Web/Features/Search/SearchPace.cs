using System.Threading.RateLimiting;

namespace Portal.Web.Features.Search;

/// <summary>How fast one network may search: a search is the most expensive thing that strangers can ask for.</summary>
public sealed class SearchPace : IDisposable
{
    /// <summary>Searches at once, and those that come back within a minute.</summary>
    public const int Burst = 120;

    private const int ASecond = 2;

    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(network => RateLimitPartition.GetTokenBucketLimiter(network, _ => new TokenBucketRateLimiterOptions
    {
        TokenLimit = Burst,
        TokensPerPeriod = ASecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
    }));

    /// <summary>False when the reader has to wait; the answer says so then.</summary>
    public bool Take(HttpContext context)
    {
        using var lease = _limiter.AttemptAcquire(Networks.Of(context.Connection.RemoteIpAddress));
        if (lease.IsAcquired)
            return true;
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        // by then there are a few again
        context.Response.Headers.RetryAfter = "5";
        return false;
    }

    public void Dispose() => _limiter.Dispose();
}
