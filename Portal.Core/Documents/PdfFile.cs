using System.Globalization;
using System.IO.Compression;
using System.Runtime.CompilerServices;

namespace Portal.Core;

/// <summary>The objects of a PDF that a stranger made, found by going through the file once from front to back.</summary>
/// <remarks>
/// Its cross-reference tables are not believed: they can point anywhere, twice, or in circles. What stands in the file is what counts, the later
/// definition of a number superseding the earlier (ISO 32000-1, 7.5.6). The time taken grows with the file's length, whatever it holds.
/// </remarks>
internal sealed class PdfFile
{
    /// <summary>An essay with its appendices.</summary>
    public const int MaxPages = 500;

    public const int MaxObjects = 200_000;

    // object streams hold no pictures: real ones unfold to some hundred kilobytes
    private const int MaxObjectStreamBytes = 8 * 1024 * 1024;
    private const int MaxObjectStreamsBytes = 32 * 1024 * 1024;
    private const int MaxPageDepth = 50;

    private readonly byte[] _content;
    private readonly Dictionary<int, object> _objects = [];
    private readonly List<object> _all = [];
    private PdfDictionary? _trailer;
    private readonly StrongBox<int> _values = new();
    private long _unfolded;

    private PdfFile(byte[] content) => _content = content;

    /// <summary>Every object of the file, the superseded ones and the trailers included.</summary>
    public IReadOnlyList<object> All => _all;

    public static bool LooksLikePdf(ReadOnlySpan<byte> content) => content.StartsWith("%PDF-"u8);

    /// <exception cref="DocumentRefusedException">The file is damaged, encrypted, oversized or made to harm.</exception>
    public static PdfFile Read(byte[] content)
    {
        var file = new PdfFile(content);
        if (content.AsSpan(Math.Max(0, content.Length - 2048)).IndexOf("%%EOF"u8) < 0)
            throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: no end");
        file.FindObjects();
        if (file._trailer is null || file.Resolve(file._trailer["Root"]) is not PdfDictionary)
            throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: no root");
        return file;
    }

    /// <summary>Follows references; null for what is not there.</summary>
    public object? Resolve(object? value)
    {
        for (var steps = 0; value is PdfReference reference; steps++)
            value = steps < 10 ? _objects.GetValueOrDefault(reference.Number) : null;
        return value;
    }

    public object? Resolve(PdfDictionary dictionary, string key) => Resolve(dictionary.GetValueOrDefault(key));

    public string? NameOf(PdfDictionary dictionary, string key) => (Resolve(dictionary, key) as PdfName)?.Text;

    /// <summary>The pages in reading order, each with what it inherits.</summary>
    public IReadOnlyList<PdfDictionary> Pages()
    {
        var pages = new List<PdfDictionary>();
        var root = (PdfDictionary)Resolve(_trailer!["Root"])!;
        AddPages(Resolve(root, "Pages") as PdfDictionary, [], pages, [], 0);
        return pages.Count > 0 ? pages : throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: no pages");
    }

    /// <summary>Undoes a stream's Flate filter, within a limit.</summary>
    /// <exception cref="DocumentRefusedException">It unfolds to more, or is no such stream.</exception>
    public static byte[] Inflate(ReadOnlyMemory<byte> raw, int limit)
    {
        try
        {
            using var from = new ZLibStream(new MemoryStream(raw.ToArray()), CompressionMode.Decompress);
            using var to = new MemoryStream();
            var chunk = new byte[64 * 1024];
            for (int read; (read = from.Read(chunk)) > 0;)
            {
                to.Write(chunk, 0, read);
                if (to.Length > limit)
                    throw new DocumentRefusedException(DocumentProblem.Bomb, "pdf: stream");
            }

            return to.ToArray();
        }
        catch (InvalidDataException e)
        {
            throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: stream", e);
        }
    }

    private void FindObjects()
    {
        var lexer = new PdfLexer(_content, _values);
        for (var at = 0; ;)
        {
            var next = _content.AsSpan(at).IndexOfAny("obj"u8[0], "trailer"u8[0]);
            if (next < 0)
                break;
            at += next;
            lexer.At = at;
            if (lexer.Skip("trailer"u8) && (at == 0 || PdfLexer.IsSpace(_content[at - 1])))
            {
                if (lexer.Value() is PdfDictionary trailer)
                    AddTrailer(trailer);
                at = lexer.At;
            }
            else if (lexer.Skip("obj"u8) && NumberBefore(at) is { } number)
            {
                ReadObject(number, lexer);
                at = lexer.At;
            }
            else
            {
                at++;
            }
        }
    }

    // "12 0 obj"
    private int? NumberBefore(int at)
    {
        var generation = WordBefore(ref at);
        var number = WordBefore(ref at);
        return int.TryParse(generation, NumberStyles.None, CultureInfo.InvariantCulture, out _) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n : null;
    }

    private ReadOnlySpan<byte> WordBefore(ref int at)
    {
        var end = at;
        while (end > 0 && PdfLexer.IsSpace(_content[end - 1]))
            end--;
        var start = end;
        while (start > 0 && end - start < 10 && char.IsAsciiDigit((char)_content[start - 1]))
            start--;
        at = start;
        return _content.AsSpan(start, end - start);
    }

