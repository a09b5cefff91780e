using System.Net;
using System.Net.Http.Headers;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Notices over HTTP: who is not addressed finds no trace of one.</summary>
public sealed class NoticePagesTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Notice_ForOthers_IsNotThereAtAll()
    {
        var title = $"理事单位内部 {Guid.NewGuid():N}";
        var addressed = await Server.AddMemberAsync();
        await Server.ChangeAsync(addressed, db => db.Users.Where(u => u.Id == addressed.Id).ExecuteUpdateAsync(u => u.SetProperty(x => x.UnitId, 1), Cancellation));
        var other = await Server.AddMemberAsync();
        var id = await Server.Services.PublishNoticeAsync(new NoticeText(title, IsEmergency: true, IsHeadline: true, Address: new(NoticeAudience.Units, [], [], [1])));

        // the reader it is for comes first: nothing of it may stay behind in a cache
        var own = await GetAsync($"/notices/{id}", await CookieAsync(addressed));
        Assert.Equal((HttpStatusCode.OK, title), (own.Status, own.Heading));
        Assert.Contains(title, (await GetAsync("/", await CookieAsync(addressed))).Text, StringComparison.Ordinal);
        Assert.Contains(title, (await GetAsync("/notices", await CookieAsync(addressed))).Text, StringComparison.Ordinal);
        foreach (var cookie in new (string, string)[] { ("X-None", ""), await CookieAsync(other) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/notices/{id}", cookie)).Status);
            foreach (var path in new[] { "/", "/notices", "/pages/about", "/search?q=%E7%90%86%E4%BA%8B%E5%8D%95%E4%BD%8D%E5%86%85%E9%83%A8", $"/notices/{id}" })
                Assert.DoesNotContain(title, (await GetAsync(path, cookie)).Text, StringComparison.Ordinal);
        }

        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Notice_Opened_IsReadByThatMemberAlone()
    {
        var (reader, other) = (await Server.AddMemberAsync(), await Server.AddMemberAsync());
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"开放日 {Guid.NewGuid():N}", Address: TestNotices.ForMembers));

        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/notices/{id}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await GetAsync($"/notices/{id}", await CookieAsync(reader))).Status);

        var readers = (await Server.Get<NoticeReceipts>().BoardAsync(Editor, id, Cancellation)).Value!.Units.SelectMany(u => u.Readers).ToDictionary(r => r.MemberId);
        Assert.NotNull(readers[reader.Id].ReadUtc);
        Assert.Null(readers[other.Id].ReadUtc);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Attachment_OfANotice_IsADownloadForItsReadersAlone()
    {
        var reader = await Server.AddMemberAsync();
        var editor = await Server.AddMemberAsync(Role.Editor);
        var id = await Server.Services.DraftNoticeAsync(new NoticeText($"附件 {Guid.NewGuid():N}", Address: TestNotices.ForMembers));
        using var file = new ByteArrayContent("议程"u8.ToArray());
        file.Headers.ContentType = new MediaTypeHeaderValue("text/html");
        using var form = new MultipartFormDataContent { { file, "file", "议程.txt" } };
        var added = await SendAsync(HttpMethod.Post, $"/admin/notices/{id}/files", [await CookieAsync(editor), ("X-Writer", TestNotices.Writer)], form);
        Assert.Equal(HttpStatusCode.OK, added.Status);
        await Server.Services.ReleaseAsync(id);
        var address = (await GetAsync($"/notices/{id}", await CookieAsync(reader))).Page.QuerySelector(".files a")!.GetAttribute("href")!;

        var answer = await GetAsync(address, await CookieAsync(reader));

        Assert.Equal((HttpStatusCode.OK, "议程"), (answer.Status, answer.Text));
        Assert.Equal("application/octet-stream", answer.Header("Content-Type"));
        Assert.StartsWith("attachment;", answer.Header("Content-Disposition"), StringComparison.Ordinal);
        Assert.Equal("nosniff", answer.Header("X-Content-Type-Options"));
        Assert.Contains("sandbox", answer.Header("Content-Security-Policy"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address)).Status);
        await Server.Services.WithdrawNoticeAsync(id);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(address, await CookieAsync(reader))).Status);
    }

    [Fact]
    public async Task Desk_WithoutTheRole_GivesAndTakesNothing()
    {
        var member = await CookieAsync(await Server.AddMemberAsync());
        var id = await Server.Services.PublishNoticeAsync(new NoticeText($"统计 {Guid.NewGuid():N}", Address: TestNotices.ForMembers));
        var words = """{"writer":"fenster","html":"<p>乱写。</p>"}""";

        foreach (var (cookie, refused) in new[] { (("X-None", ""), HttpStatusCode.Unauthorized), (member, HttpStatusCode.Forbidden) })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync($"/admin/notices/{id}/receipts.csv", cookie)).Status);
            Assert.Equal(HttpStatusCode.Found, (await GetAsync($"/admin/notices/{id}", cookie)).Status);
            using var json = new StringContent(words, System.Text.Encoding.UTF8, "application/json");
            Assert.Equal(refused, (await SendAsync(HttpMethod.Post, $"/admin/notices/{id}/draft", [cookie], json)).Status);
        }

        Assert.Equal("<p>周一闭室。</p>", (await Server.Get<NoticeDesk>().OpenAsync(Editor, id)).Value!.Body.Html);
        var csv = await GetAsync($"/admin/notices/{id}/receipts.csv", await CookieAsync(await Server.AddMemberAsync(Role.Editor)));
        Assert.Equal((HttpStatusCode.OK, "text/csv; charset=utf-8"), (csv.Status, csv.Header("Content-Type")));
        Assert.StartsWith("\uFEFF单位,姓名,打开时间", csv.Text, StringComparison.Ordinal);
        await Server.Services.WithdrawNoticeAsync(id);
    }

    [Fact]
    public async Task Draft_Written_IsKeptAndAnotherWindowIsRefused()
    {
        var editor = await CookieAsync(await Server.AddMemberAsync(Role.Editor));
        var id = await Server.Services.DraftNoticeAsync(new NoticeText("草稿"));

        var answers = new List<HttpStatusCode>();
        foreach (var (writer, title) in new[] { (TestNotices.Writer, "写好的"), ("other", "抢写的"), (TestNotices.Writer, new string('长', 201)) })
        {
            using var json = new StringContent(
                $$"""{"writer":"{{writer}}","fields":{"title":"{{title}}","audience":2,"tiers":[0,2],"expires":"2099-01-02T03:04","receipt":true,"meetingStarts":"2099-03-05T09:00","meetingEnds":"2099-03-05T11:30","meetingPlace":"会堂"} }""", System.Text.Encoding.UTF8, "application/json");
            answers.Add((await SendAsync(HttpMethod.Post, $"/admin/notices/{id}/draft", [editor], json)).Status);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict, HttpStatusCode.RequestEntityTooLarge], answers);
        var fields = (await Server.Get<NoticeDesk>().OpenAsync(Editor, id)).Value!.Fields;
        Assert.Equal(("写好的", new DateTime(2099, 1, 2, 3, 4, 0), true), (fields.Title, fields.ExpiresLocal, fields.AsksReceipt));
        Assert.Equal([CouncilTier.VicePresident, CouncilTier.Council], fields.Address.Tiers);
        Assert.Equal((new DateTime(2099, 3, 5, 9, 0, 0), new DateTime(2099, 3, 5, 11, 30, 0), "会堂"), (fields.MeetingStartsLocal, fields.MeetingEndsLocal, fields.MeetingPlace));
        await Server.Get<NoticeDesk>().DeleteAsync(Editor, [id]);
    }

    private async Task<(string Name, string Value)> CookieAsync(TestMember member)
    {
        if (!_sessions.TryGetValue(member.Id, out var key))
            _sessions[member.Id] = key = await Server.SignInAsync(member);
        return ("Cookie", $"portal-session={key}");
    }

    private readonly Dictionary<int, string> _sessions = [];
}
