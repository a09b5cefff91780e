using Microsoft.Net.Http.Headers;
using QRCoder;

namespace Portal.Web.Hosting;

/// <summary>What pages refer to and is no page: pictures, attachments, QR codes.</summary>
internal static class ContentEndpoints
{
    public static void MapContent(this IEndpointRouteBuilder app)
    {
        app.MapGet("/media/{file}", (string file, HttpContext context, Core.Media media) =>
        {
            if (media.Find(file) is not { } found)
                return Results.NotFound();
            // the address is made of the content: it never changes
            context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
            return Results.File(found.Path, found.Type, entityTag: new EntityTagHeaderValue($"\"{file}\""));
        }).Sandboxed();
        app.MapGet("/files/{id:int}/{name}", async (int id, HttpContext context, Core.Articles articles, ContentStore store) =>
        {
            if (await articles.AttachmentAsync(id, context.RequestAborted) is not { } file || store.Find(file.Hash) is not { } path)
                return Results.NotFound();
            return Results.File(path, "application/octet-stream", file.Name, enableRangeProcessing: true);
        }).Sandboxed();
        app.MapGet("/articles/{id:int}/qr.svg", (int id, HttpContext context, PortalOptions options) =>
        {
            using var data = QRCodeGenerator.GenerateQrCode(new Uri(options.BaseUrl, PortalUrls.Article(id)).AbsoluteUri, QRCodeGenerator.ECCLevel.M);
            using var code = new SvgQRCode(data);
            context.Response.Headers.CacheControl = "public, max-age=86400";
            return Results.Text(code.GetGraphic(4, "#000000", "#ffffff"), "image/svg+xml");
        }).Sandboxed();
    }
}
