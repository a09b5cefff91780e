using System.Text;

namespace Portal.Core;

/// <summary>Writes a new PDF of the pages alone: what they show and what that needs, nothing about who made it and with what.</summary>
internal static class PdfScrubber
{
    private const int MaxPictureBytes = 32 * 1024 * 1024;

    // of a page: no metadata, no application's private pieces, no thumbnails, times or structure
    private static readonly string[] PageKeys = ["Resources", "MediaBox", "CropBox", "BleedBox", "TrimBox", "ArtBox", "Rotate", "Contents", "Group", "UserUnit"];

    private static readonly string[] PictureKeys =
    [
        "Type", "Subtype", "Width", "Height", "ColorSpace", "BitsPerComponent", "Intent", "ImageMask", "Mask", "Decode", "Interpolate", "SMask", "SMaskInData", "Filter", "DecodeParms", "Matte",
    ];

    private static readonly string[] FormKeys = ["Type", "Subtype", "FormType", "BBox", "Matrix", "Resources", "Group", "Filter", "DecodeParms"];

    // wherever they stand; Parent, P and Dest would lead back into the old tree of pages
    private static readonly string[] Gone =
    [
        "Metadata", "PieceInfo", "LastModified", "StructParent", "StructParents", "StructTreeRoot", "AF", "AA", "Parent", "P", "Dest", "OC", "ID", "Info", "OPI", "Ref", "Thumb", "Properties", "SeparationInfo", "Length",
    ];

    private static readonly string[] NameMaps = ["Font", "XObject", "ExtGState", "ColorSpace", "Pattern", "Shading", "CharProcs", "Colorants"];

    // what people put onto a page for it to be seen there; notes, replies and pop-ups are between people
    private static readonly string[] Stamps = ["FreeText", "Stamp", "Ink", "Widget"];

