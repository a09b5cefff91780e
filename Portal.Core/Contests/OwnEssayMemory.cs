using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>Where a member's essays stand, in a few words, for every page he opens.</summary>
/// <param name="Unsent">Drafts never sent, and changes not sent.</param>
public sealed record EssayGlance(int Unsent, IReadOnlyList<GlancedEssay> Newest);

public sealed record GlancedEssay(int Id, int ContestId, string Title, EssayState State, bool HasUnsentChanges);

/// <summary>Remembers glances until the member's essays change: the panel with them stands on every page, and must not ask the database each time.</summary>
internal sealed class OwnEssayMemory(LiveFeed feed, TimeProvider time) : IDisposable
{
    private const int Capacity = 5000;

    // what nobody announces, such as a row changed by hand, is seen after this
    private static readonly TimeSpan Keep = TimeSpan.FromMinutes(5);

    private readonly ConcurrentDictionary<int, Kept> _kept = new();

    public async Task<EssayGlance> GetAsync(int memberId, Func<Task<EssayGlance>> load)
    {
        if (_kept.TryGetValue(memberId, out var kept) && kept.Value is { } value && time.GetElapsedTime(kept.At) < Keep)
            return value;
        if (_kept.Count >= Capacity)
            Clear();
        var next = new Kept(time.GetTimestamp());
        if (_kept.TryGetValue(memberId, out var before))
            Forget(memberId, before);
        _kept[memberId] = next;
        // listen, then load: what changes in between must not be kept
        next.Subscription = feed.Subscribe<OwnEssaysChanged>(memberId, _ => Forget(memberId, next), LiveTurn.Memory);
        var loaded = await load();
        next.Value = loaded;
        return loaded;
    }

    public void Dispose() => Clear();

    private void Clear()
    {
        foreach (var (member, kept) in _kept)
            Forget(member, kept);
    }

    private void Forget(int memberId, Kept kept)
    {
        _kept.TryRemove(new KeyValuePair<int, Kept>(memberId, kept));
        kept.Subscription?.Dispose();
    }

    private sealed class Kept(long at)
    {
        public long At { get; } = at;

        public EssayGlance? Value { get; set; }

        public IDisposable? Subscription { get; set; }
    }
}
