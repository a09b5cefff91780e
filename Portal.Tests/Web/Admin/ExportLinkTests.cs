using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Web.Features;
using Portal.Web.Admin;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Admin;

public sealed class ExportLinkTests : IslandTest
{
    private readonly ExportRuns _runs = new();
    private readonly TaskCompletionSource[] _steps = [new(), new()];
    private readonly Lifetime _lifetime = new();

    protected override ValueTask ArrangeAsync()
    {
        Context.AddAuthorization();
        Context.Services.AddSingleton(_runs);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Running_ShowsHowFarItIs_AndThatItIsDone()
    {
        var link = Show();
        var (context, sending) = Begin(KeyOf(link));

        link.WaitForAssertion(() => Assert.Equal("0", link.Find("[role=progressbar]").GetAttribute("aria-valuenow")));
        _steps[0].SetResult();
        link.WaitForAssertion(() => Assert.Equal("50", link.Find("[role=progressbar]").GetAttribute("aria-valuenow")));
        _steps[1].SetResult();
        await sending;

        link.WaitForAssertion(() => Assert.Equal("已导出。", link.Find("[role=status]").TextContent));
        Assert.Empty(link.FindAll("[role=progressbar]"));
        Assert.Equal(2, context.Response.Body.Length);
    }

    [Fact]
    public async Task Stopped_EndsWithoutAWholeFile()
    {
        var link = Show();
        var (context, sending) = Begin(KeyOf(link));
        link.WaitForElement("[role=progressbar]");

        link.Find("button").Click();
        await sending;

        link.WaitForAssertion(() => Assert.Equal("导出停下了，没有留下文件。", link.Find("[role=status]").TextContent));
        Assert.True(_lifetime.IsAborted);
        Assert.Equal(0, context.Response.Body.Length);
    }

    [Fact]
    public async Task KeyOfSomebodyElse_IsNoKey()
    {
        var link = Show();
        Array.ForEach(_steps, s => s.SetResult());

        var (context, sending) = Begin(KeyOf(link), new Actor(7, "he", Role.Member));
        await sending;

        Assert.Equal(2, context.Response.Body.Length);
        Assert.Equal("", link.Find("[role=status]").TextContent);
    }

    private static string KeyOf(IRenderedComponent<ExportLink> link) => link.Find("a").GetAttribute("href")!.Split("run=")[1];

    private IRenderedComponent<ExportLink> Show() => Show<ExportLink>(p => p.Add(l => l.Address, "/admin/members.csv?state=Off").AddChildContent("导出"));

    private (HttpContext Context, Task Sending) Begin(string key, Actor? actor = null)
    {
        var context = new DefaultHttpContext { RequestServices = Context.Services };
        context.Features.Set<IHttpRequestLifetimeFeature>(_lifetime);
        context.Response.Body = new MemoryStream();
        var result = _runs.Send(context, actor ?? Actor.Visitor, key, 2, WriteAsync, "text/csv", "a.csv");
        return (context, result.ExecuteAsync(context));
    }

    private async Task WriteAsync(Stream stream, IProgress<long>? progress, CancellationToken stop)
    {
        for (var i = 0; i < 2; i++)
        {
            progress?.Report(i);
            await _steps[i].Task.WaitAsync(stop);
            await stream.WriteAsync("x"u8.ToArray(), stop);
        }
    }

    private sealed class Lifetime : IHttpRequestLifetimeFeature
    {
        public bool IsAborted { get; private set; }

        public CancellationToken RequestAborted { get; set; }

        public void Abort() => IsAborted = true;
    }
}
