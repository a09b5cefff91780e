using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>What members prove themselves with: passwords, authenticator apps, recovery codes, passkeys.</summary>
/// <remarks>Whatever changes here ends the member's other sessions and tells the member by mail. ASVS 5.0, 6.3.7 and 7.4.3.</remarks>
public sealed class Credentials
{
    /// <summary>How long a link to choose a new password works.</summary>
    public static readonly TimeSpan ResetLasts = TimeSpan.FromHours(1);

    /// <summary>Passkeys a member can have.</summary>
    public const int MaxPasskeys = 20;

    /// <summary>Characters in the name of a passkey.</summary>
    public const int PasskeyNameLength = 60;

    private const int ResetsAnHour = 3;

    private readonly IServiceScopeFactory _scopes;
    private readonly Passwords _passwords;
    private readonly Throttle _throttle;
    private readonly MemberMail _mail;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Credentials(
        IServiceScopeFactory scopes, Passwords passwords, Throttle throttle, MemberMail mail, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_scopes, _passwords, _throttle, _mail, _site, _feed, _time) = (scopes, passwords, throttle, mail, site, feed, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Changes the own password.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="current">The password until now.</param>
    /// <param name="wanted">See <see cref="PasswordRules"/>.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>Current</c>, or with Identity's codes; as <see cref="Refusal.TooMany"/> after too many wrong tries.</returns>
    public async Task<Outcome> ChangePasswordAsync(Actor actor, int memberId, string current, string wanted)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        Throttle.Bucket[] buckets = [SignInBuckets.Session(actor)];
        if (_throttle.WaitFor(buckets) > TimeSpan.Zero)
            return Refusal.TooMany;
        if (!await _passwords.CheckAsync(work.Users, member, current))
        {
            _throttle.Add(buckets);
            work.Db.Note(actor, NowUtc, "password.refused", Subject(memberId));
            await work.Db.SaveChangesAsync();
            return Outcome.Invalid("Current");
        }

        if (await work.PasswordProblemAsync(member, wanted) is { } problem)
            return Outcome.Invalid(problem);
        member.PasswordHash = await _passwords.HashAsync(member, wanted);
        await work.Db.EndSessionsAsync(member, actor.SessionId, CancellationToken.None);
        work.Db.Note(actor, NowUtc, "password.change", Subject(memberId));
        _mail.PasswordChanged(work.Db, member);
        return await SaveAsync(work, memberId);
    }

