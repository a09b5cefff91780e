using System.Security.Claims;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Portal.Web.Account;

/// <summary>Who is signed in on an open page, looked up anew each time somebody asks: what an administrator has just taken away is gone at the next click. ASVS 5.0, 7.4.</summary>
public sealed class SessionAuthentication(Sessions sessions, LiveFeed feed) : AuthenticationStateProvider, IHostEnvironmentAuthenticationStateProvider, IDisposable
{
    private static readonly AuthenticationState Nobody = new(SessionPrincipal.Nobody);

    private Task<AuthenticationState>? _began;
    private AuthenticationState _last = Nobody;
    private SessionState? _lastSession;
    private IDisposable? _changes;

    public void SetAuthenticationState(Task<AuthenticationState> authenticationStateTask) => _began = authenticationStateTask;

    public override async Task<AuthenticationState> GetAuthenticationStateAsync()
    {
        if (_began is null || SessionPrincipal.KeyOf((await _began).User) is not { } key)
            return Nobody;
        var session = await sessions.FindAsync(key);
        if (session is null)
            return Nobody;
        // the same principal as long as nothing has changed: components compare
        if (session != _lastSession)
            (_lastSession, _last) = (session, new AuthenticationState(SessionPrincipal.Of(session, key)));
        return _last;
    }

    public void Dispose() => _changes?.Dispose();

    private async Task WatchAsync()
    {
        if (_began is null || !int.TryParse((await _began).User.FindFirst(ClaimTypes.NameIdentifier)?.Value, out var memberId))
            return;
        _changes = feed.Subscribe<MemberChanged>(memberId, _ => NotifyAuthenticationStateChanged(GetAuthenticationStateAsync()));
    }

    /// <summary>Pages rendered once need no watch; open ones do.</summary>
    internal sealed class Circuits(SessionAuthentication authentication) : CircuitHandler
    {
        public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken) => authentication.WatchAsync();
    }
}
