using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Where in a document's fields the reading stands: a field's instruction is not text, its result is; a table of contents is made anew by every reader.</summary>
internal sealed partial class DocxFieldState
{
    private readonly Stack<Field> _open = new();

    /// <summary>Whether what comes now is text to show.</summary>
    public bool IsShown => _open.All(f => f.IsResult && !f.IsContents);

    /// <summary>Where the words that come now lead, by a field rather than by markup.</summary>
    public string? Link => _open.Select(f => f.IsResult ? f.Link : null).FirstOrDefault(l => l is not null);

    public void Mark(string? kind)
    {
        switch (kind)
        {
            case "begin":
                _open.Push(new Field());
                break;
            case "separate" when _open.TryPeek(out var field):
                field.IsResult = true;
                field.IsContents = Contents().IsMatch(field.Instruction);
                field.Link = Address().Match(field.Instruction) is { Success: true } link ? link.Groups[1].Value : null;
                break;
            case "end":
                _open.TryPop(out _);
                break;
        }
    }

    public void Instruct(string text)
    {
        if (_open.TryPeek(out var field) && !field.IsResult)
            field.Instruction += text;
    }

    [GeneratedRegex(@"^\s*(?:TOC|TOA|INDEX|PAGE|NUMPAGES)\b", RegexOptions.IgnoreCase)]
    private static partial Regex Contents();

    [GeneratedRegex("""^\s*HYPERLINK\s+"((?:https?|mailto):[^"]+)"\s*(?!.*\\l)""", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    private sealed class Field
    {
        public string Instruction { get; set; } = "";

        public bool IsResult { get; set; }

        public bool IsContents { get; set; }

        public string? Link { get; set; }
    }
}
