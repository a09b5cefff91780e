using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(1024, 768, 614)]
    [InlineData(20_000, 19_744, 15_795)]
    [InlineData(1_048_576, 999_744, 799_795)]
    [InlineData(long.MaxValue, 999_744, 799_795)]
    // a limit too low to work with still leaves room for somebody
    [InlineData(0, 256, 204)]
    [InlineData(-1, 256, 204)]
    public void For_Files_StaysBelowThem(long files, long connections, long circuits) =>
        Assert.Equal(new OpenFileLimit(connections, circuits), OpenFileLimit.For(files));

    [Fact]
    public void Read_ThisMachine_LeavesRoomBesideCircuits()
    {
        var limit = OpenFileLimit.Read();
        Assert.InRange(limit.Circuits, 1, limit.Connections - 1);
    }
}
