using System.Text.Json;
using Microsoft.Playwright;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Browser;

/// <summary>Hostile markup, cleaned as everything is before it is stored, in a real browser without the shield of a content security policy.</summary>
public sealed class ScriptInjectionTests(PortalServer server, Chromium chromium) : BrowserTest(server, chromium), IClassFixture<PortalServer>
{
    /// <summary>Each calls <c>top.hit()</c> by itself, or when what it shows is clicked, pointed at or focused.</summary>
    private static readonly string[] Vectors =
    [
        "<script>top.hit()</script>", "<SCRIPT>top.hit()</SCRIPT>", "<scr<script>ipt>top.hit()</script>", "<script/x>top.hit()</script>", "<script\n>top.hit()</script\n>", "<script src=\"data:text/javascript,top.hit()\"></script>",
        "<script type=\"module\">top.hit()</script>", "<script>top.hit()", "<svg><script>top.hit()</script></svg>", "<svg><script href=\"data:text/javascript,top.hit()\"/></svg>", "<math><script>top.hit()</script></math>",
        "<img src=x onerror=\"top.hit()\">", "<img src=x onerror=top.hit()>", "<img src=x oNeRrOr=top.hit()>", "<img/src=x/onerror=top.hit()>", "<img src=x\nonerror=top.hit()>", "<img src=x onerror\n=top.hit()>", "<img src='x'onerror='top.hit()'>",
        "<img src=x onerror=&#116;op.hit()>", "<img src=x onerror=\"&#x74;op.hit()\">", "<img src=`x` onerror=top.hit()>", "<img \"\"\"><script>top.hit()</script>\">", "<image src=x onerror=top.hit()>", "<img srcset=x onerror=top.hit()>",
        "<img src=/media/x onload=top.hit() onerror=top.hit()>", "<picture><source srcset=x><img src=x onerror=top.hit()></picture>", "<video src=x onerror=top.hit()>", "<video><source onerror=\"top.hit()\"></video>", "<audio src=x onerror=top.hit()>",
        "<input autofocus onfocus=top.hit()>", "<textarea autofocus onfocus=top.hit()>", "<select autofocus onfocus=top.hit()>", "<button autofocus onfocus=top.hit()>x</button>", "<a href=# autofocus onfocus=top.hit()>x</a>", "<p tabindex=0 autofocus onfocus=top.hit()>x</p>",
        "<body onload=top.hit()>", "<svg onload=top.hit()>", "<svg/onload=top.hit()>", "<svg><animate onbegin=top.hit() attributeName=x dur=1s>", "<svg><set onbegin=top.hit() attributeName=x>", "<svg><a xlink:href=\"javascript:top.hit()\"><text y=20>x</text></a></svg>",
        "<svg><a><animate attributeName=href values=\"javascript:top.hit()\"/><text y=20>x</text></a></svg>", "<svg><foreignObject><img src=x onerror=top.hit()></foreignObject></svg>", "<svg><use href=\"data:image/svg+xml,<svg id='x' xmlns='http://www.w3.org/2000/svg'><image href='x' onerror='top.hit()'/></svg>#x\"></use></svg>",
        "<math href=\"javascript:top.hit()\">x</math>", "<math><maction actiontype=\"statusline#\" xlink:href=\"javascript:top.hit()\">x</maction></math>", "<math><mtext><table><mglyph><style><img src=x onerror=top.hit()></style></mglyph></table></mtext></math>",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=top.hit()&gt;\">", "<svg></p><style><a id=\"</style><img src=x onerror=top.hit()>\">", "<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=top.hit()>",
        "<noscript><p title=\"</noscript><img src=x onerror=top.hit()>\">", "<style><img title=\"</style><img src=x onerror=top.hit()>\">", "<xmp><img title=\"</xmp><img src=x onerror=top.hit()>\">", "<title><img title=\"</title><img src=x onerror=top.hit()>\">",
        "<textarea><img title=\"</textarea><img src=x onerror=top.hit()>\">", "<iframe><img title=\"</iframe><img src=x onerror=top.hit()>\">", "<noembed><img title=\"</noembed><img src=x onerror=top.hit()>\">", "<noframes><img title=\"</noframes><img src=x onerror=top.hit()>\">", "<template><img src=x onerror=top.hit()></template>",
        "<!--><img src=x onerror=top.hit()>-->", "<!--!><img src=x onerror=top.hit()>-->", "<!--><script>top.hit()</script>", "<![CDATA[><img src=x onerror=top.hit()>]]>", "<?xml ><img src=x onerror=top.hit()>?>", "</br onload><img src=x onerror=top.hit()>", "<a title=\"--><img src=x onerror=top.hit()>\"><!--</a>",
        "<iframe src=\"javascript:top.hit()\"></iframe>", "<iframe srcdoc=\"<script>top.hit()</script>\"></iframe>", "<iframe srcdoc=\"&lt;img src=x onerror=top.hit()&gt;\"></iframe>", "<iframe onload=top.hit()></iframe>", "<object data=\"javascript:top.hit()\"></object>", "<embed src=\"javascript:top.hit()\">",
        "<object data=\"data:text/html,<script>parent.top.hit()</script>\"></object>", "<frameset onload=top.hit()>", "<marquee onstart=top.hit()>x</marquee>", "<details open ontoggle=top.hit()><summary>x</summary></details>", "<dialog open onclose=top.hit()>x</dialog>", "<isindex action=\"javascript:top.hit()\" type=image>",
        "<a href=\"javascript:top.hit()\">x</a>", "<a href=\"JaVaScRiPt:top.hit()\">x</a>", "<a href=\" javascript:top.hit()\">x</a>", "<a href=\"java\nscript:top.hit()\">x</a>", "<a href=\"java\tscript:top.hit()\">x</a>", "<a href=\"&#106;avascript:top.hit()\">x</a>",
        "<a href=\"javascript&colon;top.hit()\">x</a>", "<a href=\"javascript&#58;top.hit()\">x</a>", "<a href=\"\u0001javascript:top.hit()\">x</a>", "<a href=\"javascript://%0atop.hit()\">x</a>", "<a href='javascript:top.hit()//https://qinghe.example'>x</a>", "<a xlink:href=\"javascript:top.hit()\">x</a>",
        "<area href=\"javascript:top.hit()\">x</area>", "<map name=m><area shape=default href=\"javascript:top.hit()\"></map><img usemap=#m src=x width=50 height=50>", "<form action=\"javascript:top.hit()\"><button>x</button></form>", "<button formaction=\"javascript:top.hit()\" form=f>x</button><form id=f></form>", "<form><input type=submit formaction=javascript:top.hit() value=x></form>",
        "<a href=\"vbscript:top.hit()\" onclick=top.hit()>x</a>", "<a href=\"data:text/html,<script>top.hit()</script>\" onclick=\"top.hit()\">x</a>", "<base href=\"javascript:top.hit()//\"><a href=\"x\">x</a>", "<meta http-equiv=refresh content=\"0;url=javascript:top.hit()\">", "<link rel=stylesheet href=x onerror=top.hit()>", "<link rel=preload as=image href=x onerror=top.hit()>",
        "<p onclick=top.hit()>x</p>", "<p onmouseover=top.hit()>x</p>", "<p onpointerenter=top.hit()>x</p>", "<p style=\"animation:a\" onanimationstart=top.hit()>x</p><style>@keyframes a{}</style>", "<p style=\"transition:color 1ms\" ontransitionend=top.hit() onmouseover=top.hit()>x</p>", "<p onbeforematch=top.hit() onclick=top.hit()>x</p>",
        "<table background=\"javascript:top.hit()\"><tr><td onclick=top.hit()>x</td></tr></table>", "<td/onmouseover=top.hit()>x", "<blockquote cite=\"javascript:top.hit()\" onclick=top.hit()>x</blockquote>", "<h2 id=x onclick=top.hit()>x</h2>", "<em onfocus=top.hit() tabindex=0>x</em>", "<ol start=\"1\" onclick=top.hit()><li>x</li></ol>",
        "<figure onclick=top.hit()><img src=x onerror=top.hit()><figcaption onclick=top.hit()>x</figcaption></figure>", "<sup onclick=top.hit()><a href=\"javascript:top.hit()\">1</a></sup>", "<custom-element onclick=top.hit()>x</custom-element>", "<x onclick=top.hit() style=display:block>x</x>", "<p contenteditable onpaste=top.hit() onfocus=top.hit()>x</p>",
    ];

