using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;
using Portal.Web.Hosting;

namespace Portal.Web.Features.Contests;

/// <summary>How attachments, pictures and Word files of an essay come in, and how its author and organisers get an attachment back.</summary>
/// <remarks>No antiforgery tokens, because a page may stay open for days; <see cref="SameSiteRequests"/> guards all of them.</remarks>
internal static class EssayFileEndpoints
{
    private const int LongestJson = 32 * 1024;

    // what a browser puts around a picture
    private const int Envelope = 64 * 1024;

    // Beyond it the connection is cut, and a browser cannot tell that from a lost one. Up to here the answer arrives.
    private const int Slack = 2;

    public static void MapEssayFiles(this IEndpointRouteBuilder app)
    {
        var files = app.MapGroup("").DisableAntiforgery();
        files.MapPost("/contests/essays/{id:int}/uploads", BeginAsync).WithMetadata(new RequestSizeLimitAttribute(LongestJson));
        files.MapPut("/contests/essays/uploads/{key}", AppendAsync).WithMetadata(new RequestSizeLimitAttribute(EssayFiles.MaxPiece * Slack));
        files.MapDelete("/contests/essays/uploads/{key}", CancelAsync);
        files.MapGet("/contests/essays/{id:int}/files", ListAsync);
        files.MapGet("/contests/essays/{id:int}/files/{fileId:int}", DownloadAsync).Sandboxed();
        files.MapDelete("/contests/essays/{id:int}/files/{fileId:int}", RemoveAsync);
        files.MapPost("/contests/essays/{id:int}/pictures", PictureAsync).WithMetadata(new RequestSizeLimitAttribute(PictureInspector.MaxBytes * Slack));
        files.MapPost("/contests/essays/{id:int}/docx", DocxAsync).WithMetadata(new RequestSizeLimitAttribute(DocumentInspector.MaxBytes * Slack));
    }

    private static async Task<IResult> BeginAsync(int id, Announced file, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var begun = await files.BeginUploadAsync(ActorOf(context), id, file.Writer ?? "", file.Name ?? "", file.Bytes);
        return begun.IsDone ? Results.Json(Of(begun.Value)) : Refused(context, begun.Refused!.Value, begun.Detail, T);
    }

    private static async Task<IResult> AppendAsync(string key, long offset, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        if (context.Request.ContentLength > EssayFiles.MaxPiece)
            return TooLarge(T);
        try
        {
            var taken = await files.AppendAsync(ActorOf(context), key, offset, context.Request.Body, context.RequestAborted);
            // where to go on is no mistake of the author's: the page sends the right piece
            if (taken is { Refused: Refusal.Stale, Value: { } now })
                return Results.Json(Of(now), statusCode: StatusCodes.Status409Conflict);
            return taken.IsDone ? Results.Json(Of(taken.Value)) : Refused(context, taken.Refused!.Value, taken.Detail, T);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(T);
        }
    }

    private static async Task<IResult> CancelAsync(string key, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var gone = await files.CancelAsync(ActorOf(context), key);
        return gone.IsDone ? Results.NoContent() : Refused(context, gone.Refused!.Value, gone.Detail, T);
    }

    private static async Task<IResult> ListAsync(int id, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var list = await files.ListAsync(ActorOf(context), id);
        context.Response.Headers.CacheControl = "private, no-store";
        return list.IsDone
            ? Results.Json(new { files = list.Value.Files.Select(Of), unfinished = list.Value.Unfinished.Select(Of) })
            : Refused(context, list.Refused!.Value, list.Detail, T);
    }

    private static async Task<IResult> DownloadAsync(int id, int fileId, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var found = await files.FindAsync(ActorOf(context), id, fileId);
        if (!found.IsDone)
            return found.Refused == Refusal.NotFound ? Results.NotFound() : Refused(context, found.Refused!.Value, found.Detail, T);
        context.Response.Headers.CacheControl = "private, no-store";
        // named as a download and of no kind: no browser opens it beside the portal
        return Results.File(found.Value.Path, "application/octet-stream", found.Value.Name);
    }

    private static async Task<IResult> RemoveAsync(int id, int fileId, string? writer, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var gone = await files.RemoveAsync(ActorOf(context), id, fileId, writer ?? "");
        return gone.IsDone ? Results.NoContent() : Refused(context, gone.Refused!.Value, gone.Detail, T);
    }