    /// <exception cref="DocumentRefusedException">It is refused, or holds what cannot be scrubbed.</exception>
    public static byte[] Scrub(byte[] content)
    {
        var file = PdfFile.Read(content);
        PdfChecks.Check(file);
        var copy = new Copy(file);
        var pages = new PdfArray();
        var tree = copy.Reserve();
        foreach (var page in file.Pages())
            pages.Add(copy.Add(Page(page, tree, copy, file)));
        var count = new PdfWord(pages.Count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        copy.Set(tree, new PdfDictionary { ["Type"] = new PdfName("Pages"), ["Kids"] = pages, ["Count"] = count });
        var root = copy.Add(new PdfDictionary { ["Type"] = new PdfName("Catalog"), ["Pages"] = tree });
        return PdfWriter.Write(copy.Finish(), root);
    }

    private static PdfDictionary Page(PdfDictionary page, PdfReference tree, Copy copy, PdfFile file)
    {
        var clean = new PdfDictionary { ["Type"] = new PdfName("Page"), ["Parent"] = tree };
        foreach (var key in PageKeys)
        {
            if (page.TryGetValue(key, out var value))
                clean[key] = copy.Of(value);
        }

        if (file.Resolve(page, "Annots") is PdfArray notes)
        {
            var kept = new PdfArray();
            kept.AddRange(notes.Select(n => file.Resolve(n) is PdfDictionary note ? Annotation(note, copy, file) : null).OfType<PdfDictionary>());
            if (kept.Count > 0)
                clean["Annots"] = kept;
        }

        return clean;
    }

    private static PdfDictionary? Annotation(PdfDictionary note, Copy copy, PdfFile file)
    {
        var kind = file.NameOf(note, "Subtype");
        var clean = new PdfDictionary { ["Type"] = new PdfName("Annot") };
        foreach (var key in (string[])["Rect", "F", "Border", "BS", "C"])
        {
            if (note.TryGetValue(key, out var value))
                clean[key] = copy.Of(value);
        }

        if (kind == "Link" && file.Resolve(note, "A") is PdfDictionary action && file.Resolve(action, "URI") is PdfString uri && IsPublic(uri))
        {
            clean["Subtype"] = new PdfName("Link");
            clean["A"] = new PdfDictionary { ["S"] = new PdfName("URI"), ["URI"] = uri };
            return clean;
        }

        if (!Stamps.Contains(kind) || file.Resolve(note, "AP") is not PdfDictionary look || !look.TryGetValue("N", out var normal))
            return null;
        // as a stamp it shows its picture and asks for nothing else, whatever it was
        clean["Subtype"] = new PdfName("Stamp");
        clean["AP"] = new PdfDictionary { ["N"] = copy.Of(normal) };
        if (note.TryGetValue("AS", out var state))
            clean["AS"] = copy.Of(state);
        return clean;
    }

    // an address for mail is somebody's
    private static bool IsPublic(PdfString uri) => Encoding.Latin1.GetString(uri.Bytes) is var text
        && (text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || text.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    /// <summary>Takes values over into the new file with new numbers, as far as something kept refers to them.</summary>
    private sealed class Copy(PdfFile file)
    {
        private readonly Dictionary<int, PdfReference> _numbers = [];
        private readonly Queue<(int Old, PdfReference New)> _waiting = new();
        private readonly List<object> _objects = [];

        public PdfReference Reserve()
        {
            _objects.Add(PdfWord.Null);
            return new PdfReference(_objects.Count);
        }

        public void Set(PdfReference at, object value) => _objects[at.Number - 1] = value;

        public PdfReference Add(object value)
        {
            var at = Reserve();
            Set(at, value);
            return at;
        }

        public object Of(object value)
        {
            switch (value)
            {
                case PdfReference reference:
                    if (!_numbers.TryGetValue(reference.Number, out var number))
                    {
                        _numbers[reference.Number] = number = Reserve();
                        _waiting.Enqueue((reference.Number, number));
                    }

                    return number;
                case PdfArray array:
                    var items = new PdfArray();
                    items.AddRange(array.Select(Of));
                    return items;
                case PdfDictionary dictionary:
                    return Of(dictionary, null);
                case PdfStream stream:
                    return Of(stream);
                default:
                    return value;
            }
        }

        public List<object> Finish()
        {
            while (_waiting.TryDequeue(out var next))
            {
                var value = file.Resolve(new PdfReference(next.Old));
                // a page reached from below would bring back what was left out
                var isPage = value is PdfDictionary d && file.NameOf(d, "Type") is "Page" or "Pages" or "Catalog" or "StructElem" or "Annot" or "Outlines";
                Set(next.New, value is null || isPage ? PdfWord.Null : Of(value));
            }

            return _objects;
        }

        private PdfDictionary Of(PdfDictionary dictionary, string[]? only)
        {
            var clean = new PdfDictionary();
            foreach (var (key, value) in dictionary)
            {
                // pdfTeX notes under such keys which file a figure came from, and who made it
                if (only is null ? !Gone.Contains(key) && !key.StartsWith("PTEX", StringComparison.Ordinal) : only.Contains(key))
                    clean[key] = NameMaps.Contains(key) && file.Resolve(value) is PdfDictionary map ? Map(map) : Of(value);
            }

            return clean;
        }

        // names that pages and fonts chose themselves: here "P" may be a font or a letter
        private PdfDictionary Map(PdfDictionary map)
        {
            var clean = new PdfDictionary();
            foreach (var (key, value) in map)
                clean[key] = Of(value);
            return clean;
        }

        private PdfStream Of(PdfStream stream)
        {
            var kind = file.NameOf(stream.Dictionary, "Subtype");
            if (kind == "Image")
                return Picture(stream);
            return new PdfStream(Of(stream.Dictionary, kind == "Form" ? FormKeys : null), stream.Raw);
        }

        private PdfStream Picture(PdfStream stream)
        {
            var dictionary = Of(stream.Dictionary, PictureKeys);
            var raw = stream.Raw;
            var filters = file.Filters(stream.Dictionary);
            if (filters is ["FlateDecode", "DCTDecode"])
            {
                raw = PdfFile.Inflate(raw, MaxPictureBytes);
                filters = ["DCTDecode"];
                dictionary["Filter"] = new PdfName("DCTDecode");
                dictionary.Remove("DecodeParms");
            }

            if (filters is ["DCTDecode"])
                raw = Photograph(raw);
            else if (filters is null || filters.Contains("DCTDecode") || (filters.Contains("JPXDecode") && Tells(raw.Span)))
                throw new DocumentRefusedException(DocumentProblem.NotScrubbable, "pdf: picture");
            return new PdfStream(dictionary, raw);
        }

        private static ReadOnlyMemory<byte> Photograph(ReadOnlyMemory<byte> raw)
        {
            if (raw.Span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) && PictureInspector.InspectAny(raw.ToArray()).Picture is { } picture)
                return picture.Content;
            // readers show a photograph that is cut off as far as it goes: as long as it says nothing, it may stay
            return Tells(raw.Span) ? throw new DocumentRefusedException(DocumentProblem.NotScrubbable, "pdf: picture") : raw;
        }

        private static bool Tells(ReadOnlySpan<byte> raw) =>
            raw.IndexOf("Exif"u8) >= 0 || raw.IndexOf("xmpmeta"u8) >= 0 || raw.IndexOf("ns.adobe.com"u8) >= 0 || raw.IndexOf("Photoshop 3.0"u8) >= 0 || raw.IndexOf("uuid"u8) >= 0;
    }
}
