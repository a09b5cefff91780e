using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web;

namespace Portal.Tests.Web;

/// <summary>The pages around signing in: what they say, the second step, and a page that does not open.</summary>
public sealed class SigningInTests(PortalServer server) : JoinPageTest(server)
{
    private int _id;
    private string _name = "";

    [Theory]
    [InlineData("failed=wrong", "用户名或密码不对，请再试一次。")]
    [InlineData("failed=off", "这个账户已经停用。有疑问请与秘书处联系。")]
    [InlineData("failed=expired", "登录用的时间太长，请从头再来一次。")]
    [InlineData("failed=wait&wait=13", "试错次数太多，请在 15 秒之后再试。")]
    [InlineData("failed=wait&wait=90", "试错次数太多，请在 90 秒之后再试。")]
    [InlineData("failed=wait&wait=91", "试错次数太多，请在 2 分钟之后再试。")]
    [InlineData("failed=wait&wait=900", "试错次数太多，请在 15 分钟之后再试。")]
    [InlineData("failed=wait&wait=99999999", "试错次数太多，请在 60 分钟之后再试。")]
    [InlineData("failed=wait&wait=-1", "试错次数太多，请在 5 秒之后再试。")]
    [InlineData("failed=wait&wait=x", "试错次数太多，请在 60 秒之后再试。")]
    public async Task Login_AfterAFailure_SaysWhy(string query, string sentence)
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/login?{query}");
        Assert.Equal(sentence, visitor.Alert);
        Assert.Contains("/account/forgot", visitor.Main.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
    }

