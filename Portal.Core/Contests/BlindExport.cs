using System.IO.Compression;
using System.Net;
using System.Text;

namespace Portal.Core;

/// <summary>A judge's essays as a zip. Its entries carry no time but the zip format's first day.</summary>
internal static class BlindExport
{
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static async Task<Stream> WriteAsync(IEnumerable<(string BlindCode, EssayRevision Sent)> works, ContentStore store, CancellationToken cancellation)
    {
        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16,
            FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        try
        {
            await using (var zip = await ZipArchive.CreateAsync(file, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, cancellation))
            {
                foreach (var (blindCode, sent) in works)
                {
                    var essay = BlindEssay.Of(blindCode, sent);
                    await AddAsync(zip, $"{blindCode}/{blindCode}.html", new MemoryStream(Encoding.UTF8.GetBytes(ToPage(essay))), cancellation);
                    foreach (var (attached, kept) in essay.Files.Zip(sent.Files))
                    {
                        if (store.Find(kept.Hash) is { } path)
                            await AddAsync(zip, $"{blindCode}/{attached.Name}", File.OpenRead(path), cancellation);
                    }
                }
            }

            file.Position = 0;
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static async Task AddAsync(ZipArchive zip, string name, Stream content, CancellationToken cancellation)
    {
        await using (content)
        {
            var entry = zip.CreateEntry(name);
            entry.LastWriteTime = NoTime;
            await using var to = await entry.OpenAsync(cancellation);
            await content.CopyToAsync(to, cancellation);
        }
    }

    private static string ToPage(BlindEssay essay) => $"""
        <!doctype html>
        <html lang="zh-Hans"><head><meta charset="utf-8"><title>{WebUtility.HtmlEncode(essay.BlindCode)}</title></head>
        <body><h1>{WebUtility.HtmlEncode(essay.Title)}</h1><p>{WebUtility.HtmlEncode(essay.BlindCode)} {WebUtility.HtmlEncode(essay.Theme)}</p>
        <blockquote>{WebUtility.HtmlEncode(essay.Abstract)}</blockquote>
        {essay.Body.Html}
        </body></html>
        """;
}
