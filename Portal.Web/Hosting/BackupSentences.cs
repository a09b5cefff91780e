using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary>What the console and the log say about backups. They speak English.</summary>
internal static class BackupSentences
{
    public static string Sentence(this BackupRefusal refusal)
    {
        var about = refusal.About;
        return refusal.Problem switch
        {
            BackupProblem.NoPortal => $"There is no portal in {about}. Name its folder with --Portal:DataPath=FOLDER.",
            BackupProblem.Exists => $"{about} exists already. Choose another name, or say --overwrite.",
            BackupProblem.InsideData => $"{about} lies in the data folder itself. A backup belongs elsewhere, best on another disk.",
            BackupProblem.NotEmpty => $"{about} is not empty. A backup is restored into an empty folder: choose another one, or move what is in it away.",
            BackupProblem.NotABackup => $"This is no backup of a portal, or its end is missing: {about}",
            BackupProblem.Damaged => $"Damaged, not as it was written: {about}",
            BackupProblem.TooNew => $"Made by a version of the portal that this one does not know ({about}). Restore it with that version.",
            BackupProblem.NoRoom when long.TryParse(about, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => $"There is not enough room on the disk: {Megabytes(bytes)} are needed.",
            BackupProblem.NoRoom => $"There is not enough room on the disk: {about}",
            BackupProblem.Database => $"SQLite finds the database damaged: {about}",
            _ => about,
        };
    }

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB");
}
