using System.Security.Cryptography;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class BackupsTests : BackupTest
{
    private ContentStore Store => Portal.Get<ContentStore>();

    [Fact]
    public async Task Restore_WhatWasMade_IsTheSamePortal()
    {
        var (article, hash) = await AddAttachmentAsync();
        await PutAsync("keys/key-1.xml", "<key/>");
        await PutAsync("outbox/20261123-070000-000-ab.eml", "Subject: 邻里");
        await PutAsync("sample-password.txt", "geheim");
        await PutAsync("outbox/20261123-070000-000-ab.eml.77.part", "half");

        var report = await MakeAsync();
        var restored = await RestoreAsync();

        Assert.Equal((Archive, 5, Portal.NowUtc), (report.File, report.Files, report.TakenUtc));
        Assert.Empty(report.Damaged);
        Assert.Equal("街角的长椅", (await restored.GetRequiredService<Articles>().GetAsync(article, Token))!.Title);
        var attachment = await restored.GetRequiredService<Articles>().AttachmentAsync(1, Token);
        Assert.Equal(("名册.txt", hash), attachment);
        Assert.Equal("小满"u8.ToArray(), await File.ReadAllBytesAsync(restored.GetRequiredService<ContentStore>().Find(hash)!, Token));
        Assert.Equal("<key/>", await File.ReadAllTextAsync(Path.Combine(Target, "keys", "key-1.xml"), Token));
        Assert.Equal("Subject: 邻里", await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Path.Combine(Target, "outbox"))), Token));
        Assert.Equal("geheim", await File.ReadAllTextAsync(Path.Combine(Target, "sample-password.txt"), Token));
        Assert.Equal("清禾社区研究会", restored.GetRequiredService<SiteSettingsCache>().Current.Name);
        Assert.Equal(["portal.zip", "restored"], Names());
    }

    [Fact]
    public async Task Make_AndRestore_StandInTheLogs()
    {
        await MakeAsync();
        var restored = await RestoreAsync();

        Assert.Equal(("backup.make", "backup/portal.zip"), (await Portal.AuditAsync()).Select(a => (a.Action, a.Subject)).Last());
        await using var db = await restored.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync(Token);
        Assert.Equal("backup.restore", (await db.AuditEntries.OrderBy(a => a.Id).LastAsync(Token)).Action);
    }

    [Fact]
    public async Task Make_FileTakenOffAndSweptMeanwhile_StillHoldsIt()
    {
        var (_, hash) = await AddAttachmentAsync();
        var swept = -1;

        var made = await Backups.MakeAsync(Actor.Console, Archive, progress: new During(_ => swept = swept >= 0 ? swept : TakeOffAndSweep(hash)), cancellation: Token);

        Assert.True(made.IsDone, made.Detail);
        Assert.Equal(0, swept);
        Assert.Empty(made.Value.Damaged);
        Assert.NotNull((await RestoreAsync()).GetRequiredService<ContentStore>().Find(hash));
        // and the next sweep finds it
        Assert.Equal(1, await Portal.Get<ContentSweep>().SweepAsync(ContentSweep.LeftBehind, Token));
        Assert.Null(Store.Find(hash));
    }

    [Fact]
    public async Task Make_WrittenToMeanwhile_HoldsOneMoment()
    {
        var first = await Portal.AddArticleAsync("早");
        var written = false;

        await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token, progress: new During(_ =>
        {
            if (!written)
                Portal.AddArticleAsync("晚").GetAwaiter().GetResult();
            written = true;
        }));

        var articles = (await RestoreAsync()).GetRequiredService<IDbContextFactory<PortalDb>>();
        await using var db = await articles.CreateDbContextAsync(Token);
        Assert.Equal([first], await db.Articles.Select(a => a.Id).ToListAsync(Token));
        Assert.True(written);
    }

    [Fact]
    public async Task Make_UploadUnfinished_BeginsAgainAfterwards()
    {
        var contest = await Portal.AddOpenContestAsync(c => (c.MaxAttachments, c.MaxAttachmentMegabytes) = (1, 1));
        var author = await Portal.AddAuthorAsync();
        var essay = new Essay { ContestId = contest.Id, MemberId = author.MemberId, BlindCode = "B1", Writer = "pen", CreatedUtc = Portal.NowUtc, SavedUtc = Portal.NowUtc };
        await Portal.StoreAsync(essay);
        var upload = (await Portal.Get<EssayFiles>().BeginUploadAsync(author, essay.Id, "pen", "灯.txt", 6)).Value!;
        await Portal.Get<EssayFiles>().AppendAsync(author, upload.Key, 0, new MemoryStream("abc"u8.ToArray()), Token);

        await MakeAsync();
        var files = (await RestoreAsync()).GetRequiredService<EssayFiles>();

        var stale = await files.AppendAsync(author, upload.Key, 3, new MemoryStream("def"u8.ToArray()), Token);
        Assert.Equal((Refusal.Stale, 0), (stale.Refused, stale.Value!.Received));
        Assert.NotNull((await files.AppendAsync(author, upload.Key, 0, new MemoryStream("abcdef"u8.ToArray()), Token)).Value!.File);
    }

    [Fact]
    public async Task Make_FileThere_IsLeftAloneUnlessOverwritten()
    {
        await File.WriteAllTextAsync(Archive, "mine", Token);

        Assert.Equal(BackupProblem.Exists, Problem(await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token)));
        Assert.Equal("mine", await File.ReadAllTextAsync(Archive, Token));

        Assert.True((await Backups.MakeAsync(Actor.Console, Archive, overwrite: true, cancellation: Token)).IsDone);
        Assert.True((await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).IsDone);
        Assert.Equal(["portal.zip"], Names());
    }

    [Fact]
    public async Task Make_FileComesMeanwhile_IsLeftAloneAndNotLogged()
    {
        var made = await Backups.MakeAsync(Actor.Console, Archive, progress: new During(_ => File.WriteAllText(Archive, "mine")), cancellation: Token);

        Assert.Equal(BackupProblem.File, Problem(made));
        Assert.Equal("mine", await File.ReadAllTextAsync(Archive, Token));
        Assert.Equal(["portal.zip"], Names());
        Assert.DoesNotContain(await Portal.AuditAsync(), a => a.Action == "backup.make");
    }

    [Fact]
    public async Task Make_AfterAKilledOne_TakesItsPlace()
    {
        foreach (var rest in (string[])[".part", ".database.part", ".database.part-wal", ".database.part-shm"])
            await File.WriteAllBytesAsync(Archive + rest, RandomNumberGenerator.GetBytes(100_000), Token);

        await MakeAsync();

        Assert.True((await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).IsDone);
        Assert.Equal(["portal.zip"], Names());
    }

    [Fact]
    public async Task Make_TwiceIntoOneFileAtOnce_OneIsRefused()
    {
        Outcome<BackupReport>? second = null;

        var first = await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token, progress: new During(_ =>
            second ??= Backups.MakeAsync(Actor.Console, Archive, cancellation: Token).GetAwaiter().GetResult()));

        Assert.True(first.IsDone, first.Detail);
        Assert.Equal(BackupProblem.File, Problem(second!.Value));
        Assert.True((await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).IsDone);
    }

    [Fact]
    public async Task Make_Cancelled_LeavesNothing()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backups.MakeAsync(Actor.Console, Archive, progress: new During(_ => stop.Cancel()), cancellation: stop.Token));

        Assert.Empty(Names());
        Assert.Equal(0, await Portal.Get<ContentSweep>().SweepAsync(ContentSweep.LeftBehind, Token));
    }

    [Fact]
    public async Task Make_IntoTheDataFolder_IsRefused()
    {
        Assert.Equal(BackupProblem.InsideData, Problem(await Backups.MakeAsync(Actor.Console, Path.Combine(Portal.Folder, "a", "..", "b.zip"), cancellation: Token)));
        Assert.Equal(BackupProblem.File, Problem(await Backups.MakeAsync(Actor.Console, In("no/such/folder.zip"), cancellation: Token)));
    }

    [Fact]
    public async Task Make_OfNoPortal_IsRefusedAndMakesNone()
    {
        Directory.CreateDirectory(Target);

        Assert.Equal(BackupProblem.NoPortal, Problem(await At(Target).GetRequiredService<Backups>().MakeAsync(Actor.Console, Archive, cancellation: Token)));
        Assert.Empty(Directory.GetFileSystemEntries(Target));
        Assert.Equal(["restored"], Names());
    }

    [Fact]
    public async Task Make_DatabaseInconsistent_IsRefused()
    {
        await Portal.ExecuteAsync("PRAGMA foreign_keys=OFF; INSERT INTO \"NoticeReads\" (\"MemberId\", \"NoticeId\", \"ReadUtc\") VALUES (77, 88, '2026-11-23 07:00:00'); PRAGMA foreign_keys=ON");

        Assert.Equal(BackupProblem.Database, Problem(await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token)));
        Assert.Empty(Names());
    }

    [Fact]
    public async Task Make_FileLostOrChanged_SaysSoAndSavesTheRest()
    {
        var (article, lost) = await AddAttachmentAsync();
        var (_, changed) = await AddAttachmentAsync("大寒"u8.ToArray());
        File.Delete(Store.Find(lost)!);
        await File.WriteAllTextAsync(Store.Find(changed)!, "other", Token);

        var report = await MakeAsync();
        var restored = await RestoreAsync();

        Assert.Equal([$"content/{lost[..2]}/{lost}", $"content/{changed[..2]}/{changed}"], report.Damaged);
        Assert.Equal(report.Damaged, (await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).Value!.Damaged);
        Assert.NotNull(await restored.GetRequiredService<Articles>().GetAsync(article, Token));
    }

    [Fact]
    public async Task Make_TablesOfAnotherVersion_TakesEveryFileAndIsRestoredOnlyThere()
    {
        var unnamed = await Store.PutAsync("nur dort benannt"u8.ToArray(), Token);
        await Portal.ExecuteAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '10.0.0'); DROP TABLE \"AuditEntries\"");

        var report = await MakeAsync();

        Assert.Equal(2, report.Files);
        using var zip = System.IO.Compression.ZipFile.OpenRead(Archive);
        Assert.Contains(zip.Entries, e => e.Name == unnamed);
        var refusal = await RefusedRestoreAsync();
        Assert.Equal(BackupProblem.TooNew, refusal.Problem);
        Assert.Contains("29990101000000_Later", refusal.About, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Target));
    }

    [Fact]
    public async Task Make_OnUnix_IsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no Unix");
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var meanwhile = new List<UnixFileMode>();

        await Backups.MakeAsync(Actor.Console, Archive, cancellation: Token, progress: new During(_ =>
        {
            if (!OperatingSystem.IsWindows())
                meanwhile.AddRange(Directory.GetFiles(Path.GetDirectoryName(Archive)!).Select(File.GetUnixFileMode));
        }));

        await PutAsync("keys/key-1.xml", "<key/>");
        await RestoreAsync();
        if (OperatingSystem.IsWindows())
            return;
        Assert.Equal([Owner], meanwhile.Distinct());
        Assert.Equal(Owner, File.GetUnixFileMode(Archive));
        Assert.Equal(Owner, File.GetUnixFileMode(Path.Combine(Target, "portal.db")));
        Assert.Equal(Owner | UnixFileMode.UserExecute, File.GetUnixFileMode(Target));
    }

    [Fact]
    public async Task Make_Progress_GoesUpToTheWhole()
    {
        await AddAttachmentAsync(RandomNumberGenerator.GetBytes(500_000));
        var seen = new List<BackupProgress>();

        await Backups.MakeAsync(Actor.Console, Archive, progress: new During(seen.Add), cancellation: Token);

        Assert.Equal(seen.OrderBy(p => p.Bytes), seen);
        Assert.Equal(seen[^1].Total, seen[^1].Bytes);
        Assert.All(seen.Zip(seen.Skip(1)), p => Assert.InRange(p.Second.Bytes - p.First.Bytes, 1, 128 * 1024));
    }

    [Fact]
    public async Task Restore_IntoAFolderThatIsThere_FillsItWhenEmpty()
    {
        await MakeAsync();
        Directory.CreateDirectory(Target);
        await File.WriteAllTextAsync(Path.Combine(Target, ".keep"), "", Token);

        Assert.Equal(BackupProblem.NotEmpty, (await RefusedRestoreAsync()).Problem);
        Assert.Equal(".keep", Path.GetFileName(Assert.Single(Directory.GetFileSystemEntries(Target))));

        File.Delete(Path.Combine(Target, ".keep"));
        await RestoreAsync();
        Assert.DoesNotContain(Directory.GetFileSystemEntries(Target), e => e.Contains(".restoring", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Restore_Cancelled_LeavesTheFolderAsItWas(bool exists)
    {
        await AddAttachmentAsync();
        await MakeAsync();
        if (exists)
            Directory.CreateDirectory(Target);
        using var stop = new CancellationTokenSource();

        // past the half it unpacks
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => At(Target).GetRequiredService<Backups>().RestoreAsync(
            Actor.Console, Archive, new During(p => { if (2 * p.Bytes > p.Total) stop.Cancel(); }), stop.Token));

        Assert.Equal(exists ? ["portal.zip", "restored"] : ["portal.zip"], Names());
        if (exists)
            Assert.Empty(Directory.GetFileSystemEntries(Target));
    }

    [Fact]
    public async Task Restore_DiskTooSmall_IsRefusedBeforehand()
    {
        var report = await MakeAsync();
        var services = At(Target);
        var asked = "";
        var backups = new Backups(
            services.GetRequiredService<DataFolder>(), services.GetRequiredService<IDbContextFactory<PortalDb>>(), services.GetRequiredService<DbContextOptions<SqlitePortalDb>>(), Portal.Time)
        {
            Room = folder =>
            {
                asked = folder;
                return report.Bytes;
            },
        };

        Assert.Equal(BackupProblem.NoRoom, Problem(await backups.RestoreAsync(Actor.Console, Archive, cancellation: Token)));
        Assert.Equal(Path.GetDirectoryName(Target), asked);
        Assert.Equal(["portal.zip"], Names());
    }

    private int TakeOffAndSweep(string hash)
    {
        Portal.ExecuteAsync("DELETE FROM \"Attachments\"").GetAwaiter().GetResult();
        File.SetLastWriteTimeUtc(Store.Find(hash)!, Portal.NowUtc.AddDays(-1));
        return Portal.Get<ContentSweep>().SweepAsync(ContentSweep.LeftBehind, Token).GetAwaiter().GetResult();
    }

    private async Task<(int Article, string Hash)> AddAttachmentAsync(byte[]? content = null)
    {
        content ??= "小满"u8.ToArray();
        var article = await Portal.AddArticleAsync();
        var hash = await Store.PutAsync(content, Token);
        var file = new Attachment { ArticleId = article, Name = "名册.txt", Hash = hash, Bytes = content.Length };
        await Portal.StoreAsync(file);
        await Portal.NameFilesAsync(article, file.Id);
        return (article, hash);
    }

    private async Task PutAsync(string place, string content)
    {
        var path = Path.Combine(Portal.Folder, place);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content, Token);
    }
}
