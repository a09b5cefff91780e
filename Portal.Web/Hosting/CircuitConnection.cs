using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Hosting;

/// <summary>Whether the browser of this circuit is there: a page whose browser has died lives on for minutes, and must not hold on to what others wait for.</summary>
public sealed class CircuitConnection : CircuitHandler
{
    public bool IsUp { get; private set; }

    /// <summary>On the circuit's own thread.</summary>
    public event Action? Changed;

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken) => Set(true);

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken) => Set(false);

    private Task Set(bool isUp)
    {
        IsUp = isUp;
        Changed?.Invoke();
        return Task.CompletedTask;
    }
}
