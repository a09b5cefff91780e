using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Web.Admin.Notices;

/// <summary>What the pages about notices fetch and send beside their circuit: words while they are written, attachments, tables.</summary>
/// <remarks>No antiforgery tokens, because a page may stay open for days; <see cref="SameSiteRequests"/> guards all of them.</remarks>
internal static class NoticeEndpoints
{
    // a text of 200,000 characters in UTF-8, escaped, with the fields beside it
    private const long LongestDraft = 2 * 1024 * 1024;

    public static void MapNotices(this IEndpointRouteBuilder app)
    {
        var desk = app.MapGroup("").DisableAntiforgery();
        desk.MapPost("/admin/notices/{id:int}/draft", SaveAsync).WithMetadata(new RequestSizeLimitAttribute(LongestDraft));
        desk.MapPost("/admin/notices/{id:int}/files", AddFileAsync).WithMetadata(new RequestSizeLimitAttribute(DocumentInspector.MaxBytes * DeskUploads.Slack));
        desk.MapPost("/admin/notices/{id:int}/pictures", PictureAsync).WithMetadata(new RequestSizeLimitAttribute(PictureInspector.MaxBytes * DeskUploads.Slack));
        desk.MapGet("/admin/notices/{id:int}/receipts.csv", ExportAsync).Sandboxed();
        app.MapGet("/notices/{id:int}/files/{fileId:int}", FileAsync).Sandboxed();
    }

    private static async Task<IResult> SaveAsync(int id, Words words, HttpContext context, NoticeDesk desk, IStringLocalizer<Text> T)
    {
        var saved = await desk.SaveAsync(DeskUploads.ActorOf(context), id, words.Writer ?? "", words.Fields?.ToFields(), words.Html);
        context.Response.Headers.CacheControl = "no-store";
        return saved.IsDone ? Results.Json(new { saved = saved.Value.SavedUtc }) : Refused(context, saved.Refused!.Value, saved.Detail, T);
    }

    private static async Task<IResult> AddFileAsync(int id, HttpContext context, NoticeFiles files, IStringLocalizer<Text> T)
    {
        if (await DeskUploads.FirstFileAsync(context) is not { } file)
            return DeskUploads.TooLarge(T);
        var added = await files.AddAsync(DeskUploads.ActorOf(context), id, context.Request.Headers["X-Writer"].ToString(), file.Name, file.Content);
        return added.IsDone ? Results.Json(new { id = added.Value.Id }) : RefusedFile(context, added.Refused!.Value, added.Detail, T);
    }

    private static async Task<IResult> PictureAsync(int id, HttpContext context, NoticeFiles files, IStringLocalizer<Text> T)
    {
        if (await DeskUploads.FirstFileAsync(context) is not { } file)
            return DeskUploads.TooLarge(T);
        var kept = await files.AddPictureAsync(DeskUploads.ActorOf(context), id, file.Content);
        return kept.IsDone
            ? Results.Json(new { url = PortalUrls.Media(kept.Value), width = kept.Value.Width, height = kept.Value.Height })
            : RefusedFile(context, kept.Refused!.Value, kept.Detail, T);
    }

    private static async Task<IResult> ExportAsync(int id, HttpContext context, NoticeReceipts receipts)
    {
        var table = await receipts.ExportAsync(DeskUploads.ActorOf(context), id, context.RequestAborted);
        if (!table.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(table.Value, Csv.ContentType, string.Create(CultureInfo.InvariantCulture, $"notice-{id}.csv"));
    }

    private static async Task<IResult> FileAsync(int id, int fileId, HttpContext context, NoticeFiles files)
    {
        var found = await files.FindAsync(DeskUploads.ActorOf(context), id, fileId, context.RequestAborted);
        if (!found.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "private, no-store";
        // named as a download and of no kind: no browser opens it beside the portal
        return Results.File(found.Value.Path, "application/octet-stream", found.Value.Name);
    }

    private static IResult RefusedFile(HttpContext context, Refusal refusal, string? detail, IStringLocalizer<Text> T) => refusal == Refusal.Invalid
        ? detail == nameof(AttachmentBar.Type) ? DeskUploads.NotAttachable(T) : DeskUploads.Problem(EssayFileWords.Of(detail ?? "", T), StatusCodes.Status422UnprocessableEntity)
        : Refused(context, refusal, detail, T);

    private static IResult Refused(HttpContext context, Refusal refusal, string? detail, IStringLocalizer<Text> T) => DeskUploads.Refused(context, refusal, NoticeDeskWords.Of(refusal, detail, T), T);

    /// <param name="Html">From the editor; the fields come from the form around it.</param>
    private sealed record Words(string? Writer, string? Html, FieldWords? Fields);

    private sealed record FieldWords(
        string? Title, string? Issuer, DateTime? Expires, bool Pinned, bool Emergency, bool Headline, NoticeAudience Audience, IReadOnlyList<CouncilTier>? Tiers, IReadOnlyList<Role>? Roles,
        IReadOnlyList<int>? Units, bool Receipt, bool Reply, DateTime? ReplyCloses, DateTime? MeetingStarts, DateTime? MeetingEnds, string? MeetingPlace)
    {
        public NoticeFields ToFields() => new(
            Title ?? "", Issuer, Expires, Pinned, Emergency, Headline, new NoticeAddress(Audience, Tiers ?? [], Roles ?? [], Units ?? []), Receipt, Reply, ReplyCloses,
            MeetingStarts, MeetingEnds, MeetingPlace);
    }
}
