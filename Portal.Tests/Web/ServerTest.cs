using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Base of tests that speak HTTP with the whole portal.</summary>
[Collection(SharedServer.Name)]
public abstract class ServerTest(PortalServer server) : IDisposable
{
    protected const string English = ".AspNetCore.Culture=c%3Den%7Cuic%3Den";

    private readonly HttpClient _client = server.Client();

    protected PortalServer Server { get; } = server;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected static Actor Editor { get; } = new(0, "test", Role.Editor);

    public void Dispose()
    {
        _client.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Sends one request; the address goes out as it stands, dots and all.</summary>
    protected async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[]? headers = null, HttpContent? content = null)
    {
        var address = new Uri($"{Server.Address.GetLeftPart(UriPartial.Authority)}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(method, address) { Content = content };
        foreach (var (name, value) in headers ?? [])
            Assert.True(request.Headers.TryAddWithoutValidation(name, value), name);
        var response = await _client.SendAsync(request, Cancellation);
        var body = await response.Content.ReadAsByteArrayAsync(Cancellation);
        return new Answer(response, body);
    }

    protected Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, headers);

    protected Task<Answer> PostAsync(string path, Dictionary<string, string> form, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, headers, new FormUrlEncodedContent(form));

    /// <summary>An article of the test's own.</summary>
    protected async Task<int> PublishAsync(string title = "测试用文章", string body = "<p>正文。</p>")
    {
        var made = await Server.Get<Articles>().PublishAsync(Editor, await TextAsync(title, body), DateTime.UnixEpoch, Cancellation);
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    protected async Task<ArticleText> TextAsync(string title, string body)
    {
        var columns = await Server.Get<Articles>().ColumnsAsync(Cancellation);
        return new ArticleText { ColumnId = columns[0].Id, Title = title, BodyHtml = body };
    }

    /// <summary>The session cookie of the sample's member.</summary>
    protected async Task<(string Name, string Value)> SignInAsync()
    {
        var password = (await File.ReadAllTextAsync(Path.Combine(Server.Folder, "sample-password.txt"), Cancellation)).Trim();
        var answer = await PostAsync("/account/login", new() { ["user"] = "member", ["password"] = password, ["returnTo"] = "/notices" });
        Assert.Equal(HttpStatusCode.Found, answer.Status);
        Assert.Equal("/notices", answer.Header("Location"));
        return ("Cookie", answer.Cookies.Single(c => c.StartsWith("portal-session=", StringComparison.Ordinal)).Split(';')[0]);
    }

    /// <summary>The headers of every page.</summary>
    protected static void AssertGuarded(Answer answer)
    {
        var policy = answer.Header("Content-Security-Policy");
        Assert.NotNull(policy);
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Equal("DENY", answer.Header("X-Frame-Options"));
    }
}

/// <summary>What the server said.</summary>
public sealed class Answer(HttpResponseMessage response, byte[] body)
{
    private string? _text;
    private IHtmlDocument? _page;

    public HttpStatusCode Status => response.StatusCode;

    public byte[] Body => body;

    /// <summary>The body, unpacked by what the headers say it is.</summary>
    public string Text => _text ??= Encoding.UTF8.GetString(Header("Content-Encoding") switch
    {
        "br" => Unpack(s => new BrotliStream(s, CompressionMode.Decompress)),
        "gzip" => Unpack(s => new GZipStream(s, CompressionMode.Decompress)),
        null => body,
        var other => throw new InvalidOperationException(other),
    });

    public IHtmlDocument Page => _page ??= new HtmlParser().ParseDocument(Text);

    /// <summary>The one heading of the page.</summary>
    public string Heading => Page.QuerySelectorAll("h1").Single().TextContent;

    public bool IsFromCache => Header("Age") is not null;

    public IReadOnlyList<string> Cookies => response.Headers.TryGetValues("Set-Cookie", out var cookies) ? [.. cookies] : [];

    public string? Header(string name) =>
        response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public string? Attribute(string name) => Page.DocumentElement.GetAttribute(name);

    private byte[] Unpack(Func<Stream, Stream> unpack)
    {
        using var packed = new MemoryStream(body);
        using var stream = unpack(packed);
        using var whole = new MemoryStream();
        stream.CopyTo(whole);
        return whole.ToArray();
    }
}
