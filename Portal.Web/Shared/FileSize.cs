using System.Globalization;

namespace Portal.Web.Shared;

/// <summary>Sizes as people read them.</summary>
public static class FileSize
{
    private const double Kilo = 1024;

    /// <summary>812 B, 84 KB, 1.2 MB, 3.4 GB.</summary>
    public static string Of(long bytes) => bytes switch
    {
        < 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilo:0} KB"),
        < 1024 * 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilo / Kilo:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / Kilo / Kilo / Kilo:0.0} GB"),
    };
}
