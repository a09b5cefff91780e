namespace Portal.Web.Account;

/// <summary>What a browser calls itself, in the few words a person needs to know one session from another.</summary>
internal static class Browsers
{
    // the more particular first: Edge also says Chrome, and Chrome also says Safari
    private static readonly (string Sign, string Name)[] Programs =
    [
        ("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("QQBrowser", "QQ Browser"), ("MetaSr", "Sogou"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
        ("UCBrowser", "UC"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari"),
    ];

    private static readonly (string Sign, string Name)[] Systems =
    [
        ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
    ];

    public static string Describe(string? userAgent) =>
        string.Join(" · ", new[] { Find(Programs, userAgent), Find(Systems, userAgent) }.Where(n => n is not null));

    private static string? Find((string Sign, string Name)[] known, string? userAgent) =>
        Array.Find(known, k => userAgent?.Contains(k.Sign, StringComparison.Ordinal) == true).Name;
}
