using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>A contest of the test's own, with essays that were sent and judges.</summary>
/// <param name="Criteria">Ids: 立意 (weight 3) and 文字 (weight 1), both from 1 to 10.</param>
internal sealed record TestContest(int Id, IReadOnlyList<int> Criteria, IReadOnlyList<TestEssay> Essays, IReadOnlyList<Actor> Judges);

internal sealed record TestEssay(int Id, string Number, string BlindCode, Actor Author);

/// <summary>Stores contests as they stand after many people's work, without going through it.</summary>
internal static class TestContests
{
    /// <summary>Closed a day ago, reviews due in a week; each essay admitted and given to each judge.</summary>
    /// <param name="portal">Where.</param>
    /// <param name="change">Of the contest before it is stored.</param>
    /// <param name="assign">Whether the judges have the essays.</param>
    public static async Task<TestContest> AddContestAsync(
        this TestPortal portal, int essays = 2, int judges = 2, ContestStage stage = ContestStage.Judging, bool assign = true, Action<Contest>? change = null)
    {
        await using var db = portal.Db();
        return await StoreAsync(db, portal.NowUtc, essays, judges, stage, assign, change);
    }

    public static async Task<TestContest> StoreAsync(
        PortalDb db, DateTime nowUtc, int essays = 2, int judges = 2, ContestStage stage = ContestStage.Judging, bool assign = true, Action<Contest>? change = null)
    {
        var contest = new Contest
        {
            Title = "我的邻里",
            Code = $"T{Guid.NewGuid():N}"[..10],
            TimeZone = "Asia/Shanghai",
            Stage = stage,
            OpensUtc = nowUtc.AddDays(-30),
            ClosesUtc = nowUtc.AddDays(-1),
            ReviewsDueUtc = nowUtc.AddDays(7),
            JudgesPerEssay = Math.Max(1, judges),
            Criteria = { new Criterion { Place = 1, Name = "立意", Guidance = "看见了什么", Weight = 3 }, new Criterion { Place = 2, Name = "文字", Weight = 1 } },
            LastNumber = essays,
        };
        change?.Invoke(contest);
        db.Contests.Add(contest);
        await db.SaveChangesAsync();

        List<Actor> panel = [];
        for (var i = 1; i <= judges; i++)
            panel.Add(await AddMemberAsync(db, nowUtc, $"评委{i}", Role.Member, Role.Judge));
        db.AddRange(panel.Select(j => new ContestJudge { ContestId = contest.Id, JudgeId = j.MemberId }));
        List<TestEssay> sent = [];
        for (var i = 1; i <= essays; i++)
            sent.Add(await AddEssayAsync(db, contest, await AddMemberAsync(db, nowUtc, $"作者{i}", Role.Member), i, nowUtc));
        if (assign)
            db.AddRange(sent.SelectMany(e => panel.Select(j => new Review { ContestId = contest.Id, EssayId = e.Id, JudgeId = j.MemberId, AssignedUtc = nowUtc })));
        await db.SaveChangesAsync();
        return new TestContest(contest.Id, [.. contest.Criteria.OrderBy(c => c.Place).Select(c => c.Id)], sent, panel);
    }

    /// <summary>An admitted essay, sent once.</summary>
    public static async Task<TestEssay> AddEssayAsync(PortalDb db, Contest contest, Actor author, int number, DateTime nowUtc, Action<Essay, EssayRevision>? change = null)
    {
        var essay = new Essay
        {
            ContestId = contest.Id,
            MemberId = author.MemberId,
            Number = $"{contest.Code}-{number:0000}",
            BlindCode = Guid.NewGuid().ToString("N")[..8].ToUpperInvariant(),
            State = EssayState.Admitted,
            Theme = "邻里",
            Title = $"第{number}条巷子",
            Abstract = "巷口的一天。",
            Body = SafeHtml.Clean($"<p>第{number}条巷子从早上六点开始有声音。</p><h2>修车铺</h2><p>修车的人在等下雨。</p>"),
            Characters = 24,
            CreatedUtc = nowUtc.AddDays(-10),
            SavedUtc = nowUtc.AddDays(-2),
        };
        var sent = new EssayRevision
        {
            Place = 1,
            Key = Guid.NewGuid().ToString("N"),
            SentUtc = nowUtc.AddDays(-2),
            Sha256 = new string('0', 64),
            Theme = essay.Theme,
            Title = essay.Title,
            Abstract = essay.Abstract,
            Body = essay.Body,
            Characters = essay.Characters,
            Authors = [new EssayPerson { Name = author.Name }],
        };
        change?.Invoke(essay, sent);
        db.Essays.Add(essay);
        await db.SaveChangesAsync();
        sent.EssayId = essay.Id;
        db.EssayRevisions.Add(sent);
        await db.SaveChangesAsync();
        essay.SentRevisionId = sent.Id;
        await db.SaveChangesAsync();
        return new TestEssay(essay.Id, essay.Number, essay.BlindCode, author);
    }

    public static async Task<Actor> AddMemberAsync(PortalDb db, DateTime nowUtc, string name, params Role[] roles)
    {
        var user = $"u{Guid.NewGuid():N}"[..20];
        var member = new Member
        {
            UserName = user,
            NormalizedUserName = user.ToUpperInvariant(),
            Email = $"{user}@qinghe.example",
            NormalizedEmail = $"{user}@qinghe.example".ToUpperInvariant(),
            DisplayName = name,
            SecurityStamp = user,
            JoinedUtc = nowUtc,
        };
        db.Users.Add(member);
        await db.SaveChangesAsync();
        foreach (var role in roles)
        {
            var stored = await db.Roles.FirstOrDefaultAsync(r => r.Name == role.ToString());
            if (stored is null)
                db.Roles.Add(stored = new IdentityRole<int>(role.ToString()) { NormalizedName = role.ToString().ToUpperInvariant() });
            await db.SaveChangesAsync();
            db.UserRoles.Add(new IdentityUserRole<int> { UserId = member.Id, RoleId = stored.Id });
        }

        await db.SaveChangesAsync();
        return new Actor(member.Id, name, roles) { ProvedUtc = nowUtc };
    }
}
