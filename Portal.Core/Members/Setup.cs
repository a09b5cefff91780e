using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>How a new portal gets its first administrator: by a link that only whoever starts it sees. There is no default password.</summary>
public sealed class Setup
{
    /// <summary>How long the link works.</summary>
    public static readonly TimeSpan LinkLasts = TimeSpan.FromHours(24);

    private readonly IServiceScopeFactory _scopes;
    private readonly Passwords _passwords;
    private readonly TimeProvider _time;

    internal Setup(IServiceScopeFactory scopes, Passwords passwords, TimeProvider time) => (_scopes, _passwords, _time) = (scopes, passwords, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>A new key, while there is no administrator; earlier ones no longer work.</summary>
    /// <param name="actor">The portal itself.</param>
    public async Task<Outcome<string>> OfferAsync(Actor actor)
    {
        if (actor != Actor.Console)
            return Refusal.NotAllowed;
        await using var work = new MemberWork(_scopes);
        if (await HasAdministratorAsync(work.Db))
            return Refusal.NotFound;
        var key = SecretKey.New();
        work.Db.OneTimeKeys.RemoveRange(await work.Db.OneTimeKeys.Where(k => k.Purpose == KeyPurpose.Setup).ToListAsync());
        work.Db.OneTimeKeys.Add(new OneTimeKey { KeyHash = SecretKey.Hash(key), Purpose = KeyPurpose.Setup, CreatedUtc = NowUtc, ExpiresUtc = NowUtc + LinkLasts });
        await work.Db.SaveChangesAsync();
        return key;
    }

    /// <summary>Whether a link still works.</summary>
    public async Task<bool> IsOpenAsync(string key)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        return await work.Db.OneTimeKeys.AnyAsync(k => k.KeyHash == hash && k.Purpose == KeyPurpose.Setup && k.ExpiresUtc > NowUtc);
    }

    /// <summary>Makes the first administrator. Of two people with one link, one does.</summary>
    /// <param name="actor">Anybody; the key is the proof.</param>
    /// <param name="key">Works once.</param>
    /// <param name="member">The roles in it do not count.</param>
    /// <returns>The member's number, or what is wrong: Identity's codes, separated by spaces; the key then still works.</returns>
    public async Task<Outcome<int>> CompleteAsync(Actor actor, string key, NewMember member)
    {
        await using var work = new MemberWork(_scopes);
        var user = new Member
        {
            UserName = UserNames.Normalize(member.UserName),
            Email = member.Email.Trim(),
            DisplayName = member.DisplayName.Trim(),
            JoinedUtc = NowUtc,
            EmailConfirmed = true,
        };
        if (!await IsOpenAsync(key))
            return Refusal.NotFound;
        // all at once: whoever fills in the form wants to put everything right in one go
        List<string> wrong = [];
        if (await work.AccountProblemAsync(user) is { } account)
            wrong.Add(account);
        if (await work.PasswordProblemAsync(user, member.Password) is { } weak)
            wrong.Add(weak);
        if (user.DisplayName.Length is 0 or > Member.NameLength)
            wrong.Add("DisplayName");
        // a button pressed twice finds the name taken by its own first press
        if (wrong.Count > 0)
            return await IsOpenAsync(key) ? Outcome.Invalid(string.Join(' ', wrong)) : Refusal.NotFound;
        user.PasswordHash = await _passwords.HashAsync(user, member.Password);
        var hash = SecretKey.Hash(key);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        if (await work.Db.OneTimeKeys.Where(k => k.KeyHash == hash && k.Purpose == KeyPurpose.Setup && k.ExpiresUtc > NowUtc).ExecuteDeleteAsync() == 0
            || await HasAdministratorAsync(work.Db))
            return Refusal.NotFound;
        if (await work.AddAsync(user, [Role.Administrator]) is { } problem)
            return Outcome.Invalid(problem);
        work.Db.Note(actor, NowUtc, "member.setup", $"member/{user.Id}");
        await work.Db.SaveChangesAsync();
        await transaction.CommitAsync();
        return user.Id;
    }

    private static Task<bool> HasAdministratorAsync(PortalDb db) =>
        db.UserRoles.Join(db.Roles.Where(r => r.Name == nameof(Role.Administrator)), r => r.RoleId, r => r.Id, (r, _) => r).AnyAsync();
}
