using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>会员: joining, the account, and what administrators do with accounts.</summary>
public sealed class Members
{
    /// <summary>How long the link of a registration works.</summary>
    public static readonly TimeSpan RegistrationLasts = TimeSpan.FromHours(48);

    /// <summary>How long the link to a new address works.</summary>
    public static readonly TimeSpan EmailLasts = TimeSpan.FromHours(24);

    private const int EmailLength = 254;
    private const int MailsAnHour = 3;
    private const int PageSizeLimit = 100;

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly IServiceScopeFactory _scopes;
    private readonly Passwords _passwords;
    private readonly Throttle _throttle;
    private readonly MemberMail _mail;
    private readonly MemberPolicy _policy;
    private readonly SiteSettingsCache _site;
    private readonly LiveFeed _feed;
    private readonly TimeProvider _time;

    internal Members(IServiceScopeFactory scopes, Passwords passwords, Throttle throttle, MemberMail mail, MemberPolicy policy, SiteSettingsCache site, LiveFeed feed, TimeProvider time) =>
        (_scopes, _passwords, _throttle, _mail, _policy, _site, _feed, _time) = (scopes, passwords, throttle, mail, policy, site, feed, time);

    /// <summary>Whether an administrator looks at each registration before the account counts.</summary>
    public bool ApprovesByHand => _site.Current.ManualApproval ?? _policy.ManualApproval;

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Takes an application to join and sends a mail to the address; the account is made when its link is followed.</summary>
    /// <remarks>
    /// Whether name or address are known already only the owner of the address learns, from the mail: the answer is the same and takes the same time. ASVS 5.0, 6.3.8.
    /// </remarks>
    /// <param name="actor">Anybody.</param>
    /// <param name="wanted">What was filled in.</param>
    /// <param name="from">Where it comes from.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with the names of the fields, or Identity's codes for the password, separated by spaces; as <see cref="Refusal.TooMany"/>
    /// when one address applies too often.
    /// </returns>
    public async Task<Outcome> RegisterAsync(Actor actor, NewRegistration wanted, Caller from)
    {
        var buckets = SignInBuckets.Asking("register", from.Address);
        if (_throttle.WaitFor(buckets) > TimeSpan.Zero)
            return Refusal.TooMany;
        await using var work = new MemberWork(_scopes);
        var now = NowUtc;
        // for the checks of the form alone: it is never stored
        var applicant = new Member { UserName = UserNames.Normalize(wanted.UserName), Email = wanted.Email.Trim(), DisplayName = Plain(wanted.DisplayName) };
        var wrong = FormProblems(applicant, wanted).ToList();
        if (wanted.UnitId is { } unit && !await work.Db.CouncilUnits.AnyAsync(u => u.Id == unit))
            wrong.Add(nameof(NewRegistration.UnitId));
        if (await work.PasswordProblemAsync(applicant, wanted.Password) is { } password)
            wrong.Add(password);
        if (wrong.Count > 0)
            return Outcome.Invalid(string.Join(' ', wrong));
        _throttle.Add(buckets);
        if (!string.IsNullOrEmpty(wanted.Trap))
        {
            work.Db.Note(actor with { Address = from.Address }, now, "member.register-trap", "member");
            await work.Db.SaveChangesAsync();
            return Outcome.Done;
        }

        var email = work.Users.NormalizeEmail(applicant.Email);
        var known = await work.Db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.NormalizedEmail == email);
        var asked = await work.Db.Registrations.CountAsync(r => r.NormalizedEmail == email && r.CreatedUtc > now.AddHours(-1));
        var key = SecretKey.New();
        var registration = new Registration
        {
            KeyHash = known is null ? SecretKey.Hash(key) : null,
            UserName = applicant.UserName,
            Email = applicant.Email,
            NormalizedEmail = email!,
            DisplayName = applicant.DisplayName,
            UnitId = wanted.UnitId,
            Organisation = wanted.UnitId is null ? NullIfEmpty(Plain(wanted.Organisation)) : null,
            Language = MemberLanguage(wanted.Language),
            PasswordHash = await _passwords.HashAsync(applicant, wanted.Password),
            CreatedUtc = now,
            ExpiresUtc = now + RegistrationLasts,
        };
        work.Db.Registrations.Add(registration);
        work.Db.Note(actor with { Address = from.Address }, now, "member.register", "member");
        // whoever sends forms for somebody else's address shall not fill that mailbox
        if (asked < MailsAnHour && known is null)
            _mail.ConfirmRegistration(work.Db, registration, key, registration.ExpiresUtc);
        else if (asked < MailsAnHour)
            _mail.KnownAddress(work.Db, known!);
        await work.Db.SaveChangesAsync();
        _mail.Wake();
        return Outcome.Done;
    }

    /// <summary>What a key of a registration's mail would confirm; null when it has expired or was used.</summary>
    public async Task<string?> RegistrationNameAsync(string key)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        return await work.Db.Registrations.Where(r => r.KeyHash == hash && r.ExpiresUtc > NowUtc).Select(r => r.UserName).FirstOrDefaultAsync();
    }

    /// <summary>Makes the account.</summary>
    /// <param name="actor">Anybody; the key is the proof.</param>
    /// <param name="key">From the mail.</param>
    /// <param name="otherUserName">Another user name, when the one applied for has been taken.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>UserName</c> when the name is taken or cannot be one; as <see cref="Refusal.NotFound"/> when the key has expired or was used.</returns>
    public async Task<Outcome<ConfirmedRegistration>> ConfirmAsync(Actor actor, string key, string? otherUserName = null)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var registration = await work.Db.Registrations.FirstOrDefaultAsync(r => r.KeyHash == hash && r.ExpiresUtc > NowUtc);
        if (registration is null)
            return Refusal.NotFound;
        var member = new Member
        {
            UserName = string.IsNullOrWhiteSpace(otherUserName) ? registration.UserName : UserNames.Normalize(otherUserName),
            Email = registration.Email,
            EmailConfirmed = true,
            DisplayName = registration.DisplayName,
            PasswordHash = registration.PasswordHash,
            UnitId = registration.UnitId,
            Organisation = registration.Organisation,
            Language = registration.Language,
            JoinedUtc = NowUtc,
            ConsentUtc = registration.CreatedUtc,
            State = ApprovesByHand ? MemberState.Pending : MemberState.Active,
        };
        if (await work.AddAsync(member, []) is { } problem)
            return problem.Contains("UserName", StringComparison.Ordinal) ? Outcome.Invalid("UserName") : Refusal.NotFound;
        // other applications with this address have become pointless
        work.Db.Registrations.RemoveRange(await work.Db.Registrations.Where(r => r.NormalizedEmail == registration.NormalizedEmail || r.ExpiresUtc <= NowUtc).ToListAsync());
        work.Db.Note(actor, NowUtc, "member.join", Subject(member.Id), member.State.ToString());
        await work.Db.SaveChangesAsync();
        await transaction.CommitAsync();
        return new ConfirmedRegistration(member.Id, member.UserName!, member.State == MemberState.Pending);
    }

    /// <summary>Makes an account for somebody.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="member">User names and e-mail addresses are unique; see <see cref="UserNames"/> and <see cref="PasswordRules"/>.</param>
    /// <returns>The member's number, or what is wrong: Identity's codes, separated by spaces.</returns>
    public async Task<Outcome<int>> CreateAsync(Actor actor, NewMember member)
    {
        await using var work = new MemberWork(_scopes);
        if (!actor.Is(Role.Administrator))
            return await work.Db.RefuseAsync(actor, NowUtc, "member.create", "member");
        var user = new Member
        {
            UserName = UserNames.Normalize(member.UserName),
            Email = member.Email.Trim(),
            DisplayName = Plain(member.DisplayName),
            JoinedUtc = NowUtc,
            EmailConfirmed = true,
        };
        if (await work.PasswordProblemAsync(user, member.Password) is { } weak)
            return Outcome.Invalid(weak);
        user.PasswordHash = await _passwords.HashAsync(user, member.Password);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        if (await work.AddAsync(user, member.Roles) is { } problem)
            return Outcome.Invalid(problem);
        work.Db.Note(actor, NowUtc, "member.create", Subject(user.Id), string.Join(", ", member.Roles));
        await work.Db.SaveChangesAsync();
        await transaction.CommitAsync();
        return user.Id;
    }

    /// <summary>A member's account.</summary>
    /// <param name="actor">The member, or an administrator.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome<MemberProfile>> ProfileAsync(Actor actor, int memberId)
    {
        if (!actor.IsSelf(memberId) && !actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var work = new MemberWork(_scopes);
        var member = await work.Db.Users.AsNoTracking().FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        var roles = await RolesAsync(work.Db, [memberId]);
        var unit = await work.Db.CouncilUnits.Where(u => u.Id == member.UnitId).Select(u => u.Name).FirstOrDefaultAsync();
        var codes = await work.Db.RecoveryCodes.CountAsync(c => c.MemberId == memberId);
        var passkeys = await work.Users.GetPasskeysAsync(member);
        return new MemberProfile(
            member.Id, member.UserName!, member.Email!, member.DisplayName, member.UnitId, unit, member.Organisation, member.Language, member.State,
            roles.GetValueOrDefault(memberId) ?? [], member.JoinedUtc, member.TotpKey is not null, codes,
            [.. passkeys.OrderBy(p => p.CreatedAt).Select(p => new PasskeyLine(
                System.Buffers.Text.Base64Url.EncodeToString(p.CredentialId), p.Name ?? "", p.CreatedAt.UtcDateTime, p.IsBackedUp))]);
    }

    /// <summary>Changes name, organisation and language.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="change">All of them.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the names of the fields.</returns>
    public async Task<Outcome> ChangeProfileAsync(Actor actor, int memberId, ProfileChange change)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        var wrong = new List<string>();
        if (!IsDisplayName(Plain(change.DisplayName)))
            wrong.Add(nameof(change.DisplayName));
        if (Plain(change.Organisation).Length > Member.OrganisationLength)
            wrong.Add(nameof(change.Organisation));
        await using var work = new MemberWork(_scopes);
        if (change.UnitId is { } unit && !await work.Db.CouncilUnits.AnyAsync(u => u.Id == unit))
            wrong.Add(nameof(change.UnitId));
        if (wrong.Count > 0)
            return Outcome.Invalid(string.Join(' ', wrong));
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        var before = ProfileOf(member);
        member.DisplayName = Plain(change.DisplayName);
        member.UnitId = change.UnitId;
        member.Organisation = change.UnitId is null ? NullIfEmpty(Plain(change.Organisation)) : null;
        member.Language = MemberLanguage(change.Language);
        work.Db.Note(actor, NowUtc, "member.profile", Subject(memberId), before: before, after: ProfileOf(member));
        return await SaveAsync(work, memberId);
    }

    /// <summary>Sends a link to a new address; it counts once the link is followed. The answer does not say whether somebody has it already.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    /// <param name="email">The new address.</param>
    public async Task<Outcome> ChangeEmailAsync(Actor actor, int memberId, string email)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        if (!actor.HasProved(NowUtc))
            return Refusal.NotProved;
        email = email.Trim();
        if (!IsEmail(email))
            return Outcome.Invalid("Email");
        await using var work = new MemberWork(_scopes);
        var now = NowUtc;
        if (await work.Db.OneTimeKeys.CountAsync(k => k.Purpose == KeyPurpose.ConfirmEmail && k.MemberId == memberId && k.CreatedUtc > now.AddHours(-1)) >= MailsAnHour)
            return Refusal.TooMany;
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        var key = SecretKey.New();
        work.Db.OneTimeKeys.Add(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(key),
            Purpose = KeyPurpose.ConfirmEmail,
            MemberId = memberId,
            Payload = email,
            CreatedUtc = now,
            ExpiresUtc = now + EmailLasts,
        });
        work.Db.Note(actor, now, "member.email-asked", Subject(memberId));
        var normalized = work.Users.NormalizeEmail(email);
        if (!await work.Db.Users.AnyAsync(u => u.NormalizedEmail == normalized))
            _mail.ConfirmEmail(work.Db, member, email, key, now + EmailLasts);
        await work.Db.SaveChangesAsync();
        _mail.Wake();
        return Outcome.Done;
    }

    /// <summary>The address a key would confirm; null when it has expired or was used.</summary>
    public async Task<string?> NewEmailAsync(string key)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        return await work.Db.OneTimeKeys.Where(k => k.KeyHash == hash && k.Purpose == KeyPurpose.ConfirmEmail && k.ExpiresUtc > NowUtc).Select(k => k.Payload).FirstOrDefaultAsync();
    }

    /// <summary>Makes the new address the member's, and tells the old one.</summary>
    /// <param name="actor">Anybody; the key is the proof.</param>
    /// <param name="key">From the mail.</param>
    public async Task<Outcome> ConfirmEmailAsync(Actor actor, string key)
    {
        await using var work = new MemberWork(_scopes);
        var hash = SecretKey.Hash(key);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var asked = await work.Db.OneTimeKeys.FirstOrDefaultAsync(k => k.KeyHash == hash && k.Purpose == KeyPurpose.ConfirmEmail && k.ExpiresUtc > NowUtc);
        var member = asked is null ? null : await work.Db.Users.FirstOrDefaultAsync(u => u.Id == asked.MemberId && u.State != MemberState.Off);
        if (member is null)
            return Refusal.NotFound;
        var old = member.Email!;
        member.Email = asked!.Payload;
        if (await work.AccountProblemAsync(member) is not null)
            return Refusal.NotFound;
        member.NormalizedEmail = work.Users.NormalizeEmail(member.Email);
        // a link to a new password that lies in the old mailbox must no longer open the account
        work.Db.OneTimeKeys.RemoveRange(await work.Db.OneTimeKeys.Where(k => k.MemberId == member.Id).ToListAsync());
        work.Db.Note(actor, NowUtc, "member.email", Subject(member.Id), before: old, after: member.Email);
        _mail.EmailChanged(work.Db, member, old);
        var outcome = await SaveAsync(work, member.Id, announce: false);
        if (!outcome.IsDone)
            return outcome;
        await transaction.CommitAsync();
        Announce(member.Id);
        return Outcome.Done;
    }

    /// <summary>Everything the portal keeps about a member, as JSON in UTF-8.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    public async Task<Outcome<byte[]>> ExportAsync(Actor actor, int memberId)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        if (!actor.HasProved(NowUtc))
            return Refusal.NotProved;
        var profile = await ProfileAsync(actor, memberId);
        if (!profile.IsDone)
            return Refusal.NotFound;
        await using var work = new MemberWork(_scopes);
        var sessions = await work.Db.MemberSessions.AsNoTracking().Where(s => s.MemberId == memberId).OrderBy(s => s.Id)
            .Select(s => new { s.CreatedUtc, s.LastSeenUtc, s.Address, s.Browser, Method = s.Method.ToString() }).ToListAsync();
        var subject = Subject(memberId);
        var deeds = await work.Db.AuditEntries.AsNoTracking().Where(a => a.ActorId == memberId || a.Subject == subject).OrderBy(a => a.Id)
            .Select(a => new { a.AtUtc, a.Action, a.Subject, a.Detail, a.Before, a.After, a.Address }).ToListAsync();
        var read = await work.Db.NoticeReads.AsNoTracking().Where(r => r.MemberId == memberId).OrderBy(r => r.ReadUtc)
            .Select(r => new { r.NoticeId, r.ReadUtc, r.ConfirmedUtc }).ToListAsync();
        var replies = await work.Db.NoticeReplies.AsNoTracking().Where(r => r.MemberId == memberId).OrderBy(r => r.AnsweredUtc)
            .Select(r => new { r.NoticeId, r.IsComing, r.People, r.Names, r.Remarks, r.AnsweredUtc }).ToListAsync();
        var essays = await work.Db.Essays.AsNoTracking().Where(e => e.MemberId == memberId).OrderBy(e => e.Id).ToListAsync();
        // by the code a judge knows: numbers would say in which order essays came
        var reviews = await work.Db.Reviews.AsNoTracking().Where(r => r.JudgeId == memberId)
            .Select(r => new { Essay = work.Db.Essays.First(e => e.Id == r.EssayId).BlindCode, r.State, r.Scores, r.Notes, r.CommentForAuthor, r.CommentForOrganisers }).ToListAsync();
        var member = await work.Db.Users.AsNoTracking().FirstAsync(u => u.Id == memberId);
        work.Db.Note(actor, NowUtc, "member.export", subject);
        await work.Db.SaveChangesAsync();
        var p = profile.Value;
        return JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                p.UserName,
                p.Email,
                p.DisplayName,
                Unit = p.UnitName,
                p.Organisation,
                p.Language,
                State = p.State.ToString(),
                Roles = p.Roles.Select(r => r.ToString()),
                p.JoinedUtc,
                member.ConsentUtc,
                AuthenticatorApp = p.HasTotp,
                Passkeys = p.Passkeys.Select(k => new { k.Name, k.CreatedUtc }),
                Sessions = sessions,
                NoticesRead = read,
                NoticeReplies = replies,
                Essays = essays,
                Reviews = reviews.OrderBy(r => r.Essay, StringComparer.Ordinal),
                Log = deeds,
            },
            Readable);
    }

    /// <summary>Deletes the account and what belongs to the person alone. The audit log keeps what was done, without name, address and device.</summary>
    /// <param name="actor">The member, with a fresh proof.</param>
    /// <param name="memberId">Whose.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>LastAdministrator</c> when nobody could run the portal afterwards.</returns>
    public async Task<Outcome> DeleteAsync(Actor actor, int memberId)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        if (!actor.HasProved(NowUtc))
            return Refusal.NotProved;
        await using var work = new MemberWork(_scopes);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        if (await work.IsLastAdministratorAsync(memberId))
            return Outcome.Invalid("LastAdministrator");
        _mail.Deleted(work.Db, member);
        await EssayAnonymity.ForgetAsync(work.Db, memberId);
        work.Db.Users.Remove(member);
        work.Db.Registrations.RemoveRange(await work.Db.Registrations.Where(r => r.NormalizedEmail == member.NormalizedEmail).ToListAsync());
        work.Db.Note(actor, NowUtc, "member.delete", Subject(memberId));
        var outcome = await SaveAsync(work, memberId, announce: false);
        if (!outcome.IsDone)
            return outcome;
        // also out of the line that says so
        await work.Db.ForgetAsync(memberId);
        await transaction.CommitAsync();
        Announce(memberId);
        return Outcome.Done;
    }

    /// <summary>The administrators' list, the newest first.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="query">Part of a user name, name, address or organisation.</param>
    /// <param name="state">Only these.</param>
    /// <param name="role">Only those who hold it.</param>
    /// <param name="page">From 1.</param>
    /// <param name="pageSize">1 to 100.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<PagedList<MemberRow>>> ListAsync(
        Actor actor, string? query = null, MemberState? state = null, Role? role = null, int page = 1, int pageSize = 20, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var work = new MemberWork(_scopes);
        var members = MemberLists.Filter(work.Db, query, state, role);
        var total = await members.CountAsync(cancellation);
        pageSize = Math.Clamp(pageSize, 1, PageSizeLimit);
        var found = page < 1 || (long)(page - 1) * pageSize >= total ? [] : await members.OrderByDescending(u => u.Id).Skip((page - 1) * pageSize).Take(pageSize)
            .Select(u => u.Id).ToListAsync(cancellation);
        return new PagedList<MemberRow>(await MemberLists.RowsAsync(work.Db, found, cancellation), page, pageSize, total);
    }

    /// <summary>Lets in somebody who waits for approval, and says so by mail.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="memberId">Whom.</param>
    public Task<Outcome> ApproveAsync(Actor actor, int memberId) => AdministerAsync(actor, memberId, "member.approve", async (work, member) =>
    {
        if (member.State != MemberState.Pending)
            return Refusal.Stale;
        member.State = MemberState.Active;
        work.Db.Note(actor, NowUtc, "member.approve", Subject(memberId), before: nameof(MemberState.Pending), after: nameof(MemberState.Active));
        _mail.Approved(work.Db, member);
        await Task.CompletedTask;
        return Outcome.Done;
    });

    /// <summary>Gives a member these roles and no others. Every member holds <see cref="Role.Member"/>.</summary>
    /// <param name="actor">An administrator with a fresh proof: whoever may do this can make others administrators.</param>
    /// <param name="memberId">Whom.</param>
    /// <param name="roles">All of them.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>LastAdministrator</c> when nobody could run the portal afterwards.</returns>
    public Task<Outcome> SetRolesAsync(Actor actor, int memberId, IReadOnlyList<Role> roles) => AdministerAsync(actor, memberId, "member.roles", async (work, member) =>
    {
        if (LacksProof(actor))
            return Refusal.NotProved;
        if (!roles.Contains(Role.Administrator) && await work.IsLastAdministratorAsync(memberId))
            return Outcome.Invalid("LastAdministrator");
        var before = (await RolesAsync(work.Db, [memberId])).GetValueOrDefault(memberId) ?? [];
        await work.SetRolesAsync(memberId, roles);
        work.Db.Note(actor, NowUtc, "member.roles", Subject(memberId), before: string.Join(", ", before), after: string.Join(", ", roles.Append(Role.Member).Distinct().Order()));
        return Outcome.Done;
    });

    /// <summary>Switches an account off: signed out everywhere at once, and no way in.</summary>
    /// <param name="actor">An administrator with a fresh proof.</param>
    /// <param name="memberId">Whom.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with <c>LastAdministrator</c> when nobody could run the portal afterwards.</returns>
    public Task<Outcome> SwitchOffAsync(Actor actor, int memberId) => AdministerAsync(actor, memberId, "member.off", async (work, member) =>
    {
        if (LacksProof(actor))
            return Refusal.NotProved;
        if (member.State == MemberState.Off)
            return Refusal.Stale;
        if (await work.IsLastAdministratorAsync(memberId))
            return Outcome.Invalid("LastAdministrator");
        var before = member.State;
        member.State = MemberState.Off;
        await work.Db.EndSessionsAsync(member, exceptSession: 0, CancellationToken.None);
        work.Db.Note(actor, NowUtc, "member.off", Subject(memberId), before: before.ToString(), after: nameof(MemberState.Off));
        _mail.SwitchedOff(work.Db, member);
        return Outcome.Done;
    });

    /// <summary>Switches an account on again.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="memberId">Whom.</param>
    public Task<Outcome> SwitchOnAsync(Actor actor, int memberId) => AdministerAsync(actor, memberId, "member.on", (work, member) =>
    {
        if (member.State != MemberState.Off)
            return Task.FromResult<Outcome>(Refusal.Stale);
        member.State = MemberState.Active;
        work.Db.Note(actor, NowUtc, "member.on", Subject(memberId), before: nameof(MemberState.Off), after: nameof(MemberState.Active));
        return Task.FromResult(Outcome.Done);
    });

    private static string MemberLanguage(string language) => language == TextLanguages.English ? TextLanguages.English : TextLanguages.Chinese;

    private static string Subject(int memberId) => $"member/{memberId}";

    private static string ProfileOf(Member member) =>
        string.Join('\n', member.DisplayName, member.UnitId is { } unit ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"unit/{unit}") : member.Organisation ?? "-", member.Language);

    private static string? NullIfEmpty(string text) => text.Length == 0 ? null : text;

    /// <summary>One line of text: no control characters, no blanks around it.</summary>
    internal static string Plain(string? text) => string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();

    private static bool IsDisplayName(string name) => name.Length is > 0 and <= Member.NameLength;

    internal static bool IsEmail(string email) => email.Length <= EmailLength && MimeKit.MailboxAddress.TryParse(email, out var parsed) && parsed.Address == email && email.Split('@') is [{ Length: > 0 }, { Length: > 0 }];

    private static IEnumerable<string> FormProblems(Member applicant, NewRegistration wanted)
    {
        if (!UserNames.IsValid(applicant.UserName!))
            yield return nameof(wanted.UserName);
        if (!IsEmail(applicant.Email!))
            yield return nameof(wanted.Email);
        if (!IsDisplayName(applicant.DisplayName))
            yield return nameof(wanted.DisplayName);
        if (Plain(wanted.Organisation).Length > Member.OrganisationLength)
            yield return nameof(wanted.Organisation);
        if (!wanted.Consent)
            yield return nameof(wanted.Consent);
    }

    internal static async Task<Dictionary<int, IReadOnlyList<Role>>> RolesAsync(PortalDb db, int[] memberIds)
    {
        var held = await db.UserRoles.Where(r => memberIds.Contains(r.UserId)).Join(db.Roles, r => r.RoleId, r => r.Id, (r, role) => new { r.UserId, role.Name }).ToListAsync();
        return held.GroupBy(h => h.UserId).ToDictionary(g => g.Key, g => (IReadOnlyList<Role>)[.. g.Select(h => Enum.Parse<Role>(h.Name!)).Order()]);
    }

    // whoever sits at the machine has no session to prove
    private bool LacksProof(Actor actor) => actor.MemberId != 0 && !actor.HasProved(NowUtc);

    private async Task<Outcome> AdministerAsync(Actor actor, int memberId, string action, Func<MemberWork, Member, Task<Outcome>> change)
    {
        await using var work = new MemberWork(_scopes);
        if (!actor.Is(Role.Administrator))
            return await work.Db.RefuseAsync(actor, NowUtc, action, Subject(memberId));
        // one after the other: of two administrators who take each other's role, the second is the last one
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var member = await work.Db.Users.FirstOrDefaultAsync(u => u.Id == memberId);
        if (member is null)
            return Refusal.NotFound;
        var outcome = await change(work, member);
        if (outcome.IsDone)
            outcome = await SaveAsync(work, memberId, announce: false);
        if (!outcome.IsDone)
            return outcome;
        await transaction.CommitAsync();
        Announce(memberId);
        return Outcome.Done;
    }

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
