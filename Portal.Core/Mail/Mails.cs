using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>A mail in the list.</summary>
/// <param name="Kind">What it is about: <c>registration.confirm</c>.</param>
/// <param name="NextTryUtc">While it waits: not before this.</param>
/// <param name="LastError">Why the last try failed; null when it did not.</param>
/// <param name="IsSecret">Its text carries a link that works once; nobody but the receiver reads it, and it cannot be sent again.</param>
public sealed record MailRow(
    int Id, string To, string ToName, string Subject, string Kind, MailState State, DateTime CreatedUtc, DateTime NextTryUtc, int Tries, DateTime? SentUtc, string? LastError, bool IsSecret);

/// <summary>How many are where.</summary>
public sealed record MailCounts(int Waiting, int Failed, int Stopped, int Sent);

/// <summary>The mails the portal has sent and has still to send, for those who look after it.</summary>
public sealed class Mails(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time)
{
    /// <summary>Entries on a page of the list.</summary>
    public const int PageSize = 50;

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    /// <summary>The newest first. Mails that were written for nobody do not count as mails.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="state">Null: in whatever state.</param>
    /// <param name="query">Part of an address, a name or a subject.</param>
    /// <param name="page">From 1.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<PagedList<MailRow>>> ListAsync(Actor actor, MailState? state = null, string? query = null, int page = 1, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var mails = db.OutgoingMails.AsNoTracking().Where(m => m.State != MailState.Withheld);
        if (state is not null)
            mails = mails.Where(m => m.State == state);
        if (query?.Trim() is { Length: > 0 } words)
            mails = mails.Where(m => m.To.Contains(words) || m.ToName.Contains(words) || m.Subject.Contains(words));
        var total = await mails.CountAsync(cancellation);
        var rows = page < 1 || (long)(page - 1) * PageSize >= total
            ? []
            : await mails.OrderByDescending(m => m.Id).Skip((page - 1) * PageSize).Take(PageSize)
                .Select(m => new MailRow(m.Id, m.To, m.ToName, m.Subject, m.Kind, m.State, m.CreatedUtc, m.NextTryUtc, m.Tries, m.SentUtc, m.LastError, m.IsSecret))
                .ToListAsync(cancellation);
        return new PagedList<MailRow>(rows, page, PageSize, total);
    }

    /// <param name="actor">An administrator.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<MailCounts>> CountsAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var counts = await db.OutgoingMails.GroupBy(m => m.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        return new MailCounts(
            counts.GetValueOrDefault(MailState.Waiting), counts.GetValueOrDefault(MailState.Failed), counts.GetValueOrDefault(MailState.Stopped), counts.GetValueOrDefault(MailState.Sent));
    }

    /// <summary>What the mail says; refused as not found for one that is secret.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which mail.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<string>> TextAsync(Actor actor, int id, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.OutgoingMails.Where(m => m.Id == id && !m.IsSecret && m.State != MailState.Withheld).Select(m => m.Text).FirstOrDefaultAsync(cancellation) is { } text
            ? text
            : Refusal.NotFound;
    }

    /// <summary>Sends a mail that failed or was stopped once more, from the first try on; one that waits for its next try goes now.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which mail.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Secret</c> when its text is gone: the receiver has to ask for a new link.</returns>
    public Task<Outcome> RetryAsync(Actor actor, int id) => ChangeAsync(actor, id, "mail.retry", mail =>
    {
        if (mail.State is not (MailState.Failed or MailState.Stopped or MailState.Waiting))
            return Refusal.Stale;
        if (mail is { IsSecret: true, Text.Length: 0 })
            return Outcome.Invalid("Secret");
        (mail.State, mail.NextTryUtc) = (MailState.Waiting, NowUtc);
        mail.Tries = 0;
        return Outcome.Done;
    });

    /// <summary>Keeps a waiting mail back. One that is just on its way arrives all the same, and the list says so.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="id">Which mail.</param>
    public Task<Outcome> StopAsync(Actor actor, int id) => ChangeAsync(actor, id, "mail.stop", mail =>
    {
        if (mail.State != MailState.Waiting)
            return Refusal.Stale;
        mail.State = MailState.Stopped;
        return Outcome.Done;
    });

    private async Task<Outcome> ChangeAsync(Actor actor, int id, string action, Func<OutgoingMail, Outcome> change)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await databases.CreateDbContextAsync();
        // from here on nobody else claims or records it
        await using var transaction = await db.Database.BeginTransactionAsync();
        if (await db.OutgoingMails.FirstOrDefaultAsync(m => m.Id == id && m.State != MailState.Withheld) is not { } mail)
            return Refusal.NotFound;
        // a claim that lasts is somebody's who is sending it: counting its tries anew would send it twice
        if (action == "mail.retry" && mail.State is (MailState.Waiting or MailState.Stopped) && mail.IsClaimed(NowUtc))
            return Refusal.Stale;
        var outcome = change(mail);
        if (!outcome.IsDone)
            return outcome;
        db.Note(actor, NowUtc, action, $"mail/{id}", mail.Kind);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        feed.Publish(MailQueued.Everywhere, new MailQueued());
        feed.Publish(MailsMoved.Everywhere, new MailsMoved());
        return Outcome.Done;
    }
}
