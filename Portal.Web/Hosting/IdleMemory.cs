using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Hosting;

/// <summary>How many circuits there are, and when one last came or went.</summary>
public sealed class CircuitCount(TimeProvider time)
{
    private int _open;
    private long _changedAt = time.GetTimestamp();

    public int Open => Volatile.Read(ref _open);

    public TimeSpan Quiet => time.GetElapsedTime(Volatile.Read(ref _changedAt));

    internal void Change(int step)
    {
        Interlocked.Add(ref _open, step);
        Volatile.Write(ref _changedAt, time.GetTimestamp());
    }

    internal sealed class Handler(CircuitCount count) : CircuitHandler
    {
        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            count.Change(+1);
            return Task.CompletedTask;
        }

        public override Task OnCircuitClosedAsync(Circuit circuit, CancellationToken cancellationToken)
        {
            count.Change(-1);
            return Task.CompletedTask;
        }
    }
}

/// <summary>Gives memory back once readers have come or gone.</summary>
/// <remarks>
/// Opening a page leaves about as much behind as the open page needs. The collector would let it lie until it needs the room, which on a quiet
/// evening is never. So after a rush, when nobody has come or gone for a moment, one full collection is worth its pause.
/// </remarks>
internal sealed class IdleMemory(CircuitCount circuits, TimeProvider time) : BackgroundService
{
    // circuits come or gone since the last time: some ten megabytes
    private const int WorthIt = 100;

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Look, time);
        var open = circuits.Open;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            if (circuits.Quiet < Quiet || Math.Abs(circuits.Open - open) < WorthIt)
                continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            open = circuits.Open;
        }
    }
}
