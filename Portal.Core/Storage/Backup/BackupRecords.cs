namespace Portal.Core;

/// <summary>Why a backup was not made, or not restored.</summary>
public enum BackupProblem
{
    /// <summary>There is no database in the data folder.</summary>
    NoPortal,

    /// <summary>There is a file of that name already.</summary>
    Exists,

    /// <summary>The archive would lie in the folder it is to be a copy of.</summary>
    InsideData,

    /// <summary>Something lies in the folder that is to be restored into.</summary>
    NotEmpty,

    /// <summary>The file is no archive, has lost its end, or was made by another program.</summary>
    NotABackup,

    /// <summary>What is in the archive is not what was put in.</summary>
    Damaged,

    /// <summary>A version of the portal that this one does not know has made it.</summary>
    TooNew,

    /// <summary>The disk is too full.</summary>
    NoRoom,

    /// <summary>SQLite finds the database inconsistent.</summary>
    Database,

    /// <summary>The operating system refuses a file.</summary>
    File,
}

/// <summary>What stands in <see cref="Outcome.Detail"/> when a backup or a restore is refused as <see cref="Refusal.Invalid"/>.</summary>
/// <param name="About">The file, entry, number of bytes or message it is about.</param>
public sealed record BackupRefusal(BackupProblem Problem, string About)
{
    /// <exception cref="ArgumentException">The detail comes from elsewhere.</exception>
    public static BackupRefusal Parse(string detail)
    {
        var parts = detail.Split(' ', 2);
        return new BackupRefusal(Enum.Parse<BackupProblem>(parts[0]), parts.Length > 1 ? parts[1] : "");
    }

    public override string ToString() => $"{Problem} {About}";
}

/// <summary>How far a backup or a restore has come.</summary>
/// <param name="Bytes">Done.</param>
/// <param name="Total">To do; a restore reads everything twice.</param>
public readonly record struct BackupProgress(long Bytes, long Total);

/// <summary>What a backup holds.</summary>
/// <param name="File">Absolute.</param>
/// <param name="TakenUtc">The moment of the database in it, or shortly before.</param>
/// <param name="Files">The database is one of them.</param>
/// <param name="Bytes">Of the files, unpacked.</param>
/// <param name="Damaged">Files that the database names and that are not there, or no longer what their name says. The rest is complete.</param>
public sealed record BackupReport(string File, DateTime TakenUtc, int Files, long Bytes, IReadOnlyList<string> Damaged);

/// <summary>Carries a refusal through the layers to <see cref="Backups"/>.</summary>
internal sealed class BackupException(BackupProblem problem, string about, Exception? inner = null) : Exception($"{problem}: {about}", inner)
{
    public BackupRefusal Refusal { get; } = new(problem, about);
}
