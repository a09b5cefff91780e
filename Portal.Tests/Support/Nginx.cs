using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Portal.Tests.Support;

/// <summary>An nginx of its own, with the server block that the README recommends.</summary>
public sealed class Nginx : IDisposable
{
    private const string Program = "/usr/sbin/nginx";

    private readonly TestFolder _folder = new();
    private readonly Process _process;

    private Nginx(string configuration, Uri address)
    {
        Address = address;
        var file = Path.Combine(_folder.Path, "nginx.conf");
        File.WriteAllText(file, configuration.Replace("FOLDER", _folder.Path, StringComparison.Ordinal));
        _process = Process.Start(new ProcessStartInfo(Program, ["-p", _folder.Path, "-c", file, "-e", Path.Combine(_folder.Path, "error.log")]) { RedirectStandardError = true })!;
    }

    public static bool IsThere => File.Exists(Program);

    public Uri Address { get; }

    /// <summary>Starts it before the portal and waits until it answers.</summary>
    public static async Task<Nginx> StartAsync(string serverBlock, Uri portal, CancellationToken cancellation)
    {
        var port = FreePort();
        var block = serverBlock
            .Replace("listen 80;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
            .Replace("127.0.0.1:5080", portal.Authority, StringComparison.Ordinal);
        var nginx = new Nginx(
            $$"""
            daemon off;
            pid FOLDER/nginx.pid;
            events { }
            http {
              access_log off;
              client_body_temp_path FOLDER/body; proxy_temp_path FOLDER/proxy; fastcgi_temp_path FOLDER/fastcgi; uwsgi_temp_path FOLDER/uwsgi; scgi_temp_path FOLDER/scgi;
              {{block}}
            }
            """,
            new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = nginx.Address };
        for (var tries = 0; ; tries++)
        {
            try
            {
                await client.GetAsync("/healthz/live", cancellation);
                return nginx;
            }
            catch (HttpRequestException) when (tries < 100 && !nginx._process.HasExited)
            {
                // not listening yet: ask again when the kernel has had a turn
                await Task.Delay(50, cancellation);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
