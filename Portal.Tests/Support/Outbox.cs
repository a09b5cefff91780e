using System.Text.RegularExpressions;
using System.Threading.Channels;
using MimeKit;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>The mails that a running server writes to its outbox.</summary>
internal static partial class Outbox
{
    /// <summary>What the deed has sent to the address.</summary>
    public static async Task<MimeMessage> MailOfAsync(this PortalServer server, string email, Func<Task> deed)
    {
        var outbox = server.Get<DataFolder>().Outbox;
        Directory.CreateDirectory(outbox);
        var written = Channel.CreateUnbounded<string>();
        using var watcher = new FileSystemWatcher(outbox, "*.eml") { EnableRaisingEvents = true };
        watcher.Renamed += (_, e) => written.Writer.TryWrite(e.FullPath);
        await deed();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        await foreach (var path in written.Reader.ReadAllAsync(patience.Token))
        {
            var mail = await MimeMessage.LoadAsync(path, patience.Token);
            if (mail.To.Mailboxes.Any(m => m.Address == email))
                return mail;
        }

        throw new InvalidOperationException("The outbox has been closed");
    }

    /// <summary>Path and query of the link in the mail that the deed has sent.</summary>
    public static async Task<string> LinkFromTheMailAsync(this PortalServer server, string email, Func<Task> deed) =>
        new Uri(Link().Match((await server.MailOfAsync(email, deed)).TextBody!).Value).PathAndQuery;

    [GeneratedRegex(@"https?://\S+token=\S+")]
    private static partial Regex Link();
}
