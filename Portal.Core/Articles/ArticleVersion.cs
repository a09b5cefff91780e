using System.Globalization;

namespace Portal.Core;

/// <summary>What an article says, wherever it is kept, ready to be compared.</summary>
internal sealed record ArticleVersion(ArticleContent Content, IReadOnlyList<string> Tags)
{
    public static ArticleVersion Of(Article article) => new(article, [.. article.Tags.Select(t => t.Name).Order(StringComparer.Ordinal)]);

    public static ArticleVersion Of(ArticleCopy copy) => new(copy, copy.Tags);

    /// <param name="before">With who wrote it and when; null when there is nothing to compare with.</param>
    /// <param name="after">The same of the later one.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="zone">The society's, for moments.</param>
    public static ArticleDifference Compare((ArticleVersion Version, string By, DateTime AtUtc)? before, (ArticleVersion Version, string By, DateTime AtUtc) after, IReadOnlyDictionary<int, string> columns, string zone)
    {
        var (then, now) = TextDifference.Of(before?.Version.Content.Body, after.Version.Content.Body);
        return new ArticleDifference(
            before is { } b ? new TextSide(b.By, b.AtUtc, b.Version.Content.Title, then) : null,
            new TextSide(after.By, after.AtUtc, after.Version.Content.Title, now),
            before is null ? [] : Changes(before.Value.Version, after.Version, columns, zone));
    }

    /// <summary>The lines of facts that differ.</summary>
    public static IReadOnlyList<FieldChange> Changes(ArticleVersion before, ArticleVersion after, IReadOnlyDictionary<int, string> columns, string zone) =>
        [.. Facts(before, columns, zone).Zip(Facts(after, columns, zone)).Where(p => p.First.Value != p.Second.Value).Select(p => new FieldChange(p.First.Name, p.First.Value, p.Second.Value))];

    private static IEnumerable<(string Name, string Value)> Facts(ArticleVersion version, IReadOnlyDictionary<int, string> columns, string zone)
    {
        var c = version.Content;
        yield return (nameof(c.ColumnId), columns.GetValueOrDefault(c.ColumnId, ""));
        yield return (nameof(c.Language), c.Language);
        yield return (nameof(c.Title), c.Title.Trim());
        yield return (nameof(c.Subtitle), c.Subtitle ?? "");
        yield return (nameof(c.Summary), c.Summary);
        yield return (nameof(c.Source), c.Source);
        yield return (nameof(c.Byline), c.Byline ?? "");
        yield return (nameof(c.Signature), c.Signature ?? "");
        yield return (nameof(c.ResponsibleEditor), c.ResponsibleEditor ?? "");
        yield return (nameof(ArticleCopy.Tags), string.Join('、', version.Tags));
        yield return (nameof(c.PictureId), c.PictureId is { } picture ? string.Create(CultureInfo.InvariantCulture, $"#{picture}") : "");
        yield return (nameof(c.PictureAlt), c.PictureAlt ?? "");
        yield return (nameof(c.ExpiresUtc), c.ExpiresUtc is { } at ? Deadlines.ToLocal(at, zone).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "");
        yield return (nameof(c.FileIds), string.Join(' ', c.FileIds.Select(i => string.Create(CultureInfo.InvariantCulture, $"#{i}"))));
        yield return (nameof(c.RelatedIds), string.Join(' ', c.RelatedIds.Select(i => string.Create(CultureInfo.InvariantCulture, $"#{i}"))));
    }
}
