namespace Portal.Web.Hosting;

/// <summary>How whoever starts an empty portal becomes its administrator.</summary>
internal static class FirstAdministrator
{
    /// <summary>A new link to the form; null when there is an administrator. Earlier links no longer work.</summary>
    public static async Task<string?> LinkAsync(IServiceProvider services)
    {
        var offered = await services.GetRequiredService<Setup>().OfferAsync(Actor.Console);
        return offered.IsDone ? services.GetRequiredService<PortalLinks>().Setup(offered.Value) : null;
    }
}
