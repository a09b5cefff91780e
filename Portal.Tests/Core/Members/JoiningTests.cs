using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using SignInResult = Portal.Core.SignInResult;

namespace Portal.Tests.Core;

/// <summary>From the form to the account, and out again.</summary>
public sealed class JoiningTests : MemberTest
{
    private static readonly NewRegistration Form = new("fang", "fang@qinghe.example", Password, "方小满", null, "南塘小学", Consent: true, "zh-Hans");

    [Fact]
    public async Task Register_ThenConfirm_MakesAMemberThatCanSignIn()
    {
        Assert.True((await Members.RegisterAsync(Actor.Visitor, Form, Home)).IsDone);
        await using (var db = Portal.Db())
            Assert.Equal(0, await db.Users.CountAsync(Token));
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang")).Result);
        Assert.Equal(("registration.confirm", "fang@qinghe.example"), await LastMailAsync());
        var key = await LastKeyAsync("registration.confirm");
        Assert.Equal("fang", await Members.RegistrationNameAsync(key));

        var joined = await Members.ConfirmAsync(Actor.Visitor, key);

        Assert.Equal(("fang", false), (joined.Value!.UserName, joined.Value.IsPending));
        var actor = await SignInAsync();
        var profile = (await Members.ProfileAsync(actor, actor.MemberId)).Value!;
        Assert.Equal(("方小满", "fang@qinghe.example", "南塘小学", "zh-Hans", MemberState.Active), (profile.DisplayName, profile.Email, profile.Organisation, profile.Language, profile.State));
        Assert.Equal([Role.Member], profile.Roles);
        // a link works once
        Assert.Null(await Members.RegistrationNameAsync(key));
        Assert.Equal(Refusal.NotFound, (await Members.ConfirmAsync(Actor.Visitor, key)).Refused);
        await using var after = Portal.Db();
        Assert.Equal(0, await after.Registrations.CountAsync(Token));
    }

    [Fact]
    public async Task Register_ManualApproval_WaitsForAnAdministrator()
    {
        Portal.Policy = new MemberPolicy(ManualApproval: true);
        await Portal.RestartAsync();
        await Members.RegisterAsync(Actor.Visitor, Form with { Language = "en" }, Home);

        var joined = (await Members.ConfirmAsync(Actor.Visitor, await LastKeyAsync("registration.confirm"))).Value!;

        Assert.True(joined.IsPending);
        Assert.Empty((await SignInAsync()).Roles);
        Assert.Equal(joined.MemberId, Assert.Single((await Members.ListAsync(TestPortal.Administrator, state: MemberState.Pending, cancellation: Token)).Value!.Items).Id);
        Assert.True((await Members.ApproveAsync(TestPortal.Administrator, joined.MemberId)).IsDone);
        Assert.Equal([Role.Member], (await SignInAsync()).Roles);
        Assert.Equal("registration.approved", (await LastMailAsync())!.Value.Kind);
        await using var db = Portal.Db();
        Assert.All(await db.OutgoingMails.ToListAsync(Token), m => Assert.Equal("en", m.Language));
    }

    [Fact]
    public async Task Register_ApprovalDecidedOnTheSite_CountsAtOnceAndBeforeTheConfiguration()
    {
        await Members.RegisterAsync(Actor.Visitor, Form, Home);
        var key = await LastKeyAsync("registration.confirm");
        Assert.False(Members.ApprovesByHand);
        var site = Portal.Get<Site>();
        Assert.True((await site.SaveSettingsAsync(Actor.Console, 1, site.Settings with { ManualApproval = true }, Token)).IsDone);

        Assert.True((await Members.ConfirmAsync(Actor.Visitor, key)).Value!.IsPending);

        Assert.Equal(("ManualApproval: ", "ManualApproval: True"), (await Portal.AuditAsync()).Where(a => a.Action == "site.settings").Select(a => (a.Before, a.After)).Single());
        Portal.Policy = new MemberPolicy(ManualApproval: true);
        Assert.True((await site.SaveSettingsAsync(Actor.Console, 2, site.Settings with { ManualApproval = false }, Token)).IsDone);
        await Portal.RestartAsync();
        Assert.False(Members.ApprovesByHand);
    }

