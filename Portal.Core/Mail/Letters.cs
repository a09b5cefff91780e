using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Writes the portal's mails, in the reader's language. The sentences stand in <c>Letters.resx</c> (Chinese) and <c>Letters.en.resx</c>.</summary>
/// <remarks>Each says who sends it, why the reader gets it and what to do if it was somebody else; links are made here from <see cref="PortalLinks"/>, so no caller can bring a host along.</remarks>
public sealed partial class Letters(PortalLinks links, SiteSettingsCache settings, TimeProvider time)
{
    private const string English = "en";
    private const string Chinese = "zh-Hans";
    private const int NameLength = 60;

    private static readonly ResourceManager Resources = new(typeof(Letters));

    /// <summary>To a new member: finish the registration.</summary>
    /// <param name="to">The address that was given.</param>
    /// <param name="token">Works once.</param>
    /// <param name="expiresUtc">Until when.</param>
    public Letter ConfirmRegistration(Recipient to, string token, DateTime expiresUtc) =>
        Write(to, "registration.confirm", link: links.ConfirmRegistration(token), untilUtc: expiresUtc);

    /// <summary>To a member: somebody tried to register with this address again.</summary>
    public Letter AlreadyRegistered(Recipient to) => Write(to, "registration.known");

    /// <summary>To a new member: an administrator has let them in.</summary>
    public Letter RegistrationApproved(Recipient to) => Write(to, "registration.approved");

    /// <summary>To a member: choose a new password. The parameters are those of <see cref="ConfirmRegistration"/>.</summary>
    public Letter ResetPassword(Recipient to, string token, DateTime expiresUtc) =>
        Write(to, "password.reset", link: links.ResetPassword(token), untilUtc: expiresUtc);

    /// <summary>To somebody for whom the office has made an account: choose a password. The other parameters are those of <see cref="ConfirmRegistration"/>.</summary>
    /// <param name="userName">Of the account.</param>
    public Letter Invitation(Recipient to, string userName, string token, DateTime expiresUtc) =>
        Write(to, "account.invitation", link: links.ResetPassword(token), untilUtc: expiresUtc, values: new() { ["user"] = OneLine(userName) });

    /// <summary>To a member: the password was changed.</summary>
    public Letter PasswordChanged(Recipient to) => Write(to, "password.changed");

    /// <summary>To the <b>new</b> address of a member: confirm it. The parameters are those of <see cref="ConfirmRegistration"/>.</summary>
    public Letter ConfirmEmail(Recipient to, string token, DateTime expiresUtc) =>
        Write(to, "email.confirm", link: links.ConfirmEmail(token), untilUtc: expiresUtc);

    /// <summary>To the <b>old</b> address of a member: mails go elsewhere from now on.</summary>
    public Letter EmailChanged(Recipient to) => Write(to, "email.changed");

    /// <summary>To a member: the ways to sign in have changed.</summary>
    public Letter FactorChanged(Recipient to, FactorChange change) => Write(to, "factor.changed", change: change);

    /// <summary>To a member: the account is switched off.</summary>
    public Letter AccountOff(Recipient to) => Write(to, "account.off");

    /// <summary>To somebody who was a member until now.</summary>
    public Letter AccountDeleted(Recipient to) => Write(to, "account.deleted");

