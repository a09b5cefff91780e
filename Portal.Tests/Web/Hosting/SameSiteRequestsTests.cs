using Microsoft.AspNetCore.Http;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class SameSiteRequestsTests
{
    private const string Forms = "/preferences";
    private const string Circuits = "/_blazor";
    private const string OwnAddress = "http://portal.example";

    [Theory]
    // what browsers with Fetch Metadata send
    [InlineData("POST", Forms, "same-origin", OwnAddress, true)]
    [InlineData("POST", Forms, "same-site", "http://blog.portal.example", false)]
    [InlineData("POST", Forms, "cross-site", "http://evil.example", false)]
    [InlineData("POST", Forms, "none", null, false)]
    // one header cannot excuse the other
    [InlineData("POST", Forms, "same-origin", "http://evil.example", false)]
    [InlineData("POST", Forms, "cross-site", OwnAddress, false)]
    [InlineData("POST", Forms, "SAME-ORIGIN", null, false)]
    // older browsers send Origin alone, other clients neither
    [InlineData("POST", Forms, null, OwnAddress, true)]
    [InlineData("POST", Forms, null, "http://evil.example", false)]
    [InlineData("POST", Forms, null, "null", false)]
    [InlineData("POST", Forms, null, "garbage", false)]
    [InlineData("POST", Forms, null, null, true)]
    [InlineData("POST", Forms, "", "", true)]
    [InlineData("PUT", Forms, "cross-site", null, false)]
    [InlineData("PATCH", Forms, "cross-site", null, false)]
    [InlineData("DELETE", Forms, "cross-site", null, false)]
    // reading is for everybody
    [InlineData("GET", "/articles/1", "cross-site", "http://evil.example", true)]
    [InlineData("HEAD", "/articles/1", "cross-site", "http://evil.example", true)]
    [InlineData("OPTIONS", "/articles/1", "cross-site", "http://evil.example", true)]
    // but circuits are for pages of this portal
    [InlineData("GET", Circuits, null, "http://evil.example", false)]
    [InlineData("GET", Circuits, null, "null", false)]
    [InlineData("GET", Circuits, "cross-site", null, false)]
    [InlineData("GET", Circuits, "same-origin", OwnAddress, true)]
    [InlineData("GET", Circuits, "none", null, true)]
    [InlineData("GET", Circuits, null, null, true)]
    [InlineData("GET", "/_BLAZOR", null, "http://evil.example", false)]
    [InlineData("GET", "/_blazor/initializers", "cross-site", null, false)]
    [InlineData("POST", "/_blazor/negotiate", "cross-site", "http://evil.example", false)]
    [InlineData("POST", "/_blazor/negotiate", "same-origin", OwnAddress, true)]
    [InlineData("GET", "/_blazored", "cross-site", "http://evil.example", true)]
    public async Task Invoke_MethodPathAndHeaders_LetsOnlyOwnRequestsThrough(string method, string path, string? site, string? origin, bool passes) =>
        Assert.Equal(passes, await PassesAsync(method, path, site, origin, OwnAddress));

    [Theory]
    [InlineData("http://portal.example", "http://portal.example", true)]
    [InlineData("http://portal.example:80", "http://portal.example", true)]
    [InlineData("http://portal.example", "http://portal.example:80", true)]
    [InlineData("https://portal.example", "https://portal.example", true)]
    [InlineData("https://portal.example:443", "https://portal.example", true)]
    [InlineData("http://portal.example:5080", "http://portal.example:5080", true)]
    [InlineData("http://PORTAL.example", "http://portal.example", true)]
    [InlineData("http://127.0.0.1:5080", "http://127.0.0.1:5080", true)]
    [InlineData("http://[::1]:5080", "http://[::1]:5080", true)]
    [InlineData("http://[::1]", "http://[::1]", true)]
    // a name in Chinese travels as punycode in both headers
    [InlineData("http://xn--5brq63n.xn--fiqs8s", "http://xn--5brq63n.xn--fiqs8s", true)]
    [InlineData("https://portal.example", "http://portal.example", false)]
    [InlineData("http://portal.example", "https://portal.example", false)]
    [InlineData("http://portal.example:443", "http://portal.example", false)]
    [InlineData("http://portal.example:5080", "http://portal.example:5081", false)]
    [InlineData("http://portal.example:5080", "http://portal.example", false)]
    [InlineData("http://portal.example", "http://portal.example.evil.example", false)]
    [InlineData("http://portal.example", "http://evil.example?portal.example", false)]
    [InlineData("http://portal.example", "http://portal.example@evil.example", false)]
    [InlineData("http://[::1]:5080", "http://[::2]:5080", false)]
    public async Task Invoke_OriginAndAddress_ComparesSchemeHostAndPort(string address, string origin, bool passes) =>
        Assert.Equal(passes, await PassesAsync("POST", Forms, site: null, origin, address));

    private static async Task<bool> PassesAsync(string method, string path, string? site, string? origin, string address)
    {
        var context = new DefaultHttpContext();
        context.Request.Method = method;
        context.Request.Path = path;
        context.Request.Scheme = address.Split("://")[0];
        context.Request.Host = new HostString(address.Split("://")[1]);
        if (site is not null)
            context.Request.Headers["Sec-Fetch-Site"] = site;
        if (origin is not null)
            context.Request.Headers.Origin = origin;
        var passed = false;
        await new SameSiteRequests(_ =>
        {
            passed = true;
            return Task.CompletedTask;
        }).InvokeAsync(context);
        Assert.Equal(passed ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden, context.Response.StatusCode);
        return passed;
    }
}
