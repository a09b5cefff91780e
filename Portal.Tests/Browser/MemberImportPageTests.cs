using System.Text;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>A table of people becomes members.</summary>
[Collection(SharedServer.Name)]
public sealed class MemberImportPageTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    [Theory]
    [InlineData(1280, "light..")]
    [InlineData(390, ".elder.")]
    public async Task Import_HeadingsNobodyKnows_AreNamedByHand(int width, string look)
    {
        var name = $"t{Guid.NewGuid():N}"[..12];
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Administrator), look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await GoToAsync(page, "/admin/members/import");
        await page.Locator(".work[data-live]").WaitForAsync();

        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload { Name = "people.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes($"称呼,联系方式\n何青,{name}@qinghe.example\n") });
        await Assertions.Expect(page.Locator(".note[role=alert]")).ToContainTextAsync("还没有找到：姓名、电子邮件。");
        await page.GetByLabel("称呼").SelectOptionAsync("姓名");
        await page.GetByLabel("联系方式").SelectOptionAsync("电子邮件");
        await Assertions.Expect(page.GetByText("可以导入 1 人")).ToBeVisibleAsync();

        var result = await page.RunAxe();
        Assert.Empty(result.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0);
        await page.GetByRole(AriaRole.Button, new() { Name = "导入 1 人并寄出邀请" }).ClickAsync();
        await Assertions.Expect(page.GetByText("导入了 1 人")).ToBeVisibleAsync();
        Assert.Single((await Server.Get<Members>().ListAsync(Actor.Console, name, cancellation: TestContext.Current.CancellationToken)).Value!.Items);
        Assert.Empty(Complaints);
    }
}