    // ASVS 5.0, 6.3.8
    [Fact]
    public async Task Register_KnownAddress_AnswersTheSameAndTellsItsOwner()
    {
        await AddMemberAsync();

        var known = await Members.RegisterAsync(Actor.Visitor, Form with { UserName = "neu", Email = "FANG@qinghe.example" }, Home);
        var mail = await LastMailAsync();
        var unknown = await Members.RegisterAsync(Actor.Visitor, Form with { UserName = "neu", Email = "neu@qinghe.example" }, Home);

        Assert.Equal(unknown, known);
        Assert.Equal(("registration.known", "fang@qinghe.example"), mail);
        await using var db = Portal.Db();
        Assert.DoesNotContain("token=", (await db.OutgoingMails.FirstAsync(Token)).Text, StringComparison.Ordinal);
        Assert.Equal(2, await db.Registrations.CountAsync(Token));
    }

    [Fact]
    public async Task Register_KnownName_IsLearntOnlyByTheOwnerOfTheAddress()
    {
        await AddMemberAsync();
        Assert.True((await Members.RegisterAsync(Actor.Visitor, Form with { Email = "neu@qinghe.example" }, Home)).IsDone);
        var key = await LastKeyAsync("registration.confirm");

        Assert.Equal((Refusal.Invalid, "UserName"), Of(await Members.ConfirmAsync(Actor.Visitor, key)));
        Assert.Equal((Refusal.Invalid, "UserName"), Of(await Members.ConfirmAsync(Actor.Visitor, key, "a b")));
        Assert.True((await Members.ConfirmAsync(Actor.Visitor, key, "neu")).IsDone);
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("neu")).Result);
    }

    [Fact]
    public async Task Confirm_TwiceAtOnce_MakesOneMember()
    {
        await Members.RegisterAsync(Actor.Visitor, Form, Home);
        var key = await LastKeyAsync("registration.confirm");
        var joined = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => Members.ConfirmAsync(Actor.Visitor, key), Token)));
        Assert.Single(joined, j => j.IsDone);
        Assert.All(joined.Where(j => !j.IsDone), j => Assert.Equal(Refusal.NotFound, j.Refused));
    }

    [Fact]
    public async Task Confirm_TwoApplicationsWithOneAddress_TheFirstConfirmedCounts()
    {
        await Members.RegisterAsync(Actor.Visitor, Form, Home);
        var first = await LastKeyAsync("registration.confirm");
        await Members.RegisterAsync(Actor.Visitor, Form with { UserName = "fang2" }, Home);
        var second = await LastKeyAsync("registration.confirm");
        Assert.True((await Members.ConfirmAsync(Actor.Visitor, second)).IsDone);
        Assert.Equal(Refusal.NotFound, (await Members.ConfirmAsync(Actor.Visitor, first)).Refused);
    }

    [Fact]
    public async Task Confirm_AfterTwoDays_NoLongerWorks()
    {
        await Members.RegisterAsync(Actor.Visitor, Form, Home);
        Portal.Time.Advance(Members.RegistrationLasts);
        Assert.Equal(Refusal.NotFound, (await Members.ConfirmAsync(Actor.Visitor, await LastKeyAsync("registration.confirm"))).Refused);
    }

    [Fact]
    public async Task Register_EverythingWrong_NamesEveryField()
    {
        var outcome = await Members.RegisterAsync(
            Actor.Visitor, new NewRegistration("a b", "fang", "kurz", " \t ", 99, new string('x', 101), Consent: false, "en"), Home);
        Assert.Equal("UserName Email DisplayName Organisation Consent UnitId PasswordTooShort", outcome.Detail);
        Assert.Null(await LastMailAsync());
    }

    [Theory]
    [InlineData("fang@qinghe.example\r\nBcc: alle@qinghe.example")]
    [InlineData("Fang <fang@qinghe.example>")]
    [InlineData("fang@qinghe.example, he@qinghe.example")]
    [InlineData("fang@")]
    [InlineData("@qinghe.example")]
    [InlineData("fang@localhost@qinghe.example")]
    public async Task Register_AddressThatIsMoreThanOne_IsRefused(string email) =>
        Assert.Equal("Email", (await Members.RegisterAsync(Actor.Visitor, Form with { Email = email }, Home)).Detail);

    [Fact]
    public async Task Register_HiddenFieldFilled_PretendsAndDoesNothing()
    {
        Assert.True((await Members.RegisterAsync(Actor.Visitor, Form with { Trap = "https://spam.example" }, Home)).IsDone);
        Assert.Null(await LastMailAsync());
        await using var db = Portal.Db();
        Assert.Equal(0, await db.Registrations.CountAsync(Token));
    }

    [Fact]
    public async Task Register_ManyFromOneAddress_AreRefused()
    {
        for (var i = 0; i < 10; i++)
            Assert.True((await Members.RegisterAsync(Actor.Visitor, Form with { UserName = $"neu{i}", Email = $"neu{i}@qinghe.example" }, Home)).IsDone);
        Assert.Equal(Refusal.TooMany, (await Members.RegisterAsync(Actor.Visitor, Form, Home)).Refused);
        Assert.True((await Members.RegisterAsync(Actor.Visitor, Form, Elsewhere)).IsDone);
    }

    [Fact]
    public async Task Register_SomebodyElsesAddressAgainAndAgain_FillsNoMailbox()
    {
        for (var i = 0; i < 6; i++)
            Assert.True((await Members.RegisterAsync(Actor.Visitor, Form with { UserName = $"neu{i}" }, new Caller($"198.51.100.{i}"))).IsDone);
        await using var db = Portal.Db();
        Assert.Equal(3, await db.OutgoingMails.CountAsync(Token));
    }

    [Fact]
    public async Task ChangeProfile_UnitOrOtherPlace_KeepsOne()
    {
        await Portal.StoreAsync(new CouncilUnit { Name = "南塘社区服务中心" });
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        var unit = (await Portal.Get<Council>().ListAsync(Token))[0].Id;

        Assert.True((await Members.ChangeProfileAsync(actor, id, new ProfileChange(" 方  小满\n ", unit, "别处", "en"))).IsDone);
        var profile = (await Members.ProfileAsync(actor, id)).Value!;
        Assert.Equal(("方  小满", unit, "南塘社区服务中心", null, "en"), (profile.DisplayName, profile.UnitId, profile.UnitName, profile.Organisation, profile.Language));
        Assert.True((await Members.ChangeProfileAsync(actor, id, new ProfileChange("方", null, " 别处 ", "xx"))).IsDone);
        profile = (await Members.ProfileAsync(actor, id)).Value!;
        Assert.Equal((null, "别处", "zh-Hans"), (profile.UnitId, profile.Organisation, profile.Language));
        Assert.Equal("DisplayName Organisation UnitId", (await Members.ChangeProfileAsync(actor, id, new ProfileChange("", 99, new string('x', 101), "en"))).Detail);
    }

    [Fact]
    public async Task ChangeEmail_CountsOnceConfirmed_AndTellsTheOldAddress()
    {
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);
        var reset = await LastKeyAsync("password.reset");

        Assert.True((await Members.ChangeEmailAsync(actor, id, " neu@qinghe.example ")).IsDone);

        Assert.Equal(("email.confirm", "neu@qinghe.example"), await LastMailAsync());
        Assert.Equal("fang@qinghe.example", (await Members.ProfileAsync(actor, id)).Value!.Email);
        var key = await LastKeyAsync("email.confirm");
        Assert.Equal("neu@qinghe.example", await Members.NewEmailAsync(key));
        Assert.True((await Members.ConfirmEmailAsync(Actor.Visitor, key)).IsDone);
        Assert.Equal(("email.changed", "fang@qinghe.example"), await LastMailAsync());
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("neu@qinghe.example")).Result);
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang@qinghe.example")).Result);
        Assert.Equal(Refusal.NotFound, (await Members.ConfirmEmailAsync(Actor.Visitor, key)).Refused);
        // what lies in the old mailbox opens nothing any more
        Assert.Null(await Credentials.ResetNameAsync(reset));
    }

    [Fact]
    public async Task ChangeEmail_AddressOfAnotherMember_AnswersTheSameAndSendsNothing()
    {
        await AddMemberAsync("he");
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        Assert.True((await Members.ChangeEmailAsync(actor, id, "HE@qinghe.example")).IsDone);
        Assert.Null(await LastMailAsync());
    }

    [Fact]
    public async Task ChangeEmail_AddressTakenMeanwhile_IsRefused()
    {
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        await Members.ChangeEmailAsync(actor, id, "he@qinghe.example");
        var key = await LastKeyAsync("email.confirm");
        await AddMemberAsync("he");
        Assert.Equal(Refusal.NotFound, (await Members.ConfirmEmailAsync(Actor.Visitor, key)).Refused);
        Assert.Equal("fang@qinghe.example", (await Members.ProfileAsync(actor, id)).Value!.Email);
    }

    [Fact]
    public async Task Export_HoldsWhatIsKeptAndNoSecret()
    {
        var id = await AddMemberAsync();
        var answer = await TryAsync("fang");
        var actor = await ActorAsync(answer.SessionKey);
        await AddTotpAsync(actor);

        var json = System.Text.Encoding.UTF8.GetString((await Members.ExportAsync(actor, id)).Value!);

        using var document = JsonDocument.Parse(json);
        Assert.Equal("方小满", document.RootElement.GetProperty("DisplayName").GetString());
        Assert.Equal("Firefox · Linux", document.RootElement.GetProperty("Sessions")[0].GetProperty("Browser").GetString());
        Assert.Contains("方小满", json, StringComparison.Ordinal);
        await using var db = Portal.Db();
        var member = await db.Users.SingleAsync(Token);
        foreach (var secret in (string[])[member.PasswordHash!, member.TotpKey!, member.SecurityStamp!, answer.SessionKey!, (await db.MemberSessions.FirstAsync(Token)).KeyHash])
            Assert.DoesNotContain(secret, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delete_TakesThePersonAndKeepsThatItWasDone()
    {
        var id = await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        await AddTotpAsync(await ActorAsync(key));

        Assert.True((await Members.DeleteAsync(await ActorAsync(key), id)).IsDone);

        Assert.Null(await Sessions.FindAsync(key, Token));
        Assert.Equal(("account.deleted", "fang@qinghe.example"), await LastMailAsync());
        Assert.Equal("member.delete", (await Portal.AuditAsync())[^1].Action);
        await using var db = Portal.Db();
        Assert.Equal(0, await db.Users.CountAsync(Token) + await db.MemberSessions.CountAsync(Token) + await db.RecoveryCodes.CountAsync(Token) + await db.MemberDevices.CountAsync(Token));
        // name and address are free again
        await AddMemberAsync();
    }

    [Fact]
    public async Task LastAdministrator_CannotBeLost()
    {
        var id = await AddMemberAsync("fang", Role.Administrator);
        await AddTotpAsync(await SignInAsync());
        var actor = new Actor(id, "fang", Role.Administrator) { ProvedUtc = Portal.NowUtc };

        Assert.Equal("LastAdministrator", (await Members.SetRolesAsync(actor, id, [])).Detail);
        Assert.Equal("LastAdministrator", (await Members.SwitchOffAsync(actor, id)).Detail);
        Assert.Equal("LastAdministrator", (await Members.DeleteAsync(actor, id)).Detail);
        var other = await AddMemberAsync("he", Role.Administrator);
        // two who take each other's role at once: one stays
        var outcomes = await Task.WhenAll(
            Task.Run(() => Members.SetRolesAsync(Actor.Console, id, []), Token), Task.Run(() => Members.SetRolesAsync(Actor.Console, other, []), Token));
        Assert.Single(outcomes, o => o.IsDone);
    }

    [Fact]
    public async Task List_FindsByAnyOfTheirNamesAndFilters()
    {
        var fang = await AddMemberAsync("fang", Role.Editor);
        var he = await AddMemberAsync("he", Role.Judge, Role.Editor);
        await Members.SwitchOffAsync(Actor.Console, fang);
        await SignInAsync("he");

        async Task<int[]> FindAsync(string? query = null, MemberState? state = null, Role? role = null) =>
            [.. (await Members.ListAsync(TestPortal.Administrator, query, state, role, cancellation: Token)).Value!.Items.Select(m => m.Id)];

        Assert.Equal([he, fang], await FindAsync());
        Assert.Equal([fang], await FindAsync("FAN"));
        Assert.Equal([he], await FindAsync("he@qinghe"));
        Assert.Equal([he, fang], await FindAsync("小满"));
        Assert.Empty(await FindAsync("100%"));
        Assert.Equal([fang], await FindAsync(state: MemberState.Off));
        Assert.Equal([he], await FindAsync(role: Role.Judge));
        var page = (await Members.ListAsync(TestPortal.Administrator, page: 2, pageSize: 1, cancellation: Token)).Value!;
        Assert.Equal((fang, 2), (page.Items.Single().Id, page.Total));
        var row = (await Members.ListAsync(TestPortal.Administrator, "he@", cancellation: Token)).Value!.Items.Single();
        Assert.Equal((Portal.NowUtc, false), (row.LastSeenUtc!.Value, row.HasSecondFactor));
        Assert.Equal([Role.Member, Role.Judge, Role.Editor], row.Roles);
    }

    private static (Refusal?, string?) Of<T>(Outcome<T> outcome) => (outcome.Refused, outcome.Detail);
}
