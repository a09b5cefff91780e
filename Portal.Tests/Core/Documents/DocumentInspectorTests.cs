using System.Diagnostics;
using System.Text;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class DocumentInspectorTests(ITestOutputHelper output)
{
    // a second is what is promised; a machine that is busy with other things gets more
    private static readonly TimeSpan Guard = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Hostile() => [.. HostileFiles.All.Keys];

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Inspect_Hostile_IsRefusedWithTheReason(string name)
    {
        var (make, fileName, problem) = HostileFiles.All[name];
        var content = make();
        var clock = Stopwatch.StartNew();

        var inspection = DocumentInspector.Inspect(content, fileName);

        output.WriteLine($"{clock.ElapsedMilliseconds} ms, {content.Length} bytes: {inspection}");
        Assert.Equal(problem, inspection.Problem);
        Assert.True(inspection.Detail is null or { Length: <= 200 });
        Assert.True(clock.Elapsed < Guard);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public void ScrubAndRead_Hostile_RefuseTheSame(string name)
    {
        var (make, _, problem) = HostileFiles.All[name];
        if (problem is DocumentProblem.Empty or DocumentProblem.TooLarge or DocumentProblem.WrongExtension)
            return;
        var content = make();

        if (content.AsSpan().StartsWith("PK"u8))
        {
            Assert.Equal(problem, DocumentScrubber.Scrub(content, DocumentKind.Docx).Problem);
            Assert.Equal(problem, DocxReader.Read(content).Problem);
        }
        else if (content.AsSpan().StartsWith("%PDF"u8))
        {
            Assert.Equal(problem, DocumentScrubber.Scrub(content, DocumentKind.Pdf).Problem);
        }
        else
        {
            // never thrown, whatever it is taken for
            Assert.All(Enum.GetValues<DocumentKind>(), kind => Assert.NotNull(DocumentScrubber.Scrub(content, kind).Problem));
        }
    }

    [Theory]
    [InlineData("a.docx", DocumentKind.Docx)]
    [InlineData("论文 终稿.DOCX", DocumentKind.Docx)]
    public void Inspect_Docx_IsFine(string name, DocumentKind kind) =>
        Assert.Equal(new DocumentInspection(kind, null), DocumentInspector.Inspect(TestDocx.With(TestDocx.P("正文")).ToBytes(), name));

    [Theory]
    [InlineData("http://example.org/a")]
    [InlineData("https://example.org/a?b=1#c")]
    [InlineData("mailto:a@example.org")]
    [InlineData("#_Toc1")]
    [InlineData("notes.docx")]
    [InlineData(@"file:///C:\Users\a\b.docx")]
    public void Inspect_OrdinaryLink_IsFine(string target) =>
        Assert.True(DocumentInspector.Inspect(TestDocx.With(TestDocx.P("正文")).Link("h", "hyperlink", target, external: true).ToBytes(), "a.docx").IsFine);

    [Theory]
    [InlineData(@"file:///C:\Users\a\Templates\论文.dotx")]
    [InlineData("Normal.dotm")]
    public void Inspect_OwnTemplate_IsFine(string target) =>
        Assert.True(DocumentInspector.Inspect(TestDocx.With(TestDocx.P("正文")).Link("t", "attachedTemplate", target, external: true).ToBytes(), "a.docx").IsFine);

    [Fact]
    public void Inspect_PictureFieldOfAPastedPage_IsFine() => Assert.True(DocumentInspector.Inspect(
        TestDocx.With("<w:p><w:fldSimple w:instr=\" INCLUDEPICTURE &quot;https://example.org/a.png&quot; \\* MERGEFORMATINET \"/></w:p>").ToBytes(), "a.docx").IsFine);

    [Fact]
    public void Inspect_ChartWithItsWorkbook_IsFine()
    {
        const string Relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"p\" Type=\"" + TestDocx.OfficeType + "package\" Target=\"../embeddings/a.xlsx\"/></Relationships>";
        var docx = TestDocx.With(TestDocx.P("正文")).Linked("chart", "charts/chart1.xml", "<c/>", "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
            .Part("word/charts/_rels/chart1.xml.rels", Relations).Part("word/embeddings/a.xlsx", TestDocx.Zip(("a", [1])), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet").ToBytes();

        Assert.Equal(new DocumentInspection(DocumentKind.Docx, null), DocumentInspector.Inspect(docx, "a.docx"));
        Assert.DoesNotContain(TestDocx.Unzip(DocumentScrubber.Scrub(docx, DocumentKind.Docx).Content!).Keys, k => k.EndsWith("xlsx", StringComparison.Ordinal));
    }

    [Fact]
    public void Inspect_Pdf_IsFine()
    {
        Assert.Equal(new DocumentInspection(DocumentKind.Pdf, null), DocumentInspector.Inspect(TestPdf.With(), "a.pdf"));
        // a font may have the name of something dangerous
        Assert.True(DocumentInspector.Inspect(TestPdf.With(objects: "<</Font<</JavaScript 5 0 R/JS 5 0 R>>>>"), "a.pdf").IsFine);
        Assert.True(DocumentInspector.Inspect(TestPdf.With("/OpenAction[3 0 R/Fit]", objects: TestPdf.ObjectStream(50, "<</S/URI/URI(https://example.org)>>")), "a.pdf").IsFine);
    }

    public static TheoryData<string, byte[]> Texts()
    {
        const string Text = "第一段，《红楼梦》。\r\n\r\nSecond, ‘third’ — 𠮷\t.\n";
        return new()
        {
            { "a.txt", Encoding.UTF8.GetBytes(Text) },
            { "a.txt", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
            { "a.md", [.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(Text)] },
            { "a.markdown", [.. Encoding.BigEndianUnicode.Preamble, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
            { "a.txt", CodePagesEncodingProvider.Instance.GetEncoding(54936)!.GetBytes(Text) },
        };
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Scrub_Text_IsUtf8WithoutMark(string name, byte[] content)
    {
        var inspection = DocumentInspector.Inspect(content, name);

        Assert.True(inspection.IsFine);
        Assert.Equal(name == "a.txt" ? DocumentKind.Text : DocumentKind.Markdown, inspection.Kind);
        Assert.Equal("第一段，《红楼梦》。\r\n\r\nSecond, ‘third’ — 𠮷\t.\n"u8.ToArray(), DocumentScrubber.Scrub(content, inspection.Kind!.Value).Content);
    }
}
