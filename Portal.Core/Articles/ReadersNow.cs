using System.Collections.Concurrent;

namespace Portal.Core;

/// <summary>正在阅读: how many people have an article open at this moment. Two tabs of one person are one reader.</summary>
public sealed class ReadersNow(LiveFeed feed)
{
    private readonly ConcurrentDictionary<int, Dictionary<Guid, int>> _open = new();

    /// <summary>The reader has the article open until the result is disposed.</summary>
    public IDisposable Join(Guid visitor, int articleId)
    {
        Change(articleId, visitor, +1);
        return new Stay(this, visitor, articleId);
    }

    public int Count(int articleId)
    {
        if (!_open.TryGetValue(articleId, out var readers))
            return 0;
        lock (readers)
            return readers.Count;
    }

    /// <summary>Readers over all articles, for the dashboard.</summary>
    public int Everywhere => _open.Keys.Sum(Count);

    /// <summary>The articles with the most readers now, and how many.</summary>
    public IReadOnlyList<(int ArticleId, int Readers)> MostRead(int count) =>
        [.. _open.Keys.Select(id => (ArticleId: id, Readers: Count(id))).Where(r => r.Readers > 0).OrderByDescending(r => r.Readers).ThenByDescending(r => r.ArticleId).Take(count)];

    private void Change(int articleId, Guid visitor, int step)
    {
        int before, after;
        while (true)
        {
            var readers = _open.GetOrAdd(articleId, _ => []);
            lock (readers)
            {
                // an empty dictionary may just have been taken out of the table: then this is not the live one
                if (!_open.TryGetValue(articleId, out var live) || !ReferenceEquals(live, readers))
                    continue;
                before = readers.Count;
                var tabs = readers.GetValueOrDefault(visitor) + step;
                if (tabs > 0)
                    readers[visitor] = tabs;
                else
                    readers.Remove(visitor);
                after = readers.Count;
                if (after == 0)
                    _open.TryRemove(articleId, out _);
                break;
            }
        }

        if (before != after)
            feed.PublishLatest(articleId, () => new ReadersChanged(articleId, Count(articleId)));
    }

    private sealed class Stay(ReadersNow readers, Guid visitor, int articleId) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                readers.Change(articleId, visitor, -1);
        }
    }
}
