using System.CommandLine;
using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary><c>search rebuild</c>: indexes every text anew, also while the portal runs.</summary>
internal static class SearchCommands
{
    public static Command Search(string[] settings)
    {
        var rebuild = new Command("rebuild", "Index all texts anew. The portal may run meanwhile: it is written in steps of a few hundredths of a second.");
        rebuild.SetAction((_, cancellation) => RebuildAsync(settings, cancellation));
        return new Command("search", "The index of the search.") { rebuild };
    }

    private static async Task<int> RebuildAsync(string[] settings, CancellationToken cancellation)
    {
        var builder = PortalHost.CreateBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        var data = app.Services.GetRequiredService<DataFolder>();
        if (!File.Exists(data.Database))
        {
            await Console.Error.WriteLineAsync($"There is no portal in {data.Path}. Name its folder with --Portal:DataPath=FOLDER.");
            return 1;
        }

        var done = (await app.Services.GetRequiredService<Search>().RebuildAsync(Actor.Console, new Count(), cancellation)).Value!;
        if (!Console.IsErrorRedirected)
            await Console.Error.WriteAsync("\r                      \r");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Indexed {done.Done:N0} texts; others waited {done.LongestBlocked.TotalMilliseconds:0} ms at most."));
        return 0;
    }

    /// <summary>For people only.</summary>
    private sealed class Count : IProgress<SearchRebuild>
    {
        public void Report(SearchRebuild value)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write(value.Done >= value.Total ? "\rmerging              " : string.Create(CultureInfo.InvariantCulture, $"\r{value.Done,10:N0} / {value.Total:N0}"));
        }
    }
}
