using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Attachments in a browser: sent in pieces, gone on with after a lost connection and after a reload.</summary>
public sealed class AttachmentTests(PortalServer server, Chromium chromium) : AccountBrowserTest(server, chromium)
{
    private const int Piece = 256 * 1024;

    private static readonly byte[] Text = [.. Enumerable.Repeat("The lamp at the corner.\n"u8.ToArray(), 30_000).SelectMany(l => l)];

    [Fact]
    public async Task Upload_WithALostPiece_GoesOnByItself()
    {
        var (page, author, essay) = await OpenAsync();
        var pieces = 0;
        await page.RouteAsync("**/contests/essays/uploads/**", async route =>
        {
            if (Interlocked.Increment(ref pieces) is 2 or 3)
                await route.AbortAsync();
            else
                await route.ContinueAsync();
        });

        await ChooseAsync(page, "灯.txt");

        await Assertions.Expect(page.GetByText("断在 36%，连上后接着传")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "现在续传" }).ClickAsync();
        await Assertions.Expect(page.Locator(".ups li")).ToContainTextAsync("703 KB，已上传");
        await Assertions.Expect(page.GetByRole(AriaRole.Progressbar)).ToHaveCountAsync(0);
        var file = Assert.Single((await Server.Get<EssayFiles>().ListAsync(author, essay)).Value!.Files);
        Assert.Equal(Text, await File.ReadAllBytesAsync((await Server.Get<EssayFiles>().FindAsync(author, essay, file.Id)).Value!.Path, TestContext.Current.CancellationToken));

        await page.GetByRole(AriaRole.Button, new() { NameRegex = Named("移除", "灯.txt") }).ClickAsync();
        await Assertions.Expect(page.Locator(".ups li")).ToHaveCountAsync(0);
        Assert.Empty((await Server.Get<EssayFiles>().ListAsync(author, essay)).Value!.Files);
    }

    [Fact]
    public async Task Upload_AfterAReload_GoesOnWithTheSameFile()
    {
        var (page, author, essay) = await OpenAsync();
        var sent = new List<string>();
        var isCut = true;
        await page.RouteAsync("**/contests/essays/uploads/**", async route =>
        {
            lock (sent)
                sent.Add(new Uri(route.Request.Url).Query);
            if (isCut && !route.Request.Url.EndsWith("offset=0", StringComparison.Ordinal))
                await route.AbortAsync();
            else
                await route.ContinueAsync();
        });
        await ChooseAsync(page, "灯.txt");
        await Assertions.Expect(page.GetByText("断在 36%，连上后接着传")).ToBeVisibleAsync();

        await page.ReloadAsync();
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.GetByText("断在 36%。再选一次这个文件，就从这里接着传")).ToBeVisibleAsync();
        isCut = false;
        lock (sent)
            sent.Clear();
        await ChooseAsync(page, "灯.txt");

        await Assertions.Expect(page.Locator(".ups li")).ToContainTextAsync("703 KB，已上传");
        Assert.Equal([$"?offset={Piece}", $"?offset={2 * Piece}"], sent);
        Assert.Single((await Server.Get<EssayFiles>().ListAsync(author, essay)).Value!.Files);
    }

    [Fact]
    public async Task Upload_Refused_SaysWhyAndGoesWhenDismissed()
    {
        var (page, _, _) = await OpenAsync();
        await page.Locator("[data-picker][accept*='.docx']").SetInputFilesAsync(new FilePayload { Name = "灯.docx", MimeType = "application/octet-stream", Buffer = Core.HostileFiles.All["macros"].Make() });

        await Assertions.Expect(page.Locator(".ups li .bad")).ToHaveTextAsync("文件里有宏或脚本。请另存为不带宏的文件后再传。");
        await page.GetByRole(AriaRole.Button, new() { NameRegex = Named("知道了", "灯.docx") }).ClickAsync();
        await Assertions.Expect(page.Locator(".ups li")).ToHaveCountAsync(0);
    }

    // a button says of which file it is, to those who cannot see where it stands
    private static Regex Named(string button, string file) => new($"^{button} ?{Regex.Escape(file)}$");

    private static Task ChooseAsync(IPage page, string name) =>
        page.Locator("[data-picker][accept*='.docx']").SetInputFilesAsync(new FilePayload { Name = name, MimeType = "text/plain", Buffer = Text });

    private async Task<(IPage Page, Actor Author, int Essay)> OpenAsync()
    {
        var member = await Server.AddMemberAsync();
        var essay = await Server.AddEssayAsync(member.Id, writer: null);
        var page = await NewPageOfAsync(member);
        await page.GotoAsync($"/contests/{essay.ContestId}/submit?essay={essay.Id}");
        await WaitForLiveAsync(page);
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "选择文件", Exact = true })).ToBeEnabledAsync();
        return (page, new Actor(member.Id, member.Name, Role.Member), essay.Id);
    }
}
