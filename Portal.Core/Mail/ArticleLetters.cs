namespace Portal.Core;

// the letters that the newsroom gets about reviews
public sealed partial class Letters
{
    /// <summary>To one of those who may pass the review an article waits for.</summary>
    /// <param name="title">Of the article.</param>
    /// <param name="level">The review, from 1.</param>
    /// <param name="levels">How many there are; the last is 终审.</param>
    /// <param name="from">Who sent it in, or passed the review before.</param>
    public Letter ArticleWaits(Recipient to, int articleId, string title, int level, int levels, string from) => Write(to, "article.waits", values: new()
    {
        ["title"] = OneLine(title),
        ["level"] = SentenceFor(level >= levels ? "review.final" : level == 1 ? "review.first" : "review.second", to),
        ["from"] = NameOf(from),
        ["article"] = links.WorkOnArticle(articleId),
    });

    /// <summary>To whoever sent an article in: it came back.</summary>
    /// <param name="reason">In the reviewer's words.</param>
    /// <param name="from">The reviewer.</param>
    public Letter ArticleReturned(Recipient to, int articleId, string title, string reason, string from) => Write(to, "article.returned", values: new()
    {
        ["title"] = OneLine(title),
        ["reason"] = reason,
        ["from"] = NameOf(from),
        ["article"] = links.WorkOnArticle(articleId),
    });
}
