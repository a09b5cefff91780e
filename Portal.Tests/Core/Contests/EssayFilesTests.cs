using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class EssayFilesTests : CoreTest
{
    private const string Pen = "fenster";
    private static readonly byte[] Text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("巷口的灯。\n", 2000)));

    private Contest _contest = null!;
    private Actor _author = null!;
    private int _essay;

    private EssayFiles Files => Portal.Get<EssayFiles>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _contest = new Contest
        {
            Title = "征文",
            Code = "Q-2026",
            TimeZone = "Asia/Shanghai",
            OpensUtc = Portal.NowUtc.AddDays(-1),
            ClosesUtc = Portal.NowUtc.AddDays(20),
            MaxAttachments = 3,
            MaxAttachmentMegabytes = 2,
        };
        await Portal.StoreAsync(_contest);
        (_author, _essay) = await AuthorAsync("fang");
    }

    [Fact]
    public async Task Append_PieceByPiece_KeepsOriginalAndScrubbed()
    {
        var docx = TestDocx.With(TestDocx.P("正文")).Part("docProps/core.xml", "<a>Kanarienvogel</a>").ToBytes();
        using var seen = new Listener<OwnEssaysChanged>(Feed, _author.MemberId);

        var file = await SendAsync("灯.docx", docx, piece: 100);

        Assert.Equal(("灯.docx", "docx", docx.Length), (file.Name, file.Kind, (int)file.Bytes));
        await using var db = Portal.Db();
        var row = await db.EssayFiles.SingleAsync(Token);
        Assert.Equal(docx, await ContentAsync(row.OriginalHash));
        Assert.DoesNotContain(TestDocx.Unzip(await ContentAsync(row.Hash)).Keys, k => k.StartsWith("docProps", StringComparison.Ordinal));
        Assert.True((await db.Essays.SingleAsync(Token)).HasUnsentChanges);
        Assert.Empty(await db.Uploads.ToListAsync(Token));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Portal.Folder, "uploads")));
        Assert.Contains(await db.AuditEntries.ToListAsync(Token), a => a.Action == "essay.attach" && a.Subject == $"essay/{_essay}");
        Assert.Equal(docx, await File.ReadAllBytesAsync((await Files.FindAsync(_author, _essay, file.Id)).Value!.Path, Token));
        Assert.Equal(_author.MemberId, (await seen.HearAsync()).MemberId);
    }

    [Fact]
    public async Task BeginUpload_TheSameAgain_GoesOnWhereItStopped()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", Text.Length)).Value!;
        await AppendAsync(begun.Key, 0, Text[..1000]);
        await Portal.KillAndStartAsync();

        var again = (await Files.BeginUploadAsync(_author, _essay, Pen, @"C:\fakepath\灯.txt", Text.Length)).Value!;

        Assert.Equal((begun.Key, 1000), (again.Key, again.Received));
        Assert.Equal(1000, Assert.Single((await Files.ListAsync(_author, _essay)).Value!.Unfinished).Received);
        Assert.NotNull((await AppendAsync(begun.Key, 1000, Text[1000..])).Value!.File);
    }

    [Fact]
    public async Task Append_AtAnotherPlace_IsToldWhereItStands()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", Text.Length)).Value!;
        await AppendAsync(begun.Key, 0, Text[..1000]);

        foreach (var offset in (long[])[0, 999, 1001, -1, long.MaxValue])
        {
            var refused = await AppendAsync(begun.Key, offset, Text[..10]);
            Assert.Equal((Refusal.Stale, 1000), (refused.Refused, refused.Value!.Received));
        }
    }

    [Fact]
    public async Task Append_MoreThanAnnounced_IsNotTaken()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", 10)).Value!;

        Assert.Equal("Bytes", (await AppendAsync(begun.Key, 0, Text[..11])).Detail);
        Assert.Equal(0, (await Files.ListAsync(_author, _essay)).Value!.Unfinished[0].Received);
    }

    [Fact]
    public async Task Append_PieceTooLarge_IsNotTaken()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", 2 * EssayFiles.MaxPiece)).Value!;

        Assert.Equal("Bytes", (await AppendAsync(begun.Key, 0, new byte[EssayFiles.MaxPiece + 1])).Detail);
        Assert.Equal(EssayFiles.MaxPiece, (await AppendAsync(begun.Key, 0, new byte[EssayFiles.MaxPiece])).Value!.Received);
    }

    [Theory]
    [InlineData("macros", "a.docx")]
    [InlineData("bomb of zeroes", "a.docx")]
    [InlineData("pdf script on opening", "a.pdf")]
    [InlineData("text with a null", "a.txt")]
    public async Task Append_HostileFile_IsRefusedAndNothingIsLeft(string hostile, string name)
    {
        var (make, _, problem) = HostileFiles.All[hostile];
        var content = make();
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, name, content.Length)).Value!;

        var refused = await AppendAsync(begun.Key, 0, content);

        Assert.Equal((Refusal.Invalid, problem.ToString()), (refused.Refused, refused.Detail));
        var list = (await Files.ListAsync(_author, _essay)).Value!;
        Assert.Empty(list.Files);
        Assert.Empty(list.Unfinished);
        Assert.DoesNotContain(Directory.EnumerateFiles(Portal.Folder, "*", SearchOption.AllDirectories), f => Path.GetDirectoryName(Path.GetRelativePath(Portal.Folder, f))!.Length > 0);
    }

    [Theory]
    [InlineData("灯.exe", 10, "Type")]
    [InlineData("灯", 10, "Type")]
    [InlineData("../../灯.txt/", 10, "Name")]
    [InlineData(".docx", 10, "Type")]
    [InlineData("...", 10, "Name")]
    [InlineData("灯.txt", 0, "Size")]
    [InlineData("灯.txt", 3 * 1024 * 1024, "Size")]
    public async Task BeginUpload_AgainstTheRules_IsRefused(string name, long bytes, string why) =>
        Assert.Equal((Refusal.Invalid, why), ((await Files.BeginUploadAsync(_author, _essay, Pen, name, bytes)) is var r ? r.Refused : null, r.Detail));

    [Theory]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData(@"C:\Users\方\灯.docx", "灯.docx")]
    [InlineData("a\u202Etxt.exe.txt", "atxt.exe.txt")]
    [InlineData(" a:b*c?.md ", "abc.md")]
    [InlineData("a\r\nSet-Cookie.txt", "aSet-Cookie.txt")]
    public async Task BeginUpload_Name_IsMadeHarmless(string name, string expected) => Assert.Equal(expected, (await Files.BeginUploadAsync(_author, _essay, Pen, name, 10)).Value!.Name);

    [Fact]
    public async Task BeginUpload_LongName_KeepsItsEnding()
    {
        var name = (await Files.BeginUploadAsync(_author, _essay, Pen, string.Concat(Enumerable.Repeat("𠮷", 100)) + "a.docx", 10)).Value!.Name;

        Assert.True(name.Length <= 120);
        Assert.EndsWith("𠮷.docx", name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BeginUpload_AsManyAsTheContestTakes_CountsUnfinishedOnes()
    {
        await SendAsync("1.txt", Text);
        for (var i = 2; i <= 3; i++)
            Assert.True((await Files.BeginUploadAsync(_author, _essay, Pen, $"{i}.txt", 10)).IsDone);

        var refused = await Files.BeginUploadAsync(_author, _essay, Pen, "4.txt", 10);

        Assert.Equal("Count", refused.Detail);
        Assert.True((await Files.BeginUploadAsync(_author, _essay, Pen, "3.txt", 10)).IsDone);
        await Files.CancelAsync(_author, (await Files.ListAsync(_author, _essay)).Value!.Unfinished[0].Key);
        Assert.True((await Files.BeginUploadAsync(_author, _essay, Pen, "4.txt", 10)).IsDone);
    }

    [Fact]
    public async Task BeginUpload_OverTheMembersOwnLimit_IsTooMany()
    {
        await using (var db = Portal.Db())
        {
            for (var i = 0; i < EssayFiles.MaxUploads; i++)
                db.Uploads.Add(new Upload { Key = $"k{i}", EssayId = (await EssayAsync(_author.MemberId)).Id, Name = "a.txt", Bytes = 10, CreatedUtc = Portal.NowUtc });
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(Refusal.TooMany, (await Files.BeginUploadAsync(_author, _essay, Pen, "a.txt", 10)).Refused);
    }

    [Fact]
    public async Task Everything_FromAnotherWindow_IsStale()
    {
        var file = await SendAsync("1.txt", Text);

        Assert.Equal(Refusal.Stale, (await Files.BeginUploadAsync(_author, _essay, "anderes", "2.txt", 10)).Refused);
        Assert.Equal(Refusal.Stale, (await Files.RemoveAsync(_author, _essay, file.Id, "anderes")).Refused);
    }

    [Fact]
    public async Task Everything_AfterTheDeadline_IsClosed()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", 10)).Value!;
        Portal.Time.Advance(TimeSpan.FromDays(21));

        Assert.Equal("Closed", (await Files.BeginUploadAsync(_author, _essay, Pen, "a.txt", 10)).Detail);
        Assert.Equal("Closed", (await AppendAsync(begun.Key, 0, Text[..10])).Detail);
        Assert.Equal("Closed", (await Files.AddPictureAsync(_author, _essay, TestPictures.Gif)).Detail);
        Assert.Equal("Closed", (await Files.ReadDocxAsync(_author, _essay, TestDocx.With("").ToBytes())).Detail);
    }

    [Fact]
    public async Task Find_ForOthers_IsNotAllowed()
    {
        var file = await SendAsync("1.txt", Text);
        var (other, otherEssay) = await AuthorAsync("he");

        Assert.Equal(Refusal.NotAllowed, (await Files.FindAsync(other, _essay, file.Id)).Refused);
        Assert.Equal(Refusal.NotAllowed, (await Files.FindAsync(Actor.Visitor, _essay, file.Id)).Refused);
        Assert.True((await Files.FindAsync(TestPortal.Editor, _essay, file.Id)).IsDone);
        // by way of the own essay
        Assert.Equal(Refusal.NotFound, (await Files.FindAsync(other, otherEssay, file.Id)).Refused);
        Assert.Equal(Refusal.NotFound, (await Files.RemoveAsync(other, otherEssay, file.Id, Pen)).Refused);
    }

    [Fact]
    public async Task Append_TwiceAtOnce_KeepsOneFile()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", Text.Length)).Value!;

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => AppendAsync(begun.Key, 0, Text), Token)));

        Assert.Single(answers, a => a.IsDone && a.Value.File is not null);
        Assert.Single((await Files.ListAsync(_author, _essay)).Value!.Files);
    }

    [Fact]
    public async Task Append_AfterACrashAtTheEnd_EndsItOnceMore()
    {
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "灯.txt", Text.Length)).Value!;
        // all bytes had come, then the power went
        Directory.CreateDirectory(Path.Combine(Portal.Folder, "uploads"));
        await File.WriteAllBytesAsync(Path.Combine(Portal.Folder, "uploads", $"{begun.Key}.part"), Text, Token);
        await Portal.KillAndStartAsync();

        Assert.NotNull((await AppendAsync(begun.Key, Text.Length, [])).Value!.File);
    }

    [Fact]
    public async Task Sweep_AfterACrash_LeavesNothingThatNoRowNames()
    {
        var kept = await SendAsync("kept.txt", Text);
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "later.txt", 10)).Value!;
        await AppendAsync(begun.Key, 0, Text[..5]);
        var picture = (await Files.AddPictureAsync(_author, _essay, TestPictures.Gif)).Value!;
        var sent = await Portal.Get<ContentStore>().PutAsync("sent"u8.ToArray(), Token);
        await Portal.StoreAsync(new EssayRevision { EssayId = _essay, Place = 1, Key = "k", Sha256 = "", Title = "", Files = [new SentFile { Hash = sent, OriginalHash = sent }] });
        var orphan = await Portal.Get<ContentStore>().PutAsync("orphan"u8.ToArray(), Token);
        var half = Path.Combine(Portal.Folder, "uploads", "0123.part");
        await File.WriteAllTextAsync(half, "x", Token);
        var draft = $"{Portal.Get<ContentStore>().Find(orphan)}.0.part";
        await File.WriteAllTextAsync(draft, "x", Token);

        Age();
        await Portal.KillAndStartAsync();

        var store = Portal.Get<ContentStore>();
        Assert.Null(store.Find(orphan));
        Assert.False(File.Exists(half));
        Assert.False(File.Exists(draft));
        Assert.NotNull(store.Find(sent));
        Assert.NotNull(store.Find(picture.File[..64]));
        Assert.Equal(Text, await File.ReadAllBytesAsync((await Files.FindAsync(_author, _essay, kept.Id)).Value!.Path, Token));
        Assert.Equal(5, (await Files.ListAsync(_author, _essay)).Value!.Unfinished.Single().Received);
    }

    [Fact]
    public async Task Sweep_YoungFiles_StayAndOldUploadsGo()
    {
        var young = await Portal.Get<ContentStore>().PutAsync("young"u8.ToArray(), Token);
        var begun = (await Files.BeginUploadAsync(_author, _essay, Pen, "later.txt", 10)).Value!;
        await AppendAsync(begun.Key, 0, Text[..5]);

        await Portal.Get<ContentSweep>().SweepAsync(ContentSweep.LeftBehind, Token);

        Assert.NotNull(Portal.Get<ContentStore>().Find(young));
        Assert.Single((await Files.ListAsync(_author, _essay)).Value!.Unfinished);

        Portal.Time.Advance(TimeSpan.FromDays(8));
        Age();
        await Portal.Get<ContentSweep>().SweepAsync(ContentSweep.LeftBehind, Token);

        Assert.Empty((await Files.ListAsync(_author, _essay)).Value!.Unfinished);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Portal.Folder, "uploads")));
        // wanted again: young again
        Assert.Null(Portal.Get<ContentStore>().Find(young));
    }

    // files bear the machine's time, and the portal's clock stands: what was just written counts as written two days ago
    private void Age()
    {
        var data = Portal.Get<DataFolder>();
        foreach (var file in Directory.EnumerateFiles(data.Content, "*", SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(data.Uploads)))
            File.SetLastWriteTimeUtc(file, Portal.NowUtc.AddDays(-2));
    }

    [Fact]
    public async Task AddPicture_TellsNothingAndIsServed()
    {
        var picture = (await Files.AddPictureAsync(_author, _essay, TestPictures.JpegWith("Kanarienvogel", 1))).Value!;

        var found = Portal.Get<Media>().Find(picture.File)!.Value;
        Assert.Equal("image/jpeg", found.Type);
        Assert.Equal(TestPictures.Jpeg, await File.ReadAllBytesAsync(found.Path, Token));
        Assert.Contains(picture.File, SafeHtml.Clean($"<img src=\"/media/{picture.File}\">").Html, StringComparison.Ordinal);
        Assert.Equal("image/gif", Portal.Get<Media>().Find((await Files.AddPictureAsync(_author, _essay, TestPictures.Gif)).Value!.File)!.Value.Type);
        Assert.Equal("UnknownType", (await Files.AddPictureAsync(_author, _essay, "<svg/>"u8.ToArray())).Detail);
    }

    [Fact]
    public async Task AddPicture_MoreThanATextMayHave_IsRefused()
    {
        await using (var db = Portal.Db())
        {
            var essay = await db.Essays.SingleAsync(e => e.Id == _essay, Token);
            essay.Body = SafeHtml.Clean(string.Concat(Enumerable.Repeat($"<img src=\"/media/{new string('a', 64)}.png\">", EssayFiles.MaxPictures)));
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal("Count", (await Files.AddPictureAsync(_author, _essay, TestPictures.Gif)).Detail);
    }

    [Fact]
    public async Task ReadDocx_BringsTextAndPictures_AndChangesNothing()
    {
        const string Picture = "<w:p><w:r><w:drawing><a:blip xmlns:a=\"a\" r:embed=\"i\"/></w:drawing></w:r></w:p>";
        var docx = TestDocx.With(TestDocx.P("巷口的灯", "<w:jc w:val=\"center\"/>") + TestDocx.P("摘要：写灯。") + TestDocx.P("巷口有一盏灯。") + Picture)
            .Link("i", "image", "media/a.png").Part("word/media/a.png", TestPictures.Png(4, 3)).ToBytes();

        var read = (await Files.ReadDocxAsync(_author, _essay, docx)).Value!;

        Assert.Equal(("巷口的灯", "写灯。", 7), (read.Title, read.Abstract, read.Characters));
        Assert.Matches("^<p>巷口有一盏灯。</p><figure><img src=\"/media/[0-9a-f]{64}\\.png\"", read.Body.Html);
        await using var db = Portal.Db();
        Assert.Equal("", (await db.Essays.SingleAsync(e => e.Id == _essay, Token)).Title);
        Assert.Equal("ActiveContent", (await Files.ReadDocxAsync(_author, _essay, HostileFiles.All["macros"].Make())).Detail);
        Assert.Equal("UnknownType", (await Files.ReadDocxAsync(_author, _essay, Text)).Detail);
    }

    private async Task<(Actor Actor, int Essay)> AuthorAsync(string name)
    {
        var member = new Member { UserName = name, NormalizedUserName = name.ToUpperInvariant(), DisplayName = name, Email = $"{name}@qinghe.example" };
        await Portal.StoreAsync(member);
        return (new Actor(member.Id, name, Role.Member), (await EssayAsync(member.Id)).Id);
    }

    private async Task<Essay> EssayAsync(int member)
    {
        var essay = new Essay { ContestId = _contest.Id, MemberId = member, BlindCode = Guid.NewGuid().ToString("N"), Writer = Pen };
        await Portal.StoreAsync(essay);
        return essay;
    }

    private Task<Outcome<UploadState>> AppendAsync(string key, long offset, byte[] piece) => Files.AppendAsync(_author, key, offset, new MemoryStream(piece), Token);

    private async Task<EssayFileLine> SendAsync(string name, byte[] content, int piece = EssayFiles.MaxPiece)
    {
        var state = (await Files.BeginUploadAsync(_author, _essay, Pen, name, content.Length)).Value!;
        for (var at = 0; at < content.Length; at += piece)
        {
            var answer = await AppendAsync(state.Key, at, content[at..Math.Min(content.Length, at + piece)]);
            Assert.True(answer.IsDone, answer.Detail);
            state = answer.Value;
        }

        return state.File!;
    }

    private async Task<byte[]> ContentAsync(string hash) => await File.ReadAllBytesAsync(Portal.Get<ContentStore>().Find(hash)!, Token);
}
