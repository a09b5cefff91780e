using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class UnitProposalsTests : CoreTest
{
    private readonly UnitText _text = new() { Name = "清禾市图书馆", NameEn = "Qinghe City Library", Telephone = "555-0132", Address = "石桥路 2 号", Website = "https://library.example/" };
    private int _unit;
    private Actor _contact = null!;

    private UnitDesk Desk => Portal.Get<UnitDesk>();

    private UnitProposals Proposals => Portal.Get<UnitProposals>();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _unit = (await Desk.AddAsync(TestPortal.Administrator, CouncilTier.Standing, _text)).Value;
        _contact = await MemberAsync("fang", "方小满");
        Assert.True((await Desk.AddContactAsync(TestPortal.Administrator, _unit, _contact.MemberId)).IsDone);
    }

    [Fact]
    public async Task Propose_Change_IsSeenByNoReaderUntilItIsApproved()
    {
        var heard = new List<Content>();
        using var feed = Feed.Subscribe<ContentChanged>(ContentChanged.Everywhere, c => heard.Add(c.Content));

        Assert.True((await ProposeAsync(_text with { Telephone = "555-0232", Description = " 每天八点半到二十点。 " })).IsDone);

        Assert.Equal(("555-0132", (string?)null), await EntryAsync());
        Assert.Empty(heard);
        Assert.True((await Desk.ListAsync(TestPortal.Administrator, cancellation: Token)).Value!.Single().IsWaiting);
        var review = await ReviewAsync();
        Assert.Equal(("方小满", 1), (review!.ByName, review.Version));
        Assert.Equal(
            [new(UnitField.Description, "", "每天八点半到二十点。", false), new UnitFieldChange(UnitField.Telephone, "555-0132", "555-0232", false)], review.Changes);

        Assert.True((await Desk.ApproveAsync(TestPortal.Administrator, _unit, review)).IsDone);

        Assert.Equal(("555-0232", "每天八点半到二十点。"), await EntryAsync());
        Assert.Equal([Content.Council], heard);
        Assert.Equal(["unit.approved fang@qinghe.example"], await MailsAsync());
        Assert.Equal(ProposalState.Approved, (await OwnAsync()).Last!.State);
        Assert.Contains(await Portal.AuditAsync(), a => a.Action == "unit.approve" && a.Subject == $"unit/{_unit}" && a.Detail == "清禾市图书馆: Description Telephone");
    }

    [Fact]
    public async Task Approve_EntryChangedMeanwhile_ShowsAgainstWhatStandsNowAndKeepsTheOthersFields()
    {
        await ProposeAsync(_text with { Telephone = "555-0232" });
        var seen = await ReviewAsync();
        await Desk.ChangeAsync(TestPortal.Administrator, _unit, 1, CouncilTier.Standing, _text with { Telephone = "555-0999", Address = "石桥路 3 号" });

        Assert.Equal(Refusal.Stale, (await Desk.ApproveAsync(TestPortal.Administrator, _unit, seen!)).Refused);
        var now = await ReviewAsync();
        Assert.Equal([new UnitFieldChange(UnitField.Telephone, "555-0999", "555-0232", true)], now!.Changes);
        Assert.True((await Desk.ApproveAsync(TestPortal.Administrator, _unit, now)).IsDone);

        var unit = await Portal.Get<Council>().GetAsync(_unit, Token);
        Assert.Equal(("555-0232", "石桥路 3 号"), (unit!.Telephone, unit.Address));
    }

    [Fact]
    public async Task Approve_ProposalSentAnewMeanwhile_IsStale()
    {
        await ProposeAsync(_text with { Telephone = "555-0232" });
        var seen = await ReviewAsync();
        await ProposeAsync(_text with { Telephone = "555-0333" });

        Assert.Equal(Refusal.Stale, (await Desk.ApproveAsync(TestPortal.Administrator, _unit, seen!)).Refused);
        Assert.Equal(Refusal.Stale, (await Desk.SendBackAsync(TestPortal.Administrator, _unit, seen!, "请写全")).Refused);
        Assert.Equal("555-0333", Assert.Single((await ReviewAsync())!.Changes).After);
        Assert.Equal(("555-0132", (string?)null), await EntryAsync());
    }

    [Fact]
    public async Task SendBack_Reason_ReachesTheWriterWhoKeepsWhatHeWrote()
    {
        await ProposeAsync(_text with { Telephone = "555-0232" });

        Assert.Equal((Refusal.Invalid, "reason"), (await Desk.SendBackAsync(TestPortal.Administrator, _unit, (await ReviewAsync())!, "  ")) is var empty ? (empty.Refused, empty.Detail) : default);
        Assert.True((await Desk.SendBackAsync(TestPortal.Administrator, _unit, (await ReviewAsync())!, "请写区号")).IsDone);

        var own = await OwnAsync();
        Assert.Equal((ProposalState.Returned, "请写区号", "555-0232", "555-0132"), (own.Last!.State, own.Last.Reason, own.Wanted.Telephone, own.Current.Telephone));
        Assert.Equal(["unit.returned fang@qinghe.example"], await MailsAsync());
        Assert.Null(await ReviewAsync());
        // mended and sent again, it waits again
        Assert.True((await ProposeAsync(own.Wanted with { Telephone = "(0000) 555-0232" })).IsDone);
        Assert.NotNull(await ReviewAsync());
    }

    [Fact]
    public async Task TakeBack_Waiting_LeavesNothingToApprove()
    {
        await ProposeAsync(_text with { Telephone = "555-0232" });
        var seen = await ReviewAsync();

        Assert.True((await Proposals.TakeBackAsync(_contact, _unit)).IsDone);

        Assert.Equal(Refusal.NotFound, (await Desk.ApproveAsync(TestPortal.Administrator, _unit, seen!)).Refused);
        Assert.Equal(Refusal.NotFound, (await Proposals.TakeBackAsync(_contact, _unit)).Refused);
        Assert.Equal("555-0132", (await OwnAsync()).Wanted.Telephone);
    }

    [Theory]
    [InlineData("javascript:alert(1)")]
    [InlineData("library.example")]
    [InlineData("ftp://library.example/")]
    public async Task Propose_WebsiteOfAnotherKind_IsRefused(string website)
    {
        var outcome = await ProposeAsync(_text with { Website = website });

        Assert.Equal((Refusal.Invalid, nameof(UnitText.Website)), (outcome.Refused, outcome.Detail));
    }

    [Fact]
    public async Task Propose_NothingOrNoName_IsRefused()
    {
        Assert.Equal("Nothing", (await ProposeAsync(_text with { Telephone = " 555-0132 " })).Detail);
        Assert.Equal(nameof(UnitText.Name), (await ProposeAsync(_text with { Name = " " })).Detail);
        Assert.Equal(nameof(UnitField.Logo), (await ProposeAsync(_text with { LogoId = 99 })).Detail);
    }

    [Fact]
    public async Task Propose_ByWhoeverIsNoContactAnyMore_IsNotAllowed()
    {
        var other = await MemberAsync("he", "何青");
        await Desk.RemoveContactAsync(TestPortal.Administrator, _unit, _contact.MemberId);

        foreach (var actor in new[] { other, _contact, _contact with { Roles = [] }, TestPortal.Administrator })
            Assert.Equal(Refusal.NotAllowed, (await Proposals.ProposeAsync(actor, _unit, _text, _text with { Telephone = "1" })).Refused);
        Assert.Empty((await Proposals.ListAsync(_contact, Token)).Value!);
        Assert.Equal(0, (await Proposals.CountAsync(_contact, Token)).Value);
    }

    [Fact]
    public async Task Logo_Approved_IsShown()
    {
        var logo = (await Proposals.AddLogoAsync(_contact, _unit, TestPictures.Png(40, 20))).Value!;
        await ProposeAsync(_text with { LogoId = logo.Id });
        var review = await ReviewAsync();

        Assert.Equal(logo.Picture, Assert.Single(review!.Changes).LogoAfter);
        await Desk.ApproveAsync(TestPortal.Administrator, _unit, review);

        Assert.Equal(logo.Picture, (await Portal.Get<Council>().GetAsync(_unit, Token))!.Logo);
        Assert.Equal(nameof(PictureProblem.UnknownType), (await Proposals.AddLogoAsync(_contact, _unit, [1, 2, 3])).Detail);
    }

    [Fact]
    public async Task Member_Deleted_LeavesTheProposalWithoutAName()
    {
        await ProposeAsync(_text with { Telephone = "555-0232" });
        await using (var db = Portal.Db())
            await db.Users.Where(u => u.Id == _contact.MemberId).ExecuteDeleteAsync(Token);

        var review = await ReviewAsync();
        Assert.Equal("", review!.ByName);
        Assert.True((await Desk.ApproveAsync(TestPortal.Administrator, _unit, review)).IsDone);
        Assert.Empty(await MailsAsync());
    }

    private Task<Outcome> ProposeAsync(UnitText wanted) => Proposals.ProposeAsync(_contact, _unit, _text, wanted);

    private async Task<UnitReview?> ReviewAsync() => (await Desk.GetAsync(TestPortal.Administrator, _unit, Token)).Value!.Review;

    private async Task<OwnUnit> OwnAsync() => Assert.Single((await Proposals.ListAsync(_contact, Token)).Value!);

    private async Task<(string? Telephone, string? Description)> EntryAsync()
    {
        var unit = await Portal.Get<Council>().GetAsync(_unit, Token);
        return (unit!.Telephone, unit.Description);
    }

    private async Task<List<string>> MailsAsync()
    {
        await using var db = Portal.Db();
        return await db.OutgoingMails.OrderBy(m => m.Id).Select(m => m.Kind + " " + m.To).ToListAsync(Token);
    }

    private async Task<Actor> MemberAsync(string name, string display)
    {
        var made = await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", display, "街角的长椅坐着三个人"));
        return new Actor(made.Value, name, Role.Member);
    }
}
