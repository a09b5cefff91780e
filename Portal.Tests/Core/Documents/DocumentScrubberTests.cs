using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using Portal.Core;
using Portal.Tests.Support;
using UglyToad.PdfPig;

namespace Portal.Tests.Core;

public sealed class DocumentScrubberTests(WrittenEssay essay) : IClassFixture<WrittenEssay>
{
    private static readonly string[] Words = ["巷口的灯", "摘要：写一盏灯", "后来添的话。之后。", "文件", "灯在，人就在。", "两格并作一格", "最后一段。"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scrub_Docx_LeavesNoNameAndEveryWord(bool ofWord)
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");
        var original = ofWord ? essay.DocxOfWord : essay.Docx;
        Assert.True(PlacesOf(original) > 8, "the essay tells too little to prove anything");
        Assert.Equal(new DocumentInspection(DocumentKind.Docx, null), DocumentInspector.Inspect(original, "a.docx"));

        var scrubbed = DocumentScrubber.Scrub(original, DocumentKind.Docx);

        Assert.Null(scrubbed.Problem);
        foreach (var (name, part) in TestDocx.Unzip(scrubbed.Content!))
        {
            foreach (var canary in (string[])[WrittenEssay.Canary, WrittenEssay.CanaryUnit])
            {
                Assert.False(Holds(part, canary), $"{name} tells {Around(part, canary)}");
                Assert.DoesNotContain(canary, name, StringComparison.OrdinalIgnoreCase);
            }

            foreach (var hint in (string[])["w:author", "w:initials", "rsid", "2026-11-20", "dc:creator", "comment", "删去", "搬走"])
                Assert.False(name.EndsWith(".xml", StringComparison.Ordinal) && Encoding.UTF8.GetString(part).Contains(hint, StringComparison.OrdinalIgnoreCase), $"{name} holds {hint}");
        }

        Assert.False(Holds(scrubbed.Content!, WrittenEssay.Canary));
        // an independent reader finds every word, and the pictures and links
        var text = Encoding.UTF8.GetString(await LibreOffice.ConvertAsync(scrubbed.Content!, "scrubbed.docx", "txt:Text (encoded):UTF8", TestContext.Current.CancellationToken));
        Assert.All(ofWord ? [.. Words, "排版改过。", "搬来的话。", "标签里的话。"] : Words, w => Assert.Contains(w, text, StringComparison.Ordinal));
        var read = DocxReader.Read(scrubbed.Content!).Text!;
        Assert.Equal((40, 30), (read.Pictures.Single().Picture.Width, read.Pictures.Single().Picture.Height));
        // plain text has no place for notes
        Assert.Contains("灯谱，第三页。", read.Html, StringComparison.Ordinal);
        Assert.Contains("https://example.org/lamp", read.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void Scrub_Docx_IsStillADocumentByTheSchema()
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");

        Assert.Equal([], Flaws(DocumentScrubber.Scrub(essay.DocxOfWord, DocumentKind.Docx).Content!).Except(Flaws(essay.DocxOfWord)));
    }

    [Fact]
    public void Scrub_Twice_ChangesNothing()
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");
        var once = DocumentScrubber.Scrub(essay.DocxOfWord, DocumentKind.Docx).Content!;
        var pdf = DocumentScrubber.Scrub(essay.Pdf, DocumentKind.Pdf).Content!;

        Assert.Equal(once, DocumentScrubber.Scrub(essay.DocxOfWord, DocumentKind.Docx).Content!);
        Assert.Equal(once, DocumentScrubber.Scrub(once, DocumentKind.Docx).Content!);
        Assert.Equal(pdf, DocumentScrubber.Scrub(pdf, DocumentKind.Pdf).Content!);
        using var archive = new ZipArchive(new MemoryStream(once));
        Assert.All(archive.Entries, e => Assert.Equal(1980, e.LastWriteTime.Year));
    }

