using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Portal.Web.Hosting;

namespace Portal.Web.Account;

/// <summary>What a passkey is asked for. The answer to one question is none to another.</summary>
public enum PasskeyUse
{
    SignIn,
    Prove,
    Add,
}

/// <summary>Keeps the challenge between the question and the answer: sealed, in a cookie of the browser that asked, for five minutes and one success.</summary>
internal sealed class PasskeyStates(IDataProtectionProvider protection, PortalCookies cookies, TimeProvider time)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromMinutes(5);

    private readonly IDataProtector _protector = protection.CreateProtector("Portal.Passkeys");
    private readonly ConcurrentDictionary<string, DateTimeOffset> _used = new(StringComparer.Ordinal);

    public void Keep(HttpContext context, PasskeyUse use, string state) =>
        cookies.Append(context, cookies.Passkey, ProtectorFor(use).Protect(state, Lasts), Lasts);

    /// <summary>The challenge this browser was given, if it was for this; the cookie goes.</summary>
    public string? Take(HttpContext context, PasskeyUse use)
    {
        var kept = context.Request.Cookies[cookies.Passkey];
        cookies.Delete(context, cookies.Passkey);
        if (string.IsNullOrEmpty(kept))
            return null;
        try
        {
            return ProtectorFor(use).Unprotect(kept);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Whether this is the first success with the challenge: whoever has copied cookie and answer comes second.</summary>
    public bool Spend(string state)
    {
        var now = time.GetUtcNow();
        foreach (var (old, until) in _used)
        {
            if (until < now)
                _used.TryRemove(old, out _);
        }

        return _used.TryAdd(state, now + Lasts);
    }

    private ITimeLimitedDataProtector ProtectorFor(PasskeyUse use) => _protector.CreateProtector(use.ToString()).ToTimeLimitedDataProtector();
}