    private static async Task<IResult> PictureAsync(int id, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var actor = ActorOf(context);
        if (actor.MemberId == 0)
            return Refused(context, Refusal.NotAllowed, null, T);
        if (await BodyAsync(context, PictureInspector.MaxBytes + Envelope, FirstFileAsync) is not { } content)
            return TooLarge(T);
        var kept = await files.AddPictureAsync(actor, id, content);
        return kept.IsDone
            ? Results.Json(new { url = PortalUrls.Media(kept.Value), width = kept.Value.Width, height = kept.Value.Height })
            : Refused(context, kept.Refused!.Value, kept.Detail, T);
    }

    private static async Task<IResult> DocxAsync(int id, HttpContext context, EssayFiles files, IStringLocalizer<Text> T)
    {
        var actor = ActorOf(context);
        if (actor.MemberId == 0)
            return Refused(context, Refusal.NotAllowed, null, T);
        if (await BodyAsync(context, DocumentInspector.MaxBytes, AllAsync) is not { } content)
            return TooLarge(T);
        var read = await files.ReadDocxAsync(actor, id, content);
        context.Response.Headers.CacheControl = "private, no-store";
        return read.IsDone
            ? Results.Json(new
            {
                title = read.Value.Title,
                @abstract = read.Value.Abstract,
                html = read.Value.Body.Html,
                characters = read.Value.Characters,
                warnings = read.Value.Warnings.Select(w => EssayFileWords.Of(w, T)),
            })
            : Refused(context, read.Refused!.Value, read.Detail, T);
    }

    // null is "too large"; what does not say its length beforehand is measured by Core
    private static async Task<byte[]?> BodyAsync(HttpContext context, long most, Func<HttpRequest, CancellationToken, Task<byte[]>> read)
    {
        if (context.Request.ContentLength > most)
            return null;
        try
        {
            return await read(context.Request, context.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return null;
        }
    }

    private static async Task<byte[]> AllAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var content = new MemoryStream();
        await request.Body.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    private static async Task<byte[]> FirstFileAsync(HttpRequest request, CancellationToken cancellation)
    {
        // anything but a form with a file is a picture of no bytes
        if (!request.HasFormContentType || (await request.ReadFormAsync(cancellation)).Files is not [{ } file, ..])
            return [];
        using var content = new MemoryStream();
        await file.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    private static object Of(EssayFileLine file) => new { id = file.Id, name = file.Name, bytes = file.Bytes };

    private static object Of(UploadState upload) => new
    {
        key = upload.Key, name = upload.Name, bytes = upload.Bytes, received = upload.Received, file = upload.File is null ? null : Of(upload.File),
    };

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    private static IResult TooLarge(IStringLocalizer<Text> T) =>
        Problem(EssayFileWords.Of(nameof(DocumentProblem.TooLarge), T), nameof(DocumentProblem.TooLarge), StatusCodes.Status413PayloadTooLarge);

    private static IResult Refused(HttpContext context, Refusal refusal, string? detail, IStringLocalizer<Text> T) => (refusal, detail) switch
    {
        (Refusal.NotAllowed, _) when ActorOf(context).MemberId == 0 => Problem(T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"], "SignedOut", StatusCodes.Status401Unauthorized),
        (Refusal.Invalid, nameof(EssayFileBar.Size) or nameof(EssayFileBar.Bytes) or nameof(DocumentProblem.TooLarge)) => Problem(EssayFileWords.Of(detail, T), detail, StatusCodes.Status413PayloadTooLarge),
        (Refusal.Invalid, nameof(EssayFileBar.Closed)) => Problem(EssayFileWords.Of(detail, T), detail, StatusCodes.Status410Gone),
        (Refusal.Invalid, _) => Problem(EssayFileWords.Of(detail ?? "", T), detail ?? "", StatusCodes.Status422UnprocessableEntity),
        (Refusal.TooMany, _) => Problem(T["没传完的附件太多了。请先传完或取消一些。"], nameof(Refusal.TooMany), StatusCodes.Status422UnprocessableEntity),
        (Refusal.Stale, _) => Problem(EssayWords.Of(refusal, detail, T), nameof(Refusal.Stale), StatusCodes.Status409Conflict),
        (Refusal.NotFound, _) => Problem(EssayWords.Of(refusal, detail, T), nameof(Refusal.NotFound), StatusCodes.Status404NotFound),
        _ => Problem(EssayWords.Of(refusal, detail, T), refusal.ToString(), StatusCodes.Status403Forbidden),
    };

    private static IResult Problem(string sentence, string code, int status) => Results.Json(new { problem = sentence, code }, statusCode: status);

    private sealed record Announced(string? Name, long Bytes, string? Writer);
}
