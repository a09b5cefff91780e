using Bunit;
using Portal.Core;
using Portal.Tests.Web.Features;
using Portal.Web.Admin.Members;

namespace Portal.Tests.Web.Admin;

public sealed class ImportColumnsTests : IslandTest
{
    private static readonly ImportColumn[] Unknown = [new("联系方式", "heqing@qinghe.example", null), new("称呼", "何青", ImportField.DisplayName), new("", "二组", null)];

    private ImportMapping? _told;

    [Fact]
    public void Missing_IsNamedAndTheChoiceStandsOpen()
    {
        var columns = Show();

        Assert.True(columns.Find("details").HasAttribute("open"));
        Assert.Contains("还没有找到：电子邮件。", columns.Find("[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.Contains("第 3 列", columns.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_AColumn_TellsWhatAllOfThemAre()
    {
        Show().FindAll("select")[0].Change(nameof(ImportField.Email));

        Assert.Equal([ImportField.Email, ImportField.DisplayName, null], _told!.Fields);
        Assert.True(_told.HasHeadings);
    }

    [Fact]
    public void Choose_WhatAnotherColumnWas_TakesItFromThat()
    {
        Show().FindAll("select")[2].Change(nameof(ImportField.DisplayName));

        Assert.Equal([null, null, ImportField.DisplayName], _told!.Fields);
    }

    [Fact]
    public void NoHeadings_Ticked_KeepsTheColumns()
    {
        Show().Find("input[type=checkbox]").Change(true);

        Assert.False(_told!.HasHeadings);
        Assert.Equal([null, ImportField.DisplayName, null], _told.Fields);
    }

    private IRenderedComponent<ImportColumns> Show() => Show<ImportColumns>(p => p
        .Add(c => c.Columns, Unknown).Add(c => c.Missing, new ImportPlan([], Unknown).Missing).Add(c => c.OnMapped, mapping => _told = mapping));
}
