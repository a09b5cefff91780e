using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Portal.Core;

/// <summary>Sends what waits in the queue.</summary>
/// <remarks>
/// A mail is claimed before it is sent, so that of several deliveries on one database only one sends it, and its result is stored before the next
/// one is taken. Only a portal that dies between the server's answer and that write sends again, with the same Message-ID.
/// </remarks>
public sealed partial class MailDelivery
{
    /// <summary>How long a claim keeps others away: longer than any mail may take.</summary>
    internal static readonly TimeSpan Claim = SmtpMail.Patience * 5;

    /// <summary>After the first try, after the second …; when they are used up, the mail has failed.</summary>
    internal static readonly IReadOnlyList<TimeSpan> Pauses =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1), TimeSpan.FromHours(4), TimeSpan.FromHours(12), TimeSpan.FromHours(24),
    ];

    private const int BatchSize = 50;

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly DataFolder _data;
    private readonly MailOptions _options;
    private readonly MailWriter _writer;
    private readonly TimeProvider _time;
    private readonly ILogger<MailDelivery> _logger;

    // sent, but the database would not take it down: not to be sent again for that
    private readonly ConcurrentDictionary<int, DateTime> _unrecorded = new();

    public MailDelivery(
        IDbContextFactory<PortalDb> databases, DataFolder data, MailOptions options, PortalLinks links, SiteSettingsCache settings, TimeProvider time, ILogger<MailDelivery> logger)
    {
        _databases = databases;
        _data = data;
        _options = options;
        _writer = new MailWriter(options, links, settings);
        _time = time;
        _logger = logger;
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Tries every mail that is due, one after another over one connection. When nothing can go out at all, the rest stays due.</summary>
    /// <param name="cancellation">Ends the round between two mails; one that is being sent has a few seconds to finish.</param>
    /// <returns>How many were sent.</returns>
    public async Task<int> DeliverDueAsync(CancellationToken cancellation = default)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var sent = 0;
        IMailTransport? transport = null;
        try
        {
            while (true)
            {
                var due = await DueAsync(db, cancellation);
                foreach (var mail in due)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!await ClaimAsync(db, mail, cancellation))
                        continue;
                    transport ??= Open();
                    MailRefusedException? refused;
                    try
                    {
                        refused = await TryAsync(transport, mail, cancellation);
                    }
                    catch (OperationCanceledException)
                    {
                        await GiveBackAsync(db, mail);
                        throw;
                    }

                    await RecordAsync(db, mail, refused);
                    if (refused?.Refusal == MailRefusal.NoWayOut)
                        return sent;
                    sent += refused is null ? 1 : 0;
                }

                if (due.Count < BatchSize)
                    return sent;
            }
        }
        finally
        {
            if (transport is not null)
                await transport.DisposeAsync();
        }
    }

    private IMailTransport Open() => _options.SmtpHost.Length > 0 ? new SmtpMail(_options, _time) : new MailFolder(_data.Outbox);

    private Task<List<OutgoingMail>> DueAsync(PortalDb db, CancellationToken cancellation)
    {
        var now = NowUtc;
        return db.OutgoingMails.AsNoTracking().Where(m => m.State == MailState.Waiting && m.NextTryUtc <= now)
            .OrderBy(m => m.NextTryUtc).ThenBy(m => m.Id).Take(BatchSize).ToListAsync(cancellation);
    }

    // One statement decides who has it: whoever comes second finds another number of tries.
    private async Task<bool> ClaimAsync(PortalDb db, OutgoingMail mail, CancellationToken cancellation)
    {
        var seen = mail.Tries;
        var until = NowUtc + Claim;
        mail.Tries++;
        return await db.OutgoingMails.Where(m => m.Id == mail.Id && m.State == MailState.Waiting && m.Tries == seen)
            .ExecuteUpdateAsync(s => s.SetProperty(m => m.Tries, seen + 1).SetProperty(m => m.NextTryUtc, until).SetProperty(m => m.LastError, (string?)null), cancellation) == 1;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever one mail comes to, the others still go")]
    private async Task<MailRefusedException?> TryAsync(IMailTransport transport, OutgoingMail mail, CancellationToken cancellation)
    {
        if (_unrecorded.ContainsKey(mail.Id))
            return null;
        try
        {
            using var message = _writer.Write(mail);
            await transport.SendAsync(message, cancellation);
            _unrecorded[mail.Id] = NowUtc;
            return null;
        }
        catch (MailRefusedException e)
        {
            return e;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return new MailRefusedException(MailRefusal.ForNow, e.Message, e);
        }
    }

    // as if it had never been claimed
    private static async Task GiveBackAsync(PortalDb db, OutgoingMail mail) =>
        await Claimed(db, mail).ExecuteUpdateAsync(s => s.SetProperty(m => m.Tries, m => m.Tries - 1).SetProperty(m => m.NextTryUtc, mail.NextTryUtc));

    // not cancelled: a result that is lost would send the mail twice
    private async Task RecordAsync(PortalDb db, OutgoingMail mail, MailRefusedException? refused)
    {
        var mine = Claimed(db, mail);
        if (refused is null)
        {
            var sentUtc = _unrecorded[mail.Id];
            await mine.ExecuteUpdateAsync(s => s
                .SetProperty(m => m.State, MailState.Sent)
                .SetProperty(m => m.SentUtc, sentUtc)
                .SetProperty(m => m.LastError, (string?)null)
                .SetProperty(m => m.Text, m => m.IsSecret ? "" : m.Text));
            _unrecorded.TryRemove(mail.Id, out _);
            return;
        }

        var error = WithoutSecrets(refused.Message);
        if (refused.Refusal == MailRefusal.ForGood || mail.Tries > Pauses.Count)
        {
            LogFailed(_logger, mail.Kind, mail.Id, error);
            await mine.ExecuteUpdateAsync(s => s
                .SetProperty(m => m.State, MailState.Failed)
                .SetProperty(m => m.LastError, error)
                .SetProperty(m => m.Text, m => m.IsSecret ? "" : m.Text));
            return;
        }

        LogNotSent(_logger, mail.Kind, mail.Id, error);
        var next = NowUtc + Pauses[mail.Tries - 1];
        await mine.ExecuteUpdateAsync(s => s.SetProperty(m => m.NextTryUtc, next).SetProperty(m => m.LastError, error));
    }

    private static IQueryable<OutgoingMail> Claimed(PortalDb db, OutgoingMail mail) =>
        // one that is stopped while it is on its way has arrived nevertheless
        db.OutgoingMails.Where(m => m.Id == mail.Id && (m.State == MailState.Waiting || m.State == MailState.Stopped) && m.Tries == mail.Tries);

    // a server may quote what it refuses
    private string WithoutSecrets(string error)
    {
        error = Token().Replace(error, "$1…");
        if (_options.SmtpPassword.Length > 0)
            error = error.Replace(_options.SmtpPassword, "…", StringComparison.Ordinal);
        return error.Cut(OutgoingMail.ErrorLength);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Kind} ({Id}) was not sent and will be tried again: {Error}")]
    private static partial void LogNotSent(ILogger logger, string kind, int id, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {Kind} ({Id}) could not be sent: {Error}")]
    private static partial void LogFailed(ILogger logger, string kind, int id, string error);

    [GeneratedRegex(@"(token=)[^\s""<>]+", RegexOptions.IgnoreCase)]
    private static partial Regex Token();
}
