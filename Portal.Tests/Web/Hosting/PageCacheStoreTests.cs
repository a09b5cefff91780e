using Microsoft.AspNetCore.OutputCaching;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class PageCacheStoreTests
{
    private const string Key = "page";
    private static readonly byte[] Page = [1, 2, 3];
    private static readonly TimeSpan Keep = TimeSpan.FromSeconds(60);

    private readonly Memory _memory = new();
    private readonly PageCacheStore _store;

    public PageCacheStoreTests() => _store = new PageCacheStore(_memory);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Set_BornBeforeAnEvictionOfItsTag_IsNotStored()
    {
        var born = PageCacheStore.BornTag(TimeProvider.System.GetTimestamp());
        await _store.EvictByTagAsync("shows-Articles", Cancellation);

        await _store.SetAsync(Key, Page, ["shows-Site", "shows-Articles", born], Keep, Cancellation);

        Assert.Null(await _store.GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Set_BornAfterTheEviction_IsStored()
    {
        await _store.EvictByTagAsync("shows-Articles", Cancellation);
        // the clock's next tick: an eviction at the very same one counts as later
        var evicted = TimeProvider.System.GetTimestamp();
        long born;
        do
            born = TimeProvider.System.GetTimestamp();
        while (born == evicted);

        await _store.SetAsync(Key, Page, ["shows-Articles", PageCacheStore.BornTag(born)], Keep, Cancellation);

        Assert.Equal(Page, await _store.GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Set_BornBeforeAnEvictionOfAnotherTag_IsStored()
    {
        var born = PageCacheStore.BornTag(TimeProvider.System.GetTimestamp());
        await _store.EvictByTagAsync("shows-Council", Cancellation);

        await _store.SetAsync(Key, Page, ["shows-Articles", born], Keep, Cancellation);

        Assert.Equal(Page, await _store.GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Set_EvictedWhileBeingStored_IsThrownOutAgain()
    {
        var born = PageCacheStore.BornTag(TimeProvider.System.GetTimestamp());
        // the eviction comes after the store has looked and before the page is in: it finds nothing to throw out
        _memory.BeforeSet = () => _store.EvictByTagAsync("shows-Articles", Cancellation);

        await _store.SetAsync(Key, Page, ["shows-Articles", born], Keep, Cancellation);

        Assert.Null(await _store.GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task Set_WithBirth_KeepsTheBirthOutOfTheTags()
    {
        await _store.SetAsync(Key, Page, ["shows-Articles", PageCacheStore.BornTag(1)], Keep, Cancellation);

        Assert.Equal(["shows-Articles"], _memory.Tags[Key]);
    }

    [Fact]
    public async Task Set_WithoutTags_IsStored()
    {
        await _store.EvictByTagAsync("shows-Articles", Cancellation);

        await _store.SetAsync(Key, Page, null, Keep, Cancellation);

        Assert.Equal(Page, await _store.GetAsync(Key, Cancellation));
    }

    [Fact]
    public async Task EvictByTag_StoredPage_IsGone()
    {
        await _store.SetAsync(Key, Page, ["shows-Articles", PageCacheStore.BornTag(TimeProvider.System.GetTimestamp())], Keep, Cancellation);

        await _store.EvictByTagAsync("shows-Articles", Cancellation);

        Assert.Null(await _store.GetAsync(Key, Cancellation));
    }

    private sealed class Memory : IOutputCacheStore
    {
        private readonly Dictionary<string, byte[]> _pages = [];

        public Dictionary<string, string[]> Tags { get; } = [];

        public Func<ValueTask>? BeforeSet { get; set; }

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => ValueTask.FromResult(_pages.GetValueOrDefault(key));

        public async ValueTask SetAsync(string key, byte[] value, string[]? tags, TimeSpan validFor, CancellationToken cancellationToken)
        {
            if (BeforeSet is not null)
                await BeforeSet();
            _pages[key] = value;
            Tags[key] = tags ?? [];
        }

        public ValueTask EvictByTagAsync(string tag, CancellationToken cancellationToken)
        {
            foreach (var key in Tags.Where(t => t.Value.Contains(tag)).Select(t => t.Key).ToList())
            {
                _pages.Remove(key);
                Tags.Remove(key);
            }

            return ValueTask.CompletedTask;
        }
    }
}
