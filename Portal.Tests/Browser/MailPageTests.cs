using Deque.AxeCore.Playwright;
using Microsoft.EntityFrameworkCore;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Mails that did not go out, seen and sent again by an administrator.</summary>
[Collection(DeskServer.Name)]
public sealed class MailPageTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("light..", 1280)]
    [InlineData("dark.elder.", 390)]
    public async Task FailedMail_SentAgain_ShowsThatItLeft(string look, int width)
    {
        var subject = $"稿件已收到 {Guid.NewGuid():N}";
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token))
        {
            db.OutgoingMails.Add(new OutgoingMail
            {
                To = "wang@qinghe.example",
                ToName = "王小明",
                Language = "zh-Hans",
                Subject = subject,
                Text = "您的稿件已经收到。",
                Kind = "essay.received",
                MessageId = $"{Guid.NewGuid():N}@qinghe.example",
                State = MailState.Failed,
                Tries = 8,
                LastError = "550 5.1.1 no such user",
                CreatedUtc = TimeProvider.System.GetUtcNow().UtcDateTime,
            });
            await db.SaveChangesAsync(Token);
        }

        var page = await NewPageOfAsync(await Server.AddMemberAsync(Role.Member, Role.Administrator), look, new() { ViewportSize = new() { Width = width, Height = 900 }, ReducedMotion = ReducedMotion.Reduce });
        await page.GotoAsync("/admin/mail");
        await page.Locator(".work[data-live]").WaitForAsync();
        var line = page.Locator(".letters > li").Filter(new() { HasText = subject });
        await Assertions.Expect(line).ToContainTextAsync("邮件服务器说：550 5.1.1 no such user");
        await line.Locator("summary").ClickAsync();
        await Assertions.Expect(line).ToContainTextAsync("您的稿件已经收到。");
        Assert.Empty((await page.RunAxe()).Violations.Select(v => $"{v.Id}: {string.Join(", ", v.Nodes.Select(n => n.Target))}"));
        Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= width);

        await line.GetByRole(AriaRole.Button, new() { Name = "再发一次" }).ClickAsync();
        await Assertions.Expect(line.Locator(".chip")).ToHaveTextAsync("已发出");
        Assert.Empty(Complaints);
    }
}
