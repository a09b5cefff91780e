using Microsoft.Net.Http.Headers;

namespace Portal.Web.Hosting;

/// <summary>What pages refer to and is no page: pictures, attachments, QR codes.</summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder app)
    {
        app.MapGet("/media/{file}", async (string file, HttpContext context, Core.Media media, PictureSizes sizes) =>
        {
            if ((media.Find(file) ?? await sizes.FindAsync(file, context.RequestAborted)) is not { } found)
                return Results.NotFound();
            // the address is made of the content: it never changes
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.File(found.Path, found.Type, entityTag: new EntityTagHeaderValue($"\"{file}\""));
        }).SandboxedForAll();
        app.MapGet("/files/{id:int}/{name}", async (int id, HttpContext context, Core.Articles articles, ContentStore store) =>
        {
            if (await articles.AttachmentAsync(id, context.RequestAborted) is not { } file || store.Find(file.Hash) is not { } path)
                return Results.NotFound();
            return Results.File(path, "application/octet-stream", file.Name, enableRangeProcessing: true);
        }).Sandboxed();
        app.MapGet("/articles/{id:int}/qr.svg", (int id, HttpContext context, PortalLinks links) => QrCodes.Of(context, links.Of(PortalUrls.Article(id)))).Sandboxed();
        app.MapGet("/notices/{id:int}/qr.svg", (int id, HttpContext context, PortalLinks links) => QrCodes.Of(context, links.Of(PortalUrls.Notice(id)))).Sandboxed();
        app.MapGet("/contests/{id:int}/qr.svg", (int id, HttpContext context, PortalLinks links) => QrCodes.Of(context, links.Of(PortalUrls.Contest(id)))).Sandboxed();
    }
}
