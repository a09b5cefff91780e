using System.Buffers.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>Signing in: password, second step, passkey; and out again.</summary>
public sealed class SignIns
{
    private readonly IServiceScopeFactory _scopes;
    private readonly Sessions _sessions;
    private readonly Passwords _passwords;
    private readonly Throttle _throttle;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal SignIns(IServiceScopeFactory scopes, Sessions sessions, Passwords passwords, Throttle throttle, LiveFeed feed, TimeProvider time) =>
        (_scopes, _sessions, _passwords, _throttle, _feed, _time) = (scopes, sessions, passwords, throttle, feed, time);

    /// <summary>How long the second step stays open.</summary>
    public static readonly TimeSpan StepLasts = TimeSpan.FromMinutes(10);

    private const string Remember = "remember";
    private const int DevicesAMember = 20;

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The first step: name or e-mail address, and password.</summary>
    /// <remarks>The same answer in the same time for a name that exists and one that does not. ASVS 5.0, 6.3.8.</remarks>
    public async Task<SignInAnswer> SignInAsync(SignInAttempt attempt)
    {
        await using var work = new MemberWork(_scopes);
        var member = await work.FindAsync(attempt.Name);
        var device = await DeviceAsync(work, member, attempt.From);
        var buckets = SignInBuckets.Password(member, attempt.Name, device, attempt.From);
        if (_throttle.WaitFor(buckets) is { Ticks: > 0 } wait)
            return await WaitAsync(work, Visitor(attempt.From), member, wait, buckets);
        if (!await _passwords.CheckAsync(work.Users, member, attempt.Password))
        {
            _throttle.Add(buckets);
            // what was typed as a name may be a password in the wrong field
            await NoteAsync(work, Visitor(attempt.From), "signin.refused", member is null ? "member" : Subject(member), null);
            return new SignInAnswer(SignInResult.Wrong);
        }

        if (member!.State == MemberState.Off)
        {
            await NoteAsync(work, Visitor(attempt.From), "signin.off", Subject(member), null);
            return new SignInAnswer(SignInResult.Off);
        }

        if (member.TotpKey is null)
            return await CompleteAsync(work, member, device, SignInMethod.Password, attempt.Remember, attempt.From, buckets);
        var step = SecretKey.New();
        work.Db.OneTimeKeys.Add(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(step),
            Purpose = KeyPurpose.SecondFactor,
            MemberId = member.Id,
            Payload = attempt.Remember ? Remember : null,
            CreatedUtc = NowUtc,
            ExpiresUtc = NowUtc + StepLasts,
        });
        await NoteAsync(work, Visitor(attempt.From), "signin.password", Subject(member), null);
        return new SignInAnswer(SignInResult.SecondFactor, StepKey: step);
    }

    /// <summary>The second step: a code of the authenticator app, or a recovery code.</summary>
    /// <param name="stepKey">From <see cref="SignInAsync"/>.</param>
    /// <param name="code">As typed, with blanks or without.</param>
    /// <param name="from">Where it comes from.</param>
    public async Task<SignInAnswer> SecondStepAsync(string stepKey, string code, Caller from)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(stepKey);
        var step = await work.Db.OneTimeKeys.AsNoTracking().FirstOrDefaultAsync(k => k.KeyHash == hash && k.Purpose == KeyPurpose.SecondFactor && k.ExpiresUtc > NowUtc);
        var member = step is null ? null : await work.Db.Users.FirstOrDefaultAsync(u => u.Id == step.MemberId && u.State != MemberState.Off);
        if (member?.TotpKey is null)
            return new SignInAnswer(SignInResult.Expired);
        var device = await DeviceAsync(work, member, from);
        var buckets = SignInBuckets.Code(member, device, from);
        if (_throttle.WaitFor(buckets) is { Ticks: > 0 } wait)
            return await WaitAsync(work, Visitor(from), member, wait, buckets);
        if (await UseCodeAsync(work.Db, member, code) is not { } method)
        {
            _throttle.Add(buckets);
            await NoteAsync(work, Visitor(from), "signin.code-refused", Subject(member), null);
            return new SignInAnswer(SignInResult.Wrong);
        }

        // of two at once with the same step, one gets in
        if (await work.Db.OneTimeKeys.Where(k => k.Id == step!.Id).ExecuteDeleteAsync() == 0)
            return new SignInAnswer(SignInResult.Expired);
        return await CompleteAsync(
            work, member, device, method, step!.Payload == Remember, from,
            [.. buckets, .. SignInBuckets.Password(member, member.UserName!, device, from)]);
    }

    /// <summary>Whether a second step is still open.</summary>
    public async Task<bool> IsStepOpenAsync(string stepKey)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(stepKey);
        return await work.Db.OneTimeKeys.AnyAsync(k => k.KeyHash == hash && k.Purpose == KeyPurpose.SecondFactor && k.ExpiresUtc > NowUtc);
    }

    /// <summary>For a passkey whose signature the caller has verified. It is two factors by itself: having the device and unlocking it.</summary>
    /// <param name="memberId">Whose it is.</param>
    /// <param name="passkey">With the new signature counter.</param>
    /// <param name="remember">Stay signed in when the browser is closed.</param>
    /// <param name="from">Where it comes from.</param>
    public async Task<SignInAnswer> WithPasskeyAsync(int memberId, UserPasskeyInfo passkey, bool remember, Caller from)
    {
        await using var work = new MemberWork(_scopes);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return new SignInAnswer(SignInResult.Wrong);
        if (member.State == MemberState.Off)
        {
            await NoteAsync(work, Visitor(from), "signin.off", Subject(member), null);
            await transaction.CommitAsync();
            return new SignInAnswer(SignInResult.Off);
        }

        if (!await UsePasskeyAsync(work, member, passkey))
            return new SignInAnswer(SignInResult.Wrong);
        var answer = await CompleteAsync(work, member, await DeviceAsync(work, member, from), SignInMethod.Passkey, remember, from, []);
        await transaction.CommitAsync();
        return answer;
    }

    /// <summary>Writes down that a passkey was refused, and whose it is.</summary>
    /// <param name="actor">Whoever is signed in, or a visitor.</param>
    /// <param name="passkeyId">As it was sent; see <see cref="PasskeyLine"/>.</param>
    /// <param name="from">Where it comes from.</param>
    /// <returns>Whether somebody here has such a passkey.</returns>
    public async Task<bool> NotePasskeyRefusedAsync(Actor actor, string? passkeyId, Caller from)
    {
        await using var work = new MemberWork(_scopes);
        var owner = string.IsNullOrEmpty(passkeyId) || !Base64Url.IsValid(passkeyId) ? null : await work.Users.FindByPasskeyIdAsync(Base64Url.DecodeFromChars(passkeyId));
        var buckets = SignInBuckets.Asking("passkey", from.Address);
        // nothing can be guessed here, so nobody has to wait: but whoever sends rubbish shall not fill the log
        if (_throttle.WaitFor(buckets) == TimeSpan.Zero)
        {
            _throttle.Add(buckets);
            await NoteAsync(work, actor with { Address = from.Address }, "signin.passkey-refused", owner is null ? "member" : Subject(owner), null);
        }

        return owner is not null;
    }

    /// <summary>Proves once more who one is, for what must not be done from a page left open. ASVS 5.0, 7.5.1.</summary>
    /// <param name="actor">The member, signed in.</param>
    /// <param name="password">The member's.</param>
    public async Task<SignInAnswer> ProveAsync(Actor actor, string password)
    {
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == actor.MemberId);
        if (member is null || actor.SessionId == 0)
            return new SignInAnswer(SignInResult.Expired);
        Throttle.Bucket[] buckets = [SignInBuckets.Session(actor)];
        if (_throttle.WaitFor(buckets) is { Ticks: > 0 } wait)
            return await WaitAsync(work, actor, member, wait, buckets);
        if (!await _passwords.CheckAsync(work.Users, member, password))
        {
            _throttle.Add(buckets);
            await NoteAsync(work, actor, "signin.proof-refused", Subject(member), null);
            return new SignInAnswer(SignInResult.Wrong);
        }

        _throttle.Clear(buckets);
        return await ProvedAsync(work, actor, SignInMethod.Password);
    }

    /// <summary>The same with a passkey whose signature the caller has verified.</summary>
    /// <param name="actor">The member, signed in.</param>
    /// <param name="passkeyMemberId">Whose passkey it is.</param>
    /// <param name="passkey">With the new signature counter.</param>
    public async Task<SignInAnswer> ProveWithPasskeyAsync(Actor actor, int passkeyMemberId, UserPasskeyInfo passkey)
    {
        if (!actor.IsSelf(passkeyMemberId) || actor.SessionId == 0)
            return new SignInAnswer(SignInResult.Wrong);
        await using var work = new MemberWork(_scopes);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == actor.MemberId);
        if (member is null || !await UsePasskeyAsync(work, member, passkey))
            return new SignInAnswer(SignInResult.Wrong);
        var answer = await ProvedAsync(work, actor, SignInMethod.Passkey, announce: false);
        await transaction.CommitAsync();
        _feed.Announce(actor.MemberId);
        return answer;
    }

    /// <summary>Ends the session of this cookie.</summary>
    public async Task SignOutAsync(Actor actor, string sessionKey)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(sessionKey);
        var session = await work.Db.MemberSessions.FirstOrDefaultAsync(s => s.KeyHash == hash);
        if (session is null)
            return;
        work.Db.MemberSessions.Remove(session);
        await NoteAsync(work, actor, "signin.out", $"member/{session.MemberId}", null);
        _feed.Announce(session.MemberId);
    }

    private static Actor Visitor(Caller from) => Actor.Visitor with { Address = from.Address };

    private static string Subject(Member member) => $"member/{member.Id}";

    // one that was taken away while the caller looked at it must not come back
    private static async Task<bool> UsePasskeyAsync(MemberWork work, Member member, UserPasskeyInfo passkey) =>
        await work.Users.GetPasskeyAsync(member, passkey.CredentialId) is not null && (await work.Users.AddOrUpdatePasskeyAsync(member, passkey)).Succeeded;

    private async Task<SignInAnswer> ProvedAsync(MemberWork work, Actor actor, SignInMethod method, bool announce = true)
    {
        var session = await work.Db.MemberSessions.FirstOrDefaultAsync(s => s.Id == actor.SessionId && s.MemberId == actor.MemberId);
        if (session is null)
            return new SignInAnswer(SignInResult.Expired);
        session.ProvedUtc = NowUtc;
        session.IsStrong |= method == SignInMethod.Passkey;
        await NoteAsync(work, actor, "signin.proved", $"member/{actor.MemberId}", method.ToString());
        if (announce)
            _feed.Announce(actor.MemberId);
        return new SignInAnswer(SignInResult.SignedIn);
    }

    private async Task<SignInAnswer> WaitAsync(MemberWork work, Actor actor, Member? member, TimeSpan wait, IReadOnlyList<Throttle.Bucket> buckets)
    {
        if (_throttle.IsNews(buckets))
            await NoteAsync(work, actor, "signin.wait", member is null ? "member" : Subject(member), $"{Math.Ceiling(wait.TotalSeconds)} s");
        return new SignInAnswer(SignInResult.Wait, Wait: wait);
    }

    private async Task<SignInAnswer> CompleteAsync(
        MemberWork work, Member member, MemberDevice? device, SignInMethod method, bool isPersistent, Caller from, IEnumerable<Throttle.Bucket> buckets)
    {
        _throttle.Clear(buckets.Where(SignInBuckets.IsOwn));
        var key = _sessions.Open(work.Db, member, method, isPersistent, from);
        var deviceKey = from.DeviceKey;
        if (device is null)
        {
            deviceKey = SecretKey.New();
            work.Db.MemberDevices.RemoveRange(await work.Db.MemberDevices.Where(d => d.MemberId == member.Id)
                .OrderByDescending(d => d.LastUsedUtc).Skip(DevicesAMember - 1).ToListAsync());
            work.Db.MemberDevices.Add(new MemberDevice { MemberId = member.Id, KeyHash = SecretKey.Hash(deviceKey), LastUsedUtc = NowUtc });
        }
        else
        {
            device.LastUsedUtc = NowUtc;
        }

        var actor = new Actor(member.Id, member.UserName!) { Address = from.Address };
        await NoteAsync(work, actor, "signin.done", Subject(member), $"{method}, {from.Browser}");
        return new SignInAnswer(SignInResult.SignedIn, key, DeviceKey: deviceKey, IsPersistent: isPersistent);
    }

    private async Task<SignInMethod?> UseCodeAsync(PortalDb db, Member member, string code)
    {
        var typed = OneTimeCodes.Clean(code);
        if (OneTimeCodes.StepOf(member.TotpKey!, typed, NowUtc) is { } step)
        {
            // of two at once with the same code, one finds the step still open
            return await db.Users.Where(u => u.Id == member.Id && u.TotpStep < step).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpStep, step)) == 1
                ? SignInMethod.Totp
                : null;
        }

        var hash = SecretKey.Hash(typed);
        return await db.RecoveryCodes.Where(c => c.MemberId == member.Id && c.CodeHash == hash).ExecuteDeleteAsync() == 1 ? SignInMethod.RecoveryCode : null;
    }

    private static async Task<MemberDevice?> DeviceAsync(MemberWork work, Member? member, Caller from)
    {
        if (member is null || string.IsNullOrEmpty(from.DeviceKey))
            return null;
        var hash = SecretKey.Hash(from.DeviceKey);
        return await work.Db.MemberDevices.FirstOrDefaultAsync(d => d.KeyHash == hash && d.MemberId == member.Id);
    }

    private async Task NoteAsync(MemberWork work, Actor actor, string action, string subject, string? detail)
    {
        work.Db.Note(actor, NowUtc, action, subject, detail);
        await work.Db.SaveChangesAsync();
    }
}
