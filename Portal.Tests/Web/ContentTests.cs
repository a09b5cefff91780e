using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>What pages refer to: pictures, attachments, QR codes.</summary>
public sealed class ContentTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Get_Media_IsImmutableAndCannotRun()
    {
        var path = (await GetAsync("/")).Page.QuerySelector("img.pic")!.GetAttribute("src")!;
        Assert.StartsWith("/media/", path, StringComparison.Ordinal);

        var answer = await GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("image/svg+xml", answer.Header("Content-Type"));
        Assert.Contains("immutable", answer.Header("Cache-Control"), StringComparison.Ordinal);
        AssertSandboxed(answer);
        Assert.Equal(HttpStatusCode.NotModified, (await GetAsync(path, ("If-None-Match", answer.Header("ETag")!))).Status);
    }

    [Fact]
    public async Task Get_Attachment_IsADownload()
    {
        var file = await AttachmentAsync();

        var answer = await GetAsync($"/files/{file.Id}/anything");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(file.Bytes, answer.Body.Length);
        Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
        Assert.StartsWith("attachment;", answer.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Contains(Uri.EscapeDataString(file.Name), answer.Header("Content-Disposition"), StringComparison.Ordinal);
        AssertSandboxed(answer);

        var part = await GetAsync($"/files/{file.Id}/x", ("Range", "bytes=0-2"));

        Assert.Equal(HttpStatusCode.PartialContent, part.Status);
        Assert.Equal(answer.Body[..3], part.Body);
    }

    [Fact]
    public async Task Get_AttachmentOfAWithdrawnArticle_IsGoneUntilItIsRestored()
    {
        var article = await PublishAsync();
        var hash = await Server.Get<ContentStore>().PutAsync(new byte[] { 1, 2, 3 }, Cancellation);
        var file = new Attachment { ArticleId = article, Name = "附件.bin", Hash = hash, Bytes = 3 };
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation))
        {
            db.Attachments.Add(file);
            await db.SaveChangesAsync(Cancellation);
            (await db.Articles.SingleAsync(a => a.Id == article, Cancellation)).FileIds = [file.Id];
            await db.SaveChangesAsync(Cancellation);
        }

        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/files/{file.Id}/x")).Status);
        Assert.True((await Server.Get<ArticleShelf>().WithdrawAsync(Editor, [article])).IsDone);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/files/{file.Id}/x")).Status);
        Assert.True((await Server.Get<ArticleShelf>().RestoreAsync(Editor, [article])).IsDone);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/files/{file.Id}/x")).Status);
    }

    [Theory]
    [InlineData("/media/portal.db")]
    [InlineData("/media/sample-password.txt")]
    [InlineData("/media/../portal.db")]
    [InlineData("/media/..%2fportal.db")]
    [InlineData("/media/..%5cportal.db")]
    [InlineData("/media/%2e%2e/portal.db")]
    [InlineData("/media/....//portal.db")]
    [InlineData("/media/.svg")]
    [InlineData("/media/HASH")]
    [InlineData("/media/HASH.exe")]
    [InlineData("/media/HASH.svg.html")]
    [InlineData("/media/UPPER.svg")]
    [InlineData("/media/HASH.svg/../HASH")]
    [InlineData("/files/999999/x")]
    [InlineData("/files/0/../../portal.db")]
    [InlineData("/files/-1/x")]
    [InlineData("/files/one/x")]
    [InlineData("/keys/")]
    [InlineData("/content/")]
    public async Task Get_PathTricks_FindNothing(string path)
    {
        var picture = (await GetAsync("/")).Page.QuerySelector("img.pic")!.GetAttribute("src")!["/media/".Length..].Split('.')[0];
        var answer = await GetAsync(path.Replace("HASH", picture, StringComparison.Ordinal).Replace("UPPER", picture.ToUpperInvariant(), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        AssertGuarded(answer);
    }

    [Fact]
    public async Task Get_QrCode_IsAPicture()
    {
        var answer = await GetAsync("/articles/1/qr.svg");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("image/svg+xml", answer.Header("Content-Type"), StringComparison.Ordinal);
        Assert.Equal("svg", new AngleSharp.Html.Parser.HtmlParser().ParseDocument(answer.Text).QuerySelector("svg")?.LocalName);
        AssertSandboxed(answer);
    }

    private async Task<AttachmentLink> AttachmentAsync()
    {
        foreach (var id in Enumerable.Range(1, 42))
        {
            if ((await Server.Get<Articles>().GetAsync(id, Cancellation))?.Attachments is [var file, ..])
                return file;
        }

        throw new InvalidOperationException("The sample has an article with an attachment");
    }

    private static void AssertSandboxed(Answer answer)
    {
        var policy = answer.Header("Content-Security-Policy")!.Split("; ");
        Assert.Contains("default-src 'none'", policy);
        Assert.Contains("sandbox", policy);
        Assert.DoesNotContain(policy, p => p.StartsWith("script-src", StringComparison.Ordinal));
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
    }
}
