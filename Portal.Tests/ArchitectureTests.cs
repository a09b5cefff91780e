using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web;

namespace Portal.Tests;

/// <summary>The rules of the house, so that nobody has to remember them. Each failure says what to do instead.</summary>
public sealed partial class ArchitectureTests
{
    private const int LongestComponent = 200;

    /// <summary>One a feature: all that pages may ask and command.</summary>
    internal static readonly Type[] DeepClasses =
    [
        typeof(Articles), typeof(Newsroom), typeof(ArticleReviews), typeof(ArticleShelf), typeof(ArticleFiles), typeof(Translations), typeof(PageImport), typeof(Notices), typeof(NoticeDesk), typeof(NoticeFiles), typeof(NoticeReceipts), typeof(Council), typeof(UnitDesk), typeof(UnitProposals), typeof(Columns), typeof(Contests), typeof(Site), typeof(FriendLinks), typeof(StandingPages), typeof(Catalogue),
        typeof(Search), typeof(Media), typeof(MediaLibrary), typeof(Members),
        typeof(Sessions), typeof(SignIns), typeof(Credentials), typeof(Setup),
        typeof(Essays), typeof(EssayFiles), typeof(Organising), typeof(Screening),
        typeof(Judging), typeof(Panels), typeof(Awarding), typeof(Publication), typeof(Mails),
        typeof(Backups), typeof(AuditLog), typeof(Overview), typeof(MemberLists), typeof(MemberImports), typeof(SystemState),
    ];

    /// <summary>Folders of Core that use another folder's deep class, and why they may.</summary>
    private static readonly (string Folder, string Uses, string Why)[] AllowedUses =
    [
        .. DeepClasses.Select(c => ("Sample", c.Name, "it fills a whole portal, and nothing uses it in turn")),
        ("Storage", nameof(Site), "Startup reads the settings before anything else runs"),
    ];

    private static readonly string[] Commands =
    [
        "Publish", "Correct", "Withdraw", "Restore", "Save", "Create", "Import", "Delete", "Add", "Remove", "Update", "Change", "Rename", "Move", "Set", "Submit",
    ];

    private static readonly string[] NotForComponents = ["UserManager`1", "SignInManager`1", "RoleManager`1", "IDbContextFactory`1"];

    private static IReadOnlyList<SourceFile> Razor { get; } = SourceFiles.Of("Portal.Web", ".razor");

    private static IReadOnlyList<SourceFile> Web { get; } = SourceFiles.Of("Portal.Web", ".razor", ".cs");

    private static IReadOnlyList<SourceFile> Core { get; } = SourceFiles.Of("Portal.Core", ".cs");

    private static IEnumerable<Type> Components { get; } = [.. typeof(PortalUrls).Assembly.GetTypes().Where(t => t.IsAssignableTo(typeof(IComponent)))];

