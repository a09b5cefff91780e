using System.Buffers.Binary;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Portal.Core;
using Portal.Tests.Support;
using SignInResult = Portal.Core.SignInResult;

namespace Portal.Tests.Core;

public sealed class SignInsTests : MemberTest
{
    [Theory]
    [InlineData("fang")]
    [InlineData(" FANG ")]
    [InlineData("fang@qinghe.example")]
    [InlineData("Fang@Qinghe.Example")]
    [InlineData("ｆａｎｇ")]
    public async Task SignIn_NameOrAddress_OpensASession(string typed)
    {
        var id = await AddMemberAsync();

        var answer = await TryAsync(typed);

        Assert.Equal(SignInResult.SignedIn, answer.Result);
        var session = (await Sessions.FindAsync(answer.SessionKey!, Token))!;
        Assert.Equal((id, "fang", "方小满", MemberState.Active, false), (session.MemberId, session.UserName, session.DisplayName, session.State, session.IsStrong));
        Assert.Equal([Role.Member], session.Roles);
        Assert.Equal(Portal.NowUtc, session.ProvedUtc);
        var audit = (await Portal.AuditAsync())[^1];
        Assert.Equal(("signin.done", $"member/{id}", id, Home.Address), (audit.Action, audit.Subject, audit.ActorId, audit.Address));
    }

