using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Who is signed in where. The cookie carries a key; what the session may do is looked up, so that it can change at any moment.</summary>
public sealed class Sessions : IDisposable
{
    /// <summary>Oldest a session's state may be: what another process changed is known within this time; what this process changed, at once.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(4);

    /// <summary>A remembered session ends after so long without a visit …</summary>
    public static readonly TimeSpan RememberedIdle = TimeSpan.FromDays(14);

    /// <summary>… and after so long in any case. ASVS 5.0, 7.3.</summary>
    public static readonly TimeSpan RememberedLongest = TimeSpan.FromDays(90);

    /// <summary>A session that is not remembered.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    public static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private const int MaxCached = 20_000;

    // between two visits that are written down
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(5);

    private static readonly Role[] Staff = [Role.Judge, Role.Editor, Role.Administrator];

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly TimeProvider _time;
    private readonly LiveFeed _feed;
    private readonly MemberPolicy _policy;
    private readonly ConcurrentDictionary<string, Cached> _cache = new(StringComparer.Ordinal);
    private readonly IDisposable _subscription;
    private long _changes;

    public Sessions(IDbContextFactory<PortalDb> databases, LiveFeed feed, TimeProvider time, MemberPolicy policy)
    {
        _databases = databases;
        _time = time;
        _feed = feed;
        _policy = policy;
        _subscription = feed.Subscribe<MemberChanged>(MemberChanged.Everywhere, change => Forget(change.MemberId), LiveTurn.Memory);
    }

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>The session of a cookie's key, as it stands now; null when it has ended or never was.</summary>
    public async Task<SessionState?> FindAsync(string key, CancellationToken cancellation = default)
    {
        var hash = SecretKey.Hash(key);
        if (_cache.TryGetValue(hash, out var cached) && _time.GetElapsedTime(cached.LoadedAt) < Fresh)
            return cached.State;
        var changes = Interlocked.Read(ref _changes);
        var loadedAt = _time.GetTimestamp();
        var state = await LoadAsync(hash, cancellation);
        if (state is null)
        {
            _cache.TryRemove(hash, out _);
            return null;
        }

        if (_cache.Count >= MaxCached)
            _cache.Clear();
        // what changed while it was loaded may be missing from it
        if (changes == Interlocked.Read(ref _changes))
            _cache[hash] = new Cached(state, loadedAt);
        return state;
    }

