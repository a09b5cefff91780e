using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Keeps what a topic says and lets a test wait for it.</summary>
public sealed class Listener<TMessage> : IDisposable
    where TMessage : notnull
{
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(20);

    private readonly Lock _lock = new();
    private readonly List<TMessage> _heard = [];
    private readonly List<(Func<TMessage, bool> Wanted, TaskCompletionSource<TMessage> Found)> _waits = [];
    private readonly IDisposable _subscription;

    public Listener(LiveFeed feed, int key) => _subscription = feed.Subscribe<TMessage>(key, Hear);

    /// <summary>In the order in which it came.</summary>
    public IReadOnlyList<TMessage> Heard
    {
        get
        {
            lock (_lock)
                return [.. _heard];
        }
    }

    /// <summary>The first message so wanted, already heard or still to come.</summary>
    public Task<TMessage> HearAsync(Func<TMessage, bool>? wanted = null)
    {
        wanted ??= _ => true;
        var found = new TaskCompletionSource<TMessage>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            var index = _heard.FindIndex(m => wanted(m));
            if (index >= 0)
                found.SetResult(_heard[index]);
            else
                _waits.Add((wanted, found));
        }

        return found.Task.WaitAsync(Guard, TestContext.Current.CancellationToken);
    }

    public void Dispose() => _subscription.Dispose();

    private void Hear(TMessage message)
    {
        lock (_lock)
        {
            _heard.Add(message);
            foreach (var (wanted, found) in _waits)
            {
                if (wanted(message))
                    found.TrySetResult(message);
            }
        }
    }
}
