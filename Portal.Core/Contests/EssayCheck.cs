namespace Portal.Core;

/// <summary>What an essay lacks before it can be sent.</summary>
public enum EssayLack
{
    Title,

    /// <summary><see cref="EssayGap.Characters"/> too many.</summary>
    TitleTooLong,
    Theme,
    Coauthor,

    /// <summary><see cref="EssayGap.Characters"/> missing.</summary>
    AbstractTooShort,
    AbstractTooLong,
    BodyTooShort,
    BodyTooLong,
    Original,
}

/// <param name="Characters">How many too few or too many, where it is about length; else 0.</param>
public sealed record EssayGap(EssayLack Lack, int Characters = 0);

/// <summary>What an author has written, as far as the rules look at it.</summary>
/// <param name="Characters">Of the body, as <see cref="WordCount"/> counts.</param>
public sealed record EssayFacts(string Title, string? Theme, string Abstract, int Characters, bool IsOriginal, IReadOnlyList<string> CoauthorNames);

/// <summary>The rules of a contest, held against an essay: the form shows it while one writes, and nothing is sent that lacks anything.</summary>
public static class EssayCheck
{
    /// <summary>All that is missing, in the order of the form.</summary>
    public static IReadOnlyList<EssayGap> Of(ContestRules rules, EssayFacts facts)
    {
        List<EssayGap> gaps = [];
        var title = facts.Title.Trim();
        if (title.Length == 0)
            gaps.Add(new(EssayLack.Title));
        else if (new System.Globalization.StringInfo(title).LengthInTextElements - rules.MaxTitle is > 0 and var over)
            gaps.Add(new(EssayLack.TitleTooLong, over));
        if (rules.Themes.Count > 0 && !rules.Themes.Contains(facts.Theme))
            gaps.Add(new(EssayLack.Theme));
        if (facts.CoauthorNames.Any(string.IsNullOrWhiteSpace))
            gaps.Add(new(EssayLack.Coauthor));
        if (rules.MaxAbstract > 0)
            Length(WordCount.Of(facts.Abstract), rules.MinAbstract, rules.MaxAbstract, EssayLack.AbstractTooShort, EssayLack.AbstractTooLong);
        // an empty text is too short, whatever the rules say
        Length(facts.Characters, Math.Max(1, rules.MinCharacters), rules.MaxCharacters, EssayLack.BodyTooShort, EssayLack.BodyTooLong);
        if (!facts.IsOriginal)
            gaps.Add(new(EssayLack.Original));
        return gaps;

        void Length(int have, int least, int most, EssayLack tooShort, EssayLack tooLong)
        {
            if (have < least)
                gaps.Add(new(tooShort, least - have));
            else if (have > most)
                gaps.Add(new(tooLong, have - most));
        }
    }
}
