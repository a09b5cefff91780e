using System.Globalization;
using MimeKit;

namespace Portal.Core;

/// <summary>Writes mails as .eml files, for a portal without a mail server.</summary>
/// <remarks>The name begins with the time the mail was written and goes on with its Message-ID: sorted by name they are in order, and the same mail is the same file.</remarks>
internal sealed class MailFolder(string folder) : IMailTransport
{
    private static readonly FormatOptions Format = new() { NewLineFormat = NewLineFormat.Dos };

    public async Task SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        try
        {
            await WriteAsync(message, cancellation);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new MailRefusedException(MailRefusal.NoWayOut, e.Message, e);
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task WriteAsync(MimeMessage message, CancellationToken cancellation)
    {
        CreateFolder();
        var path = Path.Combine(folder, NameOf(message));
        // a name is either absent or whole
        var draft = $"{path}.{Guid.NewGuid():N}.part";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None, Options = FileOptions.Asynchronous };
        // links in it sign somebody in
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var file = new FileStream(draft, options))
        {
            await message.WriteToAsync(Format, file, cancellation);
            await file.FlushAsync(cancellation);
            file.Flush(flushToDisk: true);
        }

        File.Move(draft, path, overwrite: true);
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    private static string NameOf(MimeMessage message)
    {
        var id = message.MessageId!.Split('@')[0];
        return string.Create(CultureInfo.InvariantCulture, $"{message.Date.UtcDateTime:yyyyMMdd-HHmmss-fff}-{id}.eml");
    }
}
