using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace Portal.Web.Hosting;

/// <summary>Names answers by what is in them, so that nobody is sent again what he has.</summary>
internal static class EntityTags
{
    /// <summary>A weak one: the same answer goes out compressed in different ways.</summary>
    public static EntityTagHeaderValue Of(ReadOnlySpan<byte> bytes) => new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}\"", isWeak: true);
}
