using Portal.Core;

namespace Portal.Tests.Core;

/// <summary>A test that searches as somebody who is not signed in.</summary>
public abstract class SearchTest : CoreTest
{
    private protected Search Search => Portal.Get<Search>();

    private protected Task<SearchResult> FindAsync(string? query, Func<SearchRequest, SearchRequest>? narrow = null, Actor? actor = null)
    {
        var request = new SearchRequest(query);
        return Search.FindAsync(actor ?? Actor.Visitor, narrow is null ? request : narrow(request), Token);
    }

    private protected async Task<IEnumerable<string>> TitlesAsync(string query, Func<SearchRequest, SearchRequest>? narrow = null, Actor? actor = null) =>
        (await FindAsync(query, narrow, actor)).Hits.Items.Select(h => h.Title.ToString());

    private protected static string Marked(MarkedText text) => string.Concat(text.Parts.Select(p => p.IsHit ? $"[{p.Text}]" : p.Text));
}
