using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Contests;

/// <summary>What the form of an essay speaks with, beside its circuit: words are kept and sent by plain requests, so that neither a dead circuit nor a restart loses any.</summary>
/// <remarks>No antiforgery tokens, because a page may stay open for days; <see cref="SameSiteRequests"/> guards all of them.</remarks>
internal static class EssayEndpoints
{
    // a body of 1,000,000 characters in UTF-8, escaped, with the fields beside it
    private const long LongestDraft = 8 * 1024 * 1024;

    public static void MapEssays(this IEndpointRouteBuilder app)
    {
        var essays = app.MapGroup("").DisableAntiforgery();
        essays.MapPost("/contests/{contestId:int}/essays", BeginAsync);
        essays.MapPost("/contests/essays/{id:int}/draft", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(LongestDraft));
        essays.MapPost("/contests/essays/{id:int}/send", SendAsync);
        essays.MapPost("/contests/essays/{id:int}/withdraw", WithdrawAsync);
        essays.MapPost("/contests/essays/{id:int}/discard", DiscardAsync);
        essays.MapGet("/contests/essays/{id:int}/copy.json", CopyAsync).Sandboxed();
    }

    private static async Task<IResult> BeginAsync(int contestId, HttpContext context, Essays essays)
    {
        var begun = await essays.BeginAsync(ActorOf(context), contestId);
        // the page itself says why not
        return Results.LocalRedirect(begun.IsDone ? PortalUrls.SubmitEssay(contestId, begun.Value) : PortalUrls.Submit(contestId));
    }

    private static async Task<IResult> SaveAsync(int id, Words words, HttpContext context, Essays essays, IStringLocalizer<Text> T)
    {
        var who = ActorOf(context);
        if (who.MemberId == 0)
            return SignedOut(T);
        var saved = await essays.SaveAsync(
            who, id, words.Writer ?? "",
            new EssayChange(
                words.Title, words.Theme, words.Abstract, words.Original,
                words.Coauthors is { } people ? [.. people.Select(p => new EssayPersonLine(p.Name ?? "", p.Unit ?? "", p.Email ?? ""))] : null, words.Html));
        context.Response.Headers.CacheControl = "no-store";
        return saved.IsDone ? Results.Json(new { saved = saved.Value.SavedUtc, characters = saved.Value.Characters }) : Refused(saved.Refused!.Value, saved.Detail, T);
    }

    private static async Task<IResult> SendAsync(int id, Sending sending, HttpContext context, Essays essays, IStringLocalizer<Text> T)
    {
        var who = ActorOf(context);
        if (who.MemberId == 0)
            return SignedOut(T);
        var sent = await essays.SubmitAsync(who, id, sending.Writer ?? "", sending.Key ?? "", sending.Begun?.UtcDateTime);
        return sent.IsDone ? Results.Json(new { receipt = PortalUrls.Receipt(sent.Value.Contest.Id, id) }) : Refused(sent.Refused!.Value, sent.Detail, T);
    }

    private static async Task<IResult> WithdrawAsync(int id, HttpContext context, Essays essays)
    {
        await essays.WithdrawAsync(ActorOf(context), id);
        return Results.LocalRedirect(PortalUrls.Essay(id));
    }

    private static async Task<IResult> DiscardAsync(int id, HttpContext context, Essays essays)
    {
        await essays.DiscardAsync(ActorOf(context), id);
        return Results.LocalRedirect(PortalUrls.Essays);
    }

    private static async Task<IResult> CopyAsync(int id, HttpContext context, Essays essays)
    {
        var copy = await essays.CopyAsync(ActorOf(context), id);
        if (!copy.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(copy.Value, "application/json", string.Create(CultureInfo.InvariantCulture, $"essay-{id}.json"));
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    private static IResult SignedOut(IStringLocalizer<Text> T) =>
        Results.Json(new { problem = T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"].Value }, statusCode: StatusCodes.Status401Unauthorized);

    private static IResult Refused(Refusal refusal, string? detail, IStringLocalizer<Text> T) => Results.Json(
        new { problem = EssayWords.Of(refusal, detail, T), lacks = detail },
        statusCode: (refusal, detail) switch
        {
            (Refusal.Stale, _) => StatusCodes.Status409Conflict,
            (Refusal.NotFound, _) or (Refusal.Invalid, "Closed") => StatusCodes.Status410Gone,
            (Refusal.Invalid, nameof(EssayChange.Html) or nameof(EssayChange.Title) or nameof(EssayChange.Abstract) or nameof(EssayChange.Coauthors)) => StatusCodes.Status413PayloadTooLarge,
            (Refusal.Invalid, _) => StatusCodes.Status422UnprocessableEntity,
            _ => StatusCodes.Status403Forbidden,
        });

    private sealed record Person(string? Name, string? Unit, string? Email);

    /// <param name="Html">Of the body, from the editor; the other fields from the form around it.</param>
    private sealed record Words(string? Writer, string? Html, string? Title, string? Theme, string? Abstract, bool? Original, IReadOnlyList<Person>? Coauthors);

    private sealed record Sending(string? Writer, string? Key, DateTimeOffset? Begun);
}
