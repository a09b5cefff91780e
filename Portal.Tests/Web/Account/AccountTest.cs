using AngleSharp.Dom;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Account;

/// <summary>Base of tests that fill in the forms of the account pages without a browser.</summary>
public abstract class AccountTest(PortalServer server) : ServerTest(server)
{
    /// <summary>The cookie of a new session.</summary>
    protected async Task<string> SessionOfAsync(TestMember member) => $"portal-session={await Server.SignInAsync(member)}";

    protected Task<Answer> OpenAsync(string path, string session) => GetAsync(path, ("Cookie", session));

    /// <summary>Opens a page, fills in one of its forms and sends it: with its token, and everything that stands in its fields.</summary>
    /// <param name="path">Of the page.</param>
    /// <param name="session">See <see cref="SessionOfAsync"/>.</param>
    /// <param name="form">Name of the form.</param>
    /// <param name="typed">What is typed over it.</param>
    protected async Task<Answer> SubmitAsync(string path, string session, string form, params (string Name, string Value)[] typed) =>
        await SendFormAsync(await OpenAsync(path, session), path, session, form, typed);

    /// <summary>Sends a form of a page that was opened before.</summary>
    protected Task<Answer> SendFormAsync(Answer page, string path, string session, string form, params (string Name, string Value)[] typed)
    {
        var handler = page.Page.QuerySelector($"input[name=_handler][value='{form}']");
        Assert.True(handler is not null, $"{path} has no form {form}: {page.Text}");
        var fields = handler.Closest("form")!.QuerySelectorAll("input[name], select[name]")
            .Where(i => i.GetAttribute("type") is not "radio" || i.HasAttribute("checked"))
            .ToDictionary(i => i.GetAttribute("name")!, i => i.QuerySelector("option[selected]")?.GetAttribute("value") ?? i.GetAttribute("value") ?? "");
        foreach (var (name, value) in typed)
            fields[name] = value;
        var cookie = page.Cookies.Single(c => c.StartsWith("portal-form=", StringComparison.Ordinal)).Split(';')[0];
        return PostAsync(path, fields, ("Cookie", $"{session}; {cookie}"));
    }

    /// <summary>The sentence beside a field.</summary>
    protected static string? ProblemOf(Answer page, string field)
    {
        var input = page.Page.QuerySelector($"[name='{field}'][aria-invalid=true]");
        return input is null ? null : page.Page.GetElementById(input.GetAttribute("aria-describedby")!)!.TextContent;
    }
}
