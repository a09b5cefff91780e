using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;
using Portal.Web.Hosting;

namespace Portal.Web.Api;

/// <summary>What is public, for programs: reading only, and nothing that a visitor does not see on a page.</summary>
internal static class ApiEndpoints
{
    // whoever asks here is nobody, also with a session
    private static readonly Actor Nobody = Actor.Visitor;

    public static void MapApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(PortalUrls.Api).RequireCors(ApiPolicies.Name).RequireRateLimiting(ApiPolicies.Name).SandboxedForAll();
        api.MapGet("/columns", ColumnsAsync).Described<ApiList<ApiColumn>>("listColumns", "Columns", "All columns in the society's order.");
        api.MapGet("/articles", ArticlesAsync).Described<ApiList<ApiArticleSummary>>("listArticles", "Articles", "Published articles, newest first.", takesInput: true);
        api.MapGet("/articles/{id:int}", ArticleAsync).Described<ApiArticle>("getArticle", "Articles", "One article with its text.", isOne: true);
        api.MapGet("/notices", NoticesAsync).Described<ApiList<ApiNoticeSummary>>("listNotices", "Notices", "Notices for everybody that are up, newest first.", takesInput: true);
        api.MapGet("/notices/{id:int}", NoticeAsync).Described<ApiNotice>("getNotice", "Notices", "One notice with its text.", isOne: true);
        api.MapGet("/units", UnitsAsync).Described<ApiList<ApiUnitSummary>>("listUnits", "Member units", "Member units in the order of their numbers.", takesInput: true);
        api.MapGet("/units/{id:int}", UnitAsync).Described<ApiUnit>("getUnit", "Member units", "One member unit.", isOne: true);
        api.MapGet("/contests", ContestsAsync).Described<ApiList<ApiContestSummary>>("listContests", "Contests", "Essay contests in the order of their numbers.", takesInput: true);
        api.MapGet("/contests/{id:int}", ContestAsync).Described<ApiContest>("getContest", "Contests", "One essay contest with its call.", isOne: true);
        api.MapGet("/contests/{id:int}/results", ResultsAsync).Described<ApiResults>("getResults", "Contests", "The winners of a contest, once they are published.", isOne: true);
        api.MapOpenApi("/openapi.json").WithMetadata(new CachedData(Content.Site)).SandboxedForAll();
        // also what is not there speaks the language of programs
        app.MapGet("/api/{**rest}", () => ApiAnswers.NotFound("address")).RequireCors(ApiPolicies.Name).RequireRateLimiting(ApiPolicies.Name).SandboxedForAll().ExcludeFromDescription();
    }

    private static async Task<IResult> ColumnsAsync(HttpContext context, Articles articles, PortalLinks links)
    {
        var columns = await articles.ColumnsAsync(context.RequestAborted);
        return ApiAnswers.List<ApiColumn>(
            context,
            [
                .. columns.Select(c => new ApiColumn(
                    c.Slug, c.Name, c.NameEn, c.Description, columns.FirstOrDefault(p => p.Id == c.ParentId)?.Slug, links.Of(PortalUrls.Column(c.Slug)), links.Of(PortalUrls.ColumnFeed(c.Slug)))),
            ],
            null);
    }

    private static async Task<IResult> ArticlesAsync(
        HttpContext context, Catalogue catalogue, PortalLinks links, [AsParameters] ApiAsk ask,
        [FromQuery, Description("Slug of a column; articles of the columns under it are listed as well.")] string? column,
        [FromQuery, Description("A whole tag.")] string? tag,
        [FromQuery, Description("Only what was published or changed at or after this date or moment.")] string? since)
    {
        Dictionary<string, string[]> problems = [];
        var ((limit, after), sinceUtc) = (ask.Read(problems), ApiAsk.SinceOf(since, problems));
        if (problems.Count > 0)
            return ApiAnswers.Invalid(problems);
        if (await catalogue.ArticlesAsync(new CatalogueQuery(column, tag, sinceUtc, after, limit), context.RequestAborted) is not { } part)
            return ApiAnswers.Invalid(new() { ["column"] = ["There is no column with this slug."] });
        return ApiAnswers.List<ApiArticleSummary>(
            context,
            [
                .. part.Items.Select(a => new ApiArticleSummary(
                    a.Id, links.Of(PortalUrls.Article(a.Id)), a.Language, a.Title, a.Subtitle, a.Summary, a.Source, a.Byline, a.ColumnSlug, a.Tags, a.PublishedUtc, a.UpdatedUtc,
                    ApiAnswers.Picture(a.Picture, links), a.TranslationId)),
            ],
            part.Next);
    }

    private static async Task<IResult> ArticleAsync([Description("Number of the article.")] int id, HttpContext context, Articles articles, PortalLinks links)
    {
        if (await articles.GetAsync(id, context.RequestAborted) is not { IsWithdrawn: false } article)
            return ApiAnswers.NotFound("article");
        var path = PortalUrls.Article(id);
        return ApiAnswers.Json(context, new ApiArticle(
            id, links.Of(path), article.Language, article.Title, article.Subtitle, article.Summary, article.Source, article.Byline, article.Column.Slug, article.Tags, article.PublishedUtc,
            article.CorrectedUtc ?? article.PublishedUtc, article.CorrectionNote, ApiAnswers.Picture(article.Picture, links), article.Body.ToAbsolute(links, path),
            [.. article.Attachments.Select(f => new ApiFile(f.Name, f.Bytes, links.Of(PortalUrls.Attachment(f.Id, f.Name))))], article.Translation?.Id));
    }

    private static async Task<IResult> NoticesAsync(
        HttpContext context, Catalogue catalogue, PortalLinks links, [AsParameters] ApiAsk ask,
        [FromQuery, Description("Only what was published or changed at or after this date or moment.")] string? since)
    {
        Dictionary<string, string[]> problems = [];
        var ((limit, after), sinceUtc) = (ask.Read(problems), ApiAsk.SinceOf(since, problems));
        if (problems.Count > 0)
            return ApiAnswers.Invalid(problems);
        var part = await catalogue.NoticesAsync(new CatalogueQuery(SinceUtc: sinceUtc, After: after, Limit: limit), context.RequestAborted);
        return ApiAnswers.List<ApiNoticeSummary>(
            context,
            [
                .. part.Items.Select(n => new ApiNoticeSummary(
                    n.Id, links.Of(PortalUrls.Notice(n.Id)), n.Title, n.Issuer, n.PublishedUtc, n.UpdatedUtc, n.ExpiresUtc, ApiAnswers.Meeting(n.Meeting), n.IsPinned, n.IsEmergency)),
            ],
            part.Next);
    }

    private static async Task<IResult> NoticeAsync([Description("Number of the notice.")] int id, HttpContext context, Notices notices, PortalLinks links)
    {
        if (await notices.GetAsync(Nobody, id, context.RequestAborted) is not { } notice)
            return ApiAnswers.NotFound("notice");
        var path = PortalUrls.Notice(id);
        return ApiAnswers.Json(context, new ApiNotice(
            id, links.Of(path), notice.Title, notice.Issuer, notice.PublishedUtc, notice.RevisedUtc ?? notice.PublishedUtc, notice.IsPinned, notice.IsEmergency,
            notice.AsksReply ? notice.ReplyClosesUtc : null, ApiAnswers.Meeting(notice.Meeting), notice.Body.ToAbsolute(links, path),
            [.. notice.Files.Select(f => new ApiFile(f.Name, f.Bytes, links.Of(PortalUrls.NoticeFile(id, f.Id))))]));
    }

    private static async Task<IResult> UnitsAsync(HttpContext context, Council council, PortalLinks links, [AsParameters] ApiAsk ask) =>
        ApiAnswers.Part(context, ask, await council.ListAsync(context.RequestAborted), u => u.Id, u => new ApiUnitSummary(
            u.Id, links.Of(PortalUrls.Unit(u.Id)), u.Name, u.NameEn, ApiAnswers.Tier(u.Tier), u.Description, ApiAnswers.Picture(u.Logo, links)));

    private static async Task<IResult> UnitAsync([Description("Number of the unit.")] int id, HttpContext context, Council council, PortalLinks links) =>
        await council.GetAsync(id, context.RequestAborted) is not { } unit
            ? ApiAnswers.NotFound("unit")
            : ApiAnswers.Json(context, new ApiUnit(
                id, links.Of(PortalUrls.Unit(id)), unit.Name, unit.NameEn, ApiAnswers.Tier(unit.Tier), unit.Description, ApiAnswers.Picture(unit.Logo, links), unit.Address, unit.Telephone,
                unit.Website is { } website && SiteSettings.IsWebAddress(website) ? website : null));

    private static async Task<IResult> ContestsAsync(HttpContext context, Contests contests, PortalLinks links, TimeProvider time, [AsParameters] ApiAsk ask)
    {
        var now = time.GetUtcNow().UtcDateTime;
        return ApiAnswers.Part(context, ask, await contests.ListAsync(context.RequestAborted), c => c.Id, c => new ApiContestSummary(
            c.Id, links.Of(PortalUrls.Contest(c.Id)), c.Title, c.Summary, ApiAnswers.Phase(c, now), c.OpensUtc, c.ClosesUtc, c.TimeZone));
    }

    private static async Task<IResult> ContestAsync([Description("Number of the contest.")] int id, HttpContext context, Contests contests, PortalLinks links, TimeProvider time)
    {
        if (await contests.GetAsync(id, context.RequestAborted) is not { Card: var card } contest)
            return ApiAnswers.NotFound("contest");
        var path = PortalUrls.Contest(id);
        return ApiAnswers.Json(context, new ApiContest(
            id, links.Of(path), card.Title, card.Summary, ApiAnswers.Phase(card, time.GetUtcNow().UtcDateTime), card.OpensUtc, card.ClosesUtc, card.TimeZone, contest.Rules.Themes,
            contest.Rules.MinCharacters, contest.Rules.MaxCharacters, contest.Call.ToAbsolute(links, path)));
    }

    private static async Task<IResult> ResultsAsync([Description("Number of the contest.")] int id, HttpContext context, Awarding awarding, PortalLinks links)
    {
        if (await awarding.ListPublishedAsync(id, context.RequestAborted) is not { PublishedUtc: { } published } results)
            return ApiAnswers.NotFound("result");
        return ApiAnswers.Json(context, new ApiResults(
            id, links.Of(PortalUrls.Results(id)), published,
            [.. results.Awards.Select(a => new ApiAward(a.Name, [.. a.Essays.Select(e => new ApiWinner(e.Number, e.Title, e.Theme, e.Names, e.Units, e.ArticleId))]))]));
    }
}
