using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;

namespace Portal.Web.Hosting;

/// <summary>Takes its time for what goes into the cache and is sent a thousand times, and hurries for what is made for one person: there it would cost more than the page itself.</summary>
internal static class PageCompression
{
    private static CompressionLevel LevelFor(IHttpContextAccessor accessor) =>
        accessor.HttpContext is { } context && PageCache.IsCacheable(context) ? CompressionLevel.Optimal : CompressionLevel.Fastest;

    internal sealed class Brotli(IHttpContextAccessor accessor) : ICompressionProvider
    {
        public string EncodingName => "br";

        public bool SupportsFlush => true;

        public Stream CreateStream(Stream outputStream) => new BrotliStream(outputStream, LevelFor(accessor), leaveOpen: true);
    }

    internal sealed class Gzip(IHttpContextAccessor accessor) : ICompressionProvider
    {
        public string EncodingName => "gzip";

        public bool SupportsFlush => true;

        public Stream CreateStream(Stream outputStream) => new GZipStream(outputStream, LevelFor(accessor), leaveOpen: true);
    }
}
