using Bunit;
using Portal.Core;
using Portal.Tests.Web.Features;
using Portal.Web.Admin.Site;

namespace Portal.Tests.Web.Admin;

public sealed class SettingsPreviewTests : IslandTest
{
    private static readonly SiteSettings Settings = new() { Name = "清禾社区研究会", Telephone = "555-0100", CopyrightFrom = 1998 };

    [Fact]
    public void Typed_FollowsTheFieldsAndGivesWayToTheFieldThatWasLeft()
    {
        var preview = Show(Settings);
        Assert.Equal("清禾社区研究会", preview.Find("b").TextContent);

        Type(preview, new() { ["Name"] = "山前书社 ", ["Telephone"] = "", ["CopyrightFrom"] = "2010" });

        Assert.Equal("山前书社", preview.Find("b").TextContent);
        Assert.DoesNotContain("555-0100", preview.Markup, StringComparison.Ordinal);
        Assert.Contains("2010—2026", preview.Markup, StringComparison.Ordinal);

        preview.Render(p => p.Add(c => c.Settings, Settings with { Name = "山前" }));
        Assert.Equal("山前", preview.Find("b").TextContent);
    }

    [Fact]
    public void Typed_WhatIsNoNumberOrNoSetting_ChangesNothing()
    {
        var preview = Show(Settings);

        Type(preview, new() { ["CopyrightFrom"] = "19x8", ["TimeZone"] = "Mars", ["_approves"] = "true" });

        Assert.Contains("1998—2026", preview.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_SaysWhatJoiningWillBe()
    {
        Assert.Contains("确认邮件地址以后就能用", Show(Settings).Markup, StringComparison.Ordinal);
        Assert.Contains("等管理员批准", Show(Settings with { ManualApproval = true }).Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Draft_LeftAsItIs_LeavesTheDecisionToTheConfiguration()
    {
        var draft = new SiteSettingsDraft();
        draft.Load(Settings, approves: true);
        Assert.True(draft.ManualApproval);
        Assert.Null(draft.ApplyTo(Settings).ManualApproval);

        draft.ManualApproval = false;
        Assert.False(draft.ApplyTo(Settings).ManualApproval);
    }

    private static void Type(IRenderedComponent<SettingsPreview> preview, Dictionary<string, string> fields) => preview.InvokeAsync(() => preview.Instance.Show(fields));

    private IRenderedComponent<SettingsPreview> Show(SiteSettings settings) => Show<SettingsPreview>(p => p.Add(c => c.Settings, settings));
}
