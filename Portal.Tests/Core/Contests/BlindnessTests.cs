using System.IO.Compression;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Nothing that Core hands a judge leads to the author.</summary>
public sealed class BlindnessTests : CoreTest
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Judging_EverythingAJudgeGets_CarriesNothingOfTheAuthor()
    {
        var contest = await Portal.AddContestAsync(essays: 1, judges: 2);
        var essay = await AddCanaryAsync(contest);
        var judging = Portal.Get<Judging>();
        var (judge, other) = (contest.Judges[0], contest.Judges[1]);
        List<object> messages = [];
        using var queue = Feed.Subscribe<JudgeQueueChanged>(judge.MemberId, messages.Add);
        foreach (var actor in contest.Judges)
        {
            foreach (var criterion in contest.Criteria)
                Assert.True((await judging.SaveScoreAsync(actor, essay.BlindCode, criterion, 6)).IsDone);
            Assert.True((await judging.SaveCommentsAsync(actor, essay.BlindCode, "写得有耐心，结尾可以更短。", "可以")).IsDone);
            Assert.True((await judging.SubmitAsync(actor, essay.BlindCode)).IsDone);
        }

        var desk = (await judging.GetAsync(judge, essay.BlindCode, Token)).Value!;
        Assert.Single(desk.Others);
        var file = (await judging.FileAsync(judge, essay.BlindCode, 1, Token)).Value!;
        var texts = new List<string>
        {
            Json((await judging.QueueAsync(judge, Token)).Value!), Json(desk), file.Name, await File.ReadAllTextAsync(file.Path, Token), Json(messages),
            Json(await judging.SaveScoreAsync(judge, essay.BlindCode, contest.Criteria[0], 1)), Json(await judging.ReopenAsync(judge, essay.BlindCode)),
            Json(await judging.SaveScoreAsync(judge, essay.BlindCode, contest.Criteria[0], 99)), Json(await judging.GetAsync(judge, essay.Number, Token)),
        };
        texts.AddRange(await UnzipAsync((await judging.DownloadAsync(judge, contest.Id, Token)).Value!));

        Assert.All(texts, t => Assert.Empty(Canary.In(t, essay)));
        // it would be seen
        Assert.Contains(texts, t => t.Contains("第7719条巷子", StringComparison.Ordinal));
        Assert.DoesNotContain(texts, t => t.Contains(other.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Mail_ToJudges_CarriesNothingOfEssaysOrAuthors()
    {
        var contest = await Portal.AddContestAsync(essays: 1, judges: 1, stage: ContestStage.Called);
        var essay = await AddCanaryAsync(contest);
        Assert.True((await Portal.Get<Panels>().BeginAsync(TestPortal.Editor, contest.Id)).IsDone);
        Assert.Equal(1, (await Portal.Get<Panels>().RemindJudgesAsync(TestPortal.Editor, contest.Id)).Value);

        await using var db = Portal.Db();
        var mails = await db.OutgoingMails.AsNoTracking().ToListAsync(Token);
        Assert.Equal(2, mails.Count);
        Assert.All(mails, m => Assert.Empty(Canary.In(Json(m), essay)));
        Assert.All(mails, m => Assert.DoesNotContain(essay.BlindCode, Json(m), StringComparison.Ordinal));
    }

    [Fact]
    public void BlindEssay_Type_HasNoPlaceForAnAuthor()
    {
        Assert.Equal(
            ["BlindCode", "Title", "Theme", "Abstract", "Body", "PlainText", "Characters", "Files"], typeof(BlindEssay).GetProperties().Select(p => p.Name));
        Assert.Equal(["Index", "Name", "Kind", "Bytes"], typeof(BlindFile).GetProperties().Select(p => p.Name));
    }

    private async Task<TestEssay> AddCanaryAsync(TestContest contest)
    {
        await using var db = Portal.Db();
        return await Canary.AddAsync(db, Portal.Get<ContentStore>(), contest.Id, Portal.NowUtc);
    }

    private static string Json(object value) => JsonSerializer.Serialize(value, value.GetType(), Plain);

    /// <summary>Names and contents of all entries, and the archive's own bytes.</summary>
    internal static async Task<IReadOnlyList<string>> UnzipAsync(Stream stream)
    {
        await using (stream)
        {
            using var whole = new MemoryStream();
            await stream.CopyToAsync(whole, Token);
            List<string> texts = [Encoding.UTF8.GetString(whole.ToArray())];
            await using var zip = new ZipArchive(whole);
            foreach (var entry in zip.Entries)
            {
                using var reader = new StreamReader(await entry.OpenAsync(Token), Encoding.UTF8);
                texts.Add($"{entry.FullName} {entry.Comment} {entry.LastWriteTime:O} {await reader.ReadToEndAsync(Token)}");
            }

            return texts;
        }
    }
}
