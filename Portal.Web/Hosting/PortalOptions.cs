namespace Portal.Web.Hosting;

/// <summary>What the configuration says about this installation. A wrong value stops the start with the key's name.</summary>
public sealed record PortalOptions(DataFolder Data, Uri BaseUrl, bool SampleContent, MailOptions Mail, MemberPolicy Members, BackupPlan Backups)
{
    public static PortalOptions Read(IConfiguration configuration, IHostEnvironment environment)
    {
        var provider = configuration["Database:Provider"] ?? "Sqlite";
        if (!provider.Equals("Sqlite", StringComparison.OrdinalIgnoreCase))
            throw new ConfigurationException("Database:Provider", provider, "Sqlite");
        var baseUrl = configuration["Portal:BaseUrl"] ?? "http://localhost:5080";
        if (!SiteSettings.IsWebAddress(baseUrl))
            throw new ConfigurationException("Portal:BaseUrl", baseUrl, "an http or https address");
        var sample = YesOrNo(configuration, "Portal:SampleContent", environment.IsDevelopment());
        var approval = configuration["Members:Approval"] switch
        {
            null or "" or "none" => false,
            "manual" => true,
            var other => throw new ConfigurationException("Members:Approval", other, "none or manual"),
        };
        var members = new MemberPolicy(approval, YesOrNo(configuration, "Members:StaffSecondFactor", !environment.IsDevelopment()));
        var data = new DataFolder(Folder("Portal:DataPath", configuration["Portal:DataPath"], "data"));
        var backupPath = configuration[BackupConfiguration.PathKey];
        var backups = BackupConfiguration.Read(configuration, data, string.IsNullOrWhiteSpace(backupPath) ? "" : Folder(BackupConfiguration.PathKey, backupPath, ""));
        return new PortalOptions(data, new Uri(baseUrl), sample, MailConfiguration.Read(configuration), members, backups);
    }

    private static bool YesOrNo(IConfiguration configuration, string key, bool otherwise)
    {
        if (configuration[key] is not { Length: > 0 } wanted)
            return otherwise;
        return bool.TryParse(wanted, out var said) ? said : throw new ConfigurationException(key, wanted, "true or false");
    }

    // A relative path means the same folder from wherever the portal is started.
    private static string Folder(string key, string? configured, string otherwise)
    {
        var home = SourceFolder() ?? AppContext.BaseDirectory;
        try
        {
            return Path.GetFullPath(string.IsNullOrWhiteSpace(configured) ? otherwise : configured, home);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException or PathTooLongException)
        {
            throw new ConfigurationException(key, configured!, "a folder");
        }
    }

    /// <summary>The folder of the solution when the portal runs from its source, else null.</summary>
    private static string? SourceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Portal.sln")))
                return folder.FullName;
        }

        return null;
    }
}

/// <summary>A configuration value that the portal cannot work with.</summary>
public sealed class ConfigurationException(string key, string value, string expected) : Exception($"{key} = '{value}': expected {expected}.")
{
    public string Key { get; } = key;
}
