using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;

namespace Portal.Web.Admin.Media;

/// <summary>What the office says about pictures.</summary>
internal static class MediaWords
{
    public static string Of(MediaUse use, IStringLocalizer<Text> T) => use.Kind switch
    {
        MediaUseKind.Article => T["文章：{0}", use.Title],
        MediaUseKind.Notice => T["通知：{0}", use.Title],
        MediaUseKind.Page => T["单页：{0}", use.Title.Length > 0 ? use.Title : use.Slug],
        MediaUseKind.Unit => T["理事单位：{0}", use.Title],
        MediaUseKind.Contest => T["征文：{0}", use.Title],
        MediaUseKind.Essay => T["征文稿件"],
        _ => T["别的地方"],
    };

    /// <summary>Where what names a picture can be looked at; null where nowhere.</summary>
    public static string? AddressOf(MediaUse use) => use.Kind switch
    {
        MediaUseKind.Article => PortalUrls.Article(use.Id),
        MediaUseKind.Notice => PortalUrls.AdminNotice(use.Id),
        MediaUseKind.Page => PortalUrls.AdminPage(use.Slug),
        MediaUseKind.Unit => PortalUrls.AdminUnit(use.Id),
        MediaUseKind.Contest => PortalUrls.AdminContest(use.Id),
        _ => null,
    };

    public static string Of(Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.Stale => T["别人刚刚改过，没有覆盖。请看过现在的内容后再试。"],
        Refusal.NotFound => T["它已经不在这里了，页面已刷新。"],
        Refusal.Invalid => detail switch
        {
            "Used" => T["图片还在用，不能移除。先从用到它的地方拿掉。"],
            "name" => T["名称要填，不超过 {0} 字。", MediaLibrary.NameLength],
            "alt" => T["说明不要超过 {0} 字。", MediaLibrary.AltLength],
            _ => EssayFileWords.Of(detail ?? "", T),
        },
        _ => T["您没有这样做的权限。"],
    };
}