    private void ReadObject(int number, PdfLexer lexer)
    {
        var value = lexer.Value();
        if (value is PdfDictionary dictionary)
        {
            var after = lexer.At;
            lexer.SkipSpace();
            if (lexer.Skip("stream"u8))
            {
                if (!lexer.Skip("\r\n"u8) && !lexer.Skip("\n"u8))
                    lexer.Skip("\r"u8);
                value = ReadStream(dictionary, lexer);
            }
            else
            {
                lexer.At = after;
            }
        }

        Add(number, value);
        if (value is not PdfStream stream)
            return;
        if (NameOf(stream.Dictionary, "Type") == "XRef" || stream.Dictionary.ContainsKey("Root"))
            AddTrailer(stream.Dictionary);
        else if (stream.Dictionary.ContainsKey("N") && stream.Dictionary.ContainsKey("First"))
            ReadObjectStream(stream);
    }

    private PdfStream ReadStream(PdfDictionary dictionary, PdfLexer lexer)
    {
        var from = lexer.At;
        // a length known already (it may be an object further on) is taken when the stream does end there
        if (Resolve(dictionary, "Length") is PdfWord { Text: var text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            && length <= _content.Length - from)
        {
            lexer.At = from + length;
            while (lexer.At < _content.Length && PdfLexer.IsSpace(_content[lexer.At]))
                lexer.At++;
            if (lexer.Skip("endstream"u8))
                return new PdfStream(dictionary, _content.AsMemory(from, length));
        }

        var found = _content.AsSpan(from).IndexOf("endstream"u8);
        if (found < 0)
            throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: stream without end");
        lexer.At = from + found + "endstream"u8.Length;
        // the line end before the word is not the stream's
        if (found > 0 && _content[from + found - 1] == '\n')
            found--;
        if (found > 0 && _content[from + found - 1] == '\r')
            found--;
        return new PdfStream(dictionary, _content.AsMemory(from, found));
    }

    private void ReadObjectStream(PdfStream stream)
    {
        if (Filters(stream.Dictionary) is not { Count: <= 1 } filters || (filters.Count == 1 && filters[0] != "FlateDecode") || stream.Dictionary.ContainsKey("DecodeParms"))
            throw new DocumentRefusedException(DocumentProblem.HostileMarkup, "pdf: filters of an object stream");
        var bytes = filters.Count == 0 ? stream.Raw.ToArray() : Inflate(stream.Raw, MaxObjectStreamBytes);
        _unfolded += bytes.Length;
        if (_unfolded > MaxObjectStreamsBytes)
            throw new DocumentRefusedException(DocumentProblem.Bomb, "pdf: object streams");
        if (Whole(stream.Dictionary, "N") is not { } count || Whole(stream.Dictionary, "First") is not { } first || count > MaxObjects)
            throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: object stream");
        var lexer = new PdfLexer(bytes, _values);
        var heads = new List<(int Number, int At)>();
        for (var i = 0; i < count; i++)
        {
            if (lexer.Value() is not PdfWord number || lexer.Value() is not PdfWord at
                || !int.TryParse(number.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) || !int.TryParse(at.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var offset))
                throw new DocumentRefusedException(DocumentProblem.Damaged, "pdf: object stream");
            heads.Add((n, offset));
        }

        foreach (var (number, at) in heads)
        {
            lexer.At = checked(first + at);
            Add(number, lexer.Value());
        }
    }

    private int? Whole(PdfDictionary dictionary, string key) =>
        Resolve(dictionary, key) is PdfWord { Text: var text } && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < int.MaxValue / 2 ? n : null;

    /// <returns>The names of a stream's filters in order; null when they are not readable.</returns>
    public List<string>? Filters(PdfDictionary dictionary) => Resolve(dictionary, "Filter") switch
    {
        null => [],
        PdfName name => [name.Text],
        PdfArray array when array.TrueForAll(f => Resolve(f) is PdfName) => [.. array.Select(f => ((PdfName)Resolve(f)!).Text)],
        _ => null,
    };

    private void Add(int number, object value)
    {
        if (_all.Count >= MaxObjects)
            throw new DocumentRefusedException(DocumentProblem.Bomb, "pdf: objects");
        _all.Add(value);
        _objects[number] = value;
    }

    private void AddTrailer(PdfDictionary trailer)
    {
        if (trailer.ContainsKey("Encrypt"))
            throw new DocumentRefusedException(DocumentProblem.Encrypted);
        _all.Add(trailer);
        if (trailer.ContainsKey("Root"))
            _trailer = trailer;
    }

    private void AddPages(PdfDictionary? node, PdfDictionary inherited, List<PdfDictionary> pages, HashSet<PdfDictionary> seen, int depth)
    {
        if (node is null || depth > MaxPageDepth || !seen.Add(node))
            return;
        var here = new PdfDictionary();
        foreach (var key in (string[])["Resources", "MediaBox", "CropBox", "Rotate"])
        {
            if ((node.GetValueOrDefault(key) ?? inherited.GetValueOrDefault(key)) is { } value)
                here[key] = value;
        }

        if (Resolve(node, "Kids") is PdfArray kids)
        {
            foreach (var kid in kids)
                AddPages(Resolve(kid) as PdfDictionary, here, pages, seen, depth + 1);
            return;
        }

        if (pages.Count >= MaxPages)
            throw new DocumentRefusedException(DocumentProblem.Bomb, $"pdf: more than {MaxPages} pages");
        foreach (var (key, value) in node)
            here.TryAdd(key, value);
        pages.Add(here);
    }
}
