using System.Collections.Concurrent;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.JSInterop;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Web.Shared;

namespace Portal.Tests.Support;

/// <summary>A page with nothing but an editor, its real module and style, under the portal's own policy. What the server answers, the test says.</summary>
public sealed class EditorHarness(IPage page)
{
    public const string SaveUrl = "/harness/save";
    public const string PictureUrl = "/harness/picture";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'self'";

    private const string Script =
        """
        import { mount } from '/Shared/RichTextEditor.razor.js';
        window.calls = [];
        window.heard = [];
        for (const name of ['saved', 'refused', 'dirty', 'count'])
          document.addEventListener(`portal:${name}`, e => heard.push([name, e.detail]));
        window.mountEditor = () => window.editor = mount(document.querySelector('.editor'), { invokeMethodAsync(...call) { calls.push(call); return Promise.resolve(); } });
        mountEditor();
        """;

    /// <summary>What the editor has sent, in its order.</summary>
    public ConcurrentQueue<JsonElement> Saves { get; } = new();

    public ConcurrentQueue<byte[]> Pictures { get; } = new();

    /// <summary>Answers a save; null: as if there were no connection.</summary>
    public Func<JsonElement, (int Status, object Answer)?> Answer { get; set; } = _ => (200, new { saved = "2026-11-24T06:32:05Z", characters = 7 });

    public Func<(int Status, object Answer)?> PictureAnswer { get; set; } = () => (200, new { url = "/media/0123456789abcdef0123.png", width = 40, height = 20 });

    public ILocator Area => page.Locator(".editor .text");

    public string LastHtml => Saves.Last().GetProperty("html").GetString()!;

    public async Task OpenAsync(string html = "", Dictionary<string, object?>? parameters = null)
    {
        await page.RouteAsync("**/harness/**", RespondAsync);
        await page.RouteAsync("**/media/0123456789abcdef0123.png", r => r.FulfillAsync(new() { ContentType = "image/png", BodyBytes = Png }));
        await page.Clock.InstallAsync();
        await ShowAsync(html, parameters);
    }

    /// <summary>The page anew, with what the server would bring now.</summary>
    public async Task ShowAsync(string html, Dictionary<string, object?>? parameters = null)
    {
        _html = await RenderAsync(html, parameters ?? []);
        await page.GotoAsync("/harness/page");
        await page.WaitForFunctionAsync("window.editor !== undefined");
    }

    /// <summary>A pixel.</summary>
    public static byte[] Png { get; } = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==");

    /// <summary>Goes to the end of the text, as a click there does.</summary>
    public Task CaretToEndAsync() => Area.EvaluateAsync("a => { a.focus(); const last = [...a.children].filter(c => c.tagName !== 'SECTION').pop(); getSelection().selectAllChildren(last); getSelection().collapseToEnd(); }");

    public Task SelectAsync(string text) => Area.EvaluateAsync(
        """
        (a, text) => {
          a.focus();
          const w = document.createTreeWalker(a, NodeFilter.SHOW_TEXT);
          while (w.nextNode()) {
            const at = w.currentNode.data.indexOf(text);
            if (at >= 0)
              return getSelection().setBaseAndExtent(w.currentNode, at, w.currentNode, at + text.length);
          }
          throw new Error('not there: ' + text);
        }
        """, text);

    public Task PasteAsync(object data, string? pictureBase64 = null) => Area.EvaluateAsync(
        """
        (a, [data, picture]) => {
          const all = new DataTransfer();
          for (const [type, value] of Object.entries(data))
            all.setData(type, value);
          if (picture)
            all.items.add(new File([Uint8Array.from(atob(picture), c => c.charCodeAt(0))], '伞.png', { type: 'image/png' }));
          const node = getSelection().anchorNode ?? a;
          (node.nodeType === 3 ? node.parentElement : node).dispatchEvent(new ClipboardEvent('paste', { clipboardData: all, bubbles: true, cancelable: true }));
        }
        """, new[] { data, pictureBase64! });