    /// <summary>Sends the link to choose a new password, if there is such a member. The answer does not say. ASVS 5.0, 6.3.8.</summary>
    /// <param name="actor">Anybody.</param>
    /// <param name="nameOrEmail">User name or e-mail address, as typed.</param>
    /// <param name="from">Where it comes from.</param>
    /// <returns>Refused only as <see cref="Refusal.TooMany"/>, when the same address asks too often.</returns>
    public async Task<Outcome> ForgotPasswordAsync(Actor actor, string nameOrEmail, Caller from)
    {
        var buckets = SignInBuckets.Asking("forgot", from.Address);
        if (_throttle.WaitFor(buckets) > TimeSpan.Zero)
            return Refusal.TooMany;
        _throttle.Add(buckets);
        await using var work = new MemberWork(_scopes);
        var member = await work.FindAsync(nameOrEmail);
        var now = NowUtc;
        var memberId = member?.Id;
        var asked = await work.Db.OneTimeKeys.CountAsync(k => k.Purpose == KeyPurpose.ResetPassword && k.MemberId == memberId && k.CreatedUtc > now.AddHours(-1));
        var key = SecretKey.New();
        // for nobody the same rows are written, and nobody gets the key
        work.Db.OneTimeKeys.Add(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(key),
            Purpose = KeyPurpose.ResetPassword,
            MemberId = memberId,
            CreatedUtc = now,
            ExpiresUtc = now + ResetLasts,
        });
        work.Db.Note(actor with { Address = from.Address }, now, "password.forgot", member is null ? "member" : Subject(member.Id));
        _mail.ResetPassword(work.Db, member is { State: not MemberState.Off } && asked < ResetsAnHour ? member : null, key, now + ResetLasts);
        await work.Db.SaveChangesAsync();
        _mail.Wake();
        return Outcome.Done;
    }

    /// <summary>The user name behind a key to choose a new password; null when it has expired or was used.</summary>
    public async Task<string?> ResetNameAsync(string key)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        return await work.Db.OneTimeKeys.Where(k => k.KeyHash == hash && k.Purpose == KeyPurpose.ResetPassword && k.ExpiresUtc > NowUtc)
            .Join(work.Db.Users.Where(u => u.State != MemberState.Off), k => k.MemberId, u => u.Id, (_, u) => u.UserName).FirstOrDefaultAsync();
    }

    /// <summary>Sets a new password with the key of a mail, and signs out everywhere. A second factor stays and is asked for as before.</summary>
    /// <param name="actor">Anybody; the key is the proof.</param>
    /// <param name="key">Works once.</param>
    /// <param name="wanted">See <see cref="PasswordRules"/>.</param>
    public async Task<Outcome> ResetPasswordAsync(Actor actor, string key, string wanted)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        var now = NowUtc;
        var member = await work.Db.OneTimeKeys.Where(k => k.KeyHash == hash && k.Purpose == KeyPurpose.ResetPassword && k.ExpiresUtc > now)
            .Join(work.Db.Users.Where(u => u.State != MemberState.Off), k => k.MemberId, u => u.Id, (_, u) => u).FirstOrDefaultAsync();
        if (member is null)
            return Refusal.NotFound;
        if (await work.PasswordProblemAsync(member, wanted) is { } problem)
            return Outcome.Invalid(problem);
        var hashed = await _passwords.HashAsync(member, wanted);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        if (await work.Db.OneTimeKeys.Where(k => k.KeyHash == hash).ExecuteDeleteAsync() == 0)
            return Refusal.NotFound;
        // other links that are under way would open the account to whoever asked for them
        await work.Db.OneTimeKeys.Where(k => k.MemberId == member.Id).ExecuteDeleteAsync();
        member.PasswordHash = hashed;
        await work.Db.EndSessionsAsync(member, exceptSession: 0, CancellationToken.None);
        work.Db.Note(actor, now, "password.reset", Subject(member.Id));
        _mail.PasswordChanged(work.Db, member);
        var outcome = await SaveAsync(work, member.Id, announce: false);
        if (!outcome.IsDone)
            return outcome;
        await transaction.CommitAsync();
        // whoever has been typing the forgotten password may sign in with the new one at once
        _throttle.Clear(SignInBuckets.Password(member, "", null, new Caller(actor.Address)).Where(SignInBuckets.IsOwn));
        Announce(member.Id);
        return Outcome.Done;
    }

    /// <summary>A key for an authenticator app. It counts once a code has confirmed it.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome<TotpSetup>> BeginTotpAsync(Actor actor, int memberId)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        // the page may be loaded twice: the app must not learn two keys
        if (member.TotpDraft is null || !(member.TotpDraftUtc > NowUtc - Actor.ProofLasts))
        {
            (member.TotpDraft, member.TotpDraftUtc) = (OneTimeCodes.NewKey(), NowUtc);
            await work.Db.SaveChangesAsync();
        }

        return OneTimeCodes.Setup(member.TotpDraft, _site.Current.Name, member.UserName!);
    }

    /// <summary>Confirms the key with a code of the app, and makes this session a strong one.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="code">As typed.</param>
    /// <returns>The recovery codes, shown this once.</returns>
    public async Task<Outcome<IReadOnlyList<string>>> EnableTotpAsync(Actor actor, int memberId, string code)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member?.TotpDraft is null || !(member.TotpDraftUtc > NowUtc - (2 * Actor.ProofLasts)))
            return Refusal.NotFound;
        if (OneTimeCodes.StepOf(member.TotpDraft, OneTimeCodes.Clean(code), NowUtc) is not { } step)
            return Outcome.Invalid("Code");
        (member.TotpKey, member.TotpDraft, member.TotpDraftUtc, member.TotpStep) = (member.TotpDraft, null, null, step);
        var codes = await NewCodesAsync(work.Db, memberId);
        await work.Db.EndSessionsAsync(member, actor.SessionId, CancellationToken.None);
        await StrengthenAsync(work.Db, actor);
        work.Db.Note(actor, NowUtc, "factor.totp-on", Subject(memberId));
        _mail.FactorChanged(work.Db, member, FactorChange.AuthenticatorSetUp);
        var outcome = await SaveAsync(work, memberId);
        return outcome.IsDone ? new Outcome<IReadOnlyList<string>>(codes, null) : outcome;
    }

    /// <summary>Does without the authenticator app.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome> DisableTotpAsync(Actor actor, int memberId)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member?.TotpKey is null)
            return Refusal.NotFound;
        await DropTotpAsync(work.Db, member);
        await work.Db.EndSessionsAsync(member, actor.SessionId, CancellationToken.None);
        work.Db.Note(actor, NowUtc, "factor.totp-off", Subject(memberId));
        _mail.FactorChanged(work.Db, member, FactorChange.AuthenticatorRemoved);
        return await SaveAsync(work, memberId);
    }

    /// <summary>New recovery codes; the old ones no longer work.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome<IReadOnlyList<string>>> RenewRecoveryCodesAsync(Actor actor, int memberId)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member?.TotpKey is null)
            return Refusal.NotFound;
        var codes = await NewCodesAsync(work.Db, memberId);
        work.Db.Note(actor, NowUtc, "factor.recovery-codes", Subject(memberId));
        _mail.FactorChanged(work.Db, member, FactorChange.NewRecoveryCodes);
        var outcome = await SaveAsync(work, memberId);
        return outcome.IsDone ? new Outcome<IReadOnlyList<string>>(codes, null) : outcome;
    }

    /// <summary>Adds a passkey whose creation the caller has verified, and makes this session a strong one.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="passkey">As the browser made it.</param>
    /// <param name="name">1 to <see cref="PasskeyNameLength"/> characters.</param>
    public async Task<Outcome> AddPasskeyAsync(Actor actor, int memberId, UserPasskeyInfo passkey, string name)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        if (!IsName(name))
            return Outcome.Invalid("Name");
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        if (await work.Db.UserPasskeys.CountAsync(p => p.UserId == memberId) >= MaxPasskeys)
            return Refusal.TooMany;
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        passkey.Name = name.Trim();
        var added = await work.Users.AddOrUpdatePasskeyAsync(member, passkey);
        if (!added.Succeeded)
            return Outcome.Invalid(string.Join(' ', added.Errors.Select(e => e.Code)));
        await work.Db.EndSessionsAsync(member, actor.SessionId, CancellationToken.None);
        await StrengthenAsync(work.Db, actor);
        work.Db.Note(actor, NowUtc, "factor.passkey-add", Subject(memberId), passkey.Name);
        _mail.FactorChanged(work.Db, member, FactorChange.PasskeyAdded);
        var outcome = await SaveAsync(work, memberId, announce: false);
        if (!outcome.IsDone)
            return outcome;
        await transaction.CommitAsync();
        Announce(memberId);
        return Outcome.Done;
    }

    /// <summary>Gives a passkey another name.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="passkeyId">See <see cref="PasskeyLine"/>.</param>
    /// <param name="name">1 to <see cref="PasskeyNameLength"/> characters.</param>
    public async Task<Outcome> RenamePasskeyAsync(Actor actor, int memberId, string passkeyId, string name)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        if (!IsName(name))
            return Outcome.Invalid("Name");
        await using var work = new MemberWork(_scopes);
        if (await FindPasskeyAsync(work, memberId, passkeyId) is not var (member, passkey))
            return Refusal.NotFound;
        passkey.Name = name.Trim();
        await work.Users.AddOrUpdatePasskeyAsync(member, passkey);
        work.Db.Note(actor, NowUtc, "factor.passkey-rename", Subject(memberId), passkey.Name);
        return await SaveAsync(work, memberId);
    }

    /// <summary>Takes a passkey away.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="passkeyId">See <see cref="PasskeyLine"/>.</param>
    public async Task<Outcome> RemovePasskeyAsync(Actor actor, int memberId, string passkeyId)
    {
        if (Refuse(actor, memberId) is { } refused)
            return refused;
        await using var work = new MemberWork(_scopes);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        if (await FindPasskeyAsync(work, memberId, passkeyId) is not var (member, passkey))
            return Refusal.NotFound;
        await work.Users.RemovePasskeyAsync(member, passkey.CredentialId);
        await work.Db.EndSessionsAsync(member, actor.SessionId, CancellationToken.None);
        work.Db.Note(actor, NowUtc, "factor.passkey-remove", Subject(memberId), passkey.Name);
        _mail.FactorChanged(work.Db, member, FactorChange.PasskeyRemoved);
        var outcome = await SaveAsync(work, memberId, announce: false);
        if (!outcome.IsDone)
            return outcome;
        await transaction.CommitAsync();
        Announce(memberId);
        return Outcome.Done;
    }

    /// <summary>Takes app, recovery codes and passkeys from a member who has lost them, and signs the member out everywhere.</summary>
    /// <param name="actor">An administrator with a fresh proof: whoever may do this can take over accounts.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome> ResetSecondFactorAsync(Actor actor, int memberId)
    {
        await using var work = new MemberWork(_scopes);
        if (!actor.Is(Role.Administrator))
            return await work.Db.RefuseAsync(actor, NowUtc, "factor.reset", Subject(memberId));
        if (actor.MemberId != 0 && !actor.HasProved(NowUtc))
            return Refusal.NotProved;
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        await DropTotpAsync(work.Db, member);
        work.Db.UserPasskeys.RemoveRange(await work.Db.UserPasskeys.Where(p => p.UserId == memberId).ToListAsync());
        await work.Db.EndSessionsAsync(member, exceptSession: 0, CancellationToken.None);
        work.Db.Note(actor, NowUtc, "factor.reset", Subject(memberId));
        _mail.FactorChanged(work.Db, member, FactorChange.ResetByAdministrator);
        return await SaveAsync(work, memberId);
    }

    private static string Subject(int memberId) => $"member/{memberId}";

    private static bool IsName(string name) => name.Trim().Length is > 0 and <= PasskeyNameLength;

    private static async Task<(Member Member, UserPasskeyInfo Passkey)?> FindPasskeyAsync(MemberWork work, int memberId, string passkeyId)
    {
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null || !Base64Url.IsValid(passkeyId))
            return null;
        return await work.Users.GetPasskeyAsync(member, Base64Url.DecodeFromChars(passkeyId)) is { } passkey ? (member, passkey) : null;
    }

    private static async Task<List<string>> NewCodesAsync(PortalDb db, int memberId)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.MemberId == memberId).ToListAsync());
        List<string> codes = [.. Enumerable.Range(0, OneTimeCodes.RecoveryCodes).Select(_ => OneTimeCodes.NewRecoveryCode())];
        db.RecoveryCodes.AddRange(codes.Select(c => new RecoveryCode { MemberId = memberId, CodeHash = OneTimeCodes.Hash(c) }));
        return codes;
    }

    private static async Task DropTotpAsync(PortalDb db, Member member)
    {
        (member.TotpKey, member.TotpDraft, member.TotpDraftUtc) = (null, null, null);
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.MemberId == member.Id).ToListAsync());
    }

    private static async Task StrengthenAsync(PortalDb db, Actor actor)
    {
        if (await db.MemberSessions.FirstOrDefaultAsync(s => s.Id == actor.SessionId && s.MemberId == actor.MemberId) is { } session)
            session.IsStrong = true;
    }

    private Outcome? Refuse(Actor actor, int memberId) =>
        !actor.IsSelf(memberId) ? Refusal.NotAllowed : !actor.HasProved(NowUtc) ? Refusal.NotProved : null;

    private async Task<Outcome> SaveAsync(MemberWork work, int memberId, bool announce = true)
    {
        try
        {
            await work.Db.SaveChangesAsync();
        }
        catch (DbUpdateConcurrencyException)
        {
            return Refusal.Stale;
        }

        if (announce)
            Announce(memberId);
        return Outcome.Done;
    }

    private void Announce(int memberId)
    {
        _mail.Wake();
        _feed.Announce(memberId);
    }
}
