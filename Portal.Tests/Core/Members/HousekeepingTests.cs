using Microsoft.EntityFrameworkCore;
using Portal.Core;

namespace Portal.Tests.Core;

public sealed class HousekeepingTests : MemberTest
{
    [Fact]
    public async Task Prune_KeepsWhatIsInUse_AndThrowsAwayWhatHasServed()
    {
        await AddMemberAsync();
        await TryAsync("fang");
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "niemand", Home);
        await Members.RegisterAsync(Actor.Visitor, new NewRegistration("neu", "neu@qinghe.example", Password, "新人", null, null, true, "en"), Home);
        await Portal.Get<MailDelivery>().DeliverDueAsync(Token);
        Assert.Equal(0, await PruneAsync());

        Portal.Time.Advance(TimeSpan.FromDays(4));
        // one session, two keys, one application, the mail for nobody
        Assert.Equal(5, await PruneAsync());
        Portal.Time.Advance(TimeSpan.FromDays(90));
        // two mails
        Assert.Equal(2, await PruneAsync());
        Portal.Time.Advance(TimeSpan.FromDays(300));
        // the browser
        Assert.Equal(1, await PruneAsync());
        await using var db = Portal.Db();
        Assert.Equal(1, await db.Users.CountAsync(Token));
    }

    private Task<int> PruneAsync() => Portal.Get<Housekeeping>().PruneAsync(Token);
}
