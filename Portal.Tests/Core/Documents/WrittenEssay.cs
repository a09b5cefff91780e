using System.Text;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>One essay as a word processor keeps it, with everything in it that tells who wrote it; LibreOffice makes the files that people hand in of it.</summary>
public sealed class WrittenEssay : IAsyncLifetime
{
    /// <summary>Stands wherever a program notes who or where: never in the words.</summary>
    public const string Canary = "Kanarienvogel7c31";

    public const string CanaryUnit = "Vogelhandlung9f02";

    public byte[] Docx { get; private set; } = [];

    public byte[] Pdf { get; private set; } = [];

    /// <summary>The same as <see cref="Docx"/> with what Word adds to LibreOffice's: revisions by session, people, custom data, template, variables.</summary>
    public byte[] DocxOfWord { get; private set; } = [];

    private static string Source { get; } = $"""
        <?xml version="1.0" encoding="UTF-8"?>
        <office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
            xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
            xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:dc="http://purl.org/dc/elements/1.1/"
            xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"
            office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
          <office:meta>
            <meta:initial-creator>{Canary}</meta:initial-creator><dc:creator>{Canary}</dc:creator><dc:title>{Canary} 的文章</dc:title><dc:subject>{CanaryUnit}</dc:subject><meta:keyword>{Canary}</meta:keyword>
            <dc:description>{Canary}</dc:description><meta:printed-by>{Canary}</meta:printed-by>
            <meta:user-defined meta:name="单位">{CanaryUnit}</meta:user-defined><meta:user-defined meta:name="Company">{CanaryUnit}</meta:user-defined>
          </office:meta>
          <office:styles>
            <style:style style:name="Standard" style:family="paragraph" style:class="text"><style:text-properties fo:font-size="12pt"/></style:style>
            <style:style style:name="Title" style:family="paragraph" style:parent-style-name="Standard" style:class="chapter"><style:paragraph-properties fo:text-align="center"/><style:text-properties fo:font-size="22pt" fo:font-weight="bold"/></style:style>
            <style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"/>
            <style:style style:name="Heading_20_2" style:display-name="Heading 2" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="2"/>
            <style:style style:name="Quotations" style:family="paragraph" style:parent-style-name="Standard"/>
            <style:style style:name="{Canary}" style:family="paragraph" style:parent-style-name="Standard"/>
            <style:style style:name="Footnote" style:family="paragraph" style:parent-style-name="Standard"/>
          </office:styles>
          <office:automatic-styles>
            <style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style>
            <style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic" style:font-style-asian="italic"/></style:style>
            <style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid"/></style:style>
            <style:style style:name="S" style:family="text"><style:text-properties style:text-line-through-style="solid" style:text-line-through-type="single"/></style:style>
            <style:style style:name="Up" style:family="text"><style:text-properties style:text-position="super 58%"/></style:style>
            <style:style style:name="T" style:family="table"><style:table-properties style:width="10cm" table:align="left"/></style:style>
            <text:list-style style:name="Numbers"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a"/></text:list-style>
            <text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/></text:list-style>
          </office:automatic-styles>
          <office:body><office:text>
            <text:tracked-changes>
              <text:changed-region text:id="put-in"><text:insertion><office:change-info><dc:creator>{Canary}</dc:creator><dc:date>2026-11-20T08:00:00</dc:date></office:change-info></text:insertion></text:changed-region>
              <text:changed-region text:id="taken-out"><text:deletion><office:change-info><dc:creator>{Canary}</dc:creator><dc:date>2026-11-20T08:00:00</dc:date></office:change-info><text:p>{Canary}删去的话</text:p></text:deletion></text:changed-region>
            </text:tracked-changes>
            <text:p text:style-name="Title">巷口的灯</text:p>
            <text:p>摘要：写一盏灯，也写守灯的人。</text:p>
            <text:h text:style-name="Heading_20_1" text:outline-level="1">一、灯</text:h>
            <text:p>　　巷口有<text:span text:style-name="B">一盏灯</text:span>，<text:span text:style-name="I">很旧</text:span>，<text:span text:style-name="U">很亮</text:span>，<text:span text:style-name="S">很高</text:span>，十<text:span text:style-name="Up">2</text:span>米。<text:change-start text:change-id="put-in"/>后来添的话。<text:change-end text:change-id="put-in"/><text:change text:change-id="taken-out"/>之后。<office:annotation><dc:creator>{Canary}</dc:creator><dc:date>2026-11-20T08:00:00</dc:date><text:p>{Canary} 的批注</text:p></office:annotation></text:p>
            <text:p text:style-name="{Canary}">文件<text:file-name text:display="full">/home/{Canary}/essay.odt</text:file-name>作者<text:author-name text:fixed="false">{Canary}</text:author-name>首作者<text:initial-creator text:fixed="false">{Canary}</text:initial-creator>完。</text:p>
            <text:h text:style-name="Heading_20_2" text:outline-level="2">（一）旧事</text:h>
            <text:p text:style-name="Quotations">灯在，人就在。</text:p>
            <text:list text:style-name="Numbers"><text:list-item><text:p>第一步</text:p><text:list><text:list-item><text:p>第一小步</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>第二步</text:p></text:list-item></text:list>
            <text:list text:style-name="Bullets"><text:list-item><text:p>圆点</text:p></text:list-item></text:list>
            <table:table table:name="{Canary}" table:style-name="T"><table:table-column table:number-columns-repeated="2"/>
              <table:table-header-rows><table:table-row><table:table-cell><text:p>年</text:p></table:table-cell><table:table-cell><text:p>盏</text:p></table:table-cell></table:table-row></table:table-header-rows>
              <table:table-row><table:table-cell table:number-columns-spanned="2"><text:p>两格并作一格</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
              <table:table-row><table:table-cell><text:p>1987</text:p></table:table-cell><table:table-cell><text:p>3</text:p></table:table-cell></table:table-row></table:table>
            <text:p>见<text:a xlink:type="simple" xlink:href="https://example.org/lamp">灯谱</text:a>与<text:a xlink:type="simple" xlink:href="mailto:{Canary}@example.org">来信</text:a>。注<text:note text:id="ftn1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p text:style-name="Footnote">灯谱，第三页。</text:p></text:note-body></text:note>在后。<text:bookmark text:name="{Canary}"/></text:p>
            <text:p><draw:frame draw:name="/home/{Canary}/lamp.png" text:anchor-type="as-char" svg:width="4cm" svg:height="3cm"><draw:image><office:binary-data>{Convert.ToBase64String(TestPictures.Png(40, 30, ("tEXt", Encoding.UTF8.GetBytes($"Author\0{Canary}"))))}</office:binary-data></draw:image><svg:desc>巷口的路灯</svg:desc></draw:frame></text:p>
            <text:p>最后一段。</text:p>
          </office:text></office:body>
        </office:document>
        """;

