using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>An essay whose author, unit, times, numbers and files can all be told from anything else: none of it may reach a judge.</summary>
internal static class Canary
{
    public const string Name = "沈金丝雀";
    public const string Coauthor = "陆金丝雀";
    public const string Unit = "金丝雀研究所";
    public const string Email = "canary@jinsique.example";
    public const string Metadata = "QZX-METADATA-7719";

    private static readonly DateTime SentUtc = new(2026, 11, 20, 3, 17, 29, DateTimeKind.Utc);

    /// <summary>Whatever of it appears in a text; empty when it is blind.</summary>
    public static IReadOnlyList<string> In(string text, TestEssay essay) =>
    [
        .. new[] { "金丝雀", "jinsique", "canary", Metadata, essay.Number, "03:17:29", "11:17:29", "T03:17", new string('c', 64) }
            .Where(c => text.Contains(c, StringComparison.OrdinalIgnoreCase)),
    ];

    /// <summary>Adds the essay to a contest, and gives it to its judges.</summary>
    public static async Task<TestEssay> AddAsync(PortalDb db, ContentStore store, int contestId, DateTime nowUtc)
    {
        var author = await TestContests.AddMemberAsync(db, nowUtc, Name, Role.Member);
        var member = await db.Users.SingleAsync(u => u.Id == author.MemberId);
        (member.Email, member.Organisation) = (Email, Unit);
        var (scrubbed, original) = (await store.PutAsync("没有名字的资料"u8.ToArray()), await store.PutAsync("金丝雀的资料"u8.ToArray()));
        var contest = await db.Contests.SingleAsync(c => c.Id == contestId);
        var essay = await TestContests.AddEssayAsync(db, contest, author, 7719, nowUtc, (draft, sent) =>
        {
            draft.Title = $"{Name}改了还没有交的题目";
            draft.Body = SafeHtml.Clean($"<p>{Name}改了还没有交的正文。</p>");
            draft.Coauthors = [new EssayPerson { Name = Coauthor, Unit = Unit, Email = Email }];
            draft.ScreeningReason = Metadata;
            draft.Writer = Metadata;
            sent.Key = Metadata;
            sent.Sha256 = new string('c', 64);
            (sent.SentUtc, sent.BegunUtc, sent.IsInGrace) = (SentUtc, SentUtc, true);
            sent.Authors = [new EssayPerson { Name = Name, Unit = Unit, Email = Email }, new EssayPerson { Name = Coauthor, Unit = Unit }];
            sent.Files = [new SentFile { Name = $"{Name}-{Metadata}.txt", Kind = "txt", Hash = scrubbed, OriginalHash = original, Bytes = 21 }];
        });
        foreach (var judge in await db.ContestJudges.Where(j => j.ContestId == contestId).ToListAsync())
            db.Reviews.Add(new Review { ContestId = contestId, EssayId = essay.Id, JudgeId = judge.JudgeId, AssignedUtc = nowUtc });
        await db.SaveChangesAsync();
        return essay;
    }
}