    private const string Harness = """
        async vectors => {
          const hits = new Set();
          for (const [index, html] of vectors.entries()) {
            window.hit = () => hits.add(index);
            const frame = document.createElement('iframe');
            const loaded = new Promise(done => frame.onload = done);
            frame.srcdoc = `<!DOCTYPE html><body>${html}</body>`;
            document.body.append(frame);
            await loaded;
            // what fails to load has failed by then: two turns of the frame's own events
            for (let turn = 0; turn < 2; turn++)
              await new Promise(done => { const channel = new MessageChannel(); channel.port1.onmessage = done; channel.port2.postMessage(0); });
            const inside = frame.contentDocument;
            await Promise.all([...inside.images].filter(i => i.src && !i.complete).map(i => new Promise(done => { i.addEventListener('error', done); i.addEventListener('load', done); })));
            for (const element of inside.querySelectorAll('body *')) {
              try { element.focus?.(); } catch { }
              for (const type of ['mouseover', 'pointerenter', 'focus'])
                element.dispatchEvent(new Event(type));
              if (element.click) element.click(); else element.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }));
            }
            await new Promise(done => setTimeout(done, 0));
            frame.remove();
          }
          return [...hits];
        }
        """;

    [Fact]
    public async Task Vectors_Cleaned_RunNothing_AndUncleanedMostOfThemDo()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("about:blank");
        var raw = await HitsAsync(page, Vectors);
        await page.GotoAsync("about:blank");
        var cleaned = await HitsAsync(page, [.. Vectors.Select(v => SafeHtml.Clean(v).Html)]);

