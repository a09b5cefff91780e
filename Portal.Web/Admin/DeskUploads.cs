using Microsoft.Extensions.Localization;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Web.Admin;

/// <summary>How the office's pages send words and files beside their circuit, and what they are answered.</summary>
internal static class DeskUploads
{
    // beyond the limit times this the connection is cut, and a browser cannot tell that from a lost one
    public const int Slack = 2;

    public static Actor ActorOf(HttpContext context) => SessionPrincipal.ActorOf(context.User, context.Connection.RemoteIpAddress?.ToString());

    // null is "too large"; anything but a form with a file is a file of no bytes
    public static async Task<(string Name, byte[] Content)?> FirstFileAsync(HttpContext context)
    {
        try
        {
            if (!context.Request.HasFormContentType || (await context.Request.ReadFormAsync(context.RequestAborted)).Files is not [{ } file, ..])
                return ("", []);
            using var content = new MemoryStream();
            await file.CopyToAsync(content, context.RequestAborted);
            return (file.FileName, content.ToArray());
        }
        catch (Exception e) when (e is BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } or InvalidDataException)
        {
            return null;
        }
    }

    public static IResult Problem(string sentence, int status) => Results.Json(new { problem = sentence }, statusCode: status);

    public static IResult TooLarge(IStringLocalizer<Text> T) => Problem(EssayFileWords.Of(nameof(DocumentProblem.TooLarge), T), StatusCodes.Status413PayloadTooLarge);

    public static IResult NotAttachable(IStringLocalizer<Text> T) => Problem(T["附件可以是 docx、xlsx、pdf、txt 或 md。"], StatusCodes.Status422UnprocessableEntity);

    /// <param name="sentence">Why, for whoever is signed in.</param>
    public static IResult Refused(HttpContext context, Refusal refusal, string sentence, IStringLocalizer<Text> T) => refusal switch
    {
        Refusal.NotAllowed when ActorOf(context).MemberId == 0 => Problem(T["登录已经失效。请在另一个窗口登录，这里的文字会接着保存。"], StatusCodes.Status401Unauthorized),
        _ => Problem(sentence, refusal switch
        {
            Refusal.Stale => StatusCodes.Status409Conflict,
            Refusal.NotFound => StatusCodes.Status410Gone,
            Refusal.Invalid => StatusCodes.Status413PayloadTooLarge,
            _ => StatusCodes.Status403Forbidden,
        }),
    };
}
