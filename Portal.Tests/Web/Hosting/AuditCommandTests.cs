using Portal.Tests.Support;

namespace Portal.Tests.Web.Hosting;

/// <summary><c>audit verify</c> in a process of its own.</summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task Verify_WholeThenTamperedWith_SaysSoAndEndsAccordingly()
    {
        await using var portal = await TestPortal.StartAsync();
        await portal.AddArticleAsync("街角的长椅");
        await portal.AddArticleAsync("巷口的灯");
        var data = $"--Portal:DataPath={portal.Folder}";

        var (code, output, error) = await PortalProcess.RunAsync("audit", "verify", data);
        Assert.Equal((0, ""), (code, error));
        Assert.StartsWith("Whole: 2 rows.", output, StringComparison.Ordinal);

        await portal.ExecuteAsync("DROP TRIGGER \"AuditKept\"; DELETE FROM \"AuditEntries\" WHERE \"Id\" = 2");
        (code, output, error) = await PortalProcess.RunAsync("audit", "verify", data);
        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("BROKEN at row 2 (", error, StringComparison.Ordinal);

        (code, _, error) = await PortalProcess.RunAsync("audit", "verify", $"--Portal:DataPath={portal.Folder}-not");
        Assert.Equal(1, code);
        Assert.StartsWith("There is no portal in ", error, StringComparison.Ordinal);
    }
}
