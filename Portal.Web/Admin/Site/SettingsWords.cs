using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Admin.Site;

/// <summary>Names and values of the settings as the page says them.</summary>
internal static class SettingsWords
{
    /// <param name="setting">Name of a property of <see cref="SiteSettings"/>.</param>
    public static string Of(string setting, IStringLocalizer<Text> T) => setting switch
    {
        nameof(SiteSettings.Name) => T["名称"],
        nameof(SiteSettings.NameEn) => T["英文名称"],
        nameof(SiteSettings.Motto) => T["标语"],
        nameof(SiteSettings.MottoEn) => T["英文标语"],
        nameof(SiteSettings.Icp) => T["ICP 备案号"],
        nameof(SiteSettings.IcpUrl) => T["ICP 备案链接"],
        nameof(SiteSettings.PoliceRecord) => T["公安备案号"],
        nameof(SiteSettings.PoliceRecordUrl) => T["公安备案链接"],
        nameof(SiteSettings.Address) => T["地址"],
        nameof(SiteSettings.AddressEn) => T["英文地址"],
        nameof(SiteSettings.Postcode) => T["邮编"],
        nameof(SiteSettings.Telephone) => T["电话"],
        nameof(SiteSettings.Email) => T["电子邮件"],
        nameof(SiteSettings.CopyrightFrom) => T["版权起始年份"],
        nameof(SiteSettings.HeadlineSeconds) => T["快讯滚动一圈的秒数"],
        nameof(SiteSettings.GrayscaleFrom) or nameof(SiteSettings.GrayscaleUntil) => T["全站灰度（首日与末日）"],
        nameof(SiteSettings.ElderMode) => T["提供长辈版"],
        nameof(SiteSettings.ManualApproval) => T["新会员要管理员批准"],
        nameof(SiteSettings.Letters) => T["邮件"],
        _ => setting,
    };

    /// <summary>What differs between two sets of settings: which, and what it was and is.</summary>
    public static IEnumerable<(string Name, string Before, string Now)> Differences(SiteSettings before, SiteSettings now, IStringLocalizer<Text> T) =>
        from property in typeof(SiteSettings).GetProperties()
        where property.CanWrite && !Equals(property.GetValue(before), property.GetValue(now))
        select (Of(property.Name, T), ValueOf(property.GetValue(before), T), ValueOf(property.GetValue(now), T));

    private static string ValueOf(object? value, IStringLocalizer<Text> T) => value switch
    {
        bool isOn => isOn ? T["是"] : T["否"],
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        LetterTexts texts => T["自己写了 {0} 处", texts.Count],
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : T["（空）"],
    };
}
