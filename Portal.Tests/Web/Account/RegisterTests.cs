using System.Globalization;
using System.Net;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web;

/// <summary>新用户注册, up to the mail.</summary>
public sealed class RegisterTests(PortalServer server) : JoinPageTest(server)
{
    [Fact]
    public async Task Get_Form_TellsBrowsersWhatGoesWhere()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");

        Assert.Equal("新用户注册", visitor.Main.QuerySelector("h1")!.TextContent);
        Assert.Equal(
            ["UserName=username", "Email=email", "Password=new-password", "DisplayName=name", "Organisation=organization", "website=off"],
            visitor.Form.QuerySelectorAll("input[autocomplete]").Select(i => $"{i.GetAttribute("name")}={i.GetAttribute("autocomplete")}"));
        foreach (var input in visitor.Form.QuerySelectorAll("input:not([type=hidden]):not([name=website]), select").Where(i => i.HasAttribute("name")))
            Assert.NotEmpty(visitor.Main.QuerySelectorAll($"label[for={input.Id}], label:has(#{input.Id})"));
        Assert.Equal(["副理事长单位", "常务理事单位", "理事单位"], visitor.Form.QuerySelectorAll("optgroup").Select(g => g.GetAttribute("label")));
        Assert.Equal("/pages/copyright", visitor.Form.QuerySelector("label a")!.GetAttribute("href"));
        var trap = visitor.Form.QuerySelector("[name=website]")!;
        Assert.Equal("-1", trap.GetAttribute("tabindex"));
        Assert.NotNull(trap.Closest("[aria-hidden=true]"));
        // the box needs JavaScript, which brings it out
        Assert.True(visitor.Form.QuerySelector("[data-shows]")!.Closest("label")!.HasAttribute("hidden"));
        Assert.Contains("no-store", visitor.Page.Header("Cache-Control"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_Right_LeadsToTheMailboxAndWaitsForTheMail()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");
        var name = NewName();
        var unit = visitor.Form.QuerySelectorAll("option")[2].GetAttribute("value")!;

        var answer = await visitor.SubmitAsync([.. Right(name), ("UnitId", unit)]);

        Assert.Equal((HttpStatusCode.Found, "/account/register/sent"), (answer.Status, Local(answer)));
        await visitor.FollowAsync();
        Assert.Equal("请查收邮件", visitor.Main.QuerySelector("h1")!.TextContent);
        Assert.Contains("48 小时", visitor.Main.TextContent, StringComparison.Ordinal);
        Assert.Contains("垃圾邮件", visitor.Main.TextContent, StringComparison.Ordinal);
        Assert.Contains("/account/register", visitor.Main.QuerySelectorAll("a").Select(a => a.GetAttribute("href")));
        await using var db = Db();
        var stored = await db.Registrations.SingleAsync(r => r.UserName == name, Cancellation);
        Assert.Equal((int.Parse(unit, CultureInfo.InvariantCulture), "何青", "zh-Hans"), (stored.UnitId, stored.DisplayName, stored.Language));
        Assert.False(await db.Users.AnyAsync(u => u.UserName == name, Cancellation));
    }

    [Fact]
    public async Task Post_InEnglish_RemembersTheLanguage()
    {
        using var visitor = new FormVisitor(Server);
        visitor.Keep(".AspNetCore.Culture", "c%3Den%7Cuic%3Den");
        await visitor.OpenAsync("/account/register");
        Assert.Equal("Register", visitor.Main.QuerySelector("h1")!.TextContent);
        var name = NewName();
        await visitor.SubmitAsync([.. Right(name), ("UserName", "a b")]);
        Assert.StartsWith("Please look at these once more (1):", visitor.Alert, StringComparison.Ordinal);
        await visitor.SubmitAsync(Right(name));
        await using var db = Db();
        Assert.Equal("en", (await db.Registrations.SingleAsync(r => r.UserName == name, Cancellation)).Language);
    }

    [Fact]
    public async Task Post_KnownAddressOrName_SaysExactlyTheSame()
    {
        var (_, known) = await MemberAsync();
        using var stranger = new FormVisitor(Server);
        using var prober = new FormVisitor(Server);
        await stranger.OpenAsync("/account/register");
        await prober.OpenAsync("/account/register");

        var fresh = await stranger.SubmitAsync(Right(NewName()));
        var taken = await prober.SubmitAsync(Right(known));

        Assert.Equal((fresh.Status, Local(fresh)), (taken.Status, Local(taken)));
        await stranger.FollowAsync();
        await prober.FollowAsync();
        Assert.Equal(stranger.Main.OuterHtml, prober.Main.OuterHtml);
        await using var db = Db();
        Assert.Null((await db.Registrations.SingleAsync(r => r.UserName == known, Cancellation)).KeyHash);
    }

    [Fact]
    public async Task Post_EverythingWrong_SaysSoBesideEachFieldAndKeepsWhatWasTyped()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");
        var longName = new string('单', 101);

        var answer = await visitor.SubmitAsync(
            ("UserName", "a\"b"), ("Email", "nowhere"), ("Password", "geheim"), ("DisplayName", " "), ("UnitId", "99999"), ("Organisation", longName), ("Consent", null));

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.StartsWith("有 7 处需要再看一下：", visitor.Alert, StringComparison.Ordinal);
        string[] fields = ["UserName", "Email", "Password", "DisplayName", "UnitId", "Organisation", "Consent"];
        Assert.Equal(fields.Select(f => $"/account/register#{f}"), visitor.Main.QuerySelectorAll("[role=alert] a").Select(a => a.GetAttribute("href")));
        Assert.All(fields, f => Assert.False(string.IsNullOrWhiteSpace(visitor.ProblemOf(f)), f));
        Assert.Equal("密码至少要 8 个字符，不能全是空格。", visitor.ProblemOf("Password"));
        Assert.Equal(
            ["a\"b", "nowhere", " ", longName],
            new[] { "UserName", "Email", "DisplayName", "Organisation" }.Select(f => visitor.Main.QuerySelector($"[name={f}]")!.GetAttribute("value")));
        Assert.DoesNotContain("geheim", answer.Text, StringComparison.Ordinal);
        // the line at the top takes the focus, so that it is heard first
        var alert = visitor.Main.QuerySelector("[role=alert]")!;
        Assert.Equal(("-1", true), (alert.GetAttribute("tabindex"), alert.HasAttribute("autofocus")));
    }

