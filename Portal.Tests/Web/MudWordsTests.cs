using System.Collections;
using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using MudBlazor;
using Portal.Tests.Support;
using Portal.Web.Shared;

namespace Portal.Tests.Web;

public sealed partial class MudWordsTests
{
    // what the fields and pickers are made of
    private static readonly Dictionary<string, string[]> Parts = new()
    {
        ["MudTextField"] = ["MudInput"],
        ["MudNumericField"] = ["MudInput", "Converter_InvalidNumber"],
        ["MudDateRangePicker"] = ["MudBaseDatePicker", "MudDateRangePicker", "MudRangeInput", "Converter_InvalidDateTime"],
        ["MudSnackbarProvider"] = ["MudSnackbar"],
        ["MudDialogProvider"] = ["MudDialog"],
    };

    /// <summary>Whatever a component of ours can say by itself, it says in Chinese on a Chinese page.</summary>
    [Fact]
    public void EveryWordOfAComponentInUse_IsTranslated()
    {
        var used = SourceFiles.Of("Portal.Web", ".razor").SelectMany(f => Component().Matches(f.Text)).Select(m => m.Groups[1].Value).Distinct()
            .SelectMany(c => Parts.GetValueOrDefault(c, []).Append(c)).ToHashSet();
        var assembly = typeof(MudButton).Assembly;
        using var own = new ResourceReader(assembly.GetManifestResourceStream("MudBlazor.Resources.LanguageResource.resources")!);
        var keys = own.Cast<DictionaryEntry>().Select(e => (string)e.Key).Where(k => used.Contains(k) || used.Contains(k[..k.IndexOf('_', StringComparison.Ordinal)])).ToList();
        Assert.NotEmpty(keys);

        var before = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("zh-Hans");
            var words = new MudWords(new ServiceCollection().AddLogging().AddLocalization().BuildServiceProvider().GetRequiredService<IStringLocalizer<Text>>());
            Assert.DoesNotContain(keys, k => words[k].ResourceNotFound || !words[k].Value.Any(c => c >= '\u4e00'));
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [GeneratedRegex("<(Mud[A-Z][A-Za-z]+)")]
    private static partial Regex Component();
}
