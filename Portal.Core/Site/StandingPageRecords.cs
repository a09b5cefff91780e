namespace Portal.Core;

/// <summary>A standing page in the administrators' list.</summary>
/// <param name="Title">Of the Chinese text, or else the English one; empty when nothing is written yet.</param>
/// <param name="IsFixed">One of <see cref="Site.PageSlugs"/>: it keeps its address and cannot be removed.</param>
/// <param name="Languages">Those in which readers have it.</param>
/// <param name="IsAhead">A working copy says something else than readers see.</param>
public sealed record StandingPageRow(string Slug, string Title, bool IsFixed, IReadOnlyList<string> Languages, bool IsAhead, DateTime? UpdatedUtc, DateTime? DeletedUtc, bool InFooter, bool InNav);

/// <summary>The working copy of a page in one language.</summary>
/// <param name="Body">What the editor begins with.</param>
/// <param name="HeldBy">Who writes in another window; null when this one holds the pen or only looks.</param>
/// <param name="UpdatedUtc">When readers got what they see; null when they see nothing yet.</param>
public sealed record StandingPageWork(
    int Id, string Slug, string Language, string Title, SafeHtml Body, int Version, bool IsAhead, DateTime? SavedUtc, string? HeldBy, DateTime? UpdatedUtc,
    IReadOnlyList<StandingPageRevisionLine> Revisions);

/// <summary>A page to which footer or top lead.</summary>
/// <param name="Titles">In the languages readers have it in.</param>
public sealed record StandingPageEntry(string Slug, IReadOnlyDictionary<string, string> Titles, bool InFooter, bool InNav)
{
    public string TitleIn(string language) => Titles.TryGetValue(language, out var title) ? title : Titles.Values.First();
}

/// <summary>A text that was published, beside the working copy.</summary>
public sealed record StandingPageDifference(TextSide Before, TextSide Now);

/// <summary>A text that was published once.</summary>
public sealed record StandingPageRevisionLine(int Id, string Title, string ByName, DateTime AtUtc);
