using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using SignInResult = Portal.Core.SignInResult;

namespace Portal.Tests.Core;

public sealed class CredentialsTests : MemberTest
{
    private const string Other = "夜里十点以后的便利店";

    [Fact]
    public async Task ChangePassword_EndsTheOtherSessionsAndTellsTheMember()
    {
        var id = await AddMemberAsync();
        var there = (await TryAsync("fang", from: Elsewhere)).SessionKey!;
        var here = (await TryAsync("fang")).SessionKey!;

        Assert.True((await Credentials.ChangePasswordAsync(await ActorAsync(here), id, Password, Other)).IsDone);

        Assert.NotNull(await Sessions.FindAsync(here, Token));
        Assert.Null(await Sessions.FindAsync(there, Token));
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang")).Result);
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", Other)).Result);
        Assert.Equal(("password.changed", "fang@qinghe.example"), await LastMailAsync());
    }

    [Theory]
    [InlineData("falsch", Other, "Current")]
    [InlineData(Password, "kurz", "PasswordTooShort")]
    [InlineData(Password, "password123", "PasswordTooCommon")]
    [InlineData(Password, "fang@qinghe.example", "PasswordTooCommon")]
    public async Task ChangePassword_SomethingWrong_ChangesNothing(string current, string wanted, string problem)
    {
        var id = await AddMemberAsync();
        Assert.Equal(problem, (await Credentials.ChangePasswordAsync(await SignInAsync(), id, current, wanted)).Detail);
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang")).Result);
        Assert.Null(await LastMailAsync());
    }

    [Theory]
    [InlineData("fang")]
    [InlineData("FANG@qinghe.example")]
    public async Task Forgot_KnownMember_GetsALinkThatWorksOnceAndSignsOutEverywhere(string typed)
    {
        await AddMemberAsync();
        var session = (await TryAsync("fang")).SessionKey!;

        Assert.True((await Credentials.ForgotPasswordAsync(Actor.Visitor, typed, Home)).IsDone);

        var key = await LastKeyAsync("password.reset");
        Assert.Equal("fang", await Credentials.ResetNameAsync(key));
        Assert.Equal("PasswordTooShort", (await Credentials.ResetPasswordAsync(Actor.Visitor, key, "kurz")).Detail);
        Assert.True((await Credentials.ResetPasswordAsync(Actor.Visitor, key, Other)).IsDone);
        Assert.Null(await Sessions.FindAsync(session, Token));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", Other)).Result);
        Assert.Null(await Credentials.ResetNameAsync(key));
        Assert.Equal(Refusal.NotFound, (await Credentials.ResetPasswordAsync(Actor.Visitor, key, "noch ein anderes Wort")).Refused);
        Assert.Equal("password.changed", (await LastMailAsync())!.Value.Kind);
    }

