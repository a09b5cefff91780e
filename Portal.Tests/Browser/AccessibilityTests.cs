using Deque.AxeCore.Playwright;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Every public page in every edition: axe, console, CSP, and nothing wider than the window.</summary>
public sealed class AccessibilityTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium)
{
    [Theory]
    [InlineData("light..", false)]
    [InlineData("dark..", true)]
    [InlineData("contrast..", true)]
    [InlineData(".elder.", false)]
    [InlineData("dark.elder.large", true)]
    public async Task PublicPages_InEachEdition_PassAxeWithACleanConsole(string look, bool styleAlone)
    {
        var page = await NewPageAsync(look);
        await page.AddInitScriptAsync("document.addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))");
        var violations = new List<string>();
        foreach (var address in PublicPages.All)
        {
            await page.GotoAsync(address);
            await WaitForLiveAsync(page);
            var result = await page.RunAxe(styleAlone ? Axe.Style : Axe.Everything);
            violations.AddRange(result.Violations.Select(v => $"{address} {v.Id}: {v.Help} — {string.Join(" | ", v.Nodes.Select(n => n.Html))}"));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));

        // a browser reports its own 404s as errors; those pages are meant to be one
        Assert.DoesNotContain(Complaints, c => !c.Contains("status of 404", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(320, "zh-Hans", "")]
    [InlineData(390, "en", "")]
    [InlineData(390, "zh-Hans", ".elder.large")]
    [InlineData(768, "en", "")]
    [InlineData(1024, "zh-Hans", ".elder.")]
    [InlineData(1280, "en", "")]
    public async Task PublicPages_AtAnyWidth_ScrollOnlyDownwards(int width, string language, string look)
    {
        var page = await NewPageAsync(look, new() { ViewportSize = new() { Width = width, Height = 800 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Server.Address.ToString() }]);
        foreach (var address in PublicPages.All)
        {
            await page.GotoAsync(address);
            var wider = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
            Assert.True(wider <= 0, $"{address} is {wider} px wider than {width}");
        }
    }

    /// <summary>Letters twice as large by the browser's own setting, which media queries in rem follow as well.</summary>
    [Theory]
    [InlineData(1280, "zh-Hans")]
    [InlineData(640, "en")]
    public async Task PublicPages_WithLettersTwiceAsLarge_ScrollOnlyDownwards(int width, string language)
    {
        await using var browser = await LaunchAsync("--blink-settings=defaultFontSize=32");
        var page = await browser.NewPageAsync(new() { BaseURL = Server.Address.ToString(), ViewportSize = new() { Width = width, Height = 900 } });
        await page.Context.AddCookiesAsync([new() { Name = ".AspNetCore.Culture", Value = Uri.EscapeDataString($"c={language}|uic={language}"), Url = Server.Address.ToString() }]);
        var wrong = new List<string>();
        foreach (var address in PublicPages.All)
        {
            await page.GotoAsync(address);
            var (letters, wider) = (await page.EvaluateAsync<string>("getComputedStyle(document.documentElement).fontSize"), await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth"));
            Assert.Equal("32px", letters);
            if (wider > 0)
                wrong.Add($"{address} is {wider} px wider than {width}");
        }

        Assert.Empty(wrong);
    }

    /// <summary>What only a screen reader says is in the language of the page as well.</summary>
    [Fact]
    public async Task PublicPages_InChinese_SayNothingInEnglish()
    {
        var page = await NewPageAsync();
        var english = new List<string>();
        foreach (var address in PublicPages.All)
        {
            await page.GotoAsync(address);
            english.AddRange((await page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll('[aria-label], [title], [placeholder], [alt]')].filter(e => !e.closest('[lang=en]'))
                    .flatMap(e => ['aria-label', 'title', 'placeholder', 'alt'].map(a => e.getAttribute(a)))
                    .filter(t => t && /[a-z]{3}/i.test(t) && !/[\u4e00-\u9fff]/.test(t))
                """)).Select(t => $"{address} {t}"));
        }

        Assert.Empty(english);
    }
}
