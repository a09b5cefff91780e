using Portal.Web.Hosting;
using QRCoder;

namespace Portal.Web.Features.Contests;

/// <summary>What results are beside pages: QR codes of certificates, and the files organisers take home.</summary>
internal static class ResultEndpoints
{
    public static void MapResults(this IEndpointRouteBuilder app)
    {
        app.MapGet("/certificates/{key}/qr.svg", QrCodeAsync).Sandboxed();
        app.MapGet("/admin/contests/{id:int}/essays.csv", CsvAsync).Sandboxed();
        app.MapGet("/admin/contests/{id:int}/essays.zip", ZipAsync).Sandboxed();
    }

    private static async Task<IResult> QrCodeAsync(string key, HttpContext context, Publication publication, PortalLinks links)
    {
        if (await publication.VerifyAsync(key, context.RequestAborted) is null)
            return Results.NotFound();
        using var data = QRCodeGenerator.GenerateQrCode(links.Certificate(key), QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        context.Response.Headers.CacheControl = "public, max-age=86400";
        // scaled by the page: a code on paper is as sharp as the printer
        return Results.Text(code.GetGraphic(new System.Drawing.Size(29, 29), "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute), "image/svg+xml");
    }

    // whoever may not have it does not learn whether there is one
    private static async Task<IResult> CsvAsync(int id, HttpContext context, Awarding awarding)
    {
        var file = await awarding.ExportCsvAsync(ActorOf(context), id);
        if (!file.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(file.Value.Content, Csv.ContentType, file.Value.FileName);
    }

    private static async Task<IResult> ZipAsync(int id, HttpContext context, Awarding awarding)
    {
        var export = await awarding.ExportZipAsync(ActorOf(context), id);
        if (!export.IsDone)
            return Results.NotFound();
        context.Response.Headers.CacheControl = "no-store";
        return Results.Stream(stream => export.Value.WriteAsync(stream, context.RequestAborted), "application/zip", export.Value.FileName);
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
}
