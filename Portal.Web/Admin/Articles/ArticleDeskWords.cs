using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Articles;

/// <summary>What the newsroom reads about its articles.</summary>
internal static class ArticleDeskWords
{
    public static string Of(ArticleStanding standing, IStringLocalizer<Text> T) => standing switch
    {
        ArticleStanding.Draft => T["草稿"],
        ArticleStanding.Scheduled => T["定时"],
        ArticleStanding.Published => T["已发布"],
        ArticleStanding.Expired => T["已到期"],
        _ => T["已撤回"],
    };

    public static string ChipOf(ArticleStanding standing) => standing switch
    {
        ArticleStanding.Published => "chip live",
        ArticleStanding.Scheduled => "chip time",
        ArticleStanding.Withdrawn => "chip gone",
        _ => "chip",
    };

    public static string Of(ArticleTab tab, IStringLocalizer<Text> T) => tab switch
    {
        ArticleTab.Mine => T["待我处理"],
        ArticleTab.Draft => T["草稿"],
        ArticleTab.Review => T["审校中"],
        ArticleTab.Scheduled => T["定时"],
        ArticleTab.Published => T["已发布"],
        ArticleTab.Over => T["已结束"],
        ArticleTab.Bin => T["回收站"],
        _ => T["全部"],
    };

    public static string Of(ArticleSort sort, IStringLocalizer<Text> T) => sort switch
    {
        ArticleSort.Published => T["发布时间"],
        ArticleSort.Title => T["标题"],
        _ => T["最近更新"],
    };

    /// <summary>初审, 复审, 终审: the last is always 终审.</summary>
    public static string Level(int level, int levels, IStringLocalizer<Text> T) =>
        level >= levels ? T["终审"] : level == 1 ? T["初审"] : T["复审"];

    public static string Of(ArticleReviewLine line, IStringLocalizer<Text> T) => line.Deed switch
    {
        ArticleReviewDeed.Sent => T["送审"],
        ArticleReviewDeed.Passed => T["{0}通过", Level(line.Level, line.Levels, T)],
        ArticleReviewDeed.SentBack => T["{0}退回", Level(line.Level, line.Levels, T)],
        ArticleReviewDeed.TakenBack => T["撤回送审"],
        _ => T["发布"],
    };

    public static string Of(ArticleRevisionKind kind, IStringLocalizer<Text> T) => kind switch
    {
        ArticleRevisionKind.HandedOver => T["交接"],
        ArticleRevisionKind.Sent => T["送审"],
        ArticleRevisionKind.Passed => T["审校通过"],
        ArticleRevisionKind.Published => T["发布"],
        _ => T["保存"],
    };

    /// <summary>What a line of facts is called.</summary>
    public static string Field(string name, IStringLocalizer<Text> T) => name switch
    {
        "ColumnId" => T["栏目"],
        "Language" => T["语言"],
        "Title" => T["标题"],
        "Subtitle" => T["副标题"],
        "Summary" => T["摘要"],
        "Source" => T["来源"],
        "Byline" => T["作者"],
        "Signature" => T["署名"],
        "ResponsibleEditor" => T["责任编辑"],
        "Tags" => T["标签"],
        "PictureId" => T["题图"],
        "PictureAlt" => T["题图说明"],
        "ExpiresUtc" => T["到期自动撤下"],
        "FileIds" => T["附件"],
        _ => T["相关文章"],
    };

    /// <summary>What stands in the way, one sentence each.</summary>
    public static IEnumerable<string> Missing(string fields, IStringLocalizer<Text> T) => fields.Split(' ').Select(f => f switch
    {
        "Title" => T["还没有标题。"].Value,
        "Body" => T["还没有正文。"],
        "PictureAlt" => T["题图还没有说明。看不见图的读者靠它知道图上是什么。"],
        "ExpiresLocal" => T["到期时间要晚于现在，也要晚于发布时间。"],
        "Reviews" => T["这个栏目的审校层级刚刚改过，请刷新页面。"],
        "reason" => T["退回要写明原因，不超过 {0} 字。", ArticleReviews.ReasonLength],
        "remark" => T["意见不要超过 {0} 字。", ArticleReviews.ReasonLength],
        "Carousel" => T["已发布并且有题图的文章才能进焦点图。"],
        "TranslationOfId" => T["其中一篇已经有译文了。"],
        "Language" => T["两篇语言相同，或者有一篇正在改换语言。"],
        "CarouselLength" => T["焦点图已有 {0} 篇，先撤下一篇。", ArticleShelf.CarouselLength],
        _ => T["{0}填得不对，或者太长。", Field(f, T)],
    });

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["别人刚改过，没有覆盖。请看差异后再试。"],
        Refusal.NotFound => T["没有可以这样做的文章。"],
        Refusal.TooMany => T["一次选得太多了。"],
        Refusal.Invalid when detail == "Body" => T["正文太长，存不下。"],
        Refusal.Invalid => string.Join(' ', Missing(detail ?? "", T)),
        _ => T["您没有这样做的权限。"],
    };
}
