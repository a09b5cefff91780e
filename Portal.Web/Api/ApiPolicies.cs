using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace Portal.Web.Api;

/// <summary>Who may ask and how often.</summary>
internal static class ApiPolicies
{
    public const string Name = "api";

    /// <summary>Requests of one address within <see cref="Window"/>.</summary>
    public const int Requests = 120;

    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        // public data, for pages of others as well; cookies do not come along and would change nothing
        services.AddCors(cors => cors.AddPolicy(Name, policy => policy.AllowAnyOrigin().WithMethods("GET", "HEAD").AllowAnyHeader().WithExposedHeaders("ETag", "Retry-After")));
        services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.AddPolicy(Name, context => RateLimitPartition.GetFixedWindowLimiter(
                Networks.Of(context.Connection.RemoteIpAddress), _ => new FixedWindowRateLimiterOptions { PermitLimit = Requests, Window = Window, QueueLimit = 0 }));
            limiter.OnRejected = async (rejected, cancellation) =>
            {
                var after = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var left) ? left : Window;
                rejected.HttpContext.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
                await Results.Problem(
                    string.Create(CultureInfo.InvariantCulture, $"One address may ask {Requests} times a minute."), statusCode: StatusCodes.Status429TooManyRequests, title: "Too many requests")
                    .ExecuteAsync(rejected.HttpContext);
            };
        });
        services.AddApiDescription();
    }
}
