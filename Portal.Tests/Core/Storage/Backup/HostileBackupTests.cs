using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Portal.Core;

namespace Portal.Tests.Core;

/// <summary>Archives that were damaged, or made to do damage: none of them leaves a trace.</summary>
public sealed class HostileBackupTests : BackupTest
{
    public static TheoryData<string> Tricks =>
    [
        "../evil.xml", "../../evil", "/tmp/evil", "keys/../../evil.xml", "keys/..\\..\\evil.xml", "C:\\evil.xml", "content/../evil", "keys/sub/evil.xml", "KEYS/key.xml",
        "portal.db-wal", "portal.db\0.xml", "keys/evil.xml\n", "keys/evil.exe", "content/ab/cd", "uploads/evil.part", "migrating.lock",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Directory.CreateDirectory(Path.Combine(Portal.Folder, "keys"));
        await File.WriteAllTextAsync(Path.Combine(Portal.Folder, "keys", "key-1.xml"), "<key/>", Token);
        await MakeAsync();
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task Restore_PlaceThatIsNone_IsRefused(string name)
    {
        Change((entries, manifest) => Add(entries, manifest, name, "böse"u8.ToArray()));
        await AssertRefusedAsync(BackupProblem.Damaged);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(-1)]
    [InlineData(-22)]
    [InlineData(-1000)]
    public async Task Restore_Truncated_IsRefused(int length)
    {
        await using (var file = new FileStream(Archive, FileMode.Open))
            file.SetLength(length >= 0 ? length : file.Length + length);
        await AssertRefusedAsync(BackupProblem.NotABackup);
    }

    [Fact]
    public async Task Verify_AnyByteChanged_IsNoticedOrMeansNothing()
    {
        var whole = await File.ReadAllBytesAsync(Archive, Token);
        var noticed = 0;
        for (var at = 0; at < whole.Length; at += whole.Length / 150)
        {
            whole[at] ^= 0x55;
            await File.WriteAllBytesAsync(Archive, whole, Token);
            // a throw would fail the test; what passes was compared in all that is unpacked
            if (!(await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).IsDone)
                noticed++;
            whole[at] ^= 0x55;
        }

        // nearly all of it is the database
        Assert.InRange(noticed, 140, 160);
    }

    [Fact]
    public async Task Restore_NoZipAtAll_IsRefused()
    {
        await File.WriteAllTextAsync(Archive, "Lieber Leser", Token);
        await AssertRefusedAsync(BackupProblem.NotABackup);
    }

    [Fact]
    public async Task Restore_AnotherProgramsZip_IsRefused()
    {
        Change((_, manifest) => manifest.Clear());
        await AssertRefusedAsync(BackupProblem.NotABackup);
    }

    [Fact]
    public async Task Restore_AnotherProgramsManifest_IsRefused()
    {
        Change((_, manifest) => manifest["kind"] = "extension");
        await AssertRefusedAsync(BackupProblem.NotABackup);
    }

    [Fact]
    public async Task Restore_ManifestIsNoJson_IsRefused()
    {
        Change((entries, manifest) =>
        {
            manifest.Clear();
            entries.Add(("manifest.json", "{"u8.ToArray()));
        });
        await AssertRefusedAsync(BackupProblem.NotABackup);
    }

    [Fact]
    public async Task Restore_LaterFormat_SaysSo()
    {
        Change((_, manifest) => manifest["format"] = 2);
        await AssertRefusedAsync(BackupProblem.TooNew);
    }

    [Fact]
    public async Task Restore_NotThere_SaysSo()
    {
        File.Delete(Archive);
        Assert.Equal(BackupProblem.File, (await RefusedRestoreAsync()).Problem);
        Assert.Empty(Names());
    }

    [Theory]
    [InlineData("hash")]
    [InlineData("short")]
    [InlineData("negative")]
    [InlineData("null")]
    [InlineData("no entries")]
    [InlineData("extra")]
    [InlineData("missing")]
    [InlineData("twice in the zip")]
    [InlineData("twice in the manifest")]
    [InlineData("no database")]
    [InlineData("bomb")]
    public async Task Restore_ManifestSaysOtherwise_IsRefused(string lie)
    {
        Change((entries, manifest) =>
        {
            var list = manifest["entries"]!.AsArray();
            var key = list.Single(e => e!["name"]!.ToString() == "keys/key-1.xml")!;
            switch (lie)
            {
                case "hash":
                    key["sha256"] = new string('0', 64);
                    break;
                case "short":
                    key["bytes"] = 3;
                    break;
                case "negative":
                    key["bytes"] = -1;
                    break;
                case "null":
                    list.Add(null);
                    break;
                case "no entries":
                    manifest.Remove("entries");
                    break;
                case "extra":
                    entries.Add(("keys/key-2.xml", "<key/>"u8.ToArray()));
                    break;
                case "missing":
                    entries.RemoveAll(e => e.Name == "keys/key-1.xml");
                    break;
                case "twice in the zip":
                    entries.Add(("keys/key-1.xml", "<key/>"u8.ToArray()));
                    break;
                case "twice in the manifest":
                    list.Add(key.DeepClone());
                    break;
                case "no database":
                    entries.RemoveAll(e => e.Name == "portal.db");
                    list.Remove(list.Single(e => e!["name"]!.ToString() == "portal.db"));
                    break;
                default:
                    entries.RemoveAll(e => e.Name == "keys/key-1.xml");
                    entries.Add(("keys/key-1.xml", new byte[50_000_000]));
                    break;
            }
        });
        await AssertRefusedAsync(BackupProblem.Damaged);
    }

    [Fact]
    public async Task Restore_EntryUnfoldsToMoreThanItSays_IsNotReadToItsEnd()
    {
        Change((entries, manifest) =>
        {
            Add(entries, manifest, "keys/bomb.xml", new byte[50_000_000]);
            manifest["entries"]!.AsArray()[^1]!["bytes"] = 7;
        });
        // the zip's own headers lie as the manifest does
        var bytes = await File.ReadAllBytesAsync(Archive, Token);
        Assert.Equal(2, Positions(bytes, BitConverter.GetBytes(50_000_000)).Select(at => BitConverter.TryWriteBytes(bytes.AsSpan(at), 7)).Count(w => w));
        await File.WriteAllBytesAsync(Archive, bytes, Token);
        var read = 0L;

        var outcome = await Backups.VerifyAsync(Actor.Console, Archive, new During(p => read = p.Bytes), Token);

        Assert.Equal("Damaged keys/bomb.xml", outcome.Detail);
        Assert.InRange(read, 1, 10_000_000);
        await AssertRefusedAsync(BackupProblem.Damaged);
    }

    [Fact]
    public async Task Restore_DatabaseDamagedBeforeItWasPacked_IsRefused()
    {
        Change((entries, manifest) =>
        {
            var at = entries.FindIndex(e => e.Name == "portal.db");
            var content = entries[at].Content;
            Array.Fill(content, (byte)0x77, content.Length / 2, 20_000);
            var line = manifest["entries"]!.AsArray().Single(e => e!["name"]!.ToString() == "portal.db")!;
            line["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        });
        await AssertRefusedAsync(BackupProblem.Database);
    }

    private static void Add(List<(string Name, byte[] Content)> entries, JsonObject manifest, string name, byte[] content)
    {
        entries.Add((name, content));
        manifest["entries"]!.AsArray().Add(new JsonObject { ["name"] = name, ["bytes"] = content.Length, ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content)) });
    }

    private static IEnumerable<int> Positions(byte[] bytes, byte[] sought)
    {
        for (var at = 0; at <= bytes.Length - sought.Length; at++)
        {
            if (bytes.AsSpan(at, sought.Length).SequenceEqual(sought))
                yield return at;
        }
    }

    private async Task AssertRefusedAsync(BackupProblem problem)
    {
        var refusal = await RefusedRestoreAsync();
        Assert.True(refusal.Problem == problem, refusal.ToString());
        Assert.Equal(["portal.zip"], Names());
        Assert.Equal(problem == BackupProblem.Database, (await Backups.VerifyAsync(Actor.Console, Archive, cancellation: Token)).IsDone);
    }
}
