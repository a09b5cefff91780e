using System.Globalization;

namespace Portal.Web.Hosting;

/// <summary>The section <c>Email</c>. Passwords stay out of what is said about it.</summary>
internal static class MailConfiguration
{
    private const string Section = "Email:";

    /// <exception cref="ConfigurationException">A value that no mail can be sent with.</exception>
    public static MailOptions Read(IConfiguration configuration)
    {
        string Value(string key) => configuration[Section + key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : "";
        var host = Value("SmtpHost");
        if (host.Length > 0 && Uri.CheckHostName(host) == UriHostNameType.Unknown)
            throw Wrong("SmtpHost", host, "the name of a mail server, without port");
        var port = Value("SmtpPort");
        var portNumber = MailOptions.SubmissionPort;
        if (port.Length > 0 && (!int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out portNumber) || portNumber is < 1 or > 65535))
            throw Wrong("SmtpPort", port, "a number from 1 to 65535");
        var (user, password) = (Value("SmtpUser"), Value("SmtpPassword"));
        if (user.Length > 0 && password.Length == 0)
            throw Wrong("SmtpPassword", "", "the password of Email:SmtpUser");
        if (password.Length > 0 && user.Length == 0)
            throw Wrong("SmtpUser", "", "the user of Email:SmtpPassword");
        var security = Value("SmtpSecurity");
        var names = Enum.GetNames<MailSecurity>();
        if (security.Length > 0 && !names.Contains(security, StringComparer.OrdinalIgnoreCase))
            throw Wrong("SmtpSecurity", security, string.Join(", ", names));
        var from = Value("From");
        if (from.Length > 0 && !MailOptions.IsAddress(from))
            throw Wrong("From", from, "one e-mail address");
        var fromName = Value("FromName");
        if (fromName.Any(char.IsControl))
            throw Wrong("FromName", fromName, "a name in one line");
        return new MailOptions
        {
            SmtpHost = host,
            SmtpPort = portNumber,
            SmtpUser = user,
            SmtpPassword = password,
            Security = security.Length > 0 ? Enum.Parse<MailSecurity>(security, ignoreCase: true) : MailSecurity.Auto,
            From = from,
            FromName = fromName,
        };
    }

    private static ConfigurationException Wrong(string key, string value, string expected) => new(Section + key, value, expected);
}