    /// <summary>All kinds of mails.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [.. Resources.GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: true)!
        .Cast<System.Collections.DictionaryEntry>().Select(e => (string)e.Key).Where(k => k.EndsWith(".text", StringComparison.Ordinal)).Select(k => k[..^5]).Order(StringComparer.Ordinal)];

    /// <summary>The portal's own subject, with what is filled in still in braces.</summary>
    public static string StandardSubject(string kind, string language) => Sentence($"{kind}.subject", CultureInfo.GetCultureInfo(language == English ? English : Chinese));

    /// <summary>What <see cref="LetterTexts"/> calls a kind of mail in a language.</summary>
    public static string KeyOf(string kind, string language) => $"{kind}/{language}";

    internal static bool IsKind(string key) => Kinds.Any(k => key == KeyOf(k, Chinese) || key == KeyOf(k, English));

    private Letter Write(
        Recipient to, string kind, string? link = null, DateTime? untilUtc = null, FactorChange? change = null, Dictionary<string, string>? values = null)
    {
        var language = to.Language == English ? English : Chinese;
        var culture = CultureInfo.GetCultureInfo(language);
        var site = settings.Current;
        var name = NameOf(to.Name);
        values ??= [];
        values["name"] = name;
        values["site"] = OneLine(site.NameIn(language));
        values["contact"] = site.Email.Length > 0 ? OneLine(site.Email) : links.Contact;
        values["when"] = LocalTime(time.GetUtcNow().UtcDateTime, site, culture);
        values["home"] = links.Home;
        values["login"] = links.Login;
        values["forgot"] = links.Forgot;
        values["account"] = links.Account;
        if (link is not null)
            values["link"] = link;
        if (untilUtc is { } until)
            values["until"] = LocalTime(until, site, culture);
        if (change is { } what)
            values["change"] = Sentence($"change.{what}", culture);
        values["greeting"] = Fill(Sentence(name.Length > 0 ? "greeting" : "greeting.nameless", culture), values);
        values["text"] = Fill(Sentence($"{kind}.text", culture), values);
        var own = site.Letters.GetValueOrDefault(KeyOf(kind, language));
        if (own is { Extra.Length: > 0 })
            values["text"] += "\n\n" + own.Extra.ReplaceLineEndings("\n").Trim();
        var subject = own is { Subject.Length: > 0 }
            // only what anybody may see: a link in a subject would stand in the list of mails
            ? own.Subject.Replace("{site}", values["site"], StringComparison.Ordinal).Replace("{name}", name, StringComparison.Ordinal)
            : Fill(Sentence($"{kind}.subject", culture), values);
        return new Letter(
            to.Email, name, language, kind,
            OneLine(subject),
            Fill(Sentence("letter", culture), values),
            $"{Guid.NewGuid():N}@{links.MailDomain}",
            IsSecret: link is not null);
    }

    private string Moment(DateTime utc, Recipient to) => LocalTime(utc, settings.Current, CultureOf(to));

    private static string SentenceFor(string key, Recipient to) => Sentence(key, CultureOf(to));

    private static CultureInfo CultureOf(Recipient to) => CultureInfo.GetCultureInfo(to.Language == English ? English : Chinese);

    private static string Sentence(string key, CultureInfo culture) =>
        Resources.GetString(key, culture) ?? throw new MissingManifestResourceException($"Letters.resx has no {key}");

    // one pass, so that braces in a name stay what they are
    private static string Fill(string sentence, Dictionary<string, string> values) => Placeholder().Replace(sentence, m => values[m.Groups[1].Value]);

    private static string LocalTime(DateTime utc, SiteSettings site, CultureInfo culture)
    {
        var zone = Resources.GetString($"zone.{site.TimeZone}", culture) ?? site.TimeZone;
        var local = TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), site.Zone);
        return string.Format(culture, Sentence("time", culture), local, zone);
    }

    // Anybody can have a mail sent to anybody by registering with the address: a name that a mail program would turn into a link is left out.
    private static string NameOf(string name)
    {
        var clean = OneLine(name).Cut(NameLength);
        return LinkLike().IsMatch(clean) ? "" : clean;
    }

    // also without the signs that turn the direction of writing round and so show other text than there is
    private static string OneLine(string text) => Unfit().Replace(text, " ").Trim();

    [GeneratedRegex(@"\{([a-z]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"[\p{Cc}\p{Zl}\p{Zp}\u202A-\u202E\u2066-\u2069\s]+")]
    private static partial Regex Unfit();

    [GeneratedRegex(@"://|@|\bwww\.|\w\.\p{L}{2,}", RegexOptions.IgnoreCase)]
    private static partial Regex LinkLike();
}