    [Theory]
    [InlineData("joined", true)]
    [InlineData("Pending", true)]
    [InlineData("password", true)]
    [InlineData("email", true)]
    [InlineData("setup", true)]
    [InlineData("7", false)]
    [InlineData("nonsense", false)]
    public async Task Login_AfterSomethingDone_SaysSo(string done, bool isKnown)
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/login?done={done}");
        Assert.Equal(isKnown, visitor.Main.QuerySelector("[role=status].note") is not null);
        Assert.Null(visitor.Alert);
    }

    [Fact]
    public async Task SecondStep_WithoutAnOpenStep_LeadsToSigningIn()
    {
        using var visitor = new FormVisitor(Server);
        var answer = await visitor.SendAsync(HttpMethod.Get, "/account/second-step?returnTo=%2Fnotices");
        Assert.Equal((HttpStatusCode.Found, "/account/login?returnTo=%2Fnotices"), (answer.Status, Local(answer)));
        visitor.Keep("portal-step", "nonsense");
        answer = await visitor.SendAsync(HttpMethod.Get, "/account/second-step?returnTo=//evil.example");
        Assert.Equal("/account/login?returnTo=%2F", Local(answer));
    }

    [Fact]
    public async Task SecondStep_RecoveryCode_ComesBackSignedIn()
    {
        using var visitor = await AtSecondStepAsync("k7mpq-x2y3z");
        var field = visitor.Form.QuerySelector("[name=code]")!;
        Assert.Equal(("one-time-code", "numeric", true), (field.GetAttribute("autocomplete"), field.GetAttribute("inputmode"), field.HasAttribute("autofocus")));
        await visitor.SubmitAsync(("code", "000000"));
        await visitor.FollowAsync();
        Assert.Equal("验证码不对，或者已经用过。请等应用里出现下一个数字再试。", visitor.ProblemOf("code"));
        // a phone's keyboard of digits has no letters
        await visitor.OpenAsync(visitor.Main.QuerySelectorAll("a").Single(a => a.TextContent == "用恢复码").GetAttribute("href")!);
        Assert.Equal("text", visitor.Form.QuerySelector("[name=code]")!.GetAttribute("inputmode"));
        await visitor.SubmitAsync(("code", "aaaaa-aaaaa"));
        await visitor.FollowAsync();
        Assert.Equal("恢复码不对，或者已经用过。", visitor.ProblemOf("code"));
        Assert.False(visitor.Form.QuerySelector("[name=code]")!.HasAttribute("value"));
        await visitor.SubmitAsync(("code", " K7MPQ X2Y3Z "));

        Assert.Equal("/notices?page=1", Local(visitor.Page));
        Assert.NotNull(visitor.Cookie("portal-session"));
    }

    [Fact]
    public async Task SecondStep_TooManyTries_SaysHowLongToWait()
    {
        using var visitor = await AtSecondStepAsync("k7mpq-x2y3z");
        for (var i = 0; i < 6; i++)
        {
            await visitor.SubmitAsync(("code", "000000"));
            await visitor.FollowAsync();
        }

        Assert.Equal("试错次数太多，请在 15 秒之后再试。", visitor.Alert);
    }

    [Theory]
    [InlineData("//evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("/\\evil.example")]
    public async Task SecondStep_ReturnElsewhere_StaysHere(string returnTo)
    {
        using var visitor = await AtSecondStepAsync("k7mpq-x2y3z", returnTo);
        Assert.Equal("/", visitor.Form.QuerySelector("[name=returnTo]")!.GetAttribute("value"));
        Assert.DoesNotContain("evil", visitor.Main.OuterHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_NotSignedIn_LeadsToSigningIn()
    {
        using var visitor = new FormVisitor(Server);
        var answer = await visitor.SendAsync(HttpMethod.Get, "/account/denied?returnTo=%2Fadmin%2Fsite");
        Assert.Equal("/account/login?returnTo=%2Fadmin%2Fsite", Local(answer));
        answer = await visitor.SendAsync(HttpMethod.Get, "/account/denied?returnTo=//evil.example");
        Assert.Equal("/account/login?returnTo=%2F", Local(answer));
    }

    [Fact]
    public async Task Denied_StaffWithoutASecondFactor_LearnsWhereToSetItUp()
    {
        using var visitor = await SignedInAsync(Role.Editor);
        await visitor.OpenAsync("/admin/articles");
        Assert.StartsWith("/account/denied?", visitor.Path, StringComparison.Ordinal);
        Assert.Equal("/account/security", Assert.Single(visitor.Main.QuerySelectorAll(".ways a")).GetAttribute("href"));
    }

    [Fact]
    public async Task Denied_StaffWithAnUnusedSecondFactor_SignsOutToUseIt()
    {
        using var visitor = await SignedInAsync(Role.Editor);
        await using (var db = Db())
            await db.Users.Where(u => u.UserName == _name).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpKey, "JBSWY3DPEHPK3PXP"), Cancellation);
        Server.Get<LiveFeed>().Publish(MemberChanged.Everywhere, new MemberChanged(_id));

        await visitor.OpenAsync("/admin/articles");
        Assert.Equal("/account/logout", visitor.Form.GetAttribute("action"));
        await visitor.SubmitAsync();

        Assert.Equal("/account/login?returnTo=%2Fadmin%2Farticles", Local(visitor.Page));
        Assert.Null(visitor.Cookie("portal-session"));
    }

    [Fact]
    public async Task Denied_MemberWithoutTheRole_LearnsThat()
    {
        using var visitor = await SignedInAsync();
        await visitor.OpenAsync("/admin/articles");
        Assert.Contains("没有打开这一页所需的角色", visitor.Main.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Denied_WaitingForApproval_LearnsThat()
    {
        using var visitor = await SignedInAsync(Role.Editor);
        await using (var db = Db())
            await db.Users.Where(u => u.Id == _id).ExecuteUpdateAsync(u => u.SetProperty(x => x.State, MemberState.Pending), Cancellation);
        Server.Get<LiveFeed>().Publish(MemberChanged.Everywhere, new MemberChanged(_id));

        await visitor.OpenAsync("/admin/articles");

        Assert.Contains("等管理员审核", visitor.Main.TextContent, StringComparison.Ordinal);
    }

    private async Task<FormVisitor> SignedInAsync(params Role[] roles)
    {
        (_id, _name) = await MemberAsync(roles);
        var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/login");
        await visitor.SubmitAsync(("user", _name), ("password", Password));
        Assert.NotNull(visitor.Cookie("portal-session"));
        return visitor;
    }

    /// <summary>Somebody with an authenticator app whose password was right.</summary>
    private async Task<FormVisitor> AtSecondStepAsync(string recoveryCode, string returnTo = "/notices?page=1")
    {
        var (id, name) = await MemberAsync();
        await using (var db = Db())
            await db.Users.Where(u => u.Id == id).ExecuteUpdateAsync(u => u.SetProperty(x => x.TotpKey, "JBSWY3DPEHPK3PXP"), Cancellation);
        await StoreAsync(new RecoveryCode { MemberId = id, CodeHash = SecretKey.Hash(OneTimeCodes.Clean(recoveryCode)) });
        var visitor = new FormVisitor(Server);
        await visitor.OpenAsync($"/account/login?returnTo={Uri.EscapeDataString(PortalUrls.Local(returnTo))}");
        await visitor.SubmitAsync(("user", name), ("password", Password));
        await visitor.FollowAsync();
        Assert.StartsWith("/account/second-step?", visitor.Path, StringComparison.Ordinal);
        if (returnTo != PortalUrls.Local(returnTo))
            await visitor.OpenAsync($"/account/second-step?returnTo={Uri.EscapeDataString(returnTo)}");
        return visitor;
    }

    private string? Local(Answer answer) => answer.Header("Location") is { } location ? new Uri(Server.Address, location).PathAndQuery : null;
}
