namespace Portal.Core;

/// <summary>What both readers found, put together into a page or a refusal.</summary>
internal sealed class SavedPageDraft
{
    public const string NoTitle = "没有找到文章的标题。";
    public const string NoPublishLine = "没有找到来源、发布时间这一行，认不出文章从哪里开始。";
    public const string NoBody = "找到了标题，但没有找到正文。";
    public const string ListPage = "这像是一个列表页或首页，不是一篇文章。";

    private const int LongestTitle = 120;
    private const int PublishLinesOfAList = 3;
    private const int EntriesOfAList = 4;
    private const int MostSamples = 5;

    public required string? Title { get; init; }

    public required PageFacts Facts { get; init; }

    public required PageBody Body { get; init; }

    public required IEnumerable<RepairedText> HeadRepairs { get; init; }

    /// <summary>A list page states a time for each of its entries.</summary>
    public static bool IsList(IEnumerable<string> lines) => lines.Count(PageFacts.StatesPublishing) >= PublishLinesOfAList;

    public static string WithoutFacts(IReadOnlyCollection<string> lines) =>
        IsList(lines) || lines.Count(PageFacts.IsDatedEntry) >= EntriesOfAList ? ListPage : NoPublishLine;

    public static bool CanBeTitle(string line) =>
        line.Length is >= 2 and <= LongestTitle && line.Count(char.IsLetterOrDigit) >= 2
        && !PageNoise.IsNavigation(line) && !PageNoise.IsCrumbs(line) && !PageNoise.IsEnd(line)
        && !PageFacts.IsLoneDate(line);

    public SavedPageResult Finish()
    {
        if (string.IsNullOrWhiteSpace(Title))
            return SavedPageResult.Refused(NoTitle);
        if (Body.IsEmpty)
            return SavedPageResult.Refused(NoBody);

        return SavedPageResult.Read(new SavedPage
        {
            Title = Title,
            Source = Facts.Source,
            ColumnName = Facts.ColumnName,
            Views = Facts.Views,
            PublishedUtc = Facts.PublishedUtc,
            BodyHtml = string.Join('\n', Body.Blocks.Select(b => b.Html)),
            Byline = Body.Byline ?? Facts.Author,
            ResponsibleEditor = Body.Editor ?? Facts.Editor,
            Repairs = Repairs(),
            Doubts = Doubts(),
        });
    }

    private List<string> Repairs()
    {
        var repairs = HeadRepairs
            .Concat(Body.Blocks.Concat(Body.Signatures).Distinct().SelectMany(b => b.Repairs))
            .Distinct()
            .ToList();
        var sentences = new List<string>();
        var pinyin = repairs.SelectMany(r => r.Pinyin).ToList();
        if (pinyin.Count > MostSamples)
            sentences.Add($"去掉了 {pinyin.Count} 处夹在字后的拼音");
        else if (pinyin.Count > 0)
            // So few may be an author's own glosses: whoever checks should see which.
            sentences.Add($"去掉了 {pinyin.Count} 处夹在字后的拼音：{string.Join('、', pinyin)}");
        if (repairs.Sum(r => r.Controls) is > 0 and var controls)
            sentences.Add($"去掉了 {controls} 个看不见的字符");
        if (repairs.Sum(r => r.Spaces) is > 0 and var spaces)
            sentences.Add($"合并了 {spaces} 处多余的空格");
        return sentences;
    }

    private IReadOnlyList<string> Doubts()
    {
        var finder = new DamageFinder();
        finder.Examine("标题", Title);
        finder.Examine("来源", Facts.Source);
        for (var i = 0; i < Body.Blocks.Count; i++)
            finder.Examine($"第 {i + 1} 段", Body.Blocks[i].Text);
        finder.Examine("署名", Body.Byline);
        return finder.Doubts;
    }
}
