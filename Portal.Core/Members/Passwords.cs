using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Portal.Core;

/// <summary>Slow hashing, kept from slowing everybody else down: however many sign in at once, half the processors stay free for readers.</summary>
internal sealed class Passwords : IDisposable
{
    private readonly PasswordHasher<Member> _hasher;
    private readonly SemaphoreSlim _gate = new(Math.Max(1, Environment.ProcessorCount / 2));
    private readonly Lazy<string> _nobodys;

    public Passwords(IOptions<PasswordHasherOptions> options)
    {
        _hasher = new PasswordHasher<Member>(options);
        _nobodys = new Lazy<string>(() => _hasher.HashPassword(new Member(), SecretKey.New()));
    }

    public async Task<string> HashAsync(Member member, string password)
    {
        await _gate.WaitAsync();
        try
        {
            return _hasher.HashPassword(member, password);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Whether it is this member's password. For nobody, it takes as long and says no. ASVS 5.0, 6.3.8.</summary>
    /// <remarks>A hash with fewer rounds than today's is replaced on the way. ASVS 5.0, 11.4.2.</remarks>
    public async Task<bool> CheckAsync(UserManager<Member> users, Member? member, string password)
    {
        var nobodys = _nobodys.Value;
        // longer ones are nobody's: they are refused when they are chosen
        if (password.Length > PasswordRules.MaxLength)
            password = password[..PasswordRules.MaxLength] + "…";
        await _gate.WaitAsync();
        try
        {
            if (member?.PasswordHash is not null)
                return await users.CheckPasswordAsync(member, password);
            _hasher.VerifyHashedPassword(new Member(), nobodys, password);
            return false;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    /// <summary>PBKDF2 with HMAC-SHA-512 (Identity's version 3) and at least 210,000 rounds. ASVS 5.0, 11.4.2.</summary>
    public static void Configure(PasswordHasherOptions options) => options.IterationCount = 210_000;
}
