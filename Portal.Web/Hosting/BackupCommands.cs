using System.CommandLine;

namespace Portal.Web.Hosting;

/// <summary><c>backup</c> and <c>restore</c>. Neither prepares the data folder: the one must not change it, the other must find it empty.</summary>
internal static class BackupCommands
{
    // what a shell expects of a program that was interrupted
    private const int Interrupted = 130;

    public static Command Backup(string[] settings)
    {
        var file = new Argument<FileInfo>("file") { Description = "The archive to write, for instance portal.zip." };
        var overwrite = new Option<bool>("--overwrite") { Description = "Replace a file of that name, once the new one is whole." };
        var verify = new Option<bool>("--verify") { Description = "Write nothing: read the archive to its end and compare." };
        var command = new Command("backup", "Put the database, files, keys and mails into one archive, also while the portal runs.") { file, overwrite, verify };
        command.SetAction((parsed, cancellation) => RunAsync(
            settings,
            parsed.GetValue(verify) ? "Whole" : "Written",
            (backups, progress) => parsed.GetValue(verify)
                ? backups.VerifyAsync(Actor.Console, parsed.GetValue(file)!.FullName, progress, cancellation)
                : backups.MakeAsync(Actor.Console, parsed.GetValue(file)!.FullName, parsed.GetValue(overwrite), progress, cancellation),
            cancellation));
        return command;
    }

    public static Command Restore(string[] settings)
    {
        var file = new Argument<FileInfo>("file") { Description = "An archive that backup has written." };
        var command = new Command("restore", "Unpack a backup into the data folder, which must be empty or not there.") { file };
        command.SetAction((parsed, cancellation) => RunAsync(
            settings, "Restored", (backups, progress) => backups.RestoreAsync(Actor.Console, parsed.GetValue(file)!.FullName, progress, cancellation), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(
        string[] settings, string done, Func<Core.Backups, IProgress<BackupProgress>, Task<Outcome<BackupReport>>> work, CancellationToken cancellation)
    {
        var builder = PortalHost.CreateBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        try
        {
            var outcome = await work(app.Services.GetRequiredService<Core.Backups>(), new Percentage());
            if (!outcome.IsDone)
            {
                await Console.Error.WriteLineAsync($"Not {done.ToLowerInvariant()}. {BackupRefusal.Parse(outcome.Detail!).Sentence()}");
                return 1;
            }

            var report = outcome.Value;
            Console.WriteLine($"{done}: {report.File}, taken {report.TakenUtc:u}, {report.Files} files, {BackupSentences.Megabytes(report.Bytes)} unpacked.");
            foreach (var file in report.Damaged)
                await Console.Error.WriteLineAsync($"Missing or damaged in the data folder when the backup was made: {file}");
            return report.Damaged.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted. Nothing was left behind.");
            return Interrupted;
        }
    }

    /// <summary>One line that counts up, for people only.</summary>
    private sealed class Percentage : IProgress<BackupProgress>
    {
        private long _shown = -1;

        public void Report(BackupProgress value)
        {
            var percent = value.Total == 0 ? 100 : Math.Min(100, 100 * value.Bytes / value.Total);
            if (percent == _shown || Console.IsErrorRedirected)
                return;
            _shown = percent;
            Console.Error.Write(percent == 100 ? "\r     \r" : $"\r{percent,3} %");
        }
    }
}