    [Theory]
    [InlineData("fang", "falsch")]
    [InlineData("fang", "")]
    [InlineData("fang", Password + " ")]
    [InlineData("niemand", Password)]
    [InlineData("niemand@qinghe.example", Password)]
    [InlineData("", "")]
    [InlineData("\ud800", Password)]
    public async Task SignIn_WrongNameOrPassword_GivesOneAnswer(string name, string password)
    {
        await AddMemberAsync();

        var answer = await TryAsync(name, password);

        Assert.Equal(new SignInAnswer(SignInResult.Wrong), answer);
        var audit = (await Portal.AuditAsync())[^1];
        Assert.Equal(("signin.refused", 0, Home.Address), (audit.Action, audit.ActorId, audit.Address));
        // a password typed into the wrong field must not lie in the log
        Assert.DoesNotContain("niemand", $"{audit.Subject} {audit.Detail}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_AuditLog_HoldsNoSecret()
    {
        var id = await AddMemberAsync();
        await TryAsync("fang", "geheim-und-falsch");
        var codes = await AddTotpAsync(await SignInAsync());
        var step = await TryAsync("fang");
        var done = await SignIns.SecondStepAsync(step.StepKey!, codes[0], Home);

        var log = string.Join('\n', (await Portal.AuditAsync()).Select(a => $"{a.ActorName} {a.Action} {a.Subject} {a.Detail}"));
        Assert.Contains($"signin.done member/{id} RecoveryCode", log, StringComparison.Ordinal);
        foreach (var secret in (string[])["geheim-und-falsch", Password, step.StepKey!, done.SessionKey!, done.DeviceKey!, .. codes])
            Assert.DoesNotContain(secret, log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_Database_HoldsNoKeyThatOpensAnything()
    {
        await AddMemberAsync();
        var answer = await TryAsync("fang", from: Home);
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();

        foreach (var file in Directory.GetFiles(Portal.Folder, "portal.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
            var bytes = await reader.ReadToEndAsync(Token);
            Assert.DoesNotContain(answer.SessionKey!, bytes, StringComparison.Ordinal);
            Assert.DoesNotContain(answer.DeviceKey!, bytes, StringComparison.Ordinal);
        }
    }

    // ASVS 5.0, 11.4.2: accounts of an older portal move on when their owners sign in
    [Fact]
    public async Task SignIn_OldHash_IsReplacedByAStrongerOne()
    {
        await using var portal = await TestPortal.StartAsync(realHashes: true);
        await portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("fang", "fang@qinghe.example", "方小满", Password));
        var old = new PasswordHasher<Member>(Options.Create(new PasswordHasherOptions { IterationCount = 10_000 })).HashPassword(new Member(), Password);
        await using (var db = portal.Db())
            await db.Users.ExecuteUpdateAsync(u => u.SetProperty(x => x.PasswordHash, old), Token);
        var attempt = new SignInAttempt("fang", Password, false, Home);

        Assert.Equal(SignInResult.SignedIn, (await portal.Get<SignIns>().SignInAsync(attempt)).Result);

        await using var after = portal.Db();
        var hash = (await after.Users.SingleAsync(Token)).PasswordHash!;
        Assert.InRange(BinaryPrimitives.ReadInt32BigEndian(Convert.FromBase64String(hash).AsSpan(5)), 210_000, int.MaxValue);
        Assert.Equal(SignInResult.SignedIn, (await portal.Get<SignIns>().SignInAsync(attempt)).Result);
    }

    [Fact]
    public async Task SignIn_FiveFailures_WaitsLongerAndLonger()
    {
        await AddMemberAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", "falsch")).Result);

        // said whether the password is right or not, or the guesser would learn it
        Assert.Equal((SignInResult.Wait, TimeSpan.FromSeconds(15)), Of(await TryAsync("fang", "falsch")));
        Assert.Equal((SignInResult.Wait, TimeSpan.FromSeconds(15)), Of(await TryAsync("fang")));
        Portal.Time.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", "falsch")).Result);
        Assert.Equal((SignInResult.Wait, TimeSpan.FromSeconds(30)), Of(await TryAsync("fang")));
        Portal.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang")).Result);
        // and all is forgiven
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", "falsch")).Result);
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang")).Result);
    }

    [Fact]
    public async Task SignIn_TriesThatHaveToWait_AreLoggedOnceAWait()
    {
        await AddMemberAsync();
        async Task<int> WaitsAsync() => (await Portal.AuditAsync()).Count(a => a.Action == "signin.wait");
        for (var i = 0; i < 15; i++)
            await TryAsync("fang", "falsch");
        Assert.Equal(1, await WaitsAsync());
        Portal.Time.Advance(TimeSpan.FromSeconds(15));
        for (var i = 0; i < 5; i++)
            await TryAsync("fang", "falsch");
        Assert.Equal(2, await WaitsAsync());
    }

    [Fact]
    public async Task SignIn_UnknownName_WaitsJustAsLong()
    {
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInResult.Wrong, (await TryAsync("niemand", "falsch")).Result);
        Assert.Equal((SignInResult.Wait, TimeSpan.FromSeconds(15)), Of(await TryAsync("niemand", "falsch")));
    }

    // ASVS 5.0, 6.3.1: nobody shall be able to lock the owner out
    [Fact]
    public async Task SignIn_AttackedFromEverywhere_TheOwnersBrowserStillGetsIn()
    {
        await AddMemberAsync();
        var device = (await TryAsync("fang")).DeviceKey;
        for (var network = 0; network < 60; network++)
        {
            for (var i = 0; i < 2; i++)
                await TryAsync("fang", "falsch", new Caller($"203.0.{network}.1"));
        }

        // somebody new waits, whoever he is …
        Assert.Equal(SignInResult.Wait, (await TryAsync("fang", from: new Caller("192.0.2.1"))).Result);
        // … never longer than a minute …
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", from: new Caller("192.0.2.1"))).Result);
        // … and the owner not at all, even at the address of the attack
        await TryAsync("fang", "falsch", new Caller("203.0.1.1"));
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", from: new Caller("203.0.1.1", DeviceKey: device))).Result);
    }

    [Fact]
    public async Task SignIn_DeviceOfAnotherMember_HelpsNobody()
    {
        await AddMemberAsync();
        await AddMemberAsync("he");
        var device = (await TryAsync("he")).DeviceKey;
        for (var i = 0; i < 5; i++)
            await TryAsync("fang", "falsch", Elsewhere with { DeviceKey = device });

        Assert.Equal(SignInResult.Wait, (await TryAsync("fang", from: Elsewhere with { DeviceKey = device })).Result);
    }

    [Fact]
    public async Task SignIn_ManyNamesFromOneAddress_SlowsThatAddressDown()
    {
        await AddMemberAsync();
        for (var i = 0; i < 100; i++)
            await TryAsync($"niemand{i}", "falsch", Elsewhere);

        Assert.Equal(SignInResult.Wait, (await TryAsync("fang", from: Elsewhere)).Result);
        Assert.Equal(SignInResult.SignedIn, (await TryAsync("fang", from: Home)).Result);
    }

    [Theory]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", false)]
    [InlineData("::ffff:198.51.100.7", "198.51.100.7", true)]
    public async Task SignIn_OneNetwork_IsOneSource(string first, string second, bool same)
    {
        await AddMemberAsync();
        for (var i = 0; i < 5; i++)
            await TryAsync("fang", "falsch", new Caller(first));
        Assert.Equal(same ? SignInResult.Wait : SignInResult.SignedIn, (await TryAsync("fang", from: new Caller(second))).Result);
    }

    [Fact]
    public async Task SignIn_SwitchedOff_SaysSoOnlyToWhoeverKnowsThePassword()
    {
        var id = await AddMemberAsync();
        await Members.SwitchOffAsync(Actor.Console, id);
        Assert.Equal(SignInResult.Off, (await TryAsync("fang")).Result);
        Assert.Equal(SignInResult.Wrong, (await TryAsync("fang", "falsch")).Result);
    }

    [Fact]
    public async Task SecondStep_RightCode_MakesAStrongSession()
    {
        var id = await AddMemberAsync("fang", Role.Editor);
        await AddTotpAsync(await SignInAsync());
        Portal.Time.Advance(TimeSpan.FromMinutes(1));

        var first = await TryAsync("fang", remember: true);
        Assert.Equal((SignInResult.SecondFactor, null), (first.Result, first.SessionKey));
        var code = await CodeAsync(id);
        var second = await SignIns.SecondStepAsync(first.StepKey!, $" {code[..3]} {code[3..]} ", Home);

        Assert.Equal((SignInResult.SignedIn, true), (second.Result, second.IsPersistent));
        var session = (await Sessions.FindAsync(second.SessionKey!, Token))!;
        Assert.True(session.IsStrong);
        Assert.Contains(Role.Editor, session.Roles);
        // the step is over
        Assert.Equal(SignInResult.Expired, (await SignIns.SecondStepAsync(first.StepKey!, code, Home)).Result);
    }

    // ASVS 5.0, 6.5.1
    [Fact]
    public async Task SecondStep_CodeSeenBefore_IsRefused()
    {
        var id = await AddMemberAsync();
        await AddTotpAsync(await SignInAsync());
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var code = await CodeAsync(id);
        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, code, Home)).Result);

        Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, code, Home)).Result);
        Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, await CodeAsync(id, -1), Home)).Result);
        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, await CodeAsync(id, +1), Home)).Result);
    }

    [Fact]
    public async Task SecondStep_SameCodeAtOnce_LetsOneIn()
    {
        var id = await AddMemberAsync();
        await AddTotpAsync(await SignInAsync());
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        var code = await CodeAsync(id);
        List<string> steps = [];
        for (var i = 0; i < 4; i++)
            steps.Add((await TryAsync("fang")).StepKey!);

        var answers = await Task.WhenAll(steps.Select(s => Task.Run(() => SignIns.SecondStepAsync(s, code, Home), Token)));

        Assert.Single(answers, a => a.Result == SignInResult.SignedIn);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task SecondStep_ClockThatDiffers_IsForgivenHalfAMinute(int steps, bool accepted)
    {
        var id = await AddMemberAsync();
        await AddTotpAsync(await SignInAsync());
        Portal.Time.Advance(TimeSpan.FromMinutes(5));
        var answer = await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, await CodeAsync(id, steps), Home);
        Assert.Equal(accepted ? SignInResult.SignedIn : SignInResult.Wrong, answer.Result);
    }

    [Fact]
    public async Task SecondStep_RecoveryCode_WorksOnce()
    {
        await AddMemberAsync();
        var codes = await AddTotpAsync(await SignInAsync());
        Assert.Equal(10, codes.Distinct().Count());

        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, codes[0].ToUpperInvariant().Replace("-", " ", StringComparison.Ordinal), Home)).Result);
        Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, codes[0], Home)).Result);
        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, codes[1], Home)).Result);
    }

    [Fact]
    public async Task SecondStep_Guessing_IsSlowedDownAndForgottenInTime()
    {
        var id = await AddMemberAsync();
        await AddTotpAsync(await SignInAsync());
        Portal.Time.Advance(TimeSpan.FromMinutes(1));
        // somebody who has found the password, elsewhere
        var step = (await TryAsync("fang", from: Elsewhere)).StepKey!;
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInResult.Wrong, (await SignIns.SecondStepAsync(step, "000000", Elsewhere)).Result);
        Assert.Equal(SignInResult.Wait, (await SignIns.SecondStepAsync(step, await CodeAsync(id), Elsewhere)).Result);
        // a fresh step does not begin to count anew
        Assert.Equal(SignInResult.Wait, (await SignIns.SecondStepAsync((await TryAsync("fang", from: Elsewhere)).StepKey!, await CodeAsync(id), Elsewhere)).Result);
        // the owner at home is not held up
        Assert.Equal(SignInResult.SignedIn, (await SignIns.SecondStepAsync((await TryAsync("fang")).StepKey!, await CodeAsync(id), Home)).Result);

        Portal.Time.Advance(SignIns.StepLasts);
        Assert.Equal(SignInResult.Expired, (await SignIns.SecondStepAsync(step, await CodeAsync(id), Elsewhere)).Result);
        Assert.False(await SignIns.IsStepOpenAsync(step));
    }

    [Theory]
    [InlineData("")]
    [InlineData("no such key")]
    public async Task SecondStep_WithoutTheFirst_IsExpired(string key)
    {
        await AddMemberAsync();
        Assert.Equal(SignInResult.Expired, (await SignIns.SecondStepAsync(key, "000000", Home)).Result);
    }

    [Fact]
    public async Task Prove_RightPassword_RenewsTheProof()
    {
        await AddMemberAsync();
        var key = (await TryAsync("fang", remember: true)).SessionKey!;
        Portal.Time.Advance(Actor.ProofLasts);
        var actor = await ActorAsync(key);
        Assert.False(actor.HasProved(Portal.NowUtc));

        Assert.Equal(SignInResult.Wrong, (await SignIns.ProveAsync(actor, "falsch")).Result);
        Assert.False((await ActorAsync(key)).HasProved(Portal.NowUtc));
        Assert.Equal(SignInResult.SignedIn, (await SignIns.ProveAsync(actor, Password)).Result);
        Assert.True((await ActorAsync(key)).HasProved(Portal.NowUtc));
    }

    [Fact]
    public async Task Prove_Guessing_IsSlowedDown()
    {
        await AddMemberAsync();
        var actor = await SignInAsync();
        for (var i = 0; i < 5; i++)
            Assert.Equal(SignInResult.Wrong, (await SignIns.ProveAsync(actor, "falsch")).Result);
        Assert.Equal(SignInResult.Wait, (await SignIns.ProveAsync(actor, Password)).Result);
        Assert.Equal(Refusal.TooMany, (await Credentials.ChangePasswordAsync(actor, actor.MemberId, Password, "ein anderes Wort")).Refused);
    }

    [Fact]
    public async Task SignOut_EndsTheSessionAndOnlyIt()
    {
        await AddMemberAsync();
        var here = (await TryAsync("fang")).SessionKey!;
        var there = (await TryAsync("fang", from: Elsewhere)).SessionKey!;

        await SignIns.SignOutAsync(await ActorAsync(here), here);

        Assert.Null(await Sessions.FindAsync(here, Token));
        Assert.NotNull(await Sessions.FindAsync(there, Token));
    }

    private static (SignInResult, TimeSpan) Of(SignInAnswer answer) => (answer.Result, answer.Wait);
}
