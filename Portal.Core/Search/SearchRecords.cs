namespace Portal.Core;

/// <summary>In which order hits come.</summary>
public enum SearchOrder
{
    /// <summary>Those that fit best; of two that fit alike, the newer one.</summary>
    Relevance,
    Newest,
}

/// <summary>What to look for.</summary>
/// <param name="Query">As typed.</param>
/// <param name="Page">From 1.</param>
public sealed record SearchRequest(string? Query, int Page = 1)
{
    /// <summary>Null for all.</summary>
    public SearchKind? Kind { get; init; }

    /// <summary>With the columns under it. Leaves articles alone.</summary>
    public int? ColumnId { get; init; }

    /// <summary>On the site's calendar. Leaves what is dated.</summary>
    public int? Year { get; init; }

    /// <summary>来源, word for word. Leaves articles alone.</summary>
    public string? Source { get; init; }

    public SearchOrder Order { get; init; }
}

/// <summary>What was found.</summary>
/// <param name="Query">What was looked for: trimmed and cut.</param>
/// <param name="Hits">One page.</param>
/// <param name="Counts">Hits by kind, whatever kind was asked for. Kinds without any are missing.</param>
public sealed record SearchResult(string Query, PagedList<SearchHit> Hits, IReadOnlyDictionary<SearchKind, int> Counts)
{
    /// <summary>All kinds together.</summary>
    public int Total => Counts.Values.Sum();

    /// <summary>More was typed than is looked for.</summary>
    public bool IsCut { get; init; }

    /// <summary>There was nothing to look for: no letter, or only words that must not occur.</summary>
    public bool IsEmpty { get; init; }

    /// <summary>No text holds the words as they stand; these hold their parts.</summary>
    public bool IsRelaxed { get; init; }

    /// <summary>A search that finds something, where this one finds nothing: 您是不是要找.</summary>
    public string? DidYouMean { get; init; }

    /// <summary>What the search finds without one of its words, where with all of them it finds nothing.</summary>
    public IReadOnlyList<SearchAlternative> Alternatives { get; init; } = [];
}

public sealed record SearchAlternative(string Query, int Count);

/// <summary>One thing that was found.</summary>
/// <param name="Snippet">Where the words occur, or how it begins.</param>
/// <param name="AtUtc">Null for what has no date.</param>
/// <param name="Place">The column of an article, the contest of an essay.</param>
/// <param name="PlaceEn">The same in English, where it has an English name.</param>
/// <param name="Source">来源 of an article.</param>
/// <param name="Language">Of title and text: one of <see cref="TextLanguages.All"/>.</param>
/// <param name="Address">What its address is made of where that is not its number: the slug of a page, the contest of an essay.</param>
public sealed record SearchHit(
    SearchKind Kind, int Id, MarkedText Title, MarkedText Snippet, DateTime? AtUtc, string? Place, string? PlaceEn, string? Source, string? Address, string Language);

/// <summary>A text in parts, of which some are what was looked for.</summary>
public sealed record MarkedText(IReadOnlyList<MarkedPart> Parts)
{
    public override string ToString() => string.Concat(Parts.Select(p => p.Text));
}

public readonly record struct MarkedPart(string Text, bool IsHit);

/// <summary>What a search can be narrowed to.</summary>
/// <param name="Years">Newest first.</param>
/// <param name="Sources">The most frequent first.</param>
public sealed record SearchFilters(IReadOnlyList<int> Years, IReadOnlyList<string> Sources);

/// <summary>What somebody may be about to type.</summary>
/// <param name="Kind">Null for a word to search for, else what can be opened at once.</param>
public sealed record SearchSuggestion(string Text, SearchKind? Kind, int Id, string? Address);

/// <summary>How far a rebuild has come.</summary>
/// <param name="Total">Texts to go through.</param>
/// <param name="LongestBlocked">How long writers waited at most.</param>
public sealed record SearchRebuild(int Done, int Total, TimeSpan LongestBlocked);
