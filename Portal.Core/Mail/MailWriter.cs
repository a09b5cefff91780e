using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using MimeKit;

namespace Portal.Core;

/// <summary>Makes of a queued mail what goes over the wire: the text, and the same as simple HTML.</summary>
internal sealed class MailWriter(MailOptions options, PortalLinks links, SiteSettingsCache settings)
{
    // Only the portal's own addresses become links. \S: in the texts a link ends its line.
    private readonly Regex _link = new(Regex.Escape(WebUtility.HtmlEncode(links.Home)) + @"\S*", RegexOptions.CultureInvariant);

    /// <exception cref="MailRefusedException">The recipient's address is none.</exception>
    public MimeMessage Write(OutgoingMail mail)
    {
        if (!MailOptions.IsAddress(mail.To))
            throw new MailRefusedException(MailRefusal.ForGood, "Not an e-mail address");
        var fromName = options.FromName.Length > 0 ? options.FromName : settings.Current.NameIn(mail.Language);
        var message = new MimeMessage
        {
            Subject = mail.Subject,
            MessageId = mail.MessageId,
            // when it was written, not when it leaves: the same at every try
            Date = new DateTimeOffset(mail.CreatedUtc, TimeSpan.Zero),
            Body = new MultipartAlternative(
                new TextPart("plain") { Text = mail.Text },
                new TextPart("html") { Text = Html(mail) }),
        };
        message.From.Add(new MailboxAddress(fromName, options.From.Length > 0 ? options.From : $"portal@{links.MailDomain}"));
        message.To.Add(new MailboxAddress(mail.ToName, mail.To));
        // RFC 3834, 5: no answers from holiday responders
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Prepare(EncodingConstraint.SevenBit);
        return message;
    }

    private string Html(OutgoingMail mail)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"").Append(mail.Language).Append("\">\n<head><meta charset=\"utf-8\"><title>")
            .Append(WebUtility.HtmlEncode(mail.Subject)).Append("</title></head>\n<body style=\"font-family: sans-serif; line-height: 1.6\">\n");
        foreach (var paragraph in mail.Text.Split("\n\n"))
            html.Append("<p>").Append(_link.Replace(WebUtility.HtmlEncode(paragraph), "<a href=\"$0\">$0</a>").Replace("\n", "<br>\n", StringComparison.Ordinal)).Append("</p>\n");
        return html.Append("</body>\n</html>\n").ToString();
    }
}
