namespace Portal.Web.Layout;

/// <summary>Which entry of the navigation a page belongs to. The page says it, after it has loaded; the navigation follows.</summary>
public sealed class CurrentPlace
{
    public event Action? Changed;

    /// <summary>Address of the entry.</summary>
    public string? Entry { get; private set; }

    public void Set(string entry)
    {
        Entry = entry;
        Changed?.Invoke();
    }
}
