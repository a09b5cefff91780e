using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using MimeKit;
using Portal.Core;

namespace Portal.Tests.Support;

/// <summary>A mail server on this machine that takes everything, unless it is told what to answer, and keeps it.</summary>
public sealed class SmtpSink : IAsyncDisposable
{
    /// <summary>What <see cref="Answer"/> is asked when a whole mail has come.</summary>
    public const string EndOfData = ".";

    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<MimeMessage> _arrivals = Channel.CreateUnbounded<MimeMessage>();
    private readonly Lock _lock = new();
    private readonly List<MimeMessage> _mails = [];
    private readonly List<string> _lines = [];
    private readonly Task _accepting;
    private int _connections;

    public SmtpSink(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>For a command line the answer to give instead of the usual one, or null. The greeting is asked for as an empty line.</summary>
    public Func<string, string?> Answer { get; set; } = _ => null;

    /// <summary>For a command line what to wait for before it is answered.</summary>
    public Func<string, Task> Wait { get; set; } = _ => Task.CompletedTask;

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public MailOptions Options => new() { SmtpHost = "127.0.0.1", SmtpPort = Port };

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What was accepted, in the order in which it came.</summary>
    public IReadOnlyList<MimeMessage> Mails
    {
        get
        {
            lock (_lock)
                return [.. _mails];
        }
    }

    /// <summary>All commands of all connections.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
                return [.. _lines];
        }
    }

    /// <summary>The next mail not asked for yet, as soon as it is there.</summary>
    public Task<MimeMessage> NextAsync() => _arrivals.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> sessions = [];
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _connections);
                sessions.Add(ServeAsync(client));
            }
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var _ = client;
        await using var stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.Latin1);
        try
        {
            if (!await SayAsync(stream, "", "220 sink.example ESMTP"))
                return;
            while (await reader.ReadLineAsync(_stop.Token) is { } line)
            {
                lock (_lock)
                    _lines.Add(line);
                var goOn = line.Split(' ')[0].ToUpperInvariant() switch
                {
                    "EHLO" => await SayAsync(stream, line, "250-sink.example\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
                    "AUTH" => await SayAsync(stream, line, "235 2.7.0 welcome"),
                    "MAIL" or "RCPT" or "RSET" or "NOOP" => await SayAsync(stream, line, "250 2.0.0 fine"),
                    "DATA" => await TakeAsync(stream, reader, line),
                    "QUIT" => await SayAsync(stream, line, "221 2.0.0 bye") && false,
                    _ => await SayAsync(stream, line, "500 5.5.1 what?"),
                };
                if (!goOn)
                    return;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // the other side went away, or the test is over
        }
    }

    private async Task<bool> TakeAsync(NetworkStream stream, StreamReader reader, string command)
    {
        if (!await SayAsync(stream, command, "354 go ahead"))
            return false;
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line and not EndOfData)
            text.Append(line.StartsWith("..", StringComparison.Ordinal) ? line[1..] : line).Append("\r\n");
        if (Answer(EndOfData) is null)
        {
            var mail = await MimeMessage.LoadAsync(new MemoryStream(Encoding.Latin1.GetBytes(text.ToString())), _stop.Token);
            lock (_lock)
                _mails.Add(mail);
            _arrivals.Writer.TryWrite(mail);
        }

        return await SayAsync(stream, EndOfData, "250 2.0.0 taken");
    }

    // an answer of 421 ends the connection, RFC 5321, 3.8
    private async Task<bool> SayAsync(NetworkStream stream, string line, string usual)
    {
        await Wait(line).WaitAsync(_stop.Token);
        var answer = Answer(line) ?? usual;
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"{answer}\r\n"), _stop.Token);
        return !answer.StartsWith("421", StringComparison.Ordinal);
    }
}
