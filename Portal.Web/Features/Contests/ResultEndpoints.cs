using Portal.Web.Hosting;

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
        return QrCodes.Of(context, links.Certificate(key));
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

    private static async Task<IResult> ZipAsync(int id, string? run, HttpContext context, Awarding awarding, ExportRuns runs)
    {
        var actor = ActorOf(context);
        var export = await awarding.ExportZipAsync(actor, id);
        return export.IsDone ? runs.Send(context, actor, run, export.Value.Essays, export.Value.WriteAsync, "application/zip", export.Value.FileName) : Results.NotFound();
    }

    private static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());
}
