using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Portal.Core;

/// <summary>Keys that cannot be guessed: 256 random bits, of which only a hash is stored. So many bits need no slow hash.</summary>
internal static class SecretKey
{
    private const int Bytes = 32;

    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}
