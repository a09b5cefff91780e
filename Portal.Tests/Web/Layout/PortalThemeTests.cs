using System.Text.RegularExpressions;
using Portal.Web.Layout;

namespace Portal.Tests.Web.Layout;

public sealed partial class PortalThemeTests
{
    private static readonly Dictionary<string, string> Tokens = new()
    {
        ["Paper"] = "paper",
        ["Panel"] = "panel",
        ["Well"] = "well",
        ["Ink"] = "ink",
        ["Ink2"] = "ink-2",
        ["Ink3"] = "ink-3",
        ["Rule"] = "rule",
        ["Control"] = "control",
        ["Accent"] = "accent",
        ["AccentStrong"] = "accent-strong",
        ["AccentSoft"] = "accent-soft",
        ["OnAccent"] = "on-accent",
        ["Danger"] = "danger",
        ["OnDanger"] = "on-danger",
        ["Warn"] = "warn",
        ["Info"] = "info",
        ["Scrim"] = "scrim",
    };

    [Theory]
    [InlineData(":root {", "Light")]
    [InlineData(":root[data-theme=\"dark\"] {", "Dark")]
    [InlineData(":root:not([data-theme]) {", "Dark")]
    public void Theme_EveryColour_IsTheStyleSheetsToken(string selector, string set)
    {
        var css = File.ReadAllText(Path.Combine(Support.SourceFiles.Root, "Portal.Web", "wwwroot", "css", "tokens.css"));
        var start = css.IndexOf(selector, StringComparison.Ordinal);
        var block = css[start..css.IndexOf('}', start)];
        var tokens = Token().Matches(block).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value.Trim());
        var colours = set == "Light" ? PortalTheme.Colours.Light : PortalTheme.Colours.Dark;
        foreach (var (property, token) in Tokens)
            Assert.Equal((token, tokens[token]), (token, (string)typeof(PortalTheme.Colours).GetProperty(property)!.GetValue(colours)!));
    }

    [GeneratedRegex(@"--c-([a-z0-9-]+):\s*([^;]+);")]
    private static partial Regex Token();
}
