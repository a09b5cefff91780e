using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>What readers and organisers get of results over HTTP.</summary>
public sealed class ResultPagesTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Results_BeforeAndAfter_SayWhenAndThenWho()
    {
        var contest = await DecidedAsync();
        var before = await GetAsync($"/contests/{contest.Id}/results");
        Assert.Equal(HttpStatusCode.OK, before.Status);
        Assert.Contains("评选还没有结束", before.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(contest.Essays[0].Author.Name, before.Text, StringComparison.Ordinal);
        Assert.True((await GetAsync($"/contests/{contest.Id}/results")).IsFromCache);

        Assert.True((await Server.Get<Publication>().PublishNowAsync(Editor, contest.Id)).IsDone);

        // out of the cache at once
        var after = await GetAsync($"/contests/{contest.Id}/results");
        Assert.Equal(["一等奖1 篇", "二等奖1 篇"], after.Page.QuerySelectorAll(".results h2").Select(h => h.TextContent.Trim()));
        Assert.Equal(["第1条巷子", "第2条巷子"], after.Page.QuerySelectorAll(".results h3").Select(h => h.TextContent.Trim()));
        Assert.Contains("作者1", after.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("第3条巷子", after.Text, StringComparison.Ordinal);
        AssertGuarded(after);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/contests/99999/results")).Status);
    }

    [Fact]
    public async Task Certificate_ValidRevokedAndUnknown_AreSaidInWords()
    {
        var contest = await DecidedAsync();
        await Server.Get<Publication>().PublishNowAsync(Editor, contest.Id);
        var certificate = (await Server.Get<Publication>().CertificatesAsync(Editor, contest.Id)).Value![0];

        var valid = await GetAsync($"/certificates/{certificate.Key}");
        Assert.Equal(HttpStatusCode.OK, valid.Status);
        Assert.Contains("这张证书有效", valid.Text, StringComparison.Ordinal);
        Assert.Equal(certificate.Number, valid.Heading);
        Assert.Equal("noindex", valid.Page.QuerySelector("meta[name=robots]")!.GetAttribute("content"));
        var code = await GetAsync($"/certificates/{certificate.Key}/qr.svg");
        Assert.Equal("image/svg+xml", code.Header("Content-Type"));
        Assert.Contains("viewBox", code.Text, StringComparison.Ordinal);

        Assert.True((await Server.Get<Publication>().RevokeCertificateAsync(Editor, certificate.Id, "重名")).IsDone);

        Assert.Contains("撤销", (await GetAsync($"/certificates/{certificate.Key}")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/certificates/{certificate.Key}/print")).Status);
        var unknown = await GetAsync("/certificates/nobody-has-this");
        Assert.Equal((HttpStatusCode.OK, "查不到这张证书"), (unknown.Status, unknown.Heading));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/certificates/nobody-has-this/qr.svg")).Status);
    }

    [Fact]
    public async Task Exports_ForOrganisersOnly_AreWholeAndKeptNowhere()
    {
        var contest = await DecidedAsync();
        foreach (var file in (string[])["essays.csv", "essays.zip"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/admin/contests/{contest.Id}/{file}")).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/admin/contests/{contest.Id}/{file}", await SignInAsync())).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/admin/contests/{contest.Id}/{file}", await SignInAsync(Role.Judge))).Status);
        }

        var editor = await SignInAsync(Role.Editor);
        var csv = await GetAsync($"/admin/contests/{contest.Id}/essays.csv", editor);
        Assert.Equal((HttpStatusCode.OK, "text/csv; charset=utf-8", "no-store"), (csv.Status, csv.Header("Content-Type"), csv.Header("Cache-Control")));
        Assert.Equal([0xEF, 0xBB, 0xBF], csv.Body[..3]);
        Assert.Contains("一等奖", Encoding.UTF8.GetString(csv.Body), StringComparison.Ordinal);
        var zip = await GetAsync($"/admin/contests/{contest.Id}/essays.zip", editor);
        Assert.Equal(("application/zip", "no-store, private"), (zip.Header("Content-Type"), zip.Header("Cache-Control")));
        using var archive = new ZipArchive(new MemoryStream(zip.Body));
        Assert.Equal(3, archive.Entries.Count(e => e.Name == "正文.html"));
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync("/admin/contests/99999/essays.zip", editor)).Status);
    }

    [Fact]
    public async Task Moment_OfResults_ComesByItself()
    {
        var contest = await DecidedAsync();
        await using (var db = await Server.Get<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Cancellation))
            await db.Contests.Where(c => c.Id == contest.Id).ExecuteUpdateAsync(c => c.SetProperty(x => x.ResultsUtc, DateTime.UnixEpoch), Cancellation);
        var published = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var subscription = Server.Get<LiveFeed>().Subscribe<ContestChanged>(contest.Id, _ => published.TrySetResult());

        Server.Get<LiveFeed>().Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));

        await published.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.NotNull((await Server.Get<Awarding>().ListPublishedAsync(contest.Id, Cancellation))!.PublishedUtc);
    }

    private async Task<(string Name, string Value)> SignInAsync(Role role) => ("Cookie", $"portal-session={await Server.SignInAsync(await Server.AddMemberAsync(Role.Member, role))}");

    private Task<TestContest> DecidedAsync() => TestResults.AddDecidedAsync(Server);
}
