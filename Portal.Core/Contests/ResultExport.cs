using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>What organisers take home: a table of the essays, and the essays themselves.</summary>
internal static partial class ResultExport
{
    private const int NameLength = 100;

    public static async Task<IEnumerable<IEnumerable<object?>>> RowsAsync(PortalDb db, ResultBoard board)
    {
        var contest = board.Contest;
        var card = Contests.ToCard(contest);
        var criteria = contest.Criteria.OrderBy(c => c.Place).ToList();
        var judged = board.Essays.ToDictionary(e => e.Essay.Id);
        var awards = contest.Awards.ToDictionary(a => a.Id, a => a.Name);
        var sent = await db.Essays.AsNoTracking().Where(e => e.ContestId == contest.Id && e.SentRevisionId != null).OrderBy(e => e.Number!.Length).ThenBy(e => e.Number)
            .Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new { e.Id, e.Number, e.State, r.Title, r.Theme, r.Characters, r.SentUtc, r.Sha256, r.Authors }).ToListAsync();
        IEnumerable<object?> heads =
        [
            "编号", "状态", "题目", "主题", "作者", "单位", "字数", $"提交时间（{contest.TimeZone}）", "SHA-256", .. criteria.Select(c => c.Name), "总分（百分制）", "标准差", "已评", "未评", "名次", "奖项", "理由",
        ];
        return
        [
            heads,
            .. sent.Select(e =>
            {
                var of = judged.GetValueOrDefault(e.Id);
                var reviews = of?.Reviews.Where(r => r.State == ReviewState.Submitted).ToList() ?? [];
                return (IEnumerable<object?>)
                [
                    e.Number, StateOf(e.State), e.Title, e.Theme, string.Join('、', e.Authors.Select(a => a.Name)), string.Join('、', e.Authors.Select(a => a.Unit).Where(u => u.Length > 0).Distinct()),
                    e.Characters, card.Local(e.SentUtc), e.Sha256, .. criteria.Select(c => MeanOf(reviews, c.Id)),
                    of?.Score.Percent, of?.Score.Percent is null ? null : of.Score.Deviation, of?.Score.ReviewsDone, of?.Score.ReviewsMissing, of?.Score.Rank,
                    of?.Essay.AwardId is { } award ? awards[award] : null, of?.Essay.DecisionReason,
                ];
            }),
        ];
    }

    /// <summary>The essays that were sent and not taken back.</summary>
    public static IQueryable<Essay> Sent(PortalDb db, int contestId) => db.Essays.AsNoTracking().Where(e => e.ContestId == contestId && e.SentRevisionId != null && e.State != EssayState.Withdrawn);

    /// <summary>Essay by essay, so that a contest of 2,000 needs no more memory than one of 20.</summary>
    public static async Task WriteZipAsync(IDbContextFactory<PortalDb> databases, ContentStore store, Contest contest, Stream stream, IProgress<long>? progress, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var ids = await Sent(db, contest.Id)
            .OrderBy(e => e.Number!.Length).ThenBy(e => e.Number).Select(e => new { e.Number, e.SentRevisionId }).ToListAsync(cancellation);
        var patient = new PatientStream(stream);
        await using (var zip = await ZipArchive.CreateAsync(patient, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: Encoding.UTF8, cancellation))
        {
            foreach (var (done, id) in ids.Index())
            {
                progress?.Report(done);
                var sent = await db.EssayRevisions.AsNoTracking().FirstAsync(r => r.Id == id.SentRevisionId, cancellation);
                var folder = SafeName(id.Number!, "essay");
                Dictionary<string, string> pictures = [];
                foreach (Match picture in Picture().Matches(sent.Body.Html))
                {
                    if (store.Find(picture.Groups[1].Value) is { } path && pictures.TryAdd(picture.Value, $"图片{pictures.Count + 1}.{picture.Groups[2].Value}"))
                        await CopyAsync(zip, $"{folder}/{pictures[picture.Value]}", path, sent.SentUtc, cancellation);
                }

                await WriteAsync(zip, $"{folder}/正文.html", PageOf(sent, id.Number!, pictures), sent.SentUtc, cancellation);
                await WriteAsync(zip, $"{folder}/信息.txt", FactsOf(contest, sent, id.Number!), sent.SentUtc, cancellation);
                HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
                foreach (var (i, file) in sent.Files.Index())
                {
                    var name = SafeName(file.Name, $"file.{file.Kind}");
                    if (!taken.Add(name))
                        taken.Add(name = string.Create(CultureInfo.InvariantCulture, $"{i + 1}-{name}"));
                    if (store.Find(file.OriginalHash) is { } path)
                        await CopyAsync(zip, $"{folder}/附件/{name}", path, sent.SentUtc, cancellation);
                }
            }
        }

        await patient.FlushAsync(cancellation);
    }

    /// <summary>A name that is one file in one folder on any system.</summary>
    internal static string SafeName(string name, string otherwise)
    {
        var clean = Unfit().Replace(name.Normalize(NormalizationForm.FormC), "_").Trim(' ', '.').TrimStart('~');
        var ending = Path.GetExtension(clean);
        if (clean.Length > NameLength)
            clean = string.Concat(clean.Cut(NameLength - Math.Min(ending.Length, 10)), ending.Cut(10));
        return clean.Length == 0 ? otherwise : Reserved().IsMatch(clean) ? "_" + clean : clean;
    }

    private static decimal? MeanOf(List<Review> reviews, int criterion)
    {
        var scores = reviews.SelectMany(r => r.Scores).Where(s => s.CriterionId == criterion).Select(s => (decimal)s.Value).ToList();
        return scores.Count == 0 ? null : Math.Round(scores.Average(), 2, MidpointRounding.AwayFromZero);
    }

    private static string StateOf(EssayState state) => state switch
    {
        EssayState.Received => "待审查",
        EssayState.Returned => "待补正",
        EssayState.Admitted => "已通过审查",
        EssayState.Declined => "未通过审查",
        EssayState.Withdrawn => "已撤回",
        _ => "草稿",
    };

    private static string NamesOf(EssayRevision sent) => sent.Authors.Count == 0 ? "（作者已注销）" : string.Join('、', sent.Authors.Select(a => a.Unit.Length > 0 ? $"{a.Name}（{a.Unit}）" : a.Name));

    private static string FactsOf(Contest contest, EssayRevision sent, string number) =>
        $"征文：{contest.Title}\r\n编号：{number}\r\n题目：{sent.Title}\r\n主题：{sent.Theme}\r\n作者：{NamesOf(sent)}\r\n字数：{sent.Characters.ToString("N0", CultureInfo.InvariantCulture)}\r\n"
        + $"提交时间：{Contests.ToCard(contest).Local(sent.SentUtc).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}（{contest.TimeZone}），第 {sent.Place} 次提交\r\nSHA-256：{sent.Sha256}\r\n";

    private static string PageOf(EssayRevision sent, string number, Dictionary<string, string> pictures)
    {
        var body = Picture().Replace(sent.Body.Html, m => pictures.TryGetValue(m.Value, out var file) ? Uri.EscapeDataString(file) : m.Value);
        var abstractOf = sent.Abstract.Length > 0 ? $"<p class=\"abstract\"><b>摘要</b>　{WebUtility.HtmlEncode(sent.Abstract)}</p>" : "";
        return $$"""
            <!DOCTYPE html>
            <html lang="zh-Hans"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{WebUtility.HtmlEncode(sent.Title)}}</title>
            <style>body { max-width: 42em; margin: 3em auto; padding: 0 1em; font: 1.1em/1.9 "Source Han Serif SC", "Noto Serif CJK SC", "Songti SC", SimSun, serif; } h1 { line-height: 1.4; } p { text-indent: 2em; margin: .6em 0; } .facts, .abstract, td p, li p { text-indent: 0; } img { max-width: 100%; height: auto; } em { font-style: normal; text-emphasis: filled dot; text-emphasis-position: under right; } table { border-collapse: collapse; border-block: 2px solid; width: 100%; } th, td { padding: .3em .6em; text-align: left; } thead th { border-bottom: 1px solid; }</style></head>
            <body><h1>{{WebUtility.HtmlEncode(sent.Title)}}</h1><p class="facts">{{WebUtility.HtmlEncode(NamesOf(sent))}}　{{WebUtility.HtmlEncode(number)}}</p>{{abstractOf}}
            {{body}}
            </body></html>
            """;
    }

    private static async Task WriteAsync(ZipArchive zip, string name, string text, DateTime atUtc, CancellationToken cancellation)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(atUtc, TimeSpan.Zero);
        await using var content = await entry.OpenAsync(cancellation);
        await content.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
    }

    private static async Task CopyAsync(ZipArchive zip, string name, string path, DateTime atUtc, CancellationToken cancellation)
    {
        var entry = zip.CreateEntry(name, CompressionLevel.Fastest);
        entry.LastWriteTime = new DateTimeOffset(atUtc, TimeSpan.Zero);
        await using var content = await entry.OpenAsync(cancellation);
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, useAsync: true);
        await file.CopyToAsync(content, cancellation);
    }

    [GeneratedRegex(@"/media/([0-9a-f]{64})\.([a-z]{3,4})")]
    private static partial Regex Picture();

    // what Windows refuses, what a path is made of, and signs that turn the direction of writing round
    [GeneratedRegex(@"[\p{Cc}\p{Cf}\\/:*?""<>|]")]
    private static partial Regex Unfit();

    [GeneratedRegex(@"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\z)", RegexOptions.IgnoreCase)]
    private static partial Regex Reserved();
}
