using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Pages;

/// <summary>Words and pictures of standing pages while they are written, beside their circuit.</summary>
/// <remarks>No antiforgery tokens, because a page may stay open for days; <see cref="SameSiteRequests"/> guards all of them.</remarks>
internal static class PageEndpoints
{
    // a text of 200,000 characters in UTF-8, escaped
    private const long LongestDraft = 2 * 1024 * 1024;

    // beyond it the connection is cut, and a browser cannot tell that from a lost one
    private const int Slack = 2;

    public static void MapStandingPages(this IEndpointRouteBuilder app)
    {
        var desk = app.MapGroup("").DisableAntiforgery();
        desk.MapPost("/admin/pages/texts/{id:int}/draft", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(LongestDraft));
        desk.MapPost(PortalUrls.AdminPagePictures, PictureAsync).WithMetadata(new RequestSizeLimitAttribute(PictureInspector.MaxBytes * Slack));
    }

    private static async Task<IResult> SaveAsync(int id, Words words, HttpContext context, StandingPages pages, IStringLocalizer<Text> T)
    {
        var saved = await pages.SaveAsync(ActorOf(context), id, words.Writer ?? "", html: words.Html);
        context.Response.Headers.CacheControl = "no-store";
        return saved.IsDone ? Results.Json(new { saved = saved.Value }) : Refused(context, saved.Refused!.Value, saved.Detail, T);
    }

    private static async Task<IResult> PictureAsync(HttpContext context, StandingPages pages, IStringLocalizer<Text> T)
    {
        if (!context.Request.HasFormContentType || (await context.Request.ReadFormAsync(context.RequestAborted)).Files is not [{ Length: > 0 and <= PictureInspector.MaxBytes } file, ..])
            return Problem(EssayFileWords.Of(nameof(PictureProblem.TooLarge), T), StatusCodes.Status413PayloadTooLarge);
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory, context.RequestAborted);
        var kept = await pages.AddPictureAsync(ActorOf(context), memory.ToArray());
        return kept.IsDone
            ? Results.Json(new { url = PortalUrls.Media(kept.Value), width = kept.Value.Width, height = kept.Value.Height })
            : kept.Refused == Refusal.Invalid ? Problem(EssayFileWords.Of(kept.Detail ?? "", T), StatusCodes.Status422UnprocessableEntity)
            : Refused(context, kept.Refused!.Value, kept.Detail, T);
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    private static IResult Refused(HttpContext context, Refusal refusal, string? detail, IStringLocalizer<Text> T) => context.User.Identity?.IsAuthenticated != true
        ? Problem(T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"], StatusCodes.Status401Unauthorized)
        : refusal == Refusal.Invalid ? Problem(T["正文太长，存不下。"], StatusCodes.Status413PayloadTooLarge)
        : Problem(PageWords.Of(refusal, detail, T), refusal switch
        {
            Refusal.Stale => StatusCodes.Status409Conflict,
            Refusal.NotFound => StatusCodes.Status410Gone,
            _ => StatusCodes.Status403Forbidden,
        });

    private static IResult Problem(string sentence, int status) => Results.Json(new { problem = sentence }, statusCode: status);

    private sealed record Words(string? Writer, string? Html);
}