    [Fact]
    public void Scrub_Pdf_LeavesNoNameAndEveryWord()
    {
        Assert.SkipUnless(LibreOffice.IsThere, "no LibreOffice");
        Assert.Equal(new DocumentInspection(DocumentKind.Pdf, null), DocumentInspector.Inspect(essay.Pdf, "a.pdf"));
        Assert.True(Holds(essay.Pdf, WrittenEssay.Canary) || PdfTells(essay.Pdf).Contains(WrittenEssay.Canary, StringComparison.Ordinal));

        var scrubbed = DocumentScrubber.Scrub(essay.Pdf, DocumentKind.Pdf);

        Assert.Null(scrubbed.Problem);
        Assert.DoesNotContain(WrittenEssay.Canary, PdfTells(scrubbed.Content!), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(WrittenEssay.CanaryUnit, PdfTells(scrubbed.Content!), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("LibreOffice", PdfTells(scrubbed.Content!), StringComparison.Ordinal);
        using var before = PdfDocument.Open(essay.Pdf);
        using var after = PdfDocument.Open(scrubbed.Content!);
        Assert.Equal(before.NumberOfPages, after.NumberOfPages);
        Assert.Equal(before.GetPages().Select(p => p.Text), after.GetPages().Select(p => p.Text));
        Assert.Contains("最后一段", after.GetPage(1).Text, StringComparison.Ordinal);
        Assert.Equal(before.GetPages().Sum(p => p.NumberOfImages), after.GetPages().Sum(p => p.NumberOfImages));
        Assert.Null(after.Information.Author);
    }

    [Fact]
    public void Scrub_PdfOfPieces_KeepsWhatShowsAlone()
    {
        const string Name = "Kanarienvogel";
        var pdf = TestPdf.With(
            $"/Metadata 10 0 R/Outlines 11 0 R/PieceInfo<</A({Name})>>/Lang(zh)",
            $"/Metadata 10 0 R/LastModified({Name})/Annots[12 0 R 13 0 R 14 0 R 15 0 R]/PieceInfo<</B({Name})>>",
            $"/Info 16 0 R/ID[({Name})({Name})]",
            TestPdf.Stream("/Type/Metadata/Subtype/XML", Encoding.UTF8.GetBytes(Name)),
            $"<</Type/Outlines/Title({Name})>>",
            $"<</Subtype/Text/Rect[0 0 9 9]/T({Name})/Contents({Name})>>",
            $"<</Subtype/FreeText/Rect[0 0 9 9]/T({Name})/Contents({Name})/AP<</N 17 0 R>>>>",
            "<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://example.org/lamp)>>>>",
            $"<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(mailto:{Name}@example.org)>>>>",
            $"<</Author({Name})>>",
            "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/PTEX.FileName(" + Name + ")/Resources<</XObject<</P 18 0 R>>>>/Length 5>>\nstream\n/P Do\nendstream",
            $"<</Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray/Filter/DCTDecode/Name/{Name}/Length {TestPictures.JpegWith(Name, 1).Length}>>\nstream\n{Encoding.Latin1.GetString(TestPictures.JpegWith(Name, 1))}\nendstream");

        var scrubbed = DocumentScrubber.Scrub(pdf, DocumentKind.Pdf);

        Assert.Null(scrubbed.Problem);
        Assert.DoesNotContain(Name, PdfTells(scrubbed.Content!), StringComparison.Ordinal);
        Assert.Contains(Convert.ToHexString("https://example.org/lamp"u8), Encoding.Latin1.GetString(scrubbed.Content!), StringComparison.Ordinal);
        Assert.True(scrubbed.Content!.AsSpan().IndexOf(TestPictures.Jpeg) > 0);
        using var document = PdfDocument.Open(scrubbed.Content!);
        Assert.Equal("Hello essay", document.GetPage(1).Text);
    }

    [Fact]
    public void Scrub_PdfSavedAgain_TakesTheLaterWords()
    {
        var pdf = Encoding.Latin1.GetString(TestPdf.With()) + "4 0 obj\n<</Length 41>>\nstream\nBT /P 18 Tf 20 100 Td (Corrected) Tj ET   \nendstream\nendobj\ntrailer\n<</Root 1 0 R/Size 100>>\nstartxref\n0\n%%EOF\n";

        var scrubbed = DocumentScrubber.Scrub(Encoding.Latin1.GetBytes(pdf), DocumentKind.Pdf);

        using var document = PdfDocument.Open(scrubbed.Content!);
        Assert.Equal("Corrected", document.GetPage(1).Text);
        Assert.DoesNotContain("Hello", Encoding.Latin1.GetString(scrubbed.Content!), StringComparison.Ordinal);
    }

    [Fact]
    public void Scrub_PictureOfAnUnknownKind_IsRefused()
    {
        const string Picture = "<w:p><w:r><w:drawing><a:blip xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" r:embed=\"i\"/></w:drawing></w:r></w:p>";
        var docx = TestDocx.With(Picture).Link("i", "image", "media/a.tiff").Part("word/media/a.tiff", [(byte)'I', (byte)'I', 42, 0, 8, 0, 0, 0], "image/tiff").ToBytes();

        Assert.True(DocumentInspector.Inspect(docx, "a.docx").IsFine);
        Assert.Equal(new ScrubbedDocument(null, DocumentProblem.NotScrubbable, "word/media/a.tiff"), DocumentScrubber.Scrub(docx, DocumentKind.Docx));
    }

    private static bool Holds(byte[] bytes, string words) =>
        bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(words)) >= 0 || bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(words)) >= 0 || bytes.AsSpan().IndexOf(Encoding.BigEndianUnicode.GetBytes(words)) >= 0;

    private static string Around(byte[] part, string words) =>
        Encoding.UTF8.GetString(part) is var text && text.IndexOf(words, StringComparison.OrdinalIgnoreCase) is var at && at < 0 ? "in UTF-16" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + 60)];

    private static int PlacesOf(byte[] docx) => TestDocx.Unzip(docx).Values.Sum(p => Encoding.UTF8.GetString(p).Split(WrittenEssay.Canary).Length - 1);

    // everything in a PDF that could be read: the file, its streams unfolded, its strings as text
    private static string PdfTells(byte[] pdf)
    {
        var all = new StringBuilder(Encoding.Latin1.GetString(pdf));
        foreach (var stream in PdfFile.Read(pdf).All.OfType<PdfStream>())
        {
            var bytes = stream.Raw.ToArray();
            try
            {
                bytes = PdfFile.Inflate(stream.Raw, 50_000_000);
            }
            catch (DocumentRefusedException)
            {
                // not deflated
            }

            all.Append(Encoding.Latin1.GetString(bytes));
        }

        PdfFile.Read(pdf).All.ToList().ForEach(Add);
        return all.ToString();

        void Add(object value)
        {
            switch (value)
            {
                case PdfString text:
                    all.Append(Encoding.Latin1.GetString(text.Bytes)).Append(Encoding.BigEndianUnicode.GetString(text.Bytes.Length > 2 ? text.Bytes[2..] : []));
                    break;
                case PdfStream stream:
                    Add(stream.Dictionary);
                    break;
                case PdfDictionary dictionary:
                    dictionary.Values.ToList().ForEach(Add);
                    break;
                case PdfArray array:
                    array.ForEach(Add);
                    break;
            }
        }
    }

    private static List<string> Flaws(byte[] docx)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(docx), isEditable: false);
        return [.. new OpenXmlValidator().Validate(document).Select(e => e.Description)];
    }
}
