using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;

namespace Portal.Core;

/// <summary>Length counts, composition does not; what everybody tries first is refused. ASVS 5.0, 6.2.1 to 6.2.5 and 6.2.9.</summary>
public sealed class PasswordRules : IPasswordValidator<Member>
{
    /// <summary>In UTF-16 units, as Identity counts.</summary>
    public const int MinLength = 8;

    /// <summary>Long enough for any sentence; longer ones only keep the hash busy.</summary>
    public const int MaxLength = 256;

    /// <summary>Code of the error for a password of the list, or one that is just the member's name.</summary>
    public const string Common = "PasswordTooCommon";

    public const string TooLong = "PasswordTooLong";

    private static readonly Lazy<FrozenSet<string>> List = new(Load);

    public Task<IdentityResult> ValidateAsync(UserManager<Member> manager, Member user, string? password)
    {
        var problem = password is null ? null
            : password.Length > MaxLength ? TooLong
            : password.Length >= MinLength && IsCommon(password, user) ? Common
            : null;
        return Task.FromResult(problem is null ? IdentityResult.Success : IdentityResult.Failed(new IdentityError { Code = problem }));
    }

    private static bool IsCommon(string password, Member user)
    {
        var plain = password.Trim().ToLowerInvariant();
        return List.Value.Contains(plain) || plain.Distinct().Take(3).Count() < 3 || IsName(plain, user.UserName) || IsName(plain, user.Email)
            || IsName(plain, user.Email?.Split('@')[0]) || IsName(plain, user.DisplayName);
    }

    private static bool IsName(string password, string? name) => !string.IsNullOrEmpty(name) && password.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string> Load()
    {
        using var reader = new StreamReader(typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!);
        return reader.ReadToEnd().Split('\n').Where(l => l.Length > 0 && l[0] != '#').ToFrozenSet(StringComparer.Ordinal);
    }
}
