using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>A test with an empty portal of its own.</summary>
public abstract class CoreTest : IAsyncLifetime
{
    private protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private protected TestPortal Portal { get; private set; } = null!;

    private protected LiveFeed Feed => Portal.Get<LiveFeed>();

    public virtual async ValueTask InitializeAsync() => Portal = await TestPortal.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await Portal.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}
