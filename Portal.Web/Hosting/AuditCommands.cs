using System.CommandLine;
using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary><c>audit verify</c>: says whether the log is what was written, also while the portal runs.</summary>
internal static class AuditCommands
{
    public static Command Audit(string[] settings)
    {
        var seal = new Option<string?>("--seal") { Description = "What an earlier verification printed as its seal: shows that nothing up to there was written anew." };
        var verify = new Command("verify", "Go along the audit log's chain and say where it breaks.") { seal };
        verify.SetAction((parsed, cancellation) => VerifyAsync(settings, parsed.GetValue(seal), cancellation));
        return new Command("audit", "The log of who did what.") { verify };
    }

    private static async Task<int> VerifyAsync(string[] settings, string? seal, CancellationToken cancellation)
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

        var verdict = await app.Services.GetRequiredService<AuditLog>().VerifyAsync(Actor.Console, seal, new Count(), cancellation);
        if (!verdict.IsDone)
        {
            await Console.Error.WriteLineAsync("That is no seal. It looks like 1234:9f86d081… with 64 digits after the colon.");
            return 1;
        }

        var rows = verdict.Value.Rows.ToString("N0", CultureInfo.InvariantCulture);
        if (verdict.Value.Break is { } found)
        {
            await Console.Error.WriteLineAsync($"BROKEN at row {found.Row} ({found.AtUtc:u}): {Said(found.Kind)} {rows} rows were read.");
            return 1;
        }

        Console.WriteLine($"Whole: {rows} rows.");
        Console.WriteLine($"Seal:  {verdict.Value.Seal}");
        return 0;
    }

    private static string Said(AuditBreakKind kind) => kind switch
    {
        AuditBreakKind.Changed => "the row says something else than when it was written.",
        AuditBreakKind.Removed => "the row is gone.",
        _ => "the row was put in later.",
    };

    /// <summary>For people only.</summary>
    private sealed class Count : IProgress<AuditProgress>
    {
        public void Report(AuditProgress value)
        {
            if (!Console.IsErrorRedirected)
                Console.Error.Write(value.Done >= value.Total ? "\r                \r" : string.Create(CultureInfo.InvariantCulture, $"\r{value.Done,12:N0}"));
        }
    }
}
