using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ArticleFilesTests : CoreTest
{
    private static readonly byte[] List = "甲\n乙\n"u8.ToArray();

    private int _column;

    private static Actor Editor => TestPortal.Editor;

    private ArticleFiles Files => Portal.Get<ArticleFiles>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _column = await Portal.AddColumnAsync();
    }

    [Fact]
    public async Task Add_ReadersGetItWhenTheCopyIsPublished()
    {
        var id = await Portal.Services.DraftArticleAsync(Editor, _column);
        await Portal.Services.ReleaseArticleAsync(id);
        var list = await AddAsync(id, "/home/a/名单.txt");
        var budget = await AddAsync(id, "预算.xlsx", XlsxChecksTests.Workbook("SUM(A1:A9)"));

        Assert.Equal(["名单.txt", "预算.xlsx"], (await Portal.Services.WorkAsync(Editor, id)).Files.Select(f => f.Name));
        Assert.True((await Portal.Services.WorkAsync(Editor, id)).IsAhead);
        Assert.Empty((await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments);
        Assert.Null(await Portal.Get<Articles>().AttachmentAsync(list, Token));
        Assert.Equal("名单.txt", (await Files.FindAsync(Editor, id, list, Token)).Value!.Name);
        Assert.Equal(Refusal.NotAllowed, (await Files.FindAsync(TestPortal.Reader, id, list, Token)).Refused);
        await Portal.Services.ReleaseArticleAsync(id);

        Assert.Equal([(list, "名单.txt", (long)List.Length), (budget, "预算.xlsx", (long)XlsxChecksTests.Workbook("SUM(A1:A9)").Length)], (await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments.Select(f => (f.Id, f.Name, f.Bytes)));
        Assert.Equal("名单.txt", (await Portal.Get<Articles>().AttachmentAsync(list, Token))!.Value.Name);
        Assert.Equal(2, (await Portal.AuditAsync()).Count(a => a.Action == "article.file-add"));
    }

    [Fact]
    public async Task Review_OfOtherFiles_LeavesReadersWhatTheyHave()
    {
        var id = await Portal.Services.DraftArticleAsync(Editor, _column);
        var old = await AddAsync(id, "旧.txt");
        await Portal.Services.ReleaseArticleAsync(id);
        await Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = 1 WHERE \"Id\" = {_column}");
        var fresh = await AddAsync(id, "新.txt", "丙"u8.ToArray());
        Assert.True((await Files.RemoveAsync(Editor, id, TestNewsroom.Writer, old)).IsDone);
        Assert.True((await Portal.Services.SendAsync(Editor, id)).IsDone);

        Assert.Equal([old], (await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments.Select(f => f.Id));
        Assert.NotNull(await Portal.Get<Articles>().AttachmentAsync(old, Token));
        // in review the text belongs to the reviewers
        Assert.Equal(Refusal.Stale, (await Files.RemoveAsync(Editor, id, TestNewsroom.Writer, fresh)).Refused);
        Assert.Equal(Refusal.Stale, (await Files.AddAsync(Editor, id, TestNewsroom.Writer, "a.txt", List)).Refused);
        Assert.True((await Portal.Services.PassAsync(TestPortal.Administrator, id)).IsDone);

        Assert.Equal([fresh], (await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments.Select(f => f.Id));
        Assert.Null(await Portal.Get<Articles>().AttachmentAsync(old, Token));
        Assert.NotNull(await Portal.Get<Articles>().AttachmentAsync(fresh, Token));
    }

    [Fact]
    public async Task Restore_AnOldVersion_BringsItsFilesBack()
    {
        var id = await Portal.Services.DraftArticleAsync(Editor, _column);
        var file = await AddAsync(id, "名单.txt");
        await Portal.Services.ReleaseArticleAsync(id);
        Assert.True((await Files.RemoveAsync(Editor, id, TestNewsroom.Writer, file)).IsDone);
        await Portal.Services.ReleaseArticleAsync(id);
        Assert.Empty((await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments);

        var kept = (await Portal.Get<Newsroom>().RevisionsAsync(Editor, id, Token)).Value!.Last(r => r.Kind == ArticleRevisionKind.Published);
        Assert.Contains((await Portal.Get<Newsroom>().CompareAsync(Editor, id, kept.Id, null, Token)).Value!.Changes, c => c.Field == nameof(ArticleContent.FileIds));
        Assert.True((await Portal.Get<Newsroom>().RestoreRevisionAsync(Editor, id, TestNewsroom.Writer, kept.Id)).IsDone);
        await Portal.Services.ReleaseArticleAsync(id);

        Assert.Equal([file], (await Portal.Get<Articles>().GetAsync(id, Token))!.Attachments.Select(f => f.Id));
    }

    [Fact]
    public async Task Remove_OneThatNoVersionHas_IsForgottenAndItsBytesSwept()
    {
        var id = await Portal.Services.DraftArticleAsync(Editor, _column);
        var file = await AddAsync(id, "名单.txt");
        var path = (await Files.FindAsync(Editor, id, file, Token)).Value!.Path;
        File.SetLastWriteTimeUtc(path, Portal.NowUtc.AddDays(-2));
        await Portal.Get<ContentSweep>().SweepAsync(TimeSpan.FromDays(1), Token);
        Assert.True(File.Exists(path));

        Assert.True((await Files.RemoveAsync(Editor, id, TestNewsroom.Writer, file)).IsDone);

        Assert.Equal(Refusal.NotFound, (await Files.FindAsync(Editor, id, file, Token)).Refused);
        await Portal.Get<ContentSweep>().SweepAsync(TimeSpan.FromDays(1), Token);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public async Task Add_WhatIsNotTaken_SaysWhy()
    {
        var id = await Portal.Services.DraftArticleAsync(Editor, _column);

        Assert.Equal(nameof(AttachmentBar.Type), (await Files.AddAsync(Editor, id, TestNewsroom.Writer, "a.exe", "MZ\0\u0001"u8.ToArray())).Detail);
        Assert.Equal(nameof(DocumentProblem.WrongExtension), (await Files.AddAsync(Editor, id, TestNewsroom.Writer, "a.docx", XlsxChecksTests.Workbook("1"))).Detail);
        Assert.Equal(nameof(AttachmentBar.Name), (await Files.AddAsync(Editor, id, TestNewsroom.Writer, "///", List)).Detail);
        Assert.Equal(Refusal.Stale, (await Files.AddAsync(Editor, id, "other", "a.txt", List)).Refused);
        for (var i = 0; i < ArticleFiles.MaxFiles; i++)
            await AddAsync(id, $"{i}.txt");
        Assert.Equal(nameof(AttachmentBar.Count), (await Files.AddAsync(Editor, id, TestNewsroom.Writer, "a.txt", List)).Detail);
        await using var db = Portal.Db();
        Assert.Equal(ArticleFiles.MaxFiles, await db.Attachments.CountAsync(Token));
    }

    private async Task<int> AddAsync(int id, string name, byte[]? content = null)
    {
        var added = await Files.AddAsync(Editor, id, TestNewsroom.Writer, name, content ?? List);
        Assert.True(added.IsDone, added.Detail);
        return added.Value.Id;
    }
}