    /// <summary>Lets the browser's clock run, and waits until the editor has nothing left to save.</summary>
    public async Task<string> SaveAsync()
    {
        await page.Clock.RunForAsync(2000);
        await Assertions.Expect(page.Locator(".editor[data-clean]")).ToBeVisibleAsync();
        return LastHtml;
    }

    public Task RunAsync(int milliseconds) => page.Clock.RunForAsync(milliseconds);

    public ILocator Button(string name) => page.Locator(".bars").GetByRole(AriaRole.Button, new() { Name = name, Exact = true });

    private string _html = "";

    private async Task RespondAsync(IRoute route)
    {
        var path = new Uri(route.Request.Url).AbsolutePath;
        switch (path)
        {
            case "/harness/page":
                await route.FulfillAsync(new()
                {
                    ContentType = "text/html; charset=utf-8",
                    Headers = new Dictionary<string, string> { ["Content-Security-Policy"] = Policy, ["Content-Type"] = "text/html; charset=utf-8" },
                    Body = _html,
                });
                break;
            case "/harness/script.js":
                await route.FulfillAsync(new() { ContentType = "text/javascript", Body = Script });
                break;
            case SaveUrl:
                var save = JsonDocument.Parse(route.Request.PostData!).RootElement;
                Saves.Enqueue(save);
                await AnswerAsync(route, Answer(save));
                break;
            case PictureUrl:
                Pictures.Enqueue(route.Request.PostDataBuffer ?? []);
                await AnswerAsync(route, PictureAnswer());
                break;
            default:
                await route.AbortAsync();
                break;
        }
    }

    private static Task AnswerAsync(IRoute route, (int Status, object Answer)? answer) => answer is { } a
        ? route.FulfillAsync(new() { Status = a.Status, ContentType = "application/json", Body = JsonSerializer.Serialize(a.Answer) })
        : route.AbortAsync("connectionrefused");

    private static async Task<string> RenderAsync(string html, Dictionary<string, object?> parameters)
    {
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("zh-Hans");
        var services = new ServiceCollection().AddLogging().AddLocalization().AddSingleton(TimeProvider.System).AddSingleton<IJSRuntime, NoBrowser>()
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All));
        await using var provider = services.BuildServiceProvider();
        await using var renderer = new HtmlRenderer(provider, provider.GetRequiredService<ILoggerFactory>());
        var all = new Dictionary<string, object?>
        {
            [nameof(RichTextEditor.Key)] = "essay-1",
            [nameof(RichTextEditor.SaveUrl)] = SaveUrl,
            [nameof(RichTextEditor.PictureUrl)] = PictureUrl,
            [nameof(RichTextEditor.Writer)] = "pen-1",
            [nameof(RichTextEditor.LabelledBy)] = "label",
            [nameof(RichTextEditor.InitialHtml)] = SafeHtml.Clean(html),
        };
        foreach (var (name, value) in parameters)
            all[name] = value;
        var editor = await renderer.Dispatcher.InvokeAsync(async () => (await renderer.RenderComponentAsync<RichTextEditor>(ParameterView.FromDictionary(all))).ToHtmlString());
        return $"""
            <!DOCTYPE html><html lang="zh-Hans"><head><meta charset="utf-8"><title>编辑</title><base href="/">
            <link rel="stylesheet" href="css/tokens.css"><link rel="stylesheet" href="css/looks.css"></head>
            <body><main><h1>编辑</h1><p id="label">正文</p>{editor}<button id="after">之后</button></main><script type="module" src="/harness/script.js"></script></body></html>
            """;
    }

    private sealed class NoBrowser : IJSRuntime
    {
        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => throw new InvalidOperationException("There is no browser yet");

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args) => InvokeAsync<TValue>(identifier, args);
    }
}
