using Microsoft.Extensions.DependencyInjection;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>Articles as the newsroom makes them.</summary>
internal static class TestNewsroom
{
    public const string Writer = "fenster";

    /// <summary>What a test's article says beside its text.</summary>
    public static ArticleFields Fields(int columnId, string title = "巷口的灯") => new(
        columnId, title, null, "", "清禾社区研究会", "沈一禾", null, null, ["邻里"], [], null, null, null, null, null);

    /// <summary>A draft whose pen the test's window holds.</summary>
    public static async Task<int> DraftArticleAsync(this IServiceProvider services, Actor author, int? columnId = null, string title = "巷口的灯", string html = "<p>灯坏了又亮。</p>")
    {
        var newsroom = services.GetRequiredService<Newsroom>();
        var id = (await newsroom.BeginAsync(author, columnId)).Value;
        var work = (await newsroom.OpenAsync(author, id, Writer)).Value!;
        var saved = await newsroom.SaveAsync(author, id, Writer, Fields(work.Fields.ColumnId, title), html);
        Assert.True(saved.IsDone, saved.Detail);
        return id;
    }

    public static async Task<ArticleWork> WorkAsync(this IServiceProvider services, Actor actor, int id, string? writer = null) =>
        (await services.GetRequiredService<Newsroom>().OpenAsync(actor, id, writer)).Value!;

    /// <summary>Publishes the working copy in a column without reviews.</summary>
    public static async Task ReleaseArticleAsync(this IServiceProvider services, int id)
    {
        var work = await services.WorkAsync(TestPortal.Editor, id, Writer);
        var published = await services.GetRequiredService<ArticleReviews>().PublishAsync(TestPortal.Editor, id, Writer, work.DraftVersion);
        Assert.True(published.IsDone, published.Detail);
    }

    public static async Task<Outcome> SendAsync(this IServiceProvider services, Actor actor, int id) =>
        await services.GetRequiredService<ArticleReviews>().SendAsync(actor, id, Writer, (await services.WorkAsync(actor, id, Writer)).DraftVersion);

    public static async Task<Outcome> PassAsync(this IServiceProvider services, Actor actor, int id, string remark = "")
    {
        var work = await services.WorkAsync(actor, id);
        return await services.GetRequiredService<ArticleReviews>().PassAsync(actor, id, work.Review.Awaits, work.DraftVersion, remark);
    }
}
