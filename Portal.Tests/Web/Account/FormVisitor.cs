using System.Globalization;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Somebody with a browser and without JavaScript, from an address of their own: keeps cookies, follows redirects, fills in the form of a page.</summary>
internal sealed class FormVisitor(PortalServer server) : IDisposable
{
    private static int _visitors;

    private readonly HttpClient _client = server.Client();
    private readonly Dictionary<string, string> _cookies = [];
    private readonly string _address = string.Create(CultureInfo.InvariantCulture, $"2001:db8:{Interlocked.Increment(ref _visitors):x}::1");

    /// <summary>Sent with every request.</summary>
    public Dictionary<string, string> Headers { get; } = [];

    /// <summary>The page that came last, and its path.</summary>
    public Answer Page { get; private set; } = null!;

    public string Path { get; private set; } = "";

    public IElement Main => Page.Page.QuerySelector("main")!;

    /// <summary>The form of the page itself, not one of the frame.</summary>
    public IHtmlFormElement Form => Main.QuerySelectorAll<IHtmlFormElement>("form").Single();

    /// <summary>Sets a cookie as if an earlier page had.</summary>
    public void Keep(string name, string value) => _cookies[name] = value;

    public string? Cookie(string name) => _cookies.GetValueOrDefault(name);

    public async Task<Answer> OpenAsync(string path)
    {
        await SendAsync(HttpMethod.Get, path);
        return await FollowAsync();
    }

    /// <summary>One request, no redirect followed.</summary>
    public async Task<Answer> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("X-Forwarded-For", _address);
        foreach (var (name, value) in Headers)
            Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(c => $"{c.Key}={c.Value}")));
        var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        Page = new Answer(response, await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Path = path;
        foreach (var (name, value) in Page.Cookies.Select(c => c.Split(';')[0].Split('=', 2)).Select(c => (c[0], c[1])))
        {
            if (value.Length == 0)
                _cookies.Remove(name);
            else
                _cookies[name] = value;
        }

        return Page;
    }

    /// <summary>Sends the form with what it holds and these fields changed; a field that is null is left out, as a box without a tick is.</summary>
    public async Task<Answer> SubmitAsync(params (string Name, string? Value)[] fields)
    {
        var form = Form;
        var values = new Dictionary<string, string>();
        foreach (var input in form.QuerySelectorAll<IHtmlInputElement>("input[name]").Where(i => i.Type is not ("checkbox" or "radio") || i.IsChecked))
            values[input.Name!] = input.Value;
        foreach (var select in form.QuerySelectorAll<IHtmlSelectElement>("select[name]"))
            values[select.Name!] = select.Value!;
        foreach (var (name, value) in fields)
        {
            if (value is null)
                values.Remove(name);
            else
                values[name] = value;
        }

        return await SendAsync(HttpMethod.Post, form.GetAttribute("action")!, new FormUrlEncodedContent(values));
    }

    public async Task<Answer> FollowAsync()
    {
        for (var hops = 0; Page.Header("Location") is { } next && hops < 5; hops++)
            await SendAsync(HttpMethod.Get, new Uri(server.Address, next).PathAndQuery);
        return Page;
    }

    /// <summary>What is said to be wrong with a field: the text that the field points to.</summary>
    public string? ProblemOf(string field)
    {
        var input = Main.QuerySelector($"[name={field}]")!;
        var said = (input.GetAttribute("aria-describedby") ?? "").Split(' ').FirstOrDefault(id => id.EndsWith("-problem", StringComparison.Ordinal));
        Assert.Equal(said is not null, input.GetAttribute("aria-invalid") == "true");
        return said is null ? null : Page.Page.GetElementById(said)!.TextContent;
    }

    /// <summary>The line at the top of the form.</summary>
    public string? Alert => Main.QuerySelector(".note[role=alert]")?.TextContent.Trim();

    public void Dispose() => _client.Dispose();
}
