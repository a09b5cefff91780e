using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Portal.Core;
using Portal.Web.Hosting;

namespace Portal.Tests.Support;

/// <summary>The whole portal on a real port with the sample society, as <c>dotnet run</c> starts it.</summary>
public class PortalServer : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private WebApplication? _app;

    public Uri Address { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public string Folder => _folder.Path;

    /// <summary>What it is configured with, beside its place.</summary>
    protected virtual IReadOnlyList<string> Settings => ["--Portal:SampleContent=true", "--environment=Production"];

    public async ValueTask InitializeAsync() => await StartAsync();

    public T Get<T>()
        where T : notnull => Services.GetRequiredService<T>();

    /// <summary>A client that does not follow redirects and keeps no cookies.</summary>
    public HttpClient Client() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, AutomaticDecompression = DecompressionMethods.None })
    {
        BaseAddress = Address,
    };

    /// <summary>Stops the server and starts it again on the same port and folder.</summary>
    public async Task RestartAsync()
    {
        await _app!.DisposeAsync();
        await StartAsync();
    }

    public async Task StopAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    public async Task StartAsync()
    {
        var builder = PortalHost.CreateBuilder([$"--urls={Address?.ToString() ?? "http://127.0.0.1:0"}", $"--Portal:DataPath={_folder.Path}", .. Settings]);
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        _app = await PortalHost.BuildAsync(builder);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A portal as it is on its first day, in Development, where an administrator looks at each registration.</summary>
public sealed class EmptyServer : PortalServer
{
    protected override IReadOnlyList<string> Settings => ["--Portal:SampleContent=false", "--environment=Development", "--Members:Approval=manual"];
}

/// <summary>One server for all tests that only read, or change only what they made.</summary>
[CollectionDefinition(Name)]
public sealed class SharedServer : ICollectionFixture<PortalServer>
{
    public const string Name = "portal server";
}

/// <summary>Another one for browser tests of readers: they wait most of the time, so others run beside them.</summary>
[CollectionDefinition(Name)]
public sealed class ReadersServer : ICollectionFixture<PortalServer>
{
    public const string Name = "browsers of readers";
}

/// <summary>Another one for browser tests of members, authors and judges.</summary>
[CollectionDefinition(Name)]
public sealed class MembersServer : ICollectionFixture<PortalServer>
{
    public const string Name = "browsers of members";
}

/// <summary>Another one for browser tests of editors and administrators.</summary>
[CollectionDefinition(Name)]
public sealed class DeskServer : ICollectionFixture<PortalServer>
{
    public const string Name = "browsers at the desk";
}
