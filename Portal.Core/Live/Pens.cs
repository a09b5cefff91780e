using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>Which windows have something open for writing now. In memory on purpose: after a restart nobody has, and whoever comes back first goes on without being asked.</summary>
public sealed class Pens
{
    private readonly ConcurrentDictionary<(string Subject, string Writer), int> _open = new();

    /// <summary>Until it is disposed, another window is asked before it takes over.</summary>
    /// <param name="subject">What is written, such as <c>essay/12</c>.</param>
    /// <param name="writer">What the window calls itself.</param>
    public IDisposable Hold(string subject, string writer)
    {
        _open.AddOrUpdate((subject, writer), 1, (_, n) => n + 1);
        return new Held(this, (subject, writer));
    }

    internal bool IsHeld(string subject, string? writer) => writer is not null && _open.ContainsKey((subject, writer));

    private sealed class Held(Pens pens, (string, string) key) : IDisposable
    {
        private int _gone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _gone, 1) == 0)
                pens._open.TryRemove(key, out _);
        }
    }
}
