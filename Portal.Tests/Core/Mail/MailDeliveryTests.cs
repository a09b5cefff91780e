using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class MailDeliveryTests : IAsyncLifetime
{
    private static readonly Recipient Wang = new("wang@example.org", "王小明", "zh-Hans");

    private readonly SmtpSink _sink = new();
    private readonly List<TestPortal> _portals = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var portal in _portals)
            await portal.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Post_TransactionRolledBack_LeavesNoMail()
    {
        var portal = await StartAsync();
        await using (var db = portal.Db())
        await using (var transaction = await db.Database.BeginTransactionAsync(Token))
        {
            db.Post(portal.Get<Letters>().PasswordChanged(Wang), portal.NowUtc);
            await db.SaveChangesAsync(Token);
            Assert.Equal(1, await db.OutgoingMails.CountAsync(Token));
            await transaction.RollbackAsync(Token);
        }

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        Assert.Empty(await MailsAsync(portal));
    }

    [Fact]
    public async Task Post_SameLetterTwice_IsRefused()
    {
        var portal = await StartAsync();
        var letter = portal.Get<Letters>().PasswordChanged(Wang);
        await PostAsync(portal, letter);

        await Assert.ThrowsAsync<DbUpdateException>(() => PostAsync(portal, letter));
    }

    [Fact]
    public async Task Deliver_WithoutServer_WritesAnEmlFile()
    {
        var portal = await StartAsync();
        await PostAsync(portal, portal.Get<Letters>().ConfirmRegistration(Wang with { Name = "<王>" }, "a&b", portal.NowUtc.AddDays(1)));

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var path = Assert.Single(Directory.GetFiles(Outbox(portal)));
        var mail = await MimeMessage.LoadAsync(path, Token);
        var stored = Assert.Single(await MailsAsync(portal));
        Assert.Equal($"20261123-070000-000-{stored.MessageId.Split('@')[0]}.eml", Path.GetFileName(path));
        Assert.Equal(("<王>", "wang@example.org"), (mail.To.Mailboxes.Single().Name, mail.To.Mailboxes.Single().Address));
        Assert.Equal(("清禾社区研究会", "portal@qinghe.example"), (mail.From.Mailboxes.Single().Name, mail.From.Mailboxes.Single().Address));
        Assert.Equal("请确认您在清禾社区研究会的注册", mail.Subject);
        Assert.Equal(portal.Time.GetUtcNow(), mail.Date);
        Assert.Equal(stored.MessageId, mail.MessageId);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Contains("\nhttps://qinghe.example/account/confirm?token=a%26b\n", mail.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("<html lang=\"zh-Hans\">", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("&lt;王&gt;，您好：", mail.HtmlBody, StringComparison.Ordinal);
        Assert.Contains("<p><a href=\"https://qinghe.example/account/confirm?token=a%26b\">https://qinghe.example/account/confirm?token=a%26b</a></p>", mail.HtmlBody, StringComparison.Ordinal);
        Assert.All(await File.ReadAllBytesAsync(path, Token), b => Assert.InRange(b, 0, 127));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public async Task Deliver_ManyToTheOutbox_AreInOrder()
    {
        var portal = await StartAsync();
        string[] names = ["甲", "乙", "丙"];
        foreach (var name in names)
        {
            await PostAsync(portal, portal.Get<Letters>().AccountOff(Wang with { Name = name }));
            portal.Time.Advance(TimeSpan.FromMilliseconds(1));
        }

        Assert.Equal(3, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var mails = Directory.GetFiles(Outbox(portal)).Order(StringComparer.Ordinal).Select(p => MimeMessage.Load(p, Token));
        Assert.Equal(names, mails.Select(m => m.To.Mailboxes.Single().Name));
    }

    [Fact]
    public async Task Deliver_OutboxCannotBeWritten_IsTriedAgain()
    {
        var portal = await StartAsync();
        await File.WriteAllTextAsync(Outbox(portal), "in the way", Token);
        await PostAsync(portal);

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        File.Delete(Outbox(portal));
        portal.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        Assert.Single(Directory.GetFiles(Outbox(portal)));
    }

    [Fact]
    public async Task Deliver_WithServer_HandsAllOverInOneConnection()
    {
        var portal = await StartAsync(_sink.Options with { From = "office@qinghe.example", FromName = "秘书处" });
        for (var i = 0; i < 60; i++)
            await PostAsync(portal, portal.Get<Letters>().ResetPassword(new Recipient("reader@example.org", $"Reader {i}", "en"), "tok", portal.NowUtc));

        Assert.Equal(60, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Equal(60, _sink.Mails.Select(m => m.MessageId).Distinct().Count());
        Assert.Equal(1, _sink.Connections);
        Assert.Contains("QUIT", _sink.Lines);
        Assert.Contains("MAIL FROM:<office@qinghe.example>", _sink.Lines[1], StringComparison.Ordinal);
        var mail = _sink.Mails[0];
        Assert.Equal(("秘书处", "Choose a new password for 清禾社区研究会"), (mail.From[0].Name, mail.Subject));
        Assert.Contains("Hello Reader 0,", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"en\">", mail.HtmlBody, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Outbox(portal)));
        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        Assert.Equal(60, _sink.Mails.Count);
    }

    [Fact]
    public async Task Deliver_Sent_KeepsNoSecret()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().ResetPassword(Wang, "tok", portal.NowUtc));
        await PostAsync(portal, portal.Get<Letters>().PasswordChanged(Wang));
        Assert.Contains("token=tok", (await MailsAsync(portal))[0].Text, StringComparison.Ordinal);
        portal.Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(2, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var mails = await MailsAsync(portal);
        Assert.Equal((MailState.Sent, portal.NowUtc, 1, ""), (mails[0].State, mails[0].SentUtc, mails[0].Tries, mails[0].Text));
        Assert.Equal(MailState.Sent, mails[1].State);
        Assert.NotEqual("", mails[1].Text);
        Assert.Contains("token=tok", _sink.Mails[0].TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_ServerBusy_IsTriedAfterAPause()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().ResetPassword(Wang, "tok", portal.NowUtc));
        await PostAsync(portal, portal.Get<Letters>().PasswordChanged(Wang with { Email = "li@example.org" }));
        _sink.Answer = line => line.StartsWith("RCPT TO:<wang", StringComparison.Ordinal) ? "450 4.2.1 greylisted" : null;

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        _sink.Answer = _ => null;
        portal.Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromTicks(1));
        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        var waiting = (await MailsAsync(portal))[0];
        Assert.Equal((MailState.Waiting, 1), (waiting.State, waiting.Tries));
        Assert.Contains("greylisted", waiting.LastError, StringComparison.Ordinal);
        Assert.NotEqual("", waiting.Text);
        portal.Time.Advance(TimeSpan.FromTicks(1));

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        var sent = (await MailsAsync(portal))[0];
        Assert.Equal((MailState.Sent, 2, null), (sent.State, sent.Tries, sent.LastError));
        Assert.Equal(["li@example.org", "wang@example.org"], _sink.Mails.Select(m => m.To.Mailboxes.Single().Address));
    }

    [Fact]
    public async Task Deliver_ServerAlwaysBusy_FailsAfterTheLastPause()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().ResetPassword(Wang, "tok", portal.NowUtc));
        _sink.Answer = line => line == SmtpSink.EndOfData ? "451 4.3.0 later" : null;
        List<TimeSpan> pauses = [];
        await portal.Get<MailDelivery>().DeliverDueAsync(Token);
        while (Assert.Single(await MailsAsync(portal)) is { State: MailState.Waiting } waiting)
        {
            pauses.Add(waiting.NextTryUtc - portal.NowUtc);
            portal.Time.SetUtcNow(new DateTimeOffset(waiting.NextTryUtc));
            await portal.Get<MailDelivery>().DeliverDueAsync(Token);
        }

        Assert.Equal([1, 5, 15, 60, 240, 720, 1440], pauses.Select(p => p.TotalMinutes));
        var mail = Assert.Single(await MailsAsync(portal));
        Assert.Equal((MailState.Failed, 8, ""), (mail.State, mail.Tries, mail.Text));
        Assert.Empty(_sink.Mails);
    }

    [Theory]
    [InlineData("RCPT")]
    [InlineData(SmtpSink.EndOfData)]
    public async Task Deliver_RefusedForGood_FailsAtOnceAndTheOthersGo(string at)
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().ResetPassword(Wang, "tok", portal.NowUtc));
        await PostAsync(portal);
        // the first mail only
        _sink.Answer = line => line.StartsWith(at, StringComparison.Ordinal) && _sink.Lines.Count(l => l.StartsWith("MAIL", StringComparison.Ordinal)) == 1
            ? "550 5.1.1 no: https://qinghe.example/account/reset?token=tok"
            : null;

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var mail = (await MailsAsync(portal))[0];
        Assert.Equal((MailState.Failed, 1, ""), (mail.State, mail.Tries, mail.Text));
        Assert.Contains("no: https://qinghe.example/account/reset?token=…", mail.LastError, StringComparison.Ordinal);
        Assert.Single(_sink.Mails);
        portal.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
    }

    [Theory]
    [InlineData("not an address")]
    [InlineData("wang@example.org\r\nBcc: all@example.org")]
    [InlineData("wang@example.org, li@example.org")]
    [InlineData("Wang <wang@example.org>")]
    [InlineData("")]
    public async Task Deliver_AddressThatIsNone_FailsAtOnce(string address)
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().AccountOff(Wang with { Email = address }));

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Equal(MailState.Failed, Assert.Single(await MailsAsync(portal)).State);
        Assert.Empty(_sink.Mails);
    }

    [Fact]
    public async Task Deliver_ChineseDomain_GoesOutEncoded()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal, portal.Get<Letters>().AccountOff(Wang with { Email = "wang@学会.example" }));

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Contains("RCPT TO:<wang@xn--6oqq31a.example>", _sink.Lines);
    }

    [Fact]
    public async Task Deliver_NameWithALineBreak_AddsNoHeader()
    {
        var portal = await StartAsync(_sink.Options);
        var letter = portal.Get<Letters>().AccountOff(Wang with { Name = "Wang\r\nBcc: Li\r\n\r\nBody" });
        await PostAsync(portal, letter);
        // also when a name came in by another way
        await PostAsync(portal, letter with { ToName = "Wang\r\nBcc: Li", Subject = "Hello\r\nBcc: Li", MessageId = "other@qinghe.example" });

        await portal.Get<MailDelivery>().DeliverDueAsync(Token);

        Assert.All(_sink.Mails, m => Assert.Empty(m.Bcc));
        Assert.All(_sink.Mails, m => Assert.DoesNotContain(m.Headers, h => h.Field == "Bcc"));
        Assert.Equal(["<wang@example.org>"], _sink.Lines.Where(l => l.StartsWith("RCPT", StringComparison.Ordinal)).Select(l => l[8..]).Distinct());
        Assert.Equal("Wang Bcc: Li Body", _sink.Mails[0].To[0].Name);
    }

    [Fact]
    public async Task Deliver_NobodyListens_IsRetriedAndTheRestStaysDue()
    {
        var port = FreePort();
        var portal = await StartAsync(new MailOptions { SmtpHost = "127.0.0.1", SmtpPort = port });
        await PostAsync(portal);
        await PostAsync(portal);

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var mails = await MailsAsync(portal);
        Assert.Equal([(1, portal.NowUtc.AddMinutes(1)), (0, portal.NowUtc)], mails.Select(m => (m.Tries, m.NextTryUtc)));
        Assert.NotNull(mails[0].LastError);
        await using var sink = new SmtpSink(port);
        portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(2, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        Assert.Equal(2, sink.Mails.Count);
    }

    [Fact]
    public async Task Deliver_ServerHangsUp_TheNextMailConnectsAnew()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        await PostAsync(portal);
        _sink.Answer = line => line == "DATA" && _sink.Connections == 1 ? "421 4.3.2 shutting down" : null;

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Equal([MailState.Waiting, MailState.Sent], (await MailsAsync(portal)).Select(m => m.State));
        Assert.Equal(2, _sink.Connections);
    }

    [Fact]
    public async Task Deliver_ServerSaysNothing_GivesUpInTime()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _sink.Wait = line =>
        {
            asked.TrySetResult();
            return never.Task;
        };

        var delivery = portal.Get<MailDelivery>().DeliverDueAsync(Token);
        await asked.Task.WaitAsync(Token);
        portal.Time.Advance(SmtpMail.Patience);

        Assert.Equal(0, await delivery.WaitAsync(TimeSpan.FromSeconds(20), Token));
        var mail = Assert.Single(await MailsAsync(portal));
        Assert.Equal((MailState.Waiting, 1, portal.NowUtc.AddMinutes(1)), (mail.State, mail.Tries, mail.NextTryUtc));
        Assert.Contains("did not answer in time", mail.LastError, StringComparison.Ordinal);
        Assert.True(SmtpMail.Patience < MailDelivery.Claim);
    }

    [Fact]
    public async Task Deliver_PasswordWithoutEncryption_StaysHere()
    {
        var portal = await StartAsync(_sink.Options with { SmtpUser = "portal", SmtpPassword = "s3cret" });
        await PostAsync(portal);

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.DoesNotContain(_sink.Lines, l => l.StartsWith("AUTH", StringComparison.Ordinal));
        Assert.Equal(MailState.Waiting, Assert.Single(await MailsAsync(portal)).State);
    }

    [Fact]
    public async Task Deliver_PasswordAndSecurityNone_SignsIn()
    {
        var portal = await StartAsync(_sink.Options with { SmtpUser = "portal", SmtpPassword = "s3cret", Security = MailSecurity.None });
        await PostAsync(portal);

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Contains($"AUTH PLAIN {Convert.ToBase64String("\0portal\0s3cret"u8)}", _sink.Lines);
    }

    [Fact]
    public async Task Deliver_WrongPassword_IsTriedAgainAndNotWrittenDown()
    {
        var portal = await StartAsync(_sink.Options with { SmtpUser = "portal", SmtpPassword = "s3cret", Security = MailSecurity.None });
        await PostAsync(portal);
        _sink.Answer = line => line.StartsWith("AUTH", StringComparison.Ordinal) ? "535 5.7.8 s3cret is wrong" : null;

        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        var mail = Assert.Single(await MailsAsync(portal));
        Assert.Equal(MailState.Waiting, mail.State);
        Assert.Contains("… is wrong", mail.LastError, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", mail.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deliver_LongError_IsCut()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        _sink.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? $"450 {new string('x', 900)}" : null;

        await portal.Get<MailDelivery>().DeliverDueAsync(Token);

        Assert.Equal(500, Assert.Single(await MailsAsync(portal)).LastError!.Length);
    }

    [Fact]
    public async Task Deliver_SeveralAtOnce_SendEachMailOnce()
    {
        var portal = await StartAsync(_sink.Options);
        for (var i = 0; i < 40; i++)
            await PostAsync(portal);
        var deliveries = Enumerable.Range(0, 4).Select(_ => ActivatorUtilities.CreateInstance<MailDelivery>(portal.Services)).ToList();

        var sent = await Task.WhenAll(deliveries.Select(d => Task.Run(() => d.DeliverDueAsync(Token), Token)));

        Assert.Equal(40, sent.Sum());
        Assert.Equal(40, _sink.Mails.Count);
        Assert.Equal(40, _sink.Mails.Select(m => m.MessageId).Distinct().Count());
        Assert.All(await MailsAsync(portal), m => Assert.Equal((MailState.Sent, 1), (m.State, m.Tries)));
    }

    [Fact]
    public async Task Deliver_WhileAnotherSends_KeepsItsHandsOff()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        var asked = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        _sink.Wait = line =>
        {
            if (line != SmtpSink.EndOfData)
                return Task.CompletedTask;
            asked.TrySetResult();
            return goOn.Task;
        };

        var first = portal.Get<MailDelivery>().DeliverDueAsync(Token);
        await asked.Task.WaitAsync(Token);
        portal.Time.Advance(SmtpMail.Patience - TimeSpan.FromTicks(1));
        Assert.Equal(0, await ActivatorUtilities.CreateInstance<MailDelivery>(portal.Services).DeliverDueAsync(Token));
        goOn.SetResult();

        Assert.Equal(1, await first);
        Assert.Single(_sink.Mails);
    }

    [Fact]
    public async Task Deliver_ResultCannotBeStored_IsNotSentAgain()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        await portal.RefuseAsync("UPDATE OF \"State\" ON \"OutgoingMails\"");
        await Assert.ThrowsAsync<SqliteException>(() => portal.Get<MailDelivery>().DeliverDueAsync(Token));
        var sentUtc = portal.NowUtc;
        await portal.AllowAsync();
        portal.Time.Advance(MailDelivery.Claim);

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Single(_sink.Mails);
        var mail = Assert.Single(await MailsAsync(portal));
        Assert.Equal((MailState.Sent, sentUtc), (mail.State, mail.SentUtc));
    }

    [Fact]
    public async Task Deliver_KilledBeforeTheResultIsStored_SendsTheSameMessageId()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        await portal.RefuseAsync("UPDATE OF \"State\" ON \"OutgoingMails\"");
        await Assert.ThrowsAsync<SqliteException>(() => portal.Get<MailDelivery>().DeliverDueAsync(Token));
        await portal.KillAndStartAsync();
        await portal.AllowAsync();
        Assert.Equal(0, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
        portal.Time.Advance(MailDelivery.Claim);

        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));

        Assert.Equal(2, _sink.Mails.Count);
        var (first, second) = (_sink.Mails[0], _sink.Mails[1]);
        Assert.EndsWith("@qinghe.example", first.MessageId, StringComparison.Ordinal);
        Assert.Equal((first.MessageId, first.Date, first.Subject, first.TextBody), (second.MessageId, second.Date, second.Subject, second.TextBody));
    }

    [Fact]
    public async Task Deliver_StoppedWhileConnecting_GivesTheMailBack()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        using var stop = new CancellationTokenSource();
        var never = new TaskCompletionSource();
        _sink.Wait = line =>
        {
            stop.Cancel();
            return never.Task;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => portal.Get<MailDelivery>().DeliverDueAsync(stop.Token));

        var mail = Assert.Single(await MailsAsync(portal));
        Assert.Equal((MailState.Waiting, 0, portal.NowUtc), (mail.State, mail.Tries, mail.NextTryUtc));
        _sink.Wait = _ => Task.CompletedTask;
        Assert.Equal(1, await portal.Get<MailDelivery>().DeliverDueAsync(Token));
    }

    [Fact]
    public async Task Deliver_StoppedWhileSending_LetsTheMailFinishAndTakesNoOther()
    {
        var portal = await StartAsync(_sink.Options);
        await PostAsync(portal);
        await PostAsync(portal);
        using var stop = new CancellationTokenSource();
        _sink.Answer = line =>
        {
            if (line == "DATA")
                stop.Cancel();
            return null;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => portal.Get<MailDelivery>().DeliverDueAsync(stop.Token));

        Assert.Single(_sink.Mails);
        Assert.Equal([(MailState.Sent, 1), (MailState.Waiting, 0)], (await MailsAsync(portal)).Select(m => (m.State, m.Tries)));
    }

    [Fact]
    public void MailOptions_Printed_HasNoPassword() =>
        Assert.Equal("mail.example:465", new MailOptions { SmtpHost = "mail.example", SmtpPort = 465, SmtpUser = "portal", SmtpPassword = "s3cret" }.ToString());

    private static string Outbox(TestPortal portal) => Path.Combine(portal.Folder, "outbox");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task PostAsync(TestPortal portal, Letter? letter = null)
    {
        await using var db = portal.Db();
        db.Post(letter ?? portal.Get<Letters>().PasswordChanged(Wang), portal.NowUtc);
        await db.SaveChangesAsync(Token);
    }

    private static async Task<IReadOnlyList<OutgoingMail>> MailsAsync(TestPortal portal)
    {
        await using var db = portal.Db();
        return await db.OutgoingMails.AsNoTracking().OrderBy(m => m.Id).ToListAsync(Token);
    }

    private async Task<TestPortal> StartAsync(MailOptions? mail = null)
    {
        var portal = await TestPortal.StartAsync(mail: mail);
        _portals.Add(portal);
        return portal;
    }
}
