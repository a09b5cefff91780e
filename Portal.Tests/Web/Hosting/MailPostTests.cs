using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class MailPostTests : IAsyncLifetime
{
    private readonly SmtpSink _sink = new();
    private readonly WatchedClock _clock = new();
    private TestPortal _portal = null!;
    private MailPost _post = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _portal = await TestPortal.StartAsync(mail: _sink.Options);
        _post = new MailPost(_portal.Get<MailDelivery>(), _portal.Get<LiveFeed>(), _clock, NullLogger<MailPost>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _post.StopAsync(Token);
        _post.Dispose();
        await _portal.DisposeAsync();
        await _sink.DisposeAsync();
    }

    [Fact]
    public async Task Run_MailQueued_IsSentAtOnce()
    {
        await _post.StartAsync(Token);
        await _clock.WaitBegunAsync();

        await PostAsync();
        _portal.Get<LiveFeed>().Publish(MailQueued.Everywhere, new MailQueued());

        await _sink.NextAsync();
    }

    [Fact]
    public async Task Run_NobodySaysAnything_LooksEveryTenSeconds()
    {
        await _post.StartAsync(Token);
        await _clock.WaitBegunAsync();
        await PostAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));

        await _sink.NextAsync();
    }

    [Fact]
    public async Task Run_MailFromBeforeTheStart_IsSent()
    {
        await PostAsync();

        await _post.StartAsync(Token);

        await _sink.NextAsync();
    }

    [Fact]
    public async Task Run_RoundThatThrows_IsFollowedByAnother()
    {
        await _portal.RefuseAsync("UPDATE ON \"OutgoingMails\"");
        await PostAsync();
        await _post.StartAsync(Token);
        await _clock.WaitBegunAsync();
        Assert.Empty(_sink.Mails);
        await _portal.AllowAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));

        await _sink.NextAsync();
    }

    [Fact]
    public async Task Stop_WhileConnecting_ReturnsPromptly()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource();
        _sink.Wait = _ =>
        {
            asked.TrySetResult();
            return never.Task;
        };
        await PostAsync();
        await _post.StartAsync(Token);
        await asked.Task.WaitAsync(Token);

        await _post.StopAsync(Token).WaitAsync(TimeSpan.FromSeconds(20), Token);

        await using var db = _portal.Db();
        Assert.Equal(0, (await db.OutgoingMails.SingleAsync(Token)).Tries);
    }

    private async Task PostAsync()
    {
        await using var db = _portal.Db();
        db.Post(_portal.Get<Letters>().PasswordChanged(new Recipient("wang@example.org", "王小明", "zh-Hans")), _portal.NowUtc);
        await db.SaveChangesAsync(Token);
    }
}
