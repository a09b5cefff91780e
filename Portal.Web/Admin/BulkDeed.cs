namespace Portal.Web.Admin;

/// <summary>Something that can be done with several rows of a list at once.</summary>
/// <param name="Name">What its button says.</param>
/// <param name="Do">Gives those it was done with.</param>
/// <param name="Say">The sentence about how many.</param>
/// <param name="Undo">The way back for those.</param>
public sealed record BulkDeed(string Name, Func<Actor, IReadOnlyList<int>, Task<Outcome<int[]>>> Do, Func<int, string> Say, Func<Actor, IReadOnlyList<int>, Task<Outcome<int[]>>> Undo)
{
    /// <summary>Asks for a few words before it is done; null asks nothing.</summary>
    public BulkReason? Reason { get; init; }
}

/// <summary>What a deed wants to be told.</summary>
/// <param name="Label">Of the field.</param>
/// <param name="Length">Longest words, in characters.</param>
/// <param name="Do">In place of <see cref="BulkDeed.Do"/>, with what was typed.</param>
public sealed record BulkReason(string Label, int Length, Func<Actor, IReadOnlyList<int>, string, Task<Outcome<int[]>>> Do);
