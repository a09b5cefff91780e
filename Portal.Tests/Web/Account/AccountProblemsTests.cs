using System.Globalization;
using Microsoft.Extensions.Localization;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Account;
using Portal.Web.Shared;

namespace Portal.Tests.Web;

public sealed class AccountProblemsTests(PortalServer server) : ServerTest(server)
{
    private IStringLocalizer<Text> T => Server.Get<IStringLocalizer<Text>>();

    [Theory]
    [InlineData("UserName", AccountProblems.UserName)]
    [InlineData("InvalidUserName", AccountProblems.UserName)]
    [InlineData("DuplicateUserName", AccountProblems.UserName)]
    [InlineData("Email", AccountProblems.Email)]
    [InlineData("InvalidEmail", AccountProblems.Email)]
    [InlineData("DuplicateEmail", AccountProblems.Email)]
    [InlineData("PasswordTooShort PasswordRequiresUniqueChars", AccountProblems.Password)]
    [InlineData("PasswordTooCommon", AccountProblems.Password)]
    [InlineData("PasswordTooLong", AccountProblems.Password)]
    [InlineData("DisplayName", AccountProblems.DisplayName)]
    [InlineData("UnitId", AccountProblems.Unit)]
    [InlineData("Organisation", AccountProblems.Organisation)]
    [InlineData("Consent", AccountProblems.Consent)]
    [InlineData("Current", AccountProblems.Current)]
    [InlineData("Code", AccountProblems.Code)]
    [InlineData("Name", AccountProblems.Name)]
    public void Of_Code_IsOneSentenceAboutItsField(string codes, string field)
    {
        var problems = AccountProblems.Of(Outcome.Invalid(codes), T);
        var problem = Assert.Single(problems.Fields);
        Assert.Equal(field, problem.Field);
        Assert.Equal(problem.Sentence, problems[field]);
        Assert.Matches("[\u4e00-\u9fff]", problem.Label + problem.Sentence);
        Assert.DoesNotContain("{", problem.Sentence, StringComparison.Ordinal);
        Assert.Null(problems.Whole);
    }

    [Fact]
    public void Of_SeveralCodes_KeepsTheOrderOfTheForm()
    {
        var problems = AccountProblems.Of(Outcome.Invalid("Consent DisplayName PasswordTooShort PasswordRequiresUniqueChars DuplicateEmail UserName"), T);
        Assert.Equal(["UserName", "Email", "Password", "DisplayName", "Consent"], problems.Fields.Select(f => f.Field));
        Assert.Equal("请填写密码。", problems["Password"]);
    }

    [Fact]
    public void Of_RefusalsOfTheWhole_AreOneSentence()
    {
        foreach (var outcome in Enum.GetValues<Refusal>().Where(r => r != Refusal.Invalid).Select(r => (Outcome)r).Append(Outcome.Invalid("LastAdministrator")).Append(Outcome.Invalid("SomethingNew")))
        {
            var problems = AccountProblems.Of(outcome, T);
            Assert.True(problems.Any);
            Assert.Empty(problems.Fields);
            Assert.EndsWith("。", problems.Whole, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Of_ReaderOfEnglish_SpeaksEnglish()
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("en");
        try
        {
            Assert.Equal("Somebody has this user name already. Please choose another.", AccountProblems.Of(Outcome.Invalid("DuplicateUserName"), T)["UserName"]);
        }
        finally
        {
            CultureInfo.CurrentUICulture = before;
        }
    }

    [Fact]
    public void Of_Done_IsNoProblem() => Assert.False(AccountProblems.Of(Outcome.Done, T).Any);
}
