using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Portal.Core;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class PortalOptionsTests
{
    [Theory]
    [InlineData("Database:Provider", "Oracle")]
    [InlineData("Database:Provider", "")]
    [InlineData("Portal:BaseUrl", "portal.example")]
    [InlineData("Portal:BaseUrl", "ftp://portal.example")]
    [InlineData("Portal:BaseUrl", "")]
    [InlineData("Portal:SampleContent", "maybe")]
    [InlineData("Portal:SampleContent", "1")]
    [InlineData("Portal:DataPath", "da\0ta")]
    [InlineData("Portal:Backup:Path", "da\0ta")]
    [InlineData("Portal:Backup:Path", "data")]
    [InlineData("Portal:Backup:Path", "data/backups")]
    [InlineData("Portal:Backup:At", "3:30")]
    [InlineData("Portal:Backup:At", "24:00")]
    [InlineData("Portal:Backup:At", "night")]
    [InlineData("Portal:Backup:KeepDaily", "0")]
    [InlineData("Portal:Backup:KeepDaily", "-1")]
    [InlineData("Portal:Backup:KeepWeekly", "many")]
    [InlineData("Portal:Backup:KeepMonthly", "3661")]
    public void Read_WrongValue_NamesKeyAndValue(string key, string value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read((key, value)));
        Assert.Equal(key, error.Key);
        Assert.StartsWith($"{key} = '{value}': expected ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, "data")]
    [InlineData("", "data")]
    [InlineData("  ", "data")]
    [InlineData("elsewhere/portal", "elsewhere/portal")]
    [InlineData("./elsewhere/../data2", "data2")]
    public void Read_RelativeDataPath_LiesBesideTheSolution(string? path, string expected)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Portal.sln")))
            folder = Path.GetDirectoryName(folder)!;
        Assert.Equal(Path.Combine(folder, expected), Read(("Portal:DataPath", path)).Data.Path);
    }

    [Fact]
    public void Read_AbsoluteDataPath_IsKept() => Assert.Equal(Path.GetTempPath(), Read(("Portal:DataPath", Path.GetTempPath())).Data.Path);

    [Theory]
    [InlineData(null, "Development", true)]
    [InlineData(null, "Production", false)]
    [InlineData("", "Development", true)]
    [InlineData("false", "Development", false)]
    [InlineData("True", "Production", true)]
    public void Read_SampleContent_DependsOnTheEnvironmentUnlessSaid(string? value, string environment, bool expected) =>
        Assert.Equal(expected, PortalOptions.Read(Configuration(("Portal:SampleContent", value)), new Named(environment)).SampleContent);

    [Fact]
    public void Read_ProviderInAnyCase_IsTaken() => Assert.Equal("http://localhost:5080/", Read(("Database:Provider", "sqlite")).BaseUrl.AbsoluteUri);

    [Fact]
    public void Read_NoBackupPath_MakesNone() => Assert.Equal(new BackupPlan(), Read(("Portal:Backup:Path", " ")).Backups);

    [Fact]
    public void Read_RelativeBackupPath_LiesBesideTheData()
    {
        var options = Read(("Portal:Backup:Path", "data-backups"));
        Assert.Equal($"{options.Data.Path}-backups", options.Backups.Folder);
        Assert.Equal((new TimeOnly(3, 30), 7, 4, 6), (options.Backups.At, options.Backups.KeepDaily, options.Backups.KeepWeekly, options.Backups.KeepMonthly));
    }

    private static PortalOptions Read((string, string?) setting) => PortalOptions.Read(Configuration(setting), new Named("Production"));

    private static IConfiguration Configuration((string Key, string? Value) setting) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(setting.Key, setting.Value)]).Build();

    private sealed class Named(string name) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = name;
        public string ApplicationName { get; set; } = "Portal";
        public string ContentRootPath { get; set; } = AppContext.BaseDirectory;
        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
