using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class AuditLogTests : CoreTest
{
    private AuditLog Log => Portal.Get<AuditLog>();

    [Fact]
    public async Task Verify_AfterManyCommandsAtOnce_HoldsWithoutFork()
    {
        var column = await Portal.AddColumnAsync();
        var articles = Portal.Get<Articles>();

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(
            async () => Assert.True((await articles.PublishAsync(TestPortal.Editor, new ArticleText { ColumnId = column, Title = $"第 {i} 篇", BodyHtml = "<p>正文。</p>" }, Portal.NowUtc, Token)).IsDone),
            Token)));

        var verdict = await VerifyAsync();
        Assert.Null(verdict.Break);
        Assert.Equal(60, verdict.Rows);
        Assert.Equal(Enumerable.Range(1, 61).Select(i => (long)i), (await Portal.AuditAsync()).Select(a => a.Id));
    }

    [Fact]
    public async Task Verify_OfSeveralNotesInOneTransaction_KeepsTheirOrder()
    {
        await using (var db = Portal.Db())
        {
            for (var i = 0; i < 20; i++)
                db.Note(TestPortal.Editor, Portal.NowUtc, "article.publish", $"article/{i}", i % 2 == 0 ? "题目" : null, before: i % 3 == 0 ? "从前\0" : null);
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"article/{i}"), (await Portal.AuditAsync()).Select(a => a.Subject));
        Assert.Null((await VerifyAsync()).Break);
    }

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"ActorName\" = 'x' WHERE \"Id\" = 3")]
    [InlineData("UPDATE \"AuditEntries\" SET \"ActorName\" = '', \"Address\" = NULL, \"WhoSalt\" = NULL WHERE \"Id\" = 3")]
    [InlineData("UPDATE \"AuditEntries\" SET \"Detail\" = NULL, \"WhatSalt\" = NULL WHERE \"Id\" = 3")]
    [InlineData("UPDATE \"AuditEntries\" SET \"Hash\" = x'00'")]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Id\" = 5")]
    [InlineData("INSERT OR REPLACE INTO \"AuditEntries\" SELECT * FROM \"AuditEntries\" WHERE \"Id\" = 2")]
    public async Task Log_WhateverTouchesARow_IsRefusedByTheDatabase(string sql)
    {
        await FillAsync();

        await Assert.ThrowsAsync<SqliteException>(() => Portal.ExecuteAsync(sql));

        Assert.Null((await VerifyAsync()).Break);
    }

    [Theory]
    [InlineData("UPDATE \"AuditEntries\" SET \"Detail\" = '别的' WHERE \"Id\" = 3", AuditBreakKind.Changed, 3)]
    [InlineData("UPDATE \"AuditEntries\" SET \"ActorName\" = '别人' WHERE \"Id\" = 5", AuditBreakKind.Changed, 5)]
    [InlineData("UPDATE \"AuditEntries\" SET \"Address\" = '10.0.0.1' WHERE \"Id\" = 1", AuditBreakKind.Changed, 1)]
    [InlineData("UPDATE \"AuditEntries\" SET \"AtUtc\" = '2026-01-01 00:00:00' WHERE \"Id\" = 2", AuditBreakKind.Changed, 2)]
    [InlineData("UPDATE \"AuditEntries\" SET \"Detail\" = NULL WHERE \"Id\" = 4", AuditBreakKind.Changed, 4)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Id\" = 3", AuditBreakKind.Removed, 3)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Id\" = 1", AuditBreakKind.Removed, 1)]
    [InlineData("DELETE FROM \"AuditEntries\" WHERE \"Id\" > 4", AuditBreakKind.Removed, 5)]
    [InlineData("DELETE FROM \"AuditEntries\"", AuditBreakKind.Removed, 1)]
    [InlineData("UPDATE \"AuditEntries\" SET \"Id\" = 7 WHERE \"Id\" = 6; UPDATE \"AuditEntries\" SET \"Id\" = 6 WHERE \"Id\" = 5; INSERT INTO \"AuditEntries\" SELECT 5, \"AtUtc\", \"ActorId\", \"ActorName\", \"Action\", \"Subject\", \"Address\", \"Detail\", \"Before\", \"After\", \"WhoSalt\", \"WhoDigest\", \"WhatSalt\", \"WhatDigest\", \"PreviousHash\", \"Hash\" FROM \"AuditEntries\" WHERE \"Id\" = 4", AuditBreakKind.Inserted, 5)]
    public async Task Verify_OfALogTamperedWith_NamesTheRowAndWhatWasDone(string sql, AuditBreakKind kind, long row)
    {
        await FillAsync();
        await Portal.ExecuteAsync("DROP TRIGGER \"AuditKept\"; DROP TRIGGER \"AuditFixed\"; DROP TRIGGER \"AuditAppended\"");

        await Portal.ExecuteAsync(sql);

        var found = (await VerifyAsync()).Break;
        Assert.Equal((kind, row), (found?.Kind, found?.Row ?? 0));
        // and it still does after more was written
        Assert.Equal((kind, row), ((await VerifyAsync()).Break?.Kind, (await VerifyAsync()).Break?.Row ?? 0));
        var check = await Log.LastCheckAsync(TestPortal.Administrator, Token);
        Assert.Equal((kind, row), (check.Value?.Kind, check.Value?.BrokenRow ?? 0));
    }

    [Fact]
    public async Task Verify_AgainstAnEarlierSeal_SeesALogThatWasWrittenAnew()
    {
        await FillAsync();
        var seal = (await VerifyAsync()).Seal;
        Assert.Null((await Log.VerifyAsync(Actor.Console, seal, cancellation: Token)).Value?.Break);

        // all of it is deleted and made again, with a valid chain
        await Portal.EmptyAuditAsync();
        await Portal.ExecuteAsync("DELETE FROM \"sqlite_sequence\" WHERE \"name\" = 'AuditEntries'");
        await FillAsync();

        Assert.Null((await VerifyAsync()).Break);
        var found = (await Log.VerifyAsync(Actor.Console, seal, cancellation: Token)).Value?.Break;
        Assert.Equal((AuditBreakKind.Changed, 6L), (found?.Kind, found?.Row ?? 0));
        Assert.Equal(Refusal.Invalid, (await Log.VerifyAsync(Actor.Console, "6:abc", cancellation: Token)).Refused);
    }

    [Fact]
    public async Task Verify_Stopped_LeavesNothing()
    {
        await FillAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Log.VerifyAsync(TestPortal.Administrator, progress: new Stopper(stop), cancellation: stop.Token));

        Assert.Equal(6, (await Portal.AuditAsync()).Count);
        Assert.Equal(Refusal.NotFound, (await Log.LastCheckAsync(TestPortal.Administrator, Token)).Refused);
    }

    [Fact]
    public async Task Delete_OfAMember_TakesNameAndAddressOutAndTheChainHolds()
    {
        var members = Portal.Get<Members>();
        var made = await members.CreateAsync(Actor.Console, new NewMember("shanzou", "shanzou@qinghe.example", "单走", TestMember.Password, []));
        var self = new Actor(made.Value, "shanzou", Role.Member) { Address = "203.0.113.7", ProvedUtc = Portal.NowUtc };
        Assert.True((await members.ChangeProfileAsync(self, self.MemberId, new ProfileChange("单走走", null, "山前社区", "zh-Hans"))).IsDone);
        Assert.True((await members.SetRolesAsync(TestPortal.Administrator with { MemberId = 99, ProvedUtc = Portal.NowUtc }, self.MemberId, [Role.Editor])).IsDone);

        Assert.True((await members.DeleteAsync(self, self.MemberId)).IsDone);

        var rows = await Portal.AuditAsync();
        var text = string.Join('\n', rows.Select(r => $"{r.ActorName} {r.Address} {r.Detail} {r.Before} {r.After}"));
        Assert.DoesNotContain("shanzou", text, StringComparison.Ordinal);
        Assert.DoesNotContain("单走", text, StringComparison.Ordinal);
        Assert.DoesNotContain("203.0.113.7", text, StringComparison.Ordinal);
        // what others did, and that there was an editor, stays
        Assert.Contains(rows, r => r is { Action: "member.roles", ActorName: "admin", Before: "Member", After: "Member, Editor" });
        Assert.Null((await VerifyAsync()).Break);
    }

    [Fact]
    public async Task Verify_ANameForgottenWhileItsMemberIsHere_IsAChange()
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("heqing", "heqing@qinghe.example", "何青", TestMember.Password, [Role.Editor]));
        await Portal.Get<Site>().SaveSettingsAsync(new Actor(made.Value, "heqing", Role.Administrator), 1, Portal.Get<Site>().Settings with { Motto = "新" }, Token);
        await Portal.ExecuteAsync("DROP TRIGGER \"AuditFixed\"; UPDATE \"AuditEntries\" SET \"ActorName\" = '', \"Address\" = NULL, \"WhoSalt\" = NULL WHERE \"ActorName\" = 'heqing'");

        Assert.Equal(AuditBreakKind.Changed, (await VerifyAsync()).Break?.Kind);
    }

    [Fact]
    public async Task List_Filters_ByPersonDeedSubjectAndDay()
    {
        var heqing = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("heqing", "heqing@qinghe.example", "何青", TestMember.Password, []));
        var by = new Actor(heqing.Value, "heqing", Role.Editor);
        await StoreAsync(by, "notice.publish", "notice/1");
        await StoreAsync(by, "notice.withdraw", "notice/12");
        // midnight in Shanghai
        Portal.Time.SetUtcNow(new DateTimeOffset(2026, 11, 23, 16, 0, 0, TimeSpan.Zero));
        await StoreAsync(TestPortal.Editor, "noticeboard.x", "notice/1");

        Assert.Equal(["notice/12", "notice/1"], await SubjectsAsync(new AuditQuery("何青")));
        Assert.Equal(["notice/12", "notice/1"], await SubjectsAsync(new AuditQuery("heq")));
        Assert.Equal(["notice/12", "notice/1"], await SubjectsAsync(new AuditQuery($"#{heqing.Value}")));
        Assert.Equal([$"member/{heqing.Value}"], await SubjectsAsync(new AuditQuery("console")));
        Assert.Empty(await SubjectsAsync(new AuditQuery("没有这个人")));
        Assert.Equal(["notice/12", "notice/1"], await SubjectsAsync(new AuditQuery(Action: "notice.")));
        Assert.Equal(["notice/12"], await SubjectsAsync(new AuditQuery(Action: "notice.withdraw")));
        Assert.Equal(["notice/1", "notice/1"], await SubjectsAsync(new AuditQuery(Subject: "notice/1")));
        Assert.Equal(["notice/1", "notice/12", "notice/1"], await SubjectsAsync(new AuditQuery(Subject: "notice/")));
        Assert.Equal(["notice/1"], await SubjectsAsync(new AuditQuery(From: new DateOnly(2026, 11, 24))));
        Assert.Equal(["notice/12", "notice/1", $"member/{heqing.Value}"], await SubjectsAsync(new AuditQuery(Until: new DateOnly(2026, 11, 23))));
        Assert.Equal(["notice/12"], await SubjectsAsync(new AuditQuery("heqing", "notice.", "notice/12", new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 23))));
    }

    [Fact]
    public async Task List_LongLog_GoesBackPageByPage()
    {
        await using (var db = Portal.Db())
        {
            for (var i = 1; i <= AuditLog.PageSize + 5; i++)
                db.Note(TestPortal.Editor, Portal.NowUtc, "article.publish", $"article/{i}");
            await db.SaveChangesAsync(Token);
        }

        var first = (await Log.ListAsync(TestPortal.Administrator, new AuditQuery(), cancellation: Token)).Value!;
        await StoreAsync(TestPortal.Editor, "article.publish", "article/99");
        var second = (await Log.ListAsync(TestPortal.Administrator, new AuditQuery(), first.Older, Token)).Value!;

        Assert.Equal(AuditLog.PageSize + 5, first.Found);
        Assert.Equal(Enumerable.Range(1, 5).Reverse().Select(i => $"article/{i}"), second.Rows.Select(r => r.Subject));
        Assert.Null(second.Older);
    }

    [Fact]
    public async Task List_VeryManyOfAFeature_BeginsWithTheNewestAndGoesOnWithThem()
    {
        // half of them are of the feature, and none of the oldest
        await Portal.ExecuteAsync(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 21000)
            INSERT INTO "AuditEntries" ("Id", "AtUtc", "ActorId", "ActorName", "Action", "Subject", "WhoDigest", "PreviousHash", "Hash")
            SELECT 1000 + i, '2026-11-20 00:00:00', 0, 'console', CASE i % 2 WHEN 0 THEN 'article.publish' ELSE 'signin.done' END, 'article/' || i, x'00', x'00', x'00' FROM n
            """);

        foreach (var query in (AuditQuery[])[new(Action: "article."), new(Subject: "article/")])
        {
            var step = query.Action is null ? 1 : 2;
            var first = (await Log.ListAsync(TestPortal.Administrator, query, cancellation: Token)).Value!;
            var second = (await Log.ListAsync(TestPortal.Administrator, query, first.Older, Token)).Value!;
            Assert.Equal(AuditLog.CountLimit, first.Found);
            Assert.Equal(Enumerable.Range(0, 2 * AuditLog.PageSize).Select(i => 22000L - (i * step)), first.Rows.Concat(second.Rows).Select(r => r.Id));
        }

        // those older than any window
        Assert.Equal([1002L], (await Log.ListAsync(TestPortal.Administrator, new AuditQuery(Action: "article."), 1004, Token)).Value!.Rows.Select(r => r.Id));
    }

    [Fact]
    public async Task Export_Rows_AreThoseWantedAndItIsWrittenDown()
    {
        await FillAsync();
        var export = await Log.ExportAsync(TestPortal.Administrator, new AuditQuery(Action: "article."));

        List<long> rows = [];
        await foreach (var row in export.Value!.Rows.WithCancellation(Token))
            rows.Add(row.Id);

        Assert.Equal([6, 5, 4, 3, 2, 1], rows);
        Assert.Equal(6, export.Value!.Total);
        Assert.Contains(await Portal.AuditAsync(), a => a is { Action: "audit.export", Detail: "- article. - - -" });
    }

    private static async Task<AuditVerdict> VerifiedAsync(Task<Outcome<AuditVerdict>> verifying)
    {
        var verdict = await verifying;
        Assert.True(verdict.IsDone);
        return verdict.Value;
    }

    private Task<AuditVerdict> VerifyAsync() => VerifiedAsync(Log.VerifyAsync(Actor.Console, cancellation: Token));

    private async Task FillAsync()
    {
        await using (var db = Portal.Db())
        {
            // the name of somebody who is not there may be forgotten
            var editor = new Member { Id = TestPortal.Editor.MemberId, UserName = "editor", NormalizedUserName = "EDITOR", Email = "e", NormalizedEmail = "E", DisplayName = "编辑", SecurityStamp = "e" };
            if (!await db.Users.AnyAsync(u => u.Id == editor.Id, Token))
                db.Users.Add(editor);
            await db.SaveChangesAsync(Token);
        }

        for (var i = 1; i <= 6; i++)
            await StoreAsync(TestPortal.Editor with { Address = "192.0.2.1" }, "article.publish", $"article/{i}");
    }

    private async Task StoreAsync(Actor actor, string action, string subject)
    {
        await using var db = Portal.Db();
        db.Note(actor, Portal.NowUtc, action, subject, "街角的长椅");
        await db.SaveChangesAsync(Token);
    }

    private async Task<IEnumerable<string>> SubjectsAsync(AuditQuery query) =>
        (await Log.ListAsync(TestPortal.Administrator, query, cancellation: Token)).Value!.Rows.Select(r => r.Subject);

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value) => stop.Cancel();
    }
}
