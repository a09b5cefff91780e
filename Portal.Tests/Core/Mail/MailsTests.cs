using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>What administrators see of the mails and can do about them.</summary>
public sealed class MailsTests : IAsyncLifetime
{
    private static readonly Recipient Wang = new("wang@example.org", "王小明", "zh-Hans");
    private static readonly Actor Office = new(0, "office", Role.Administrator);

    private readonly SmtpSink _sink = new();
    private TestPortal _portal = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Mails Mails => _portal.Get<Mails>();

    public async ValueTask InitializeAsync() => _portal = await TestPortal.StartAsync(mail: _sink.Options);

    public async ValueTask DisposeAsync()
    {
        await _portal.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task ListAsync_ByStateAndWords_NewestFirst()
    {
        await PostAsync(Letters.PasswordChanged(Wang));
        await DeliverAsync();
        var waiting = await PostAsync(Letters.AccountOff(Wang with { Email = "li@example.org", Name = "李" }));
        await PostAsync(Letters.PasswordChanged(Wang with { Email = "nobody@example.org" }), isWithheld: true);

        var all = (await Mails.ListAsync(Office, cancellation: Token)).Value!;
        Assert.Equal(["li@example.org", "wang@example.org"], all.Items.Select(m => m.To));
        Assert.Equal([waiting], (await Mails.ListAsync(Office, MailState.Waiting, cancellation: Token)).Value!.Items.Select(m => m.Id));
        Assert.Equal([waiting], (await Mails.ListAsync(Office, query: " 李 ", cancellation: Token)).Value!.Items.Select(m => m.Id));
        Assert.Empty((await Mails.ListAsync(Office, page: 2, cancellation: Token)).Value!.Items);
        Assert.Equal(new MailCounts(1, 0, 0, 1), (await Mails.CountsAsync(Office, Token)).Value);
    }

    [Fact]
    public async Task TextAsync_OfASecretMail_IsNobodys()
    {
        var secret = await PostAsync(Letters.ResetPassword(Wang, "tok", _portal.NowUtc.AddHours(1)));
        var open = await PostAsync(Letters.PasswordChanged(Wang));

        Assert.Equal(Refusal.NotFound, (await Mails.TextAsync(Office, secret, Token)).Refused);
        Assert.Contains("王小明", (await Mails.TextAsync(Office, open, Token)).Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RetryAsync_FailedMail_GoesOutFromTheFirstTryOn()
    {
        var id = await PostAsync(Letters.PasswordChanged(Wang));
        _sink.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        await DeliverAsync();
        Assert.Equal(MailState.Failed, (await MailAsync(id)).State);
        _sink.Answer = _ => null;

        Assert.True((await Mails.RetryAsync(Office, id)).IsDone);
        await DeliverAsync();

        var mail = await MailAsync(id);
        Assert.Equal((MailState.Sent, 1, null), (mail.State, mail.Tries, mail.LastError));
        Assert.Equal(mail.MessageId, Assert.Single(_sink.Mails).MessageId);
        Assert.Equal(Refusal.Stale, (await Mails.RetryAsync(Office, id)).Refused);
        await using var db = _portal.Db();
        Assert.Equal("office", (await db.AuditEntries.SingleAsync(a => a.Action == "mail.retry", Token)).ActorName);
    }

    [Fact]
    public async Task RetryAsync_SecretMailThatFailed_HasNothingLeftToSend()
    {
        var id = await PostAsync(Letters.ResetPassword(Wang, "tok", _portal.NowUtc.AddHours(1)));
        _sink.Answer = line => line.StartsWith("RCPT", StringComparison.Ordinal) ? "550 5.1.1 no such user" : null;
        await DeliverAsync();

        Assert.Equal("Secret", (await Mails.RetryAsync(Office, id)).Detail);
    }

    [Fact]
    public async Task StopAsync_WaitingMail_StaysUntilItIsTriedAgain()
    {
        var id = await PostAsync(Letters.PasswordChanged(Wang));

        Assert.True((await Mails.StopAsync(Office, id)).IsDone);
        await DeliverAsync();
        Assert.Empty(_sink.Mails);
        Assert.Equal(Refusal.Stale, (await Mails.StopAsync(Office, id)).Refused);

        Assert.True((await Mails.RetryAsync(Office, id)).IsDone);
        await DeliverAsync();
        Assert.Single(_sink.Mails);
    }

    [Fact]
    public async Task StopAsync_MailOnItsWay_IsRecordedAsSentAndNeverSentTwice()
    {
        var id = await PostAsync(Letters.PasswordChanged(Wang));
        Outcome? stopped = null, retried = null;
        _sink.Wait = async line =>
        {
            if (line != "DATA")
                return;
            retried = await Mails.RetryAsync(Office, id);
            stopped = await Mails.StopAsync(Office, id);
            retried = (await Mails.RetryAsync(Office, id)).IsDone ? Outcome.Done : retried;
        };

        await DeliverAsync();
        await DeliverAsync();

        Assert.Equal((true, Refusal.Stale), (stopped!.Value.IsDone, retried!.Value.Refused));
        Assert.Equal(MailState.Sent, (await MailAsync(id)).State);
        Assert.Single(_sink.Mails);
    }

    private Letters Letters => _portal.Get<Letters>();

    private Task<int> DeliverAsync() => _portal.Get<MailDelivery>().DeliverDueAsync(Token);

    private async Task<int> PostAsync(Letter letter, bool isWithheld = false)
    {
        await using var db = _portal.Db();
        db.Post(letter, _portal.NowUtc, isWithheld);
        await db.SaveChangesAsync(Token);
        return await db.OutgoingMails.MaxAsync(m => m.Id, Token);
    }

    private async Task<OutgoingMail> MailAsync(int id)
    {
        await using var db = _portal.Db();
        return await db.OutgoingMails.SingleAsync(m => m.Id == id, Token);
    }
}
