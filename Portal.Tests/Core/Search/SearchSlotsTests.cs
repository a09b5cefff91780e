using FsCheck.Xunit;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class SearchSlotsTests : CoreTest
{
    /// <summary>Later is higher, and no spare row of a day is the row of another day.</summary>
    [Property(MaxTest = 2000)]
    public bool Rows_FollowTheClock(int one, int other)
    {
        var (a, b) = (SearchSlots.Start.AddMinutes(one * 311), SearchSlots.Start.AddMinutes(other * 311));
        var (first, second) = (SearchSlots.Of(a), SearchSlots.Of(b));
        var spare = SearchSlots.SpareOf(a);
        return first.CompareTo(second) == one.CompareTo(other)
            && first < spare && spare + SearchSlots.Spare <= SearchSlots.Of(a.Date.AddDays(1))
            && (first > 0 || spare + SearchSlots.Spare <= 0);
    }

    [Fact]
    public async Task Many_OfOneMinute_AllHaveTheirRowsAndAreFound()
    {
        var column = await Portal.AddColumnAsync();
        var at = Portal.NowUtc.Date.AddDays(-3);
        await using (var db = Portal.Db())
        {
            for (var i = 0; i < 1500; i++)
                db.Articles.Add(new Article { ColumnId = column, Title = $"同时来的第{i}篇", Body = SafeHtml.Clean("<p>正文。</p>"), State = ArticleState.Published, PublishedUtc = at, ChangedUtc = at });
            await db.SaveChangesAsync(Token);
        }

        Assert.Equal(1500, (await Portal.Get<Search>().FindAsync(Actor.Visitor, new SearchRequest("同时来的"), Token)).Total);
        await using var after = Portal.Db();
        var rows = await after.SearchEntries.Select(e => e.Id).ToListAsync(Token);
        // the day's own row and its spare ones, then those of the next days
        Assert.Equal(SearchSlots.Spare + 1, rows.Count(r => r < SearchSlots.Of(at.AddDays(1))));
        Assert.Equal(0, rows.Count(r => r >= SearchSlots.Of(at.AddDays(3))));
    }
}
