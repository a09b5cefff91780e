using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Portal.Core;

/// <summary>Before and after of a publication, for the audit trail: what has changed and nothing else. Whole texts stand in <see cref="NoticeRevision"/>.</summary>
internal static class NoticeAudit
{
    private const int TextLength = 500;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Of(Notice before, NoticeContent after, DateTime? publishesUtc)
    {
        var isNew = before.Stage == NoticeStage.Draft;
        Dictionary<string, object?> changes = new() { ["title"] = after.Title.Trim() };
        if (publishesUtc is { } moment)
            changes["publishes"] = moment;
        foreach (var ((name, now), (_, old)) in Facts(after).Zip(Facts(before)))
        {
            if (isNew ? now is not (null or "" or false) : !Equals(now, old))
                changes[name] = isNew ? now : new { before = old, after = now };
        }

        return JsonSerializer.Serialize(changes, Options);
    }

    private static IEnumerable<(string Name, object? Value)> Facts(NoticeContent c)
    {
        yield return ("heading", c.Title.Trim());
        yield return ("text", c.Body.ToPlainText().Cut(TextLength));
        yield return ("issuer", c.Issuer);
        yield return ("expires", c.ExpiresUtc);
        yield return ("pinned", c.IsPinned);
        yield return ("emergency", c.IsEmergency);
        yield return ("headline", c.IsHeadline);
        yield return ("for", Address(c));
        yield return ("receipt", c.AsksReceipt);
        yield return ("reply", c.AsksReply);
        yield return ("replyCloses", c.ReplyClosesUtc);
        yield return ("meetingStarts", c.MeetingStartsUtc);
        yield return ("meetingEnds", c.MeetingEndsUtc);
        yield return ("meetingPlace", c.MeetingPlace);
        yield return ("files", string.Join(' ', c.FileIds));
    }

    private static string Address(NoticeContent c)
    {
        var address = NoticeStates.AddressOf(c);
        return string.Join(' ', [address.Audience.ToString(), .. address.Tiers.Select(t => t.ToString()), .. address.Roles.Select(r => r.ToString()), .. address.UnitIds.Select(u => $"unit/{u}")]);
    }
}
