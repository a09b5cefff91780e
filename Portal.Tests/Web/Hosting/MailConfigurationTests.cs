using Microsoft.Extensions.Configuration;
using Portal.Core;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Hosting;

public sealed class MailConfigurationTests
{
    [Theory]
    [InlineData("Email:SmtpHost", "smtp://mail.example")]
    [InlineData("Email:SmtpHost", "mail.example:25")]
    [InlineData("Email:SmtpHost", "mail example")]
    [InlineData("Email:SmtpPort", "0")]
    [InlineData("Email:SmtpPort", "65536")]
    [InlineData("Email:SmtpPort", "-25")]
    [InlineData("Email:SmtpPort", "smtp")]
    [InlineData("Email:SmtpSecurity", "ssl")]
    [InlineData("Email:SmtpSecurity", "1")]
    [InlineData("Email:SmtpSecurity", "Tls, None")]
    [InlineData("Email:From", "portal")]
    [InlineData("Email:From", "Portal <portal@x.example>")]
    [InlineData("Email:From", "a@x.example, b@x.example")]
    [InlineData("Email:From", "a@x.example\nBcc: b@x.example")]
    [InlineData("Email:FromName", "学会\r\nBcc: b@x.example")]
    public void Read_WrongValue_NamesKeyAndValue(string key, string value)
    {
        var error = Assert.Throws<ConfigurationException>(() => Read((key, value)));

        Assert.Equal(key, error.Key);
        Assert.StartsWith($"{key} = '{value}': expected ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_UserWithoutPassword_NamesThePassword() =>
        Assert.Equal("Email:SmtpPassword", Assert.Throws<ConfigurationException>(() => Read(("Email:SmtpUser", "portal"))).Key);

    [Fact]
    public void Read_PasswordWithoutUser_NamesTheUserAndKeepsThePassword()
    {
        var error = Assert.Throws<ConfigurationException>(() => Read(("Email:SmtpPassword", "s3cret")));

        Assert.Equal("Email:SmtpUser", error.Key);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    public void Read_NothingSaid_IsTheDefault(string? nothing)
    {
        string[] keys = ["SmtpHost", "SmtpPort", "SmtpUser", "SmtpPassword", "SmtpSecurity", "From", "FromName"];

        Assert.Equal(new MailOptions { SmtpHost = "", SmtpPort = 587, Security = MailSecurity.Auto }, Read([.. keys.Select(k => ($"Email:{k}", nothing))]));
    }

    [Fact]
    public void Read_AllSaid_IsTaken() => Assert.Equal(
        new MailOptions
        {
            SmtpHost = "mail.example",
            SmtpPort = 465,
            SmtpUser = "portal",
            SmtpPassword = "p w",
            Security = MailSecurity.StartTls,
            From = "office@x.example",
            FromName = "学会 秘书处",
        },
        Read(
            ("Email:SmtpHost", "mail.example"), ("Email:SmtpPort", "465"), ("Email:SmtpUser", "portal"), ("Email:SmtpPassword", "p w"), ("Email:SmtpSecurity", "starttls"),
            ("Email:From", "office@x.example"), ("Email:FromName", "学会 秘书处")));

    private static MailOptions Read(params (string Key, string? Value)[] settings) =>
        MailConfiguration.Read(new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Key, s.Value))).Build());
}
