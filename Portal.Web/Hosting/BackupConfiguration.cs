using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary>The section <c>Portal:Backup</c>.</summary>
internal static class BackupConfiguration
{
    public const string PathKey = Section + "Path";
    private const string Section = "Portal:Backup:";

    // a daily backup for ten years
    private const int MostKept = 3660;

    /// <param name="configuration">Where it stands.</param>
    /// <param name="data">What is backed up.</param>
    /// <param name="folder">Absolute; empty when there are to be none.</param>
    /// <exception cref="ConfigurationException">A value that cannot be meant.</exception>
    public static BackupPlan Read(IConfiguration configuration, DataFolder data, string folder)
    {
        var plan = new BackupPlan { Folder = folder };
        if (plan.IsOn && data.Contains(folder))
            throw new ConfigurationException(PathKey, configuration[PathKey]!, "a folder outside Portal:DataPath");
        var at = configuration[Section + "At"];
        var time = plan.At;
        if (!string.IsNullOrWhiteSpace(at) && !TimeOnly.TryParseExact(at, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
            throw new ConfigurationException(Section + "At", at, "a time such as 03:30");
        return plan with
        {
            At = time,
            KeepDaily = Number(configuration, "KeepDaily", plan.KeepDaily, 1),
            KeepWeekly = Number(configuration, "KeepWeekly", plan.KeepWeekly, 0),
            KeepMonthly = Number(configuration, "KeepMonthly", plan.KeepMonthly, 0),
        };
    }

    private static int Number(IConfiguration configuration, string key, int otherwise, int least)
    {
        if (configuration[Section + key] is not { Length: > 0 } wanted)
            return otherwise;
        return int.TryParse(wanted, NumberStyles.None, CultureInfo.InvariantCulture, out var said) && said >= least && said <= MostKept
            ? said
            : throw new ConfigurationException(Section + key, wanted, $"a number from {least} to {MostKept}");
    }
}