    public async ValueTask InitializeAsync()
    {
        if (!LibreOffice.IsThere)
            return;
        var source = Encoding.UTF8.GetBytes(Source);
        Docx = await LibreOffice.ConvertAsync(source, "essay.fodt", "docx", CancellationToken.None);
        Pdf = await LibreOffice.ConvertAsync(source, "essay.fodt", "pdf", CancellationToken.None);
        DocxOfWord = AsWordWrites(Docx);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // every place where Word notes a person that LibreOffice does not write
    private static byte[] AsWordWrites(byte[] docx)
    {
        var parts = TestDocx.Unzip(docx);
        const string CustomXml = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml";
        Edit("word/document.xml", x => x
            .Replace("<w:p>", $"<w:p w:rsidR=\"00AB12CD\" w:rsidRPr=\"00AB12CD\">", StringComparison.Ordinal)
            .Replace("</w:body>", $"""
                <w:sdt><w:sdtPr><w:alias w:val="{Canary}"/><w:tag w:val="{Canary}"/><w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]" w:storeItemID="x"/></w:sdtPr><w:sdtContent><w:p><w:r><w:t>{Canary}</w:t></w:r></w:p></w:sdtContent></w:sdt>
                <w:p><w:permStart w:id="77" w:ed="{Canary}"/><w:r><w:rPr><w:rPrChange w:id="901" w:author="{Canary}" w:date="2026-11-20T08:00:00Z"><w:rPr/></w:rPrChange></w:rPr><w:t>排版改过。</w:t></w:r><w:permEnd w:id="77"/><w:moveFrom w:id="902" w:author="{Canary}"><w:r><w:t>{Canary}搬走</w:t></w:r></w:moveFrom><w:moveTo w:id="903" w:author="{Canary}"><w:r><w:t>搬来的话。</w:t></w:r></w:moveTo></w:p>
                <w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{Canary}</w:t></w:r><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> USER</w:instrText></w:r><w:r><w:instrText>NAME </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{Canary}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:smartTag w:uri="x" w:element="PersonName"><w:smartTagPr><w:attr w:name="ProductID" w:val="{Canary}"/></w:smartTagPr><w:r><w:t>标签里的话。</w:t></w:r></w:smartTag></w:p></w:body>
                """, StringComparison.Ordinal));
        Edit("word/settings.xml", x => x.Replace("</w:settings>", $"""
            <w:rsids><w:rsidRoot w:val="00AB12CD"/></w:rsids><w:docVars><w:docVar w:name="{Canary}" w:val="{CanaryUnit}"/></w:docVars><w:writeProtection w:cryptProviderType="{Canary}"/>
            <w:mailMerge><w:dataSource r:id="x" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/><w:query w:val="SELECT * FROM {Canary}"/></w:mailMerge></w:settings>
            """, StringComparison.Ordinal));
        parts["customXml/item1.xml"] = Encoding.UTF8.GetBytes($"<a>{Canary}</a>");
        parts["customXml/itemProps1.xml"] = Encoding.UTF8.GetBytes($"<a>{Canary}</a>");
        parts["word/people.xml"] = Encoding.UTF8.GetBytes($"<a>{Canary}</a>");
        parts["docProps/thumbnail.png"] = TestPictures.Png(4, 4, ("tEXt", Encoding.UTF8.GetBytes(Canary)));
        parts["word/settings2.xml"] = [.. "<a/>"u8];
        Edit("[Content_Types].xml", x => x.Replace("</Types>", $"<Override PartName=\"/customXml/itemProps1.xml\" ContentType=\"{CustomXml}\"/><Override PartName=\"/word/people.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.people+xml\"/></Types>", StringComparison.Ordinal));
        Edit("word/_rels/document.xml.rels", x => x.Replace(
            "</Relationships>",
            $"<Relationship Id=\"rX1\" Type=\"{TestDocx.OfficeType}customXml\" Target=\"../customXml/item1.xml\"/><Relationship Id=\"rX2\" Type=\"http://schemas.microsoft.com/office/2011/relationships/people\" Target=\"people.xml\"/></Relationships>",
            StringComparison.Ordinal));
        parts["word/_rels/settings.xml.rels"] = Encoding.UTF8.GetBytes(
            $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"t1\" Type=\"{TestDocx.OfficeType}attachedTemplate\" Target=\"file:///C:\\Users\\{Canary}\\t.dotx\" TargetMode=\"External\"/></Relationships>");
        parts.Remove("word/settings2.xml");
        return TestDocx.Zip([.. parts.Select(p => (p.Key, p.Value))]);

        void Edit(string name, Func<string, string> edit) => parts[name] = Encoding.UTF8.GetBytes(edit(Encoding.UTF8.GetString(parts[name])));
    }
}
