using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary>How many connections the portal takes, safely below the number of files the system lets it open.</summary>
/// <remarks>At the limit itself the runtime cannot open a socket any more and the process dies. So circuits end at four fifths of it,
/// and the rest is left for pages, the database and the files being served.</remarks>
public sealed record OpenFileLimit(long Connections, long Circuits)
{
    private const long WhenUnknown = 10_000;

    // The running portal itself holds some 350 files open (measured: mostly its assemblies), and connections that come in above the cap exist
    // for a moment before they are closed: a flood of them took the process down when only 256 were kept back.
    private const long Reserve = 640;

    public static OpenFileLimit Read() => For(SoftLimit() ?? WhenUnknown);

    public static OpenFileLimit For(long files)
    {
        // a million circuits would not fit into any one machine's memory: no need to count further
        files = Math.Clamp(files, Reserve * 2, 1_000_000);
        var connections = files - Reserve - (files / 10);
        return new OpenFileLimit(connections, connections * 4 / 5);
    }

    private static long? SoftLimit()
    {
        const string Limits = "/proc/self/limits";
        if (!File.Exists(Limits))
            return null;
        var line = File.ReadLines(Limits).FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : null;
    }
}
