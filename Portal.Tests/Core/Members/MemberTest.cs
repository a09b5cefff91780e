using Microsoft.EntityFrameworkCore;
using OtpNet;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Base of tests of accounts: one member, and ways to sign in.</summary>
public abstract class MemberTest : CoreTest
{
    protected const string Password = "街角的长椅坐着三个人";

    protected static Caller Home { get; } = new("198.51.100.7", "Firefox · Linux");

    protected static Caller Elsewhere { get; } = new("203.0.113.9", "Chrome · Windows");

    protected Members Members => Portal.Get<Members>();

    protected SignIns SignIns => Portal.Get<SignIns>();

    protected Sessions Sessions => Portal.Get<Sessions>();

    protected Credentials Credentials => Portal.Get<Credentials>();

    protected async Task<int> AddMemberAsync(string name = "fang", params Role[] roles)
    {
        var made = await Members.CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", "方小满", Password, roles));
        Assert.True(made.IsDone, made.Detail);
        return made.Value;
    }

    protected Task<SignInAnswer> TryAsync(string name, string password = Password, Caller? from = null, bool remember = false) =>
        SignIns.SignInAsync(new SignInAttempt(name, password, remember, from ?? Home));

    /// <summary>Signs in with the password and returns the session's actor.</summary>
    protected async Task<Actor> SignInAsync(string name = "fang", Caller? from = null) => await ActorAsync((await TryAsync(name, from: from)).SessionKey);

    protected async Task<Actor> ActorAsync(string? key)
    {
        Assert.NotNull(key);
        var session = await Sessions.FindAsync(key, Token);
        Assert.NotNull(session);
        return session.ToActor(Home.Address);
    }

    /// <summary>Kind and receiver of the newest mail.</summary>
    protected async Task<(string Kind, string To)?> LastMailAsync()
    {
        await using var db = Portal.Db();
        var mail = await db.OutgoingMails.Where(m => m.State != MailState.Withheld).OrderByDescending(m => m.Id).FirstOrDefaultAsync(Token);
        return mail is null ? null : (mail.Kind, mail.To);
    }

    /// <summary>The key in the link of the newest mail of this kind.</summary>
    protected async Task<string> LastKeyAsync(string kind)
    {
        await using var db = Portal.Db();
        var mail = await db.OutgoingMails.OrderByDescending(m => m.Id).FirstAsync(m => m.Kind == kind, Token);
        return System.Text.RegularExpressions.Regex.Match(mail.Text, @"\?token=(\S+)").Groups[1].Value;
    }

    protected async Task<string> CodeAsync(int memberId, int steps = 0)
    {
        await using var db = Portal.Db();
        var key = (await db.Users.AsNoTracking().SingleAsync(u => u.Id == memberId, Token)).TotpKey ?? (await db.Users.AsNoTracking().SingleAsync(u => u.Id == memberId, Token)).TotpDraft;
        return new Totp(Base32Encoding.ToBytes(key)).ComputeTotp(Portal.NowUtc.AddSeconds(30 * steps));
    }

    /// <summary>Sets an authenticator app up and returns the recovery codes.</summary>
    protected async Task<IReadOnlyList<string>> AddTotpAsync(Actor actor)
    {
        Assert.True((await Credentials.BeginTotpAsync(actor, actor.MemberId)).IsDone);
        var enabled = await Credentials.EnableTotpAsync(actor, actor.MemberId, await CodeAsync(actor.MemberId));
        Assert.True(enabled.IsDone, enabled.Detail);
        return enabled.Value;
    }
}
