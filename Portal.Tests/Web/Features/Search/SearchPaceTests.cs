using System.Net;
using Portal.Tests.Support;
using Portal.Web.Features.Search;

namespace Portal.Tests.Web.Features;

/// <summary>Whoever searches without end waits; everybody else does not.</summary>
public sealed class SearchPaceTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Network_ThatSearchesWithoutEnd_IsAskedToWaitAndKeepsItsWords()
    {
        (string, string) from = ("X-Forwarded-For", "203.0.113.240");
        var answer = await GetAsync("/search?q=1", from);
        // what is given back meanwhile counts as well
        for (var i = 0; i < SearchPace.Burst * 10 && answer.Status == HttpStatusCode.OK; i++)
            answer = await GetAsync("/search?q=1", from);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.Status);
        Assert.Equal("5", answer.Header("Retry-After"));
        Assert.Equal("1", answer.Page.QuerySelector("#sq")!.GetAttribute("value"));
        Assert.Contains("请过几秒再试", answer.Page.QuerySelector("main [role=alert]")!.TextContent, StringComparison.Ordinal);

        // the empty page costs nothing, and neither does somebody else's search
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/search", from)).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync("/search?q=1", ("X-Forwarded-For", "203.0.113.241"))).Status);
    }
}
