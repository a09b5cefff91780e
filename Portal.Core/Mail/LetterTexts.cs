namespace Portal.Core;

/// <summary>What a society says in one kind of mail, in one language.</summary>
/// <param name="Subject">In place of the portal's own; empty keeps that. <c>{site}</c> and <c>{name}</c> are filled in.</param>
/// <param name="Extra">A paragraph at the end; empty adds none.</param>
public sealed record LetterText(string Subject, string Extra)
{
    /// <summary>Longest values, in characters.</summary>
    public const int SubjectLength = 100;
    public const int ExtraLength = 500;

    internal bool IsValid => Subject.Length <= SubjectLength && Extra.Length <= ExtraLength && !Subject.Any(char.IsControl);
}

/// <summary>By kind of mail and language, such as <c>password.changed/en</c>; equal when all of it is.</summary>
public sealed class LetterTexts : SortedDictionary<string, LetterText>, IEquatable<LetterTexts>
{
    public LetterTexts()
        : base(StringComparer.Ordinal)
    {
    }

    public bool Equals(LetterTexts? other) => other is not null && this.SequenceEqual(other);

    public override bool Equals(object? obj) => Equals(obj as LetterTexts);

    public override int GetHashCode() => Count;

    /// <summary>These with one of them changed; what says nothing is left out.</summary>
    public LetterTexts With(string key, LetterText text)
    {
        LetterTexts changed = [];
        foreach (var (other, kept) in this.Where(t => t.Key != key))
            changed[other] = kept;
        if (text.Subject.Length > 0 || text.Extra.Length > 0)
            changed[key] = text;
        return changed;
    }
}
