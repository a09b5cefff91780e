using System.Drawing;
using QRCoder;

namespace Portal.Web.Hosting;

/// <summary>Addresses as pictures that phones read.</summary>
internal static class QrCodes
{
    public static IResult Of(HttpContext context, string address)
    {
        using var data = QRCodeGenerator.GenerateQrCode(address, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        context.Response.Headers.CacheControl = "public, max-age=86400";
        // scaled by the page: a code on paper is as sharp as the printer
        return Results.Text(code.GetGraphic(new Size(29, 29), "#000000", "#ffffff", sizingMode: SvgQRCode.SizingMode.ViewBoxAttribute), "image/svg+xml");
    }
}
