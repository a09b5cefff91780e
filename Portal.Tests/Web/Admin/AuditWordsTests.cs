using System.Text.RegularExpressions;
using System.Xml.Linq;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Admin.Audit;

namespace Portal.Tests.Web;

public sealed partial class AuditWordsTests
{
    [Fact]
    public void Actions_InTheSource_HaveEachAWordInBothLanguages()
    {
        // kinds of letters and names of files look the same
        var letters = XDocument.Load(Path.Combine(SourceFiles.Root, "Portal.Core", "Mail", "Letters.resx")).Root!.Elements("data")
            .Select(d => d.Attribute("name")!.Value).Where(n => n.EndsWith(".subject", StringComparison.Ordinal)).Select(n => n[..^".subject".Length]).ToHashSet();
        var code = SourceFiles.Of("Portal.Core", ".cs").Where(f => f.Folder is not ("Sample" or "Documents" or "Mail") || f.Name == "Mails.cs").Select(f => SourceFiles.CodeOf(f).Text);
        var named = code.SelectMany(c => Action().Matches(c)).Select(m => m.Groups[1].Value).Where(a => AuditWords.Features.ContainsKey(a.Split('.')[0])).ToHashSet();
        Assert.True(named.Count > 60, "Actions are written otherwise than this test expects");

        Assert.DoesNotContain(named, a => !AuditWords.Actions.ContainsKey(a) && !letters.Contains(a));
        Assert.Empty(AuditWords.Actions.Keys.Except(named));
        Assert.Empty(AuditTrail.Personal.Except(AuditWords.Actions.Keys));
        foreach (var file in (string[])["Text.resx", "Text.en.resx"])
        {
            var words = XDocument.Load(Path.Combine(SourceFiles.Root, "Portal.Web", "Shared", file)).Root!.Elements("data").Select(d => d.Attribute("name")!.Value).ToHashSet();
            Assert.Empty(AuditWords.Actions.Values.Concat(AuditWords.Features.Values).Concat(AuditWords.Kinds.Values).Except(words));
        }
    }

    [Fact]
    public void Actions_OfEveryNote_BelongToAFeatureWithAName()
    {
        var features = SourceFiles.Of("Portal.Core", ".cs").SelectMany(f => Note().Matches(SourceFiles.CodeOf(f).Text)).Select(m => m.Groups[1].Value).ToHashSet();

        Assert.True(features.Count > 8);
        Assert.Empty(features.Except(AuditWords.Features.Keys));
    }

    [GeneratedRegex("""
        "([a-z]+\.[a-z]+(?:-[a-z]+)*)"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Action();

    [GeneratedRegex("""
        \.Note\([^;]*?"([a-z]+)\.[a-z-]+"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Note();
}
