using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace Portal.Core;

/// <summary>Hands mails to a server, all of a round over one connection.</summary>
internal sealed class SmtpMail(MailOptions options, TimeProvider time) : IMailTransport
{
    /// <summary>The longest that one mail may take, connecting included.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    // what is half sent when the portal stops may finish: cut off, nobody would know whether the server has it
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    // As HttpClient does it: a server whose revocation list cannot be reached from here, or has none, would get no mail at all.
    private readonly SmtpClient _client = new() { CheckCertificateRevocation = false };

    private SecureSocketOptions Security => options.Security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ when options.SmtpPort == MailOptions.TlsPort => SecureSocketOptions.SslOnConnect,
        _ when options.SmtpUser.Length > 0 => SecureSocketOptions.StartTls,
        _ => SecureSocketOptions.StartTlsWhenAvailable,
    };

    public async Task SendAsync(MimeMessage message, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        await ConnectAsync(limit.Token, cancellation);
        await using var stop = cancellation.Register(() => limit.CancelAfter(Grace));
        try
        {
            await _client.SendAsync(message, limit.Token);
        }
        catch (Exception e)
        {
            throw new MailRefusedException(Judge(e), e.Message, e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_client.IsConnected)
            {
                using var limit = new CancellationTokenSource(Grace, time);
                await _client.DisconnectAsync(quit: true, limit.Token);
            }
        }
        catch (Exception e) when (e is IOException or ProtocolException or CommandException or OperationCanceledException or System.Net.Sockets.SocketException)
        {
            // every mail of the round has its answer already
        }

        _client.Dispose();
    }

    private async Task ConnectAsync(CancellationToken limit, CancellationToken cancellation)
    {
        if (_client.IsConnected)
            return;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit, cancellation);
        try
        {
            await _client.ConnectAsync(options.SmtpHost, options.SmtpPort, Security, either.Token);
            if (options.SmtpUser.Length > 0)
                await _client.AuthenticateAsync(options.SmtpUser, options.SmtpPassword, either.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // without signing in the next mail must not think that it may go
            if (_client.IsConnected)
                await _client.DisconnectAsync(quit: false, CancellationToken.None);
            throw new MailRefusedException(MailRefusal.NoWayOut, limit.IsCancellationRequested ? $"{options} did not answer in time" : e.Message, e);
        }
        catch (Exception e)
        {
            throw new OperationCanceledException("Stopped before the server was asked", e, cancellation);
        }
    }

    private static MailRefusal Judge(Exception e) => e switch
    {
        // RFC 5321, 4.2.1: 5yz is for good. A refused sender is ours to put right, so those mails wait.
        SmtpCommandException { ErrorCode: SmtpErrorCode.RecipientNotAccepted or SmtpErrorCode.MessageNotAccepted } command when (int)command.StatusCode >= 500 => MailRefusal.ForGood,
        ServiceNotAuthenticatedException => MailRefusal.NoWayOut,
        _ => MailRefusal.ForNow,
    };
}
