using System.Globalization;
using System.Net;
using System.Text;

namespace Portal.Core;

/// <summary>What the reading of one document gathers on its way.</summary>
internal sealed class DocxReading(DocxPackage package, DocxStyles styles)
{
    // as many as SafeHtml lets a footnote's mark count
    private const int MostNotes = 999;

    private readonly Dictionary<string, DocxPicture?> _pictures = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<(bool IsEndnote, string Id)> _notes = [];
    private readonly Dictionary<(bool IsEndnote, string Id), int> _numbers = [];
    private readonly HashSet<DocxWarning> _warnings = [];

    public DocxStyles Styles => styles;

    public DocxFieldState Fields { get; } = new();

    public IReadOnlySet<DocxWarning> Warnings => _warnings;

    public IReadOnlyList<DocxPicture> Pictures => [.. _pictures.Values.OfType<DocxPicture>()];

    public void Warn(DocxWarning warning) => _warnings.Add(warning);

    public string Figure(string target, string? alt)
    {
        if (!_pictures.TryGetValue(target, out var picture))
        {
            var clean = package.Part(target) is { } part ? PictureInspector.Inspect(part.Content).Picture : null;
            _pictures[target] = picture = clean is null ? null : new DocxPicture(string.Create(CultureInfo.InvariantCulture, $"picture:{_pictures.Count + 1}"), clean);
        }

        if (picture is null)
        {
            Warn(DocxWarning.PicturesLeftOut);
            return "<p>〔图片未能导入〕</p>";
        }

        var words = alt is null || alt.Contains('\\', StringComparison.Ordinal) || alt.Contains('/', StringComparison.Ordinal) || Path.GetExtension(alt).Length is > 0 and <= 5 ? "" : alt;
        return $"<figure><img src=\"{picture.Placeholder}\" alt=\"{WebUtility.HtmlEncode(words)}\" width=\"{picture.Picture.Width}\" height=\"{picture.Picture.Height}\"></figure>";
    }

    /// <summary>The mark in the text; the note itself comes at the end.</summary>
    public string Note(bool isEndnote, string id)
    {
        if (_numbers.TryGetValue((isEndnote, id), out var number))
            return $"<sup><a href=\"#n{number}\">{Sign(number)}</a></sup>";
        if (_notes.Count == MostNotes)
            return "";
        _notes.Add((isEndnote, id));
        _numbers[(isEndnote, id)] = number = _notes.Count;
        return $"<sup><a href=\"#n{number}\" id=\"r{number}\" aria-label=\"注释 {number}\">{Sign(number)}</a></sup>";
    }

    public string NotesHtml()
    {
        if (_notes.Count == 0)
            return "";
        var html = new StringBuilder("<section class=\"footnotes\" aria-label=\"注释\"><ol>");
        for (var number = 1; number <= _notes.Count; number++)
        {
            var (isEndnote, id) = _notes[number - 1];
            html.Append(CultureInfo.InvariantCulture, $"<li id=\"n{number}\"><span>{Sign(number)}</span><span>{NoteText(isEndnote, id)}<a href=\"#r{number}\" aria-label=\"回到正文注释 {number} 处\">↑</a></span></li>");
        }

        return html.Append("</ol></section>").ToString();
    }

    private string NoteText(bool isEndnote, string id)
    {
        var part = package.Linked(package.Main, isEndnote ? "endnotes" : "footnotes");
        var note = part?.Tree.Root.Children(isEndnote ? "endnote" : "footnote").FirstOrDefault(n => n.Value("id") == id);
        var lines = note.Children("p").Select(p =>
        {
            var inline = new DocxInline(this, part!, p.Child("pPr"), plain: false);
            inline.Add(p);
            return inline.Html();
        });
        return string.Join("<br>", lines.Where(l => l.Length > 0));
    }

    // ① to ㊿ are in three places of Unicode
    private static string Sign(int number) => number switch
    {
        <= 20 => ((char)('①' + number - 1)).ToString(),
        <= 35 => ((char)('㉑' + number - 21)).ToString(),
        <= 50 => ((char)('㊱' + number - 36)).ToString(),
        _ => $"[{number.ToString(CultureInfo.InvariantCulture)}]",
    };
}