    [Theory]
    [InlineData("niemand")]
    [InlineData("niemand@qinghe.example")]
    [InlineData("")]
    public async Task Forgot_Nobody_GetsTheSameAnswerAndNoMail(string typed)
    {
        await AddMemberAsync();
        Assert.Equal(await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home), await Credentials.ForgotPasswordAsync(Actor.Visitor, typed, Home));
        await using var db = Portal.Db();
        // as many rows for nobody as for somebody
        Assert.Equal((2, 2), (await db.OneTimeKeys.CountAsync(Token), await db.OutgoingMails.CountAsync(Token)));
        var nobodys = await db.OutgoingMails.SingleAsync(m => m.State == MailState.Withheld, Token);
        Assert.Equal(("", ""), (nobodys.To, nobodys.Text));
        Assert.Equal(1, await Portal.Get<MailDelivery>().DeliverDueAsync(Token));
    }

    [Fact]
    public async Task Forgot_SwitchedOff_GetsNoMail()
    {
        var id = await AddMemberAsync();
        await Members.SwitchOffAsync(Actor.Console, id);
        Assert.True((await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home)).IsDone);
        Assert.Equal("account.off", (await LastMailAsync())!.Value.Kind);
    }

    [Fact]
    public async Task Forgot_AgainAndAgain_FillsNoMailbox()
    {
        await AddMemberAsync();
        for (var i = 0; i < 9; i++)
            Assert.True((await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", new Caller($"198.51.100.{i}"))).IsDone);
        await using var db = Portal.Db();
        Assert.Equal(3, await db.OutgoingMails.CountAsync(m => m.State == MailState.Waiting, Token));
    }

    [Fact]
    public async Task Forgot_ManyFromOneAddress_AreRefused()
    {
        for (var i = 0; i < 10; i++)
            Assert.True((await Credentials.ForgotPasswordAsync(Actor.Visitor, $"niemand{i}", Home)).IsDone);
        Assert.Equal(Refusal.TooMany, (await Credentials.ForgotPasswordAsync(Actor.Visitor, "niemand", Home)).Refused);
        Assert.True((await Credentials.ForgotPasswordAsync(Actor.Visitor, "niemand", Elsewhere)).IsDone);
    }

    [Fact]
    public async Task Reset_AfterTooManyWrongTries_LetsInAtOnce()
    {
        await AddMemberAsync();
        for (var i = 0; i < 7; i++)
            await TryAsync("fang", "vergessen");
        Assert.Equal(SignInResult.Wait, (await TryAsync("fang", "vergessen")).Result);
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);

        Assert.True((await Credentials.ResetPasswordAsync(Actor.Visitor with { Address = Home.Address }, await LastKeyAsync("password.reset"), Other)).IsDone);

        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", Other)).Result);
    }

    [Fact]
    public async Task Reset_AfterAnHour_NoLongerWorks()
    {
        await AddMemberAsync();
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);
        var key = await LastKeyAsync("password.reset");
        Portal.Time.Advance(Credentials.ResetLasts);
        Assert.Null(await Credentials.ResetNameAsync(key));
        Assert.Equal(Refusal.NotFound, (await Credentials.ResetPasswordAsync(Actor.Visitor, key, Other)).Refused);
    }

    [Fact]
    public async Task Reset_TwiceAtOnce_CountsOnce()
    {
        await AddMemberAsync();
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);
        var key = await LastKeyAsync("password.reset");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 4).Select(i => Task.Run(() => Credentials.ResetPasswordAsync(Actor.Visitor, key, $"{Other}{i}"), Token)));
        Assert.Single(outcomes, o => o.IsDone);
        Assert.All(outcomes.Where(o => !o.IsDone), o => Assert.Equal(Refusal.NotFound, o.Refused));
    }

    [Fact]
    public async Task Reset_WithAnAuthenticatorApp_StillAsksForTheCode()
    {
        await AddMemberAsync();
        await AddTotpAsync(await SignInAsync());
        await Credentials.ForgotPasswordAsync(Actor.Visitor, "fang", Home);
        Assert.True((await Credentials.ResetPasswordAsync(Actor.Visitor, await LastKeyAsync("password.reset"), Other)).IsDone);
        Assert.Equal(SignInResult.SecondFactor, (await TryAsync("fang", Other)).Result);
    }

    [Fact]
    public async Task Totp_SetUp_MakesThisSessionStrongAndEndsTheOthers()
    {
        var id = await AddMemberAsync("fang", Role.Editor);
        var there = (await TryAsync("fang", from: Elsewhere)).SessionKey!;
        var here = (await TryAsync("fang")).SessionKey!;
        var actor = await ActorAsync(here);
        Assert.False(actor.Is(Role.Editor));

        var setup = (await Credentials.BeginTotpAsync(actor, id)).Value!;
        Assert.StartsWith("otpauth://totp/", setup.Uri, StringComparison.Ordinal);
        Assert.Contains(setup.Key.Replace(" ", "", StringComparison.Ordinal), setup.Uri, StringComparison.Ordinal);
        Assert.Equal(setup, (await Credentials.BeginTotpAsync(actor, id)).Value);
        Assert.Equal("Code", (await Credentials.EnableTotpAsync(actor, id, "000000")).Detail);
        Assert.False((await Members.ProfileAsync(actor, id)).Value!.HasTotp);
        Assert.True((await Credentials.EnableTotpAsync(actor, id, await CodeAsync(id))).IsDone);

        Assert.True((await ActorAsync(here)).Is(Role.Editor));
        Assert.Null(await Sessions.FindAsync(there, Token));
        Assert.Equal(("factor.changed", "fang@qinghe.example"), await LastMailAsync());
        // the code that confirmed it is used up
        Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, await CodeAsync(id), Home)).Result);
    }

    [Fact]
    public async Task Totp_KeySeenLongAgo_IsNotTheOneConfirmed()
    {
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        var first = (await Credentials.BeginTotpAsync(actor, id)).Value!;

        Portal.Time.Advance(Actor.ProofLasts);
        var later = actor with { ProvedUtc = Portal.NowUtc };

        Assert.NotEqual(first, (await Credentials.BeginTotpAsync(later, id)).Value);
        var code = await CodeAsync(id);
        Portal.Time.Advance(2 * Actor.ProofLasts);
        Assert.Equal(Refusal.NotFound, (await Credentials.EnableTotpAsync(later with { ProvedUtc = Portal.NowUtc }, id, code)).Refused);
    }

    [Fact]
    public async Task Totp_TurnedOff_TakesTheRecoveryCodesAlong()
    {
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        await AddTotpAsync(actor);
        Assert.True((await Credentials.DisableTotpAsync(actor, id)).IsDone);
        Assert.Equal((false, 0), ((await Members.ProfileAsync(actor, id)).Value!.HasTotp, (await Members.ProfileAsync(actor, id)).Value!.RecoveryCodesLeft));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang")).Result);
    }

    [Fact]
    public async Task RecoveryCodes_Renewed_ReplaceTheOldOnes()
    {
        var id = await AddMemberAsync();
        var actor = await SignInAsync();
        var old = await AddTotpAsync(actor);
        var codes = (await Credentials.RenewRecoveryCodesAsync(actor, id)).Value!;
        Assert.Empty(codes.Intersect(old));
        Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, old[0], Home)).Result);
        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, codes[0], Home)).Result);
        Assert.Equal(9, (await Members.ProfileAsync(actor, id)).Value!.RecoveryCodesLeft);
    }

    [Fact]
    public async Task Passkey_Added_IsNamedListedAndRemoved()
    {
        var id = await AddMemberAsync("fang", Role.Judge);
        var key = (await TryAsync("fang")).SessionKey!;
        var actor = await ActorAsync(key);

        Assert.True((await Credentials.AddPasskeyAsync(actor, id, Passkey(1), " 我的手机 ")).IsDone);

        Assert.True((await ActorAsync(key)).Is(Role.Judge));
        var line = Assert.Single((await Members.ProfileAsync(actor, id)).Value!.Passkeys);
        Assert.Equal("我的手机", line.Name);
        Assert.True((await Credentials.RenamePasskeyAsync(actor, id, line.Id, "电脑")).IsDone);
        Assert.Equal("电脑", Assert.Single((await Members.ProfileAsync(actor, id)).Value!.Passkeys).Name);
        Assert.Equal("Name", (await Credentials.RenamePasskeyAsync(actor, id, line.Id, " ")).Detail);
        Assert.Equal(Refusal.NotFound, (await Credentials.RemovePasskeyAsync(actor, id, "not!base64")).Refused);
        Assert.Equal(Refusal.NotFound, (await Credentials.RemovePasskeyAsync(actor, id, "AQID")).Refused);
        Assert.True((await Credentials.RemovePasskeyAsync(actor, id, line.Id)).IsDone);
        Assert.Empty((await Members.ProfileAsync(actor, id)).Value!.Passkeys);
    }

    [Fact]
    public async Task Passkey_OfSomebodyElse_CannotBeTouched()
    {
        var he = await AddMemberAsync("he");
        await Credentials.AddPasskeyAsync(await SignInAsync("he"), he, Passkey(1), "手机");
        var fang = await AddMemberAsync();
        var actor = await SignInAsync();
        var line = Assert.Single((await Members.ProfileAsync(TestPortal.Administrator, he)).Value!.Passkeys);

        Assert.Equal(Refusal.NotFound, (await Credentials.RemovePasskeyAsync(actor, fang, line.Id)).Refused);
        Assert.Equal(Refusal.NotFound, (await Credentials.RenamePasskeyAsync(actor, fang, line.Id, "meins")).Refused);
        Assert.Single((await Members.ProfileAsync(TestPortal.Administrator, he)).Value!.Passkeys);
    }

    [Fact]
    public async Task Passkey_SignsInStronglyAndCountsUp()
    {
        var id = await AddMemberAsync("fang", Role.Administrator);
        await Credentials.AddPasskeyAsync(await SignInAsync(), id, Passkey(1), "手机");

        var answer = await SignIns.WithPasskeyAsync(id, Passkey(1, signCount: 7), remember: true, Elsewhere);

        Assert.Equal((SignInResult.SignedIn, true), (answer.Result, answer.IsPersistent));
        Assert.True((await ActorAsync(answer.SessionKey)).Is(Role.Administrator));
        await using var db = Portal.Db();
        Assert.Equal(7u, (await db.UserPasskeys.SingleAsync(Token)).Data.SignCount);
        await AddMemberAsync("he", Role.Administrator);
        await Members.SwitchOffAsync(Actor.Console, id);
        Assert.Equal(SignInResult.Off, (await SignIns.WithPasskeyAsync(id, Passkey(1), false, Home)).Result);
    }

    [Fact]
    public async Task ResetSecondFactor_ByAnAdministrator_TakesAllOfThemAndSignsOut()
    {
        var id = await AddMemberAsync();
        var key = (await TryAsync("fang")).SessionKey!;
        await AddTotpAsync(await ActorAsync(key));
        await Credentials.AddPasskeyAsync(await ActorAsync(key), id, Passkey(1), "手机");

        Assert.True((await Credentials.ResetSecondFactorAsync(Actor.Console, id)).IsDone);

        Assert.Null(await Sessions.FindAsync(key, Token));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang")).Result);
        var profile = (await Members.ProfileAsync(TestPortal.Administrator, id)).Value!;
        Assert.Equal((false, 0, 0), (profile.HasTotp, profile.RecoveryCodesLeft, profile.Passkeys.Count));
    }

    private static UserPasskeyInfo Passkey(byte id, uint signCount = 0) =>
        new([id, 2, 3, 4], [5], DateTimeOffset.UnixEpoch, signCount, null, isUserVerified: true, isBackupEligible: true, isBackedUp: true, [], []);
}
