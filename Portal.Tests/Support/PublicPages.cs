namespace Portal.Tests.Support;

/// <summary>One address of each kind of public page of the sample.</summary>
public static class PublicPages
{
    public static IReadOnlyList<string> All { get; } =
    [
        "/", "/articles/1", "/articles/2", "/columns/news", "/columns/news?page=9", "/notices", "/notices/1", "/units", "/units/1", "/contests", "/contests/1",
        "/pages/about", "/pages/contact", "/pages/copyright", "/pages/staff", "/links", "/search", "/search?q=%E9%AA%91%E6%89%8B", "/search?q=zzz",
        "/account/login", "/account/login?failed=wrong&user=abc", "/account/login?done=pending&user=abc", "/account/register", "/account/register/sent",
        "/account/confirm", "/account/forgot", "/setup", "/no-such-page",
    ];

    public static TheoryData<string> Theory => [.. All];
}
