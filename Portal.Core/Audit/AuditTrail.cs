using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>How rows come into the log, and what goes out of it when somebody leaves.</summary>
internal static class AuditTrail
{
    /// <summary>Longest text of <see cref="AuditEntry.Before"/> and <see cref="AuditEntry.After"/>, in characters.</summary>
    public const int TextLength = 1000;

    private const string Refused = "command.refused";

    private static readonly TimeSpan RefusedOnceIn = TimeSpan.FromHours(1);

    /// <summary>Deeds whose texts tell about the member himself: names, addresses, devices.</summary>
    public static readonly string[] Personal =
    [
        "member.profile", "member.email", "member.email-asked", "signin.done", "session.end", "factor.passkey-add", "factor.passkey-rename", "factor.passkey-remove",
        "notice.reply", "contest.late-used", "member.import",
    ];

    /// <summary>Adds the row to the caller's unit of work, so that both are kept or neither.</summary>
    public static void Note(
        this PortalDb db, Actor actor, DateTime atUtc, string action, string subject, string? detail = null, string? before = null, string? after = null) =>
        db.AuditEntries.Add(new AuditEntry
        {
            AtUtc = atUtc,
            ActorId = actor.MemberId,
            ActorName = actor.Name,
            Address = actor.Address,
            Action = action,
            Subject = subject,
            Detail = detail,
            Before = before?.Cut(TextLength),
            After = after?.Cut(TextLength),
        });

    /// <summary>
    /// Refuses a command that could harm many, to somebody who has no role for it, and writes down who tried what: once an hour for each person and command, so that nobody fills the log by trying.
    /// Whoever is not signed in is not written down; nor is what harms nobody.
    /// </summary>
    public static async Task<Outcome> RefuseAsync(this PortalDb db, Actor actor, DateTime nowUtc, string action, string subject)
    {
        var since = nowUtc - RefusedOnceIn;
        if (actor.MemberId == 0 || await db.AuditEntries.AnyAsync(a => a.ActorId == actor.MemberId && a.Action == Refused && a.Detail == action && a.AtUtc > since))
            return Refusal.NotAllowed;
        db.Note(actor, nowUtc, Refused, subject, action);
        await db.SaveChangesAsync();
        return Refusal.NotAllowed;
    }

    /// <summary>Takes name, addresses and devices of a member who has left out of the log, in the caller's transaction. Its digests stay, so the chain does too.</summary>
    public static async Task ForgetAsync(this PortalDb db, int memberId)
    {
        var subject = $"member/{memberId}";
        await db.AuditEntries.Where(a => a.WhoSalt != null && (a.ActorId == memberId || (a.ActorId == 0 && a.Subject == subject && a.Address != null)))
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.ActorName, "").SetProperty(a => a.Address, (string?)null).SetProperty(a => a.WhoSalt, (byte[]?)null));
        await db.AuditEntries.Where(a => a.WhatSalt != null && (a.ActorId == memberId || a.Subject == subject) && Personal.Contains(a.Action))
            .ExecuteUpdateAsync(s => s.SetProperty(a => a.Detail, (string?)null).SetProperty(a => a.Before, (string?)null).SetProperty(a => a.After, (string?)null)
                .SetProperty(a => a.WhatSalt, (byte[]?)null));
    }
}
