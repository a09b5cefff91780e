using System.Security.Cryptography;
using OtpNet;

namespace Portal.Core;

/// <summary>Codes of authenticator apps (RFC 6238: SHA-1, 6 digits, 30 seconds, which is what all apps know) and recovery codes.</summary>
internal static class OneTimeCodes
{
    public const int RecoveryCodes = 10;

    // without letters that look like others
    private const string Alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int KeyBytes = 20;
    private const int Digits = 6;

    public static string NewKey() => Base32Encoding.ToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Ten characters, about 49 bits, in two groups.</summary>
    public static string NewRecoveryCode() => $"{RandomNumberGenerator.GetString(Alphabet, 5)}-{RandomNumberGenerator.GetString(Alphabet, 5)}";

    /// <summary>As it is compared: full-width digits plain, small letters, nothing between.</summary>
    public static string Clean(string typed)
    {
        if (typed.Length > 40)
            return "";
        var plain = UserNames.Normalize(typed).ToLowerInvariant();
        return string.Concat(plain.Where(char.IsAsciiLetterOrDigit));
    }

    /// <summary>The step whose code it is, this one or a neighbour, because clocks differ; null when it is none's.</summary>
    public static long? StepOf(string key, string code, DateTime nowUtc) =>
        code.Length == Digits && code.All(char.IsAsciiDigit)
        && new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(nowUtc, code, out var step, new VerificationWindow(previous: 1, future: 1)) ? step : null;

    public static TotpSetup Setup(string key, string issuer, string account)
    {
        var uri = new OtpUri(OtpType.Totp, key, account, issuer).ToString();
        return new TotpSetup(string.Join(' ', key.Chunk(4).Select(c => new string(c))), uri);
    }

    public static string Hash(string recoveryCode) => SecretKey.Hash(Clean(recoveryCode));
}
