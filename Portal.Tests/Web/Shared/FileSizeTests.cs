using Portal.Web.Shared;

namespace Portal.Tests.Web.Shared;

public sealed class FileSizeTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(812, "812 B")]
    [InlineData(1023, "1023 B")]
    [InlineData(1024, "1 KB")]
    [InlineData(86_016, "84 KB")]
    [InlineData(1_258_291, "1.2 MB")]
    [InlineData(5_000_000_000, "4.7 GB")]
    public void Of_Bytes_SaysItAsPeopleReadIt(long bytes, string expected) => Assert.Equal(expected, FileSize.Of(bytes));
}
