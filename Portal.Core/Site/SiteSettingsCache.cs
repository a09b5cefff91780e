namespace Portal.Core;

/// <summary>The settings in force, for those who need them on every page or every write. <see cref="Site"/> keeps it right.</summary>
public sealed class SiteSettingsCache
{
    private volatile SiteSettings _current = new();

    public SiteSettings Current
    {
        get => _current;
        internal set => _current = value;
    }
}
