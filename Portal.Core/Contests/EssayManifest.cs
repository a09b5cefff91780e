using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Portal.Core;

/// <summary>What was sent, as one JSON text in UTF-8. Its SHA-256 stands on the receipt: whoever has kept the text can prove what it said.</summary>
internal static class EssayManifest
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The same bytes each time, as long as nobody changes the revision.</summary>
    public static byte[] Of(EssayRevision sent, string number) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            number,
            version = sent.Place,
            sentUtc = sent.SentUtc.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            title = sent.Title,
            theme = sent.Theme,
            authors = sent.Authors.Select(a => new { name = a.Name, unit = a.Unit, email = a.Email }),
            @abstract = sent.Abstract,
            body = sent.Body.Html,
            files = sent.Files.Select(f => new { name = f.Name, sha256 = f.OriginalHash, bytes = f.Bytes }),
        },
        Readable);

    public static string HashOf(EssayRevision sent, string number) => Convert.ToHexStringLower(SHA256.HashData(Of(sent, number)));
}
