using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Articles;

/// <summary>What the newsroom's pages send beside their circuit: words while they are written, pictures, Word files.</summary>
/// <remarks>No antiforgery tokens, because a page may stay open for days; <see cref="SameSiteRequests"/> guards all of them.</remarks>
internal static class ArticleEndpoints
{
    // a text of a million characters in UTF-8, escaped, with the fields beside it
    private const long LongestDraft = 8 * 1024 * 1024;

    public static void MapNewsroom(this IEndpointRouteBuilder app)
    {
        var desk = app.MapGroup("").DisableAntiforgery();
        desk.MapPost("/admin/articles/{id:int}/draft", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(LongestDraft));
        desk.MapPost("/admin/articles/{id:int}/files", AddFileAsync).WithMetadata(new RequestSizeLimitAttribute(DocumentInspector.MaxBytes * DeskUploads.Slack));
        desk.MapGet("/admin/articles/{id:int}/files/{fileId:int}", FileAsync).Sandboxed();
        desk.MapPost(PortalUrls.AdminArticlePictures, PictureAsync).WithMetadata(new RequestSizeLimitAttribute(PictureInspector.MaxBytes * DeskUploads.Slack));
        desk.MapPost(PortalUrls.AdminArticleDocx, DocxAsync).WithMetadata(new RequestSizeLimitAttribute(DocumentInspector.MaxBytes * DeskUploads.Slack));
    }

    private static async Task<IResult> SaveAsync(int id, Words words, HttpContext context, Newsroom newsroom, IStringLocalizer<Text> T)
    {
        var saved = await newsroom.SaveAsync(DeskUploads.ActorOf(context), id, words.Writer ?? "", words.Fields?.ToFields(), words.Html);
        context.Response.Headers.CacheControl = "no-store";
        return saved.IsDone ? Results.Json(new { saved = saved.Value.SavedUtc }) : DeskUploads.Refused(context, saved.Refused!.Value, ArticleDeskWords.Of(saved.Refused.Value, saved.Detail, T), T);
    }

    private static async Task<IResult> AddFileAsync(int id, HttpContext context, ArticleFiles files, IStringLocalizer<Text> T)
    {
        if (await DeskUploads.FirstFileAsync(context) is not { } file)
            return DeskUploads.TooLarge(T);
        var added = await files.AddAsync(DeskUploads.ActorOf(context), id, context.Request.Headers["X-Writer"].ToString(), file.Name, file.Content);
        return added.IsDone ? Results.Json(new { id = added.Value.Id })
            : added.Detail == nameof(AttachmentBar.Type) ? DeskUploads.NotAttachable(T)
            : RefusedFile(context, added.Refused!.Value, added.Detail, T);
    }

    private static async Task<IResult> FileAsync(int id, int fileId, HttpContext context, ArticleFiles files)
    {
        var found = await files.FindAsync(DeskUploads.ActorOf(context), id, fileId, context.RequestAborted);
        if (!found.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        // named as a download and of no kind: no browser opens it beside the portal
        return Results.File(found.Value.Path, "application/octet-stream", found.Value.Name);
    }

    private static async Task<IResult> PictureAsync(HttpContext context, Newsroom newsroom, IStringLocalizer<Text> T)
    {
        if (await DeskUploads.FirstFileAsync(context) is not { } file)
            return DeskUploads.TooLarge(T);
        var kept = await newsroom.AddPictureAsync(DeskUploads.ActorOf(context), file.Name, file.Content);
        return kept.IsDone
            ? Results.Json(new { id = kept.Value.Id, url = PortalUrls.Media(kept.Value.Picture), width = kept.Value.Picture.Width, height = kept.Value.Picture.Height })
            : RefusedFile(context, kept.Refused!.Value, kept.Detail, T);
    }

    private static async Task<IResult> DocxAsync(HttpContext context, Newsroom newsroom, IStringLocalizer<Text> T)
    {
        if (await DeskUploads.FirstFileAsync(context) is not { } file)
            return DeskUploads.TooLarge(T);
        var read = await newsroom.ReadDocxAsync(DeskUploads.ActorOf(context), file.Content);
        context.Response.Headers.CacheControl = "private, no-store";
        return read.IsDone
            ? Results.Json(new { title = read.Value.Title, html = read.Value.Body.Html, warnings = read.Value.Warnings.Where(w => w != DocxWarning.PossibleByline).Select(w => EssayFileWords.Of(w, T)) })
            : RefusedFile(context, read.Refused!.Value, read.Detail, T);
    }

    private static IResult RefusedFile(HttpContext context, Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal == Refusal.Invalid
        ? DeskUploads.Problem(detail == nameof(ArticleContent.Body) ? T["正文太长，存不下。"] : EssayFileWords.Of(detail ?? "", T), StatusCodes.Status422UnprocessableEntity)
        : DeskUploads.Refused(context, refusal, ArticleDeskWords.Of(refusal, detail, T), T);

    /// <param name="Html">From the editor; the fields come from the form around it.</param>
    private sealed record Words(string? Writer, string? Html, FieldWords? Fields);

    private sealed record FieldWords(
        int? ColumnId, string? Title, string? Subtitle, string? Summary, string? Source, string? Byline, string? Signature, string? ResponsibleEditor, IReadOnlyList<string>? Tags,
        IReadOnlyList<int>? Related, int? PictureId, string? PictureAlt, DateTime? Publish, DateTime? Expires, string? Correction, string? Language)
    {
        public ArticleFields ToFields() => new(
            ColumnId ?? 0, Title ?? "", Subtitle, Summary ?? "", Source ?? "", Byline, Signature, ResponsibleEditor, Tags ?? [], Related ?? [], PictureId, PictureAlt, Publish, Expires, Correction, Language ?? Languages.Chinese);
    }
}
