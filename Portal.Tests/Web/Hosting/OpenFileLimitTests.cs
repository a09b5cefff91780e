using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(1500, 710, 568)]
    [InlineData(20_000, 17_360, 13_888)]
    [InlineData(1_048_576, 899_360, 719_488)]
    [InlineData(long.MaxValue, 899_360, 719_488)]
    // a limit too low to work with still leaves room for somebody
    [InlineData(0, 512, 409)]
    [InlineData(-1, 512, 409)]
    public void For_Files_StaysBelowThem(long files, long connections, long circuits) =>
        Assert.Equal(new OpenFileLimit(connections, circuits), OpenFileLimit.For(files));

    [Fact]
    public void Read_ThisMachine_LeavesRoomBesideCircuits()
    {
        var limit = OpenFileLimit.Read();
        Assert.InRange(limit.Circuits, 1, limit.Connections - 1);
    }
}