    /// <summary>Where a member is signed in, the latest visit first.</summary>
    /// <param name="actor">The member.</param>
    /// <param name="memberId">Whose sessions.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<SessionLine>>> ListAsync(Actor actor, int memberId, CancellationToken cancellation = default)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var lines = await Alive(db, NowUtc).Where(s => s.MemberId == memberId).OrderByDescending(s => s.LastSeenUtc).ThenByDescending(s => s.Id)
            .Select(s => new SessionLine(s.Id, s.Browser, s.Address, s.Method, s.CreatedUtc, s.LastSeenUtc, s.Id == actor.SessionId)).ToListAsync(cancellation);
        return lines;
    }

    /// <summary>Signs one browser out.</summary>
    /// <param name="actor">The member, from any session.</param>
    /// <param name="memberId">Whose session.</param>
    /// <param name="sessionId">Which.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome> EndAsync(Actor actor, int memberId, int sessionId, CancellationToken cancellation = default)
    {
        if (!actor.IsSelf(memberId))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var session = await db.MemberSessions.FirstOrDefaultAsync(s => s.Id == sessionId && s.MemberId == memberId, cancellation);
        if (session is null)
            return Refusal.NotFound;
        db.MemberSessions.Remove(session);
        db.Note(actor, NowUtc, "session.end", $"member/{memberId}", session.Browser);
        await db.SaveChangesAsync(cancellation);
        _feed.Announce(memberId);
        return Outcome.Done;
    }

    /// <summary>Signs a member out everywhere, also in this browser, and forgets the browsers.</summary>
    /// <param name="actor">The member, or an administrator.</param>
    /// <param name="memberId">Whose sessions.</param>
    /// <param name="cancellation">Ends the command before it is committed.</param>
    public async Task<Outcome> EndAllAsync(Actor actor, int memberId, CancellationToken cancellation = default)
    {
        if (!actor.IsSelf(memberId) && !actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var member = await db.Users.FirstOrDefaultAsync(u => u.Id == memberId, cancellation);
        if (member is null)
            return Refusal.NotFound;
        await db.EndSessionsAsync(member, exceptSession: 0, cancellation);
        db.Note(actor, NowUtc, "session.end-all", $"member/{memberId}");
        await db.SaveChangesAsync(cancellation);
        _feed.Announce(memberId);
        return Outcome.Done;
    }

    public void Dispose() => _subscription.Dispose();

    /// <summary>Begins a session in the caller's unit of work.</summary>
    /// <returns>The key for the cookie.</returns>
    internal string Open(PortalDb db, Member member, SignInMethod method, bool isPersistent, Caller from)
    {
        var key = SecretKey.New();
        var now = NowUtc;
        db.MemberSessions.Add(new MemberSession
        {
            KeyHash = SecretKey.Hash(key),
            MemberId = member.Id,
            Stamp = member.SecurityStamp!,
            CreatedUtc = now,
            LastSeenUtc = now,
            ExpiresUtc = now + (isPersistent ? RememberedIdle : Idle),
            ProvedUtc = now,
            IsPersistent = isPersistent,
            IsStrong = method != SignInMethod.Password,
            Method = method,
            Address = from.Address,
            Browser = from.Browser,
        });
        return key;
    }

    private async Task<SessionState?> LoadAsync(string hash, CancellationToken cancellation)
    {
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var now = NowUtc;
        var found = await (
            from session in Alive(db, now)
            where session.KeyHash == hash
            join member in db.Users.AsNoTracking() on session.MemberId equals member.Id
            select new
            {
                session,
                member.UserName,
                member.DisplayName,
                member.State,
                HasSecondFactor = member.TotpKey != null || db.UserPasskeys.Any(p => p.UserId == member.Id),
                Roles = db.UserRoles.Where(r => r.UserId == member.Id).Join(db.Roles, r => r.RoleId, r => r.Id, (_, r) => r.Name!).ToList(),
            }).FirstOrDefaultAsync(cancellation);
        if (found is null)
            return null;
        if (now - found.session.LastSeenUtc > SeenEvery)
            await SeeAsync(db, found.session, now, cancellation);
        List<Role> held = found.State == MemberState.Active ? [.. found.Roles.Select(Enum.Parse<Role>).Order()] : [];
        var strongEnough = found.session.IsStrong || !_policy.StaffSecondFactor;
        return new SessionState(
            found.session.Id, found.session.MemberId, found.UserName!, found.DisplayName, found.State, held,
            strongEnough ? held : [.. held.Except(Staff)], found.session.IsStrong, found.HasSecondFactor, found.session.ProvedUtc);
    }

    private static async Task SeeAsync(PortalDb db, MemberSession session, DateTime now, CancellationToken cancellation)
    {
        var end = session.CreatedUtc + (session.IsPersistent ? RememberedLongest : Longest);
        var idle = now + (session.IsPersistent ? RememberedIdle : Idle);
        await db.MemberSessions.Where(s => s.Id == session.Id).ExecuteUpdateAsync(
            s => s.SetProperty(x => x.LastSeenUtc, now).SetProperty(x => x.ExpiresUtc, end < idle ? end : idle), cancellation);
    }

    private static IQueryable<MemberSession> Alive(PortalDb db, DateTime now) =>
        from session in db.MemberSessions.AsNoTracking()
        join member in db.Users on session.MemberId equals member.Id
        where session.ExpiresUtc > now && session.Stamp == member.SecurityStamp && member.State != MemberState.Off
        select session;

    private void Forget(int memberId)
    {
        Interlocked.Increment(ref _changes);
        foreach (var (hash, cached) in _cache)
        {
            if (cached.State.MemberId == memberId)
                _cache.TryRemove(hash, out _);
        }
    }

    private sealed record Cached(SessionState State, long LoadedAt);
}

internal static class SessionEnding
{
    /// <summary>Gives the member a new stamp, which ends all sessions but one, in the caller's unit of work.</summary>
    public static async Task EndSessionsAsync(this PortalDb db, Member member, int exceptSession, CancellationToken cancellation)
    {
        member.SecurityStamp = SecretKey.New();
        var sessions = await db.MemberSessions.Where(s => s.MemberId == member.Id).ToListAsync(cancellation);
        foreach (var session in sessions)
        {
            if (session.Id == exceptSession)
                session.Stamp = member.SecurityStamp;
            else
                db.MemberSessions.Remove(session);
        }

        if (exceptSession == 0)
            db.MemberDevices.RemoveRange(await db.MemberDevices.Where(d => d.MemberId == member.Id).ToListAsync(cancellation));
    }

    /// <summary>Memory first, then the member's open pages.</summary>
    public static void Announce(this LiveFeed feed, int memberId)
    {
        feed.Publish(MemberChanged.Everywhere, new MemberChanged(memberId));
        feed.Publish(memberId, new MemberChanged(memberId));
    }
}
