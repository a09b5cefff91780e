using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Contests;

/// <summary>What the organisers' pages fetch and send beside their circuit: the call while it is written, and files.</summary>
internal static class OrganiserEndpoints
{
    private const long LongestCall = 8 * 1024 * 1024;

    public static void MapOrganising(this IEndpointRouteBuilder app)
    {
        app.MapPost("/admin/contests/{id:int}/call", KeepCallAsync).DisableAntiforgery().WithMetadata(new RequestSizeLimitAttribute(LongestCall));
        app.MapGet("/admin/essays/{id:int}/files/{index:int}", FileAsync).Sandboxed();
    }

    private static async Task<IResult> KeepCallAsync(int id, Words words, HttpContext context, Organising organising, IStringLocalizer<Text> T)
    {
        var kept = await organising.KeepCallAsync(ActorOf(context), id, words.Html ?? "");
        return kept.IsDone
            ? Results.Json(new { saved = kept.Value })
            : Results.Json(new { problem = ContestWords.Of(kept.Refused!.Value, kept.Detail, T) }, statusCode: kept.Refused == Refusal.Invalid ? StatusCodes.Status413PayloadTooLarge : StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> FileAsync(int id, int index, HttpContext context, Screening screening, ContentStore store)
    {
        var file = await screening.FileAsync(ActorOf(context), id, index);
        if (!file.IsDone || store.Find(file.Value.Hash) is not { } path)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(path, "application/octet-stream", file.Value.Name);
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    private sealed record Words(string? Html);
}