    [Fact]
    public void Core_References_KnowNoScreen()
    {
        var screens = typeof(Articles).Assembly.GetReferencedAssemblies().Select(a => a.Name!)
            .Where(a => a.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) && a != "Microsoft.AspNetCore.Identity.EntityFrameworkCore"
                || a.StartsWith("Microsoft.JSInterop", StringComparison.Ordinal) || a.StartsWith("Portal.", StringComparison.Ordinal));
        AssertNone(
            [.. screens, .. Core.SelectMany(f => SourceFiles.CodeOf(f, strings: false).Find(ScreenNames()))],
            "Core serves any screen: let the page read its request and pass the value in. Only Identity's stores come from ASP.NET Core.");
    }

    [Fact]
    public void Core_Feature_UsesNoOtherFeaturesService()
    {
        var homes = DeepClasses.ToDictionary(c => c.Name, c => Core.Single(f => Regex.IsMatch(f.Text, $@"\bclass {c.Name}\b")).Folder);
        var uses =
            from file in Core
            where file.Folder.Length > 0 && !file.Path.Contains("/Migrations/", StringComparison.Ordinal)
            let code = SourceFiles.CodeOf(file, strings: false)
            from deep in DeepClasses
            where file.Folder != homes[deep.Name] && !Array.Exists(AllowedUses, a => a.Folder == file.Folder && a.Uses == deep.Name)
            // as a type of something, as an argument of a generic, or for a static member
            from use in code.Find(new Regex($@"(?<![\w.]){deep.Name}(?:\??\ +[a-z_]\w*|\.[A-Z]\w*)|[<,\ (]{deep.Name}>"))
            select use;
        AssertNone(
            uses,
            "A feature knows another by its id: query Storage yourself, or publish on LiveFeed and let the other listen. If it cannot be otherwise, add it to AllowedUses with the reason.");
    }

    [Fact]
    public void Core_AllowedUses_AreAllNeeded()
    {
        var idle = AllowedUses.Where(a => a.Folder != "Sample").Where(a =>
            !Core.Any(f => f.Folder == a.Folder && Regex.IsMatch(SourceFiles.CodeOf(f, strings: false).Text, $@"(?<![\w.]){a.Uses}(?:\ +[a-z_]\w*|\.[A-Z])")));
        AssertNone(idle.Select(a => $"{a.Folder} uses {a.Uses}"), "This is no longer so: take it out of AllowedUses.");
    }

    [Fact]
    public void Components_Injected_AreFeatureServicesOnly()
    {
        const BindingFlags Any = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        var injected =
            from component in Components
            where component.Namespace?.StartsWith("Portal.Web.Account", StringComparison.Ordinal) != true
            from type in component.GetProperties(Any).Where(p => p.GetCustomAttribute<InjectAttribute>() is not null).Select(p => p.PropertyType)
                .Concat(component.GetConstructors().SelectMany(c => c.GetParameters()).Select(p => p.ParameterType))
            where type.IsAssignableTo(typeof(DbContext)) || NotForComponents.Contains(type.Name)
            select $"{component.FullName} injects {type.Name}";
        AssertNone(injected, "A component injects the deep class of its feature (Articles, Notices, Members ...). If that cannot do it yet, give it a method.");
    }

    [Fact]
    public void DeepClasses_PublicMethods_ReturnNoTrackedEntity()
    {
        var entities = typeof(PortalDb).GetProperties().Select(p => p.PropertyType)
            .Where(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(DbSet<>)).Select(t => t.GetGenericArguments()[0]).ToHashSet();
        Assert.Contains(typeof(Article), entities);
        var leaks =
            from deep in DeepClasses
            from method in PublicMethods(deep)
            from entity in Reachable(method.ReturnType, []).Where(entities.Contains)
            select $"{deep.Name}.{method.Name} returns {entity.Name}";
        AssertNone(leaks, "Return a record made for those who read it; the entity stays inside Core.");
    }

    [Fact]
    public void DeepClasses_Commands_TakeTheActorFirst()
    {
        var commands = DeepClasses.SelectMany(PublicMethods).Where(m => Array.Exists(Commands, c => Regex.IsMatch(m.Name, $"^{c}(?![a-z])"))).ToList();
        Assert.Contains(commands, c => c.Name == nameof(ArticleShelf.WithdrawAsync));
        AssertNone(
            commands.Where(m => m.GetParameters() is not [{ ParameterType: var first }, ..] || first != typeof(Actor)).Select(m => $"{m.DeclaringType!.Name}.{m.Name}"),
            "Take an Actor first and decide with it whether this may be done: a hidden button protects nothing.");
    }

    [Fact]
    public void Html_IsRendered_InRichTextOnly() => AssertNone(
        Web.Where(f => f.Path is not ("Portal.Web/Shared/RichText.razor" or "Portal.Web/Shared/StructuredData.razor")).SelectMany(f => SourceFiles.CodeOf(f).Find(RawHtml())),
        "Store the text as SafeHtml and show it with <RichText>; everything else is text and Blazor escapes it.");

    [Fact]
    public void Addresses_InComponents_ComeFromPortalUrls() => AssertNone(
        Razor.SelectMany(f => SourceFiles.CodeOf(f).Find(LiteralAddress())),
        "Add the address to PortalUrls and use that, so that it is written once.");

    [Fact]
    public void Pages_ForReaders_StayOutOfTheInteractiveRouter()
    {
        var pages = Components.Where(c => c.GetCustomAttributes<RouteAttribute>().Any()
            && (c.Namespace!.StartsWith("Portal.Web.Features", StringComparison.Ordinal) || c.Namespace.StartsWith("Portal.Web.Account", StringComparison.Ordinal))).ToList();
        Assert.NotEmpty(pages);
        AssertNone(
            pages.Where(p => p.GetCustomAttribute<ExcludeFromInteractiveRoutingAttribute>() is null).Select(p => p.FullName!),
            "Public and account pages are static: keep @attribute [ExcludeFromInteractiveRouting] in the _Imports.razor of their folder. Work pages go to Member/ or Admin/.");
    }

    [Fact]
    public void Sentences_InCode_StandInBothLanguages()
    {
        var chinese = Sentences("Text.resx");
        var english = Sentences("Text.en.resx");
        // a literal with Chinese in a component is a key as well: it reaches T[...] by a variable
        var keys = Web.SelectMany(f => Key().Matches(SourceFiles.CodeOf(f).Text)).Concat(Razor.SelectMany(f => Literal().Matches(SourceFiles.CodeOf(f).Text)))
            .Select(m => m.Groups[1].Value).Distinct().ToList();
        Assert.True(keys.Count > 100, "T[...] is written otherwise than this test expects");
        AssertNone(
            [
                .. keys.Where(k => string.IsNullOrWhiteSpace(chinese.GetValueOrDefault(k))).Select(k => $"Text.resx: {k}"),
                .. keys.Where(k => string.IsNullOrWhiteSpace(english.GetValueOrDefault(k))).Select(k => $"Text.en.resx: {k}"),
            ],
            "Add the sentence to Portal.Web/Shared/Text.resx and its English to Text.en.resx.");
    }

    [Fact]
    public void Sentences_InResources_AreAllUsed()
    {
        var code = string.Concat(Web.Select(f => f.Text));
        AssertNone(
            Sentences("Text.resx").Keys.Concat(Sentences("Text.en.resx").Keys).Distinct().Where(k => !code.Contains($"\"{k}\"", StringComparison.Ordinal)),
            "Nobody says this any more: delete it from Text.resx and Text.en.resx.");
    }

    [Fact]
    public void Sentences_Placeholders_AgreeInBothLanguages()
    {
        var english = Sentences("Text.en.resx");
        AssertNone(
            Sentences("Text.resx").Where(s => Placeholders(s.Key) != Placeholders(s.Value) || Placeholders(s.Key) != Placeholders(english.GetValueOrDefault(s.Key) ?? ""))
                .Select(s => s.Key),
            "Key, Chinese and English need the same {0}, {1} ...: a missing one loses what the page wanted to say.");
    }

    [Fact]
    public void Colours_OutsideTokens_ComeFromVariables()
    {
        var styles = SourceFiles.Of("Portal.Web", ".css").Where(f => f.Name != "tokens.css").ToList();
        Assert.NotEmpty(styles);
        AssertNone(
            styles.SelectMany(f => (f with { Text = WithoutPrint(PaintedAsTheyAre().Replace(f.Text, m => new string('\n', m.Value.Count(c => c == '\n')))) }).Find(Colour())),
            "Use a variable of tokens.css, or add one there for every theme: a fixed colour is wrong in the dark and in high contrast.");
    }

    [Fact]
    public void Components_Lines_AreFew() => AssertNone(
        Razor.Select(f => (f.Path, Lines: f.Text.TrimEnd().Count(c => c == '\n') + 1)).Where(f => f.Lines > LongestComponent).Select(f => $"{f.Path}: {f.Lines} lines"),
        $"Split it: most components stay under 80 lines, none goes over {LongestComponent}.");

    [Fact]
    public void Time_Everywhere_ComesFromTimeProvider() => AssertNone(
        Core.Concat(Web).SelectMany(f => SourceFiles.CodeOf(f).Find(OwnClock())),
        "Inject TimeProvider: then a test can move the clock. BannedSymbols.txt says the same to the compiler, where nobody silences it.");

    private static void AssertNone(IEnumerable<string> offenders, string instead)
    {
        var list = offenders.ToList();
        Assert.True(list.Count == 0, $"{instead}\n{string.Join('\n', list)}");
    }

    private static IEnumerable<MethodInfo> PublicMethods(Type type) =>
        type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly);

    // through tasks, outcomes, lists and tuples, and into the records of Core
    private static IEnumerable<Type> Reachable(Type type, HashSet<Type> seen)
    {
        if (!seen.Add(type))
            return [];
        var parts = type.IsGenericType ? type.GetGenericArguments() : type.HasElementType ? [type.GetElementType()!] : [];
        if (type.Assembly == typeof(Articles).Assembly && type.IsClass)
            parts = [.. parts, .. type.GetProperties(BindingFlags.Instance | BindingFlags.Public).Select(p => p.PropertyType)];
        return parts.SelectMany(p => Reachable(p, seen)).Prepend(type);
    }

    private static Dictionary<string, string> Sentences(string file) =>
        XDocument.Load(Path.Combine(SourceFiles.Root, "Portal.Web", "Shared", file)).Root!.Elements("data")
            .ToDictionary(d => d.Attribute("name")!.Value, d => d.Element("value")?.Value ?? "", StringComparer.Ordinal);

    private static string Placeholders(string text) => string.Concat(Placeholder().Matches(text).Select(m => m.Value).Distinct().Order(StringComparer.Ordinal));

    // what is printed is black on white, whatever the screen shows
    private static string WithoutPrint(string css)
    {
        for (var start = css.IndexOf("@media print", StringComparison.Ordinal); start >= 0; start = css.IndexOf("@media print", start, StringComparison.Ordinal))
        {
            var depth = 0;
            var end = css.IndexOf('{', start);
            do
                depth += css[end++] switch { '{' => 1, '}' => -1, _ => 0 };
            while (depth > 0);
            css = css[..start] + new string('\n', css[start..end].Count(c => c == '\n')) + css[end..];
        }

        return css;
    }

    [GeneratedRegex(@"\bHttpContext\b|\bIJSRuntime\b|Microsoft\.JSInterop|Microsoft\.AspNetCore\.(?!Identity\b)\w+")]
    private static partial Regex ScreenNames();

    [GeneratedRegex(@"\bMarkupString\b|\bAddMarkupContent\b")]
    private static partial Regex RawHtml();

    // <base href="/"> is the one address that cannot be built; css and js stand in App.razor without a leading slash
    [GeneratedRegex("""(?<!<base )\b(?:href|src|action|formaction)="(?:@\()?(?:\$?")?/|NavigateTo\(\$?"/|LocalRedirect\(\$?"/""")]
    private static partial Regex LiteralAddress();

    [GeneratedRegex("""\bT\["([^"]+)"[\],]""")]
    private static partial Regex Key();

    [GeneratedRegex("""(?<![\w@\[$])"([^"\n@<>]*[\u4e00-\u9fff][^"\n@<>]*)"(?=\s*[,;)\]}:])""")]
    private static partial Regex Literal();

    [GeneratedRegex(@"\{\d+")]
    private static partial Regex Placeholder();

    // comments, pictures inside the style sheet, and the QR code, which a phone reads on white only
    [GeneratedRegex("""/\*.*?\*/|url\("?data:[^)]*\)|\.qr img \{[^}]*\}""", RegexOptions.Singleline)]
    private static partial Regex PaintedAsTheyAre();

    [GeneratedRegex(@"#[0-9a-fA-F]{3,8}\b(?![^{}]*\{)|\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch)\(|(?<=:[^;{}]*[\s:,(])(?:white|black|red|green|blue|gray|grey|yellow|orange|silver)(?=[\s;,)}!])(?![^{}]*\{)")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\bDateTime(?:Offset)?\.(?:Now|UtcNow|Today)\b")]
    private static partial Regex OwnClock();
}
