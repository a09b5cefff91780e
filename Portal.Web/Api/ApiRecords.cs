using System.ComponentModel;

namespace Portal.Web.Api;

// What programs get. Names and meanings stay as they are within a version; new properties may come.

[Description("A part of a list.")]
public sealed record ApiList<T>(
    [property: Description("The entries of this part.")] IReadOnlyList<T> Items,
    [property: Description("Send this as `cursor` to get the part that follows; null at the end.")] string? Next);

[Description("A picture.")]
public sealed record ApiPicture(
    [property: Description("Where it lies. The address is made of its content and never changes.")] string Url,
    [property: Description("In pixels.")] int Width,
    [property: Description("In pixels.")] int Height,
    [property: Description("What is on it, in words; empty when it only decorates.")] string Alt);

[Description("A file to take along.")]
public sealed record ApiFile(string Name, [property: Description("Its size.")] long Bytes, string Url);

[Description("A column, or one that stands under another.")]
public sealed record ApiColumn(
    [property: Description("What `column` takes elsewhere.")] string Slug,
    string Name,
    string? NameEn,
    string? Description,
    [property: Description("Slug of the column it stands under; null at the top.")] string? Parent,
    string Url,
    [property: Description("Its Atom feed.")] string Feed);

[Description("An article without its text.")]
public sealed record ApiArticleSummary(
    int Id,
    [property: Description("The page people read.")] string Url,
    [property: Description("Of the text: zh-Hans or en.")] string Language,
    string Title,
    string? Subtitle,
    string Summary,
    [property: Description("Whose text it is; may be empty.")] string Source,
    [property: Description("The author or authors, as the page names them.")] string? Byline,
    [property: Description("Slug of its column.")] string Column,
    IReadOnlyList<string> Tags,
    DateTime Published,
    [property: Description("When its text last changed; the same as `published` if never.")] DateTime Updated,
    [property: Description("The picture at its head.")] ApiPicture? Picture,
    [property: Description("Number of the article that says the same in the other language.")] int? Translation);

[Description("An article.")]
public sealed record ApiArticle(
    int Id,
    [property: Description("The page people read.")] string Url,
    [property: Description("Of the text: zh-Hans or en.")] string Language,
    string Title,
    string? Subtitle,
    string Summary,
    [property: Description("Whose text it is; may be empty.")] string Source,
    [property: Description("The author or authors, as the page names them.")] string? Byline,
    [property: Description("Slug of its column.")] string Column,
    IReadOnlyList<string> Tags,
    DateTime Published,
    [property: Description("When its text last changed; the same as `published` if never.")] DateTime Updated,
    [property: Description("One sentence on the last correction.")] string? Correction,
    [property: Description("The picture at its head.")] ApiPicture? Picture,
    [property: Description("The text as sanitised HTML with absolute addresses.")] string Html,
    IReadOnlyList<ApiFile> Attachments,
    [property: Description("Number of the article that says the same in the other language.")] int? Translation);

[Description("A meeting.")]
public sealed record ApiMeeting(
    DateTime Start,
    [property: Description("Null where nobody has said.")] DateTime? End,
    [property: Description("Null where nobody has said.")] string? Place);

[Description("A notice without its text.")]
public sealed record ApiNoticeSummary(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Title,
    [property: Description("The office that issues it.")] string? Issuer,
    DateTime Published,
    [property: Description("When its text last changed; the same as `published` if never.")] DateTime Updated,
    [property: Description("When it goes by itself.")] DateTime? Expires,
    [property: Description("The meeting it calls; null where it calls none.")] ApiMeeting? Meeting,
    bool Pinned,
    bool Emergency);

[Description("A notice.")]
public sealed record ApiNotice(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Title,
    [property: Description("The office that issues it.")] string? Issuer,
    DateTime Published,
    [property: Description("When its text last changed; the same as `published` if never.")] DateTime Updated,
    bool Pinned,
    bool Emergency,
    [property: Description("Until when members may reply; null when no reply is asked for, or as long as the notice is up.")] DateTime? ReplyCloses,
    [property: Description("The meeting it calls; null where it calls none.")] ApiMeeting? Meeting,
    [property: Description("The text as sanitised HTML with absolute addresses.")] string Html,
    IReadOnlyList<ApiFile> Attachments);

[Description("A member unit without its contacts.")]
public sealed record ApiUnitSummary(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Name,
    string? NameEn,
    [property: Description("`vice-president`, `standing` or `council`.")] string Tier,
    string? Description,
    ApiPicture? Logo);

[Description("A member unit.")]
public sealed record ApiUnit(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Name,
    string? NameEn,
    [property: Description("`vice-president`, `standing` or `council`.")] string Tier,
    string? Description,
    ApiPicture? Logo,
    [property: Description("Of the organisation.")] string? Address,
    [property: Description("Of the organisation.")] string? Telephone,
    string? Website);

[Description("An essay contest without its call.")]
public sealed record ApiContestSummary(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Title,
    string Summary,
    [property: Description("`announced`, `open`, `closed`, `judging` or `published`.")] string Phase,
    DateTime Opens,
    [property: Description("The deadline.")] DateTime Closes,
    [property: Description("The zone the deadline is stated in, by its IANA name.")] string TimeZone);

[Description("An essay contest.")]
public sealed record ApiContest(
    int Id,
    [property: Description("The page people read.")] string Url,
    string Title,
    string Summary,
    [property: Description("`announced`, `open`, `closed`, `judging` or `published`.")] string Phase,
    DateTime Opens,
    [property: Description("The deadline.")] DateTime Closes,
    [property: Description("The zone the deadline is stated in, by its IANA name.")] string TimeZone,
    IReadOnlyList<string> Themes,
    [property: Description("Fewest characters of an essay.")] int MinCharacters,
    [property: Description("Most characters of an essay.")] int MaxCharacters,
    [property: Description("The call as sanitised HTML with absolute addresses.")] string Html);

[Description("Who won, once it is published.")]
public sealed record ApiResults(
    [property: Description("Number of the contest.")] int Contest,
    [property: Description("The page people read.")] string Url,
    DateTime Published,
    [property: Description("The highest first.")] IReadOnlyList<ApiAward> Awards);

[Description("An award and those who have it.")]
public sealed record ApiAward(string Name, IReadOnlyList<ApiWinner> Essays);

[Description("An essay that won.")]
public sealed record ApiWinner(
    string Number,
    string Title,
    string? Theme,
    [property: Description("The authors, as the result list names them; empty when the account is deleted.")] string Names,
    [property: Description("Their organisations, as the result list names them; may be empty.")] string Units,
    [property: Description("Number of the article it can be read as, once there is one.")] int? Article);
