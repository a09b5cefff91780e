using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>What administrators arrange about the site as a whole, and what readers then see.</summary>
[Collection(DeskServer.Name)]
public sealed class SiteDeskTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    [Fact]
    public async Task UnitsOwnPeople_ProposeAChange_ReadersSeeItOnceItIsApproved()
    {
        var name = $"清河书社 {Guid.NewGuid():N}"[..14];
        var unit = (await Server.Get<UnitDesk>().AddAsync(Actor.Console, CouncilTier.Council, new UnitText { Name = name, Telephone = "555-0100" })).Value;
        var (contact, administrator) = (await Server.AddMemberAsync(), await Server.AddMemberAsync(Role.Administrator));
        var office = await NewPageOfAsync(administrator);
        await GoToAsync(office, $"/admin/units/{unit}");
        await office.Locator(".work[data-live]").WaitForAsync();
        await office.GetByLabel("添加联系人：搜索姓名、用户名或邮箱").FillAsync(contact.Name);
        await office.Keyboard.PressAsync("Enter");
        await office.GetByRole(AriaRole.Button, new() { Name = "添加联系人 测试会员" }).ClickAsync();

        var own = await NewPageOfAsync(contact);
        await GoToAsync(own, "/account");
        await own.GetByRole(AriaRole.Link, new() { Name = "我的单位" }).ClickAsync();
        await WaitForLiveAsync(own);
        await own.GetByLabel("电话").FillAsync("555-0200");
        await own.GetByRole(AriaRole.Button, new() { Name = "提交修改" }).ClickAsync();
        await Assertions.Expect(own.Locator("main")).ToContainTextAsync("等待审核");
        var reader = await NewPageAsync();
        await reader.GotoAsync($"/units/{unit}");
        await Assertions.Expect(reader.Locator("main")).ToContainTextAsync("555-0100");

        await Assertions.Expect(office.Locator(".compared")).ToContainTextAsync("555-0200");
        await office.GetByRole(AriaRole.Button, new() { Name = "通过修改" }).ClickAsync();

        await Assertions.Expect(own.Locator("main")).ToContainTextAsync("已通过");
        await reader.ReloadAsync();
        await Assertions.Expect(reader.Locator("main")).ToContainTextAsync("555-0200");
        Assert.Empty(Complaints);
    }

    [Fact]
    public async Task Administrator_WritesAPageOfItsOwn_ReadersGetItOnceItIsPublished()
    {
        var slug = $"p{Guid.NewGuid():N}"[..12];
        var office = await NewPageOfAsync(await Server.AddMemberAsync(Role.Administrator));
        await GoToAsync(office, "/admin/pages");
        await office.Locator(".work[data-live]").WaitForAsync();
        await office.GetByRole(AriaRole.Button, new() { Name = "新建单页" }).ClickAsync();
        await office.GetByLabel("标题").FillAsync("学会章程");
        await office.GetByLabel("地址（/pages/ 后面的部分）").FillAsync(slug);
        await office.GetByRole(AriaRole.Button, new() { Name = "开始写" }).ClickAsync();
        await office.Locator("[role=textbox][contenteditable=true]").ClickAsync();
        await office.Keyboard.InsertTextAsync("第一条 本会定名。");
        var reader = await NewPageAsync();
        Assert.Equal(404, (await reader.GotoAsync($"/pages/{slug}"))!.Status);

        await office.GetByRole(AriaRole.Button, new() { Name = "发布", Exact = true }).ClickAsync();
        await Assertions.Expect(office.GetByText("已发布，读者的页面马上就会更新。")).ToBeVisibleAsync();

        await reader.GotoAsync($"/pages/{slug}");
        await Assertions.Expect(reader.Locator("main")).ToContainTextAsync("第一条 本会定名。");
        await Assertions.Expect(reader.Locator("h1")).ToHaveTextAsync("学会章程");
        Assert.DoesNotContain(Complaints, c => !c.Contains("status of 404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(1280, "light..", "zh-Hans")]
    [InlineData(390, "dark..", "en")]
    public async Task Pages_InEachEdition_PassAxeAndScrollOnlyDownwards(int width, string look, string language)
    {
        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Administrator), look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Localhost.ToString() }]);
        var violations = new List<string>();
        foreach (var address in new[] { "/admin/units", "/admin/units/2", "/admin/units/new", "/admin/units?tab=bin", "/admin/columns", "/admin/columns/1", "/admin/links", "/admin/pages", "/admin/pages/about", "/admin/media", "/admin/media/1", "/admin/site" })
        {
            await GoToAsync(page, address);
            await page.Locator(".work[data-live]").WaitForAsync();
            var result = await page.RunAxe();
            violations.AddRange(result.Violations.Select(v => $"{address} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{address} is {wider} px wider than {width}");
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
        Assert.Empty(Complaints);
    }
}