    [Theory]
    [InlineData("", "请填写密码。")]
    [InlineData("1234567", "密码至少要 8 个字符，不能全是空格。")]
    [InlineData("12345678", "这个密码太容易被猜到：用的人很多，或者就是您的名字。换成只有您想得到的一句话吧。")]
    public async Task Post_WeakPassword_SaysWhyAndKeepsTheRest(string password, string sentence)
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");
        var unit = visitor.Form.QuerySelectorAll("option")[2].GetAttribute("value")!;

        await visitor.SubmitAsync([.. Right(NewName()), ("UnitId", unit), ("Password", password)]);

        Assert.Equal(sentence, visitor.ProblemOf("Password"));
        Assert.StartsWith("有 1 处需要再看一下：", visitor.Alert, StringComparison.Ordinal);
        Assert.Null(visitor.ProblemOf("UserName"));
        Assert.Equal(unit, visitor.Form.QuerySelector("option[selected]")!.GetAttribute("value"));
        Assert.True(visitor.Form.QuerySelector("[name=Consent]")!.HasAttribute("checked"));
    }

    [Fact]
    public async Task Post_ByAMachine_SaysTheSameAndStoresNothing()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");
        var name = NewName();

        var answer = await visitor.SubmitAsync([.. Right(name), ("website", "https://pills.example")]);

        Assert.Equal((HttpStatusCode.Found, "/account/register/sent"), (answer.Status, Local(answer)));
        await using var db = Db();
        Assert.False(await db.Registrations.AnyAsync(r => r.UserName == name, Cancellation));
    }

    [Fact]
    public async Task Post_ButtonPressedTwice_SaysTheSameTwice()
    {
        using var visitor = new FormVisitor(Server);
        var name = NewName();
        await visitor.OpenAsync("/account/register");
        var first = await visitor.SubmitAsync(Right(name));
        await visitor.OpenAsync("/account/register");
        var second = await visitor.SubmitAsync(Right(name));
        Assert.Equal((HttpStatusCode.Found, "/account/register/sent"), (first.Status, Local(first)));
        Assert.Equal((first.Status, Local(first)), (second.Status, Local(second)));
    }

    [Fact]
    public async Task Post_TooOften_AsksToWaitAndKeepsWhatWasTyped()
    {
        using var visitor = new FormVisitor(Server);
        for (var i = 0; i < 10; i++)
        {
            // the machine's answer costs no hashing, and counts as well
            await visitor.OpenAsync("/account/register");
            await visitor.SubmitAsync([.. Right("许多次"), ("website", "x")]);
        }

        await visitor.OpenAsync("/account/register");
        await visitor.SubmitAsync(Right("许多次"));

        Assert.Equal("从您这里来的次数太多了，请过一刻钟再试。", visitor.Alert);
        Assert.Equal("许多次", visitor.Main.QuerySelector("[name=UserName]")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Post_FromAPageThatLayOpen_LeadsBackToTheForm()
    {
        using var visitor = new FormVisitor(Server);
        await visitor.OpenAsync("/account/register");

        var answer = await visitor.SubmitAsync([.. Right(NewName()), ("__RequestVerificationToken", "old")]);

        Assert.Equal((HttpStatusCode.Found, "/account/register?again=1"), (answer.Status, Local(answer)));
        await visitor.FollowAsync();
        Assert.Equal("这一页开得太久，刚才填的没有送到。请再填一次。", visitor.Alert);
        await visitor.SubmitAsync(Right(NewName()));
        Assert.Equal("/account/register/sent", Local(visitor.Page));
    }

    private string? Local(Answer answer) => answer.Header("Location") is { } location ? new Uri(Server.Address, location).PathAndQuery : null;

    private static (string, string?)[] Right(string name) =>
        [("UserName", name), ("Email", $"{name}@qinghe.example"), ("Password", Password), ("DisplayName", "何青"), ("Consent", "true")];
}