        Assert.Empty(cleaned.Select(i => Vectors[i]));
        // the harness can see them: without it the line above would say nothing
        Assert.True(raw.Length > Vectors.Length / 2, $"{raw.Length} of {Vectors.Length} ran uncleaned");
    }

    [Fact]
    public async Task Vectors_AsOneArticle_RunNothingInTheReadersPage()
    {
        var articles = Server.Get<Articles>();
        var text = new ArticleText
        {
            ColumnId = (await articles.ColumnsAsync(TestContext.Current.CancellationToken))[0].Id,
            Title = "<script>top.hit()</script><img src=x onerror=top.hit()>",
            Summary = "<img src=x onerror=top.hit()>",
            BodyHtml = string.Concat(Vectors) + string.Concat(Vectors.Select(v => $"<p>段落</p>{v}")),
        };
        var made = await articles.PublishAsync(TestPortal.Editor, text, TimeProvider.System.GetUtcNow().UtcDateTime, TestContext.Current.CancellationToken);
        Assert.True(made.IsDone, made.Detail);
        var page = await NewPageAsync();
        await page.AddInitScriptAsync("window.hits = 0; window.hit = () => window.hits++;");

        await page.GotoAsync($"/articles/{made.Value}");
        await WaitForLiveAsync(page);

        Assert.Equal(0, await page.EvaluateAsync<int>("window.hits"));
        Assert.Equal(0, await page.EvaluateAsync<int>("document.querySelectorAll('main .body script, main .body iframe, main .body object, main .body [onclick], main .body [onerror], main .body [href^=\"javascript\"]').length"));
    }

    private static async Task<int[]> HitsAsync(IPage page, string[] vectors) => JsonSerializer.Deserialize<int[]>((await page.EvaluateAsync(Harness, vectors))!.Value.GetRawText())!;
}
