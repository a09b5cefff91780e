using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class ReviewMailTests : CoreTest
{
    private Actor _author = null!;
    private Actor _first = null!;
    private Actor _second = null!;
    private int _article;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        (_author, _first, _second) = (await JoinAsync("author", Role.Editor), await JoinAsync("first", Role.Editor), await JoinAsync("second", Role.Administrator));
        await JoinAsync("judge", Role.Judge);
        await JoinAsync("reader");
        await using (var db = Portal.Db())
        {
            var left = (await JoinAsync("left", Role.Editor)).MemberId;
            await db.Users.Where(u => u.Id == left).ExecuteUpdateAsync(s => s.SetProperty(u => u.State, MemberState.Off), Token);
            await db.OutgoingMails.ExecuteDeleteAsync(Token);
        }

        var column = await Portal.AddColumnAsync();
        await Portal.ExecuteAsync($"UPDATE \"Columns\" SET \"Reviews\" = 2 WHERE \"Id\" = {column}");
        _article = await Portal.Services.DraftArticleAsync(_author, column);
    }

    [Fact]
    public async Task EachHandOver_WritesOnceToThoseWhoMayPassTheNextReview()
    {
        using var queued = new Listener<MailQueued>(Feed, MailQueued.Everywhere);
        Assert.True((await Portal.Services.SendAsync(_author, _article)).IsDone);
        Assert.Equal(["article.waits first", "article.waits second"], await MailsAsync());
        Assert.Single(queued.Heard);
        Assert.False((await Portal.Services.SendAsync(_author, _article)).IsDone);

        Assert.True((await Portal.Services.PassAsync(_first, _article)).IsDone);
        Assert.Equal(["article.waits first", "article.waits second", "article.waits second"], await MailsAsync());
        Assert.True((await Portal.Services.PassAsync(_second, _article)).IsDone);

        Assert.Equal(3, (await MailsAsync()).Count);
        await using var db = Portal.Db();
        var last = await db.OutgoingMails.OrderBy(m => m.Id).LastAsync(Token);
        Assert.Contains("等待终审", last.Subject, StringComparison.Ordinal);
        Assert.Contains($"https://qinghe.example/admin/articles/{_article}\n", last.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendBack_WritesToWhoSentItInWithTheReason()
    {
        await Portal.Services.SendAsync(_author, _article);
        Assert.True((await Portal.Get<ArticleReviews>().SendBackAsync(_second, _article, "缺一张照片。\n再核一遍人名。")).IsDone);

        await using var db = Portal.Db();
        var mail = await db.OutgoingMails.SingleAsync(m => m.Kind == "article.returned", Token);
        Assert.Equal("author@qinghe.example", mail.To);
        Assert.Contains("缺一张照片。\n再核一遍人名。", mail.Text, StringComparison.Ordinal);
        Assert.False(mail.IsSecret);
    }

    [Fact]
    public async Task Send_ThatFails_WritesToNobody()
    {
        await Portal.RefuseAsync("INSERT ON \"ArticleReviews\"");

        await Assert.ThrowsAsync<DbUpdateException>(() => Portal.Services.SendAsync(_author, _article));

        Assert.Empty(await MailsAsync());
    }

    private async Task<List<string>> MailsAsync()
    {
        await using var db = Portal.Db();
        return await db.OutgoingMails.OrderBy(m => m.Id).Select(m => m.Kind + " " + m.ToName).ToListAsync(Token);
    }

    private async Task<Actor> JoinAsync(string name, params Role[] roles)
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", name, "correct horse battery", roles));
        Assert.True(made.IsDone, made.Detail);
        return new Actor(made.Value, name, [Role.Member, .. roles]);
    }
}
