namespace Portal.Web.Hosting;

/// <summary>Lets no more circuits in than the open-file limit bears. Above it a reader still gets every page, only without its live parts.</summary>
public sealed class CircuitGate(RequestDelegate next, OpenFileLimit limit)
{
    private long _open;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments("/_blazor", out var rest))
        {
            await next(context);
            return;
        }

        if (Interlocked.Read(ref _open) >= limit.Circuits && rest.Value is "" or "/negotiate")
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "60";
            return;
        }

        Interlocked.Increment(ref _open);
        try
        {
            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }
}
