using System.Text.RegularExpressions;

namespace Portal.Tests.Support;

/// <summary>One file of the portal's own source.</summary>
/// <param name="Path">From the solution's folder, with forward slashes.</param>
public sealed record SourceFile(string Path, string Text)
{
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folder inside the project; empty for files that lie directly in it.</summary>
    public string Folder => Path.Split('/') is { Length: > 2 } parts ? parts[1] : "";

    /// <summary>Path and line of each match, with what matched.</summary>
    public IEnumerable<string> Find(Regex pattern) =>
        pattern.Matches(Text).Select(m => $"{Path}:{Text.AsSpan(0, m.Index).Count('\n') + 1}: {m.Value.Trim()}");
}

/// <summary>The source that the tests were built from.</summary>
public static partial class SourceFiles
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Files of a project by the end of their name, without what a build makes.</summary>
    public static IReadOnlyList<SourceFile> Of(string project, params string[] endings) =>
    [
        .. Directory.EnumerateFiles(Path.Combine(Root, project), "*", SearchOption.AllDirectories)
            .Where(f => Array.Exists(endings, e => f.EndsWith(e, StringComparison.Ordinal)))
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Contains("/bin/", StringComparison.Ordinal) && !f.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(f => new SourceFile(f, File.ReadAllText(Path.Combine(Root, f)))),
    ];

    /// <summary>The file without its comments, lines kept in place. Strings may be left out too.</summary>
    public static SourceFile CodeOf(SourceFile file, bool strings = true)
    {
        var text = Comments().Replace(file.Text, m => m.Value[0] is '"' or '@' && !m.Value.StartsWith("@*", StringComparison.Ordinal) ? m.Value : Blank(m.Value));
        return file with { Text = strings ? text : Strings().Replace(text, m => $"\"{Blank(m.Value)}\"") };
    }

    private static string Blank(string text) => new('\n', text.Count(c => c == '\n'));

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("The tests run from inside the solution's folder");
    }

    // a string first, so that // inside one is none; then the comments of C# and Razor
    [GeneratedRegex("""
        "(?:\\.|[^"\\\n])*"|@\*.*?\*@|/\*.*?\*/|//[^\n]*
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Comments();

    [GeneratedRegex("""
        "(?:\\.|[^"\\\n])*"
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Strings();
}
