using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>Which windows have an essay open for writing now. In memory on purpose: after a restart nobody has, and whoever comes back first goes on without being asked.</summary>
public sealed class Pens
{
    private readonly ConcurrentDictionary<(int Essay, string Writer), int> _open = new();

    /// <summary>Until it is disposed, another window is asked before it takes over.</summary>
    public IDisposable Hold(int essayId, string writer)
    {
        _open.AddOrUpdate((essayId, writer), 1, (_, n) => n + 1);
        return new Held(this, (essayId, writer));
    }

    internal bool IsHeld(int essayId, string? writer) => writer is not null && _open.ContainsKey((essayId, writer));

    private sealed class Held(Pens pens, (int, string) key) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
                pens._open.TryRemove(key, out _);
        }
    }
}
