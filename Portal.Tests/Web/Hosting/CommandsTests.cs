using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Hosting;

namespace Portal.Tests.Web;

/// <summary>The commands of the executable, with what they read and print.</summary>
public sealed class CommandsTests(PortalServer server) : JoinPageTest(server)
{
    [Fact]
    public async Task UsersCreate_Right_MakesAMemberWhoCanSignIn()
    {
        var name = NewName();
        var (code, said) = await RunAsync($"{Password}\r\n", "users", "create", "--name", name, "--role", "Editor", "--password-stdin", $"--Portal:DataPath={Server.Folder}");
        Assert.Equal((0, ""), (code, said));
        Assert.True(await SignsInAsync(name, Password));
        await using var db = Db();
        Assert.True(await db.Users.AnyAsync(u => u.UserName == name && u.Email == $"{name}@localhost", Cancellation));
    }

    [Fact]
    public async Task UsersCreate_Wrong_SaysWhyInASentence()
    {
        var (_, taken) = await MemberAsync();
        var weak = await RunAsync("kurz\n", "users", "create", "--name", NewName(), "--password-stdin", $"--Portal:DataPath={Server.Folder}");
        var twice = await RunAsync($"{Password}\n", "users", "create", "--name", taken, "--password-stdin", $"--Portal:DataPath={Server.Folder}");
        Assert.Equal((1, "Not created. A password needs at least 8 characters, and not only spaces."), weak);
        Assert.Equal((1, "Not created. Somebody has this user name already. Please choose another."), twice);
    }

    private static async Task<(int Code, string Error)> RunAsync(string typed, params string[] arguments)
    {
        var (reader, error) = (Console.In, Console.Error);
        using var said = new StringWriter();
        Console.SetIn(new StringReader(typed));
        Console.SetError(said);
        try
        {
            var code = await Commands.RunAsync(arguments);
            return (code, said.ToString().Trim());
        }
        finally
        {
            Console.SetIn(reader);
            Console.SetError(error);
        }
    }
}
