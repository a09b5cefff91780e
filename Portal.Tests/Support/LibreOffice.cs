using System.Diagnostics;

namespace Portal.Tests.Support;

/// <summary>A real word processor, to make real documents with and to read ours.</summary>
public static class LibreOffice
{
    // its profile is not for two at a time
    private static readonly SemaphoreSlim OneAtATime = new(1);

    public static bool IsThere { get; } = Environment.GetEnvironmentVariable("PATH")?.Split(Path.PathSeparator).Any(f => File.Exists(Path.Combine(f, "soffice"))) == true;

    /// <summary>Converts a document; the name's ending says what it is, <paramref name="to"/> what it shall be ("docx", "pdf", "txt:Text (encoded):UTF8").</summary>
    public static async Task<byte[]> ConvertAsync(byte[] content, string name, string to, CancellationToken cancellation)
    {
        await OneAtATime.WaitAsync(cancellation);
        try
        {
            using var folder = new TestFolder();
            var file = Path.Combine(folder.Path, name);
            await File.WriteAllBytesAsync(file, content, cancellation);
            var result = Path.Combine(folder.Path, "out");
            using var process = Process.Start(new ProcessStartInfo(
                "soffice", [$"-env:UserInstallation=file://{folder.Path}/profile", "--headless", "--convert-to", to, "--outdir", result, file])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            var said = await process.StandardError.ReadToEndAsync(cancellation) + await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            var made = Path.Combine(result, Path.ChangeExtension(name, to.Split(':')[0]));
            Assert.True(File.Exists(made), said);
            return await File.ReadAllBytesAsync(made, cancellation);
        }
        finally
        {
            OneAtATime.Release();
        }
    }
}
