using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Portal.Core;
using Portal.Tests.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Files of essays over HTTP: who may, how much, and what the answers carry.</summary>
public sealed class EssayFileEndpointsTests(PortalServer server) : ServerTest(server)
{
    private static readonly byte[] Text = "巷口的灯。"u8.ToArray();

    [Fact]
    public async Task Upload_InPieces_ComesBackAsADownload()
    {
        var (essay, cookie) = await OwnAsync();
        var begun = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/uploads", cookie, JsonContent.Create(new { name = "灯.txt", bytes = Text.Length, writer = TestEssays.Pen }));
        var key = begun.GetProperty("key").GetString();
        Assert.Equal(0, begun.GetProperty("received").GetInt32());

        var half = await JsonAsync(HttpMethod.Put, $"/contests/essays/uploads/{key}?offset=0", cookie, new ByteArrayContent(Text[..6]));
        Assert.Equal(6, half.GetProperty("received").GetInt32());
        Assert.Equal(JsonValueKind.Null, half.GetProperty("file").ValueKind);
        var stale = await JsonAsync(HttpMethod.Put, $"/contests/essays/uploads/{key}?offset=0", cookie, new ByteArrayContent(Text), HttpStatusCode.Conflict);
        Assert.Equal(6, stale.GetProperty("received").GetInt32());
        var done = await JsonAsync(HttpMethod.Put, $"/contests/essays/uploads/{key}?offset=6", cookie, new ByteArrayContent(Text[6..]));
        var file = done.GetProperty("file").GetProperty("id").GetInt32();

        var list = await JsonAsync(HttpMethod.Get, $"/contests/essays/{essay.Id}/files", cookie);
        Assert.Equal("灯.txt", Assert.Single(list.GetProperty("files").EnumerateArray()).GetProperty("name").GetString());
        var download = await GetAsync($"/contests/essays/{essay.Id}/files/{file}", cookie);
        Assert.Equal((HttpStatusCode.OK, "application/octet-stream"), (download.Status, download.Header("Content-Type")));
        Assert.Equal(Text, download.Body);
        Assert.StartsWith("attachment;", download.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal(("nosniff", "no-store, private"), (download.Header("X-Content-Type-Options"), Sorted(download.Header("Cache-Control"))));
        Assert.Contains("sandbox", download.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(HttpMethod.Delete, $"/contests/essays/{essay.Id}/files/{file}?writer={TestEssays.Pen}", [cookie])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/contests/essays/{essay.Id}/files/{file}", cookie)).Status);
    }

    public static TheoryData<string, string> Doors() => new()
    {
        { "POST", "/contests/essays/{0}/uploads" },
        { "GET", "/contests/essays/{0}/files" },
        { "GET", "/contests/essays/{0}/files/1" },
        { "DELETE", "/contests/essays/{0}/files/1?writer=x" },
        { "POST", "/contests/essays/{0}/pictures" },
        { "POST", "/contests/essays/{0}/docx" },
    };

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task Anything_ByOthers_IsRefused(string method, string path)
    {
        var (essay, _) = await OwnAsync();
        var other = await CookieOfAsync(await Server.AddMemberAsync());
        var address = string.Format(null, path, essay.Id);

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(new HttpMethod(method), address, content: Body(path))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(new HttpMethod(method), address, [other], Body(path))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(new HttpMethod(method), string.Format(null, path, 999_999), [other], Body(path))).Status);
        if (method != "GET")
            Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(new HttpMethod(method), address, [other, ("Sec-Fetch-Site", "cross-site")], Body(path))).Status);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task UploadOfSomebodyElse_IsRefused(string method)
    {
        var (essay, cookie) = await OwnAsync();
        var begun = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/uploads", cookie, JsonContent.Create(new { name = "灯.txt", bytes = Text.Length, writer = TestEssays.Pen }));
        var address = $"/contests/essays/uploads/{begun.GetProperty("key").GetString()}?offset=0";
        var other = await CookieOfAsync(await Server.AddMemberAsync());

        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(new HttpMethod(method), address, content: new ByteArrayContent(Text))).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(new HttpMethod(method), address, [other], new ByteArrayContent(Text))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(new HttpMethod(method), "/contests/essays/uploads/..%2f..%2fportal?offset=0", [other], new ByteArrayContent(Text))).Status);
    }

    [Fact]
    public async Task TooLarge_IsSaidSo()
    {
        var (essay, cookie) = await OwnAsync();
        var begun = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/uploads", cookie, JsonContent.Create(new { name = "灯.txt", bytes = 2 * EssayFiles.MaxPiece, writer = TestEssays.Pen }));
        var address = $"/contests/essays/uploads/{begun.GetProperty("key").GetString()}?offset=0";

        var piece = await JsonAsync(HttpMethod.Put, address, cookie, new ByteArrayContent(new byte[EssayFiles.MaxPiece + 1]), HttpStatusCode.RequestEntityTooLarge);
        Assert.Equal("TooLarge", piece.GetProperty("code").GetString());
        Assert.NotEqual("", piece.GetProperty("problem").GetString());
        await JsonAsync(HttpMethod.Put, address, cookie, new StreamContent(new NoLength(EssayFiles.MaxPiece + 1)), HttpStatusCode.RequestEntityTooLarge);
        await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/uploads", cookie, JsonContent.Create(new { name = "大.txt", bytes = 1L << 40, writer = TestEssays.Pen }), HttpStatusCode.RequestEntityTooLarge);
        await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/docx", cookie, new ByteArrayContent(new byte[DocumentInspector.MaxBytes + 1]), HttpStatusCode.RequestEntityTooLarge);
        await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/pictures", cookie, Picture(new byte[PictureInspector.MaxBytes + 1]), HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task HostileFile_IsRefusedInWords()
    {
        var (essay, cookie) = await OwnAsync();
        var content = HostileFiles.All["macros"].Make();
        var begun = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/uploads", cookie, JsonContent.Create(new { name = "灯.docx", bytes = content.Length, writer = TestEssays.Pen }));
        var address = $"/contests/essays/uploads/{begun.GetProperty("key").GetString()}?offset=0";

        var refused = await JsonAsync(HttpMethod.Put, address, cookie, new ByteArrayContent(content), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(("ActiveContent", "文件里有宏或脚本。请另存为不带宏的文件后再传。"), (refused.GetProperty("code").GetString(), refused.GetProperty("problem").GetString()));
        await JsonAsync(HttpMethod.Put, address, cookie, new ByteArrayContent(content), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task PictureAndDocx_AnswerAsTheFormExpects()
    {
        var (essay, cookie) = await OwnAsync();

        var picture = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/pictures", cookie, Picture(TestPictures.Png(40, 30)));
        var url = picture.GetProperty("url").GetString()!;
        Assert.Equal((40, 30), (picture.GetProperty("width").GetInt32(), picture.GetProperty("height").GetInt32()));
        Assert.Equal("image/png", (await GetAsync(url)).Header("Content-Type"));
        var docx = TestDocx.With(TestDocx.P("摘要：写灯。") + TestDocx.P("巷口有一盏灯。")).ToBytes();
        var read = await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/docx", cookie, new ByteArrayContent(docx));
        Assert.Equal(("写灯。", "<p>巷口有一盏灯。</p>", 7), (read.GetProperty("abstract").GetString(), read.GetProperty("html").GetString(), read.GetProperty("characters").GetInt32()));
        await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/pictures", cookie, Picture("<svg/>"u8.ToArray()), HttpStatusCode.UnprocessableEntity);
        await JsonAsync(HttpMethod.Post, $"/contests/essays/{essay.Id}/pictures", cookie, new ByteArrayContent([1]), HttpStatusCode.UnprocessableEntity);
    }

    private static HttpContent? Body(string path) => path switch
    {
        _ when path.EndsWith("uploads", StringComparison.Ordinal) => JsonContent.Create(new { name = "灯.txt", bytes = 10, writer = TestEssays.Pen }),
        _ when path.EndsWith("pictures", StringComparison.Ordinal) => Picture(TestPictures.Gif),
        _ when path.EndsWith("docx", StringComparison.Ordinal) => new ByteArrayContent(TestDocx.With("").ToBytes()),
        _ => null,
    };

    private static MultipartFormDataContent Picture(byte[] content)
    {
        var file = new ByteArrayContent(content);
        file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        return new MultipartFormDataContent { { file, "file", "灯.png" } };
    }

    private static string Sorted(string? header) => string.Join(", ", (header ?? "").Split(", ").Order(StringComparer.Ordinal));

    private async Task<(Essay Essay, (string Name, string Value) Cookie)> OwnAsync()
    {
        var member = await Server.AddMemberAsync();
        return (await Server.AddEssayAsync(member.Id), await CookieOfAsync(member));
    }

    private async Task<(string Name, string Value)> CookieOfAsync(TestMember member) => ("Cookie", $"portal-session={await Server.SignInAsync(member)}");

    private async Task<JsonElement> JsonAsync(HttpMethod method, string path, (string Name, string Value) cookie, HttpContent? content = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        var answer = await SendAsync(method, path, [cookie], content);
        Assert.True(status == answer.Status, $"{answer.Status}: {answer.Text}");
        return JsonDocument.Parse(answer.Text).RootElement;
    }

    /// <summary>So many bytes, without saying so beforehand.</summary>
    private sealed class NoLength(int bytes) : Stream
    {
        private int _left = bytes;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var read = Math.Min(_left, count);
            _left -= read;
            return read;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
