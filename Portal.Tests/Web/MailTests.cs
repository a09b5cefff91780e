using MimeKit;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>Mails of the portal as it is started.</summary>
public sealed class MailTests(PortalServer server) : ServerTest(server)
{
    [Fact]
    public async Task Post_RunningPortalWithoutMailServer_WritesItToTheOutbox()
    {
        var outbox = Server.Get<DataFolder>().Outbox;
        Directory.CreateDirectory(outbox);
        var written = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watcher = new FileSystemWatcher(outbox, "*.eml") { EnableRaisingEvents = true };
        watcher.Renamed += (_, e) => written.TrySetResult(e.FullPath);
        watcher.Created += (_, e) => written.TrySetResult(e.FullPath);
        var letter = Server.Get<Letters>().ResetPassword(new Recipient("wang@example.org", "Wang", "en"), "tok", DateTime.UnixEpoch);
        await using (var db = Server.Get<Microsoft.EntityFrameworkCore.IDbContextFactory<PortalDb>>().CreateDbContext())
        {
            db.Post(letter, DateTime.UnixEpoch);
            await db.SaveChangesAsync(Cancellation);
        }

        Server.Get<LiveFeed>().Publish(MailQueued.Everywhere, new MailQueued());

        var mail = await MimeMessage.LoadAsync(await written.Task.WaitAsync(TimeSpan.FromSeconds(20), Cancellation), Cancellation);
        Assert.Equal(letter.MessageId, mail.MessageId);
        // what appsettings.json says, wherever the server listens
        Assert.Contains("http://localhost:5080/account/reset?token=tok", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal("portal@localhost", mail.From.Mailboxes.Single().Address);
    }
}
