using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>Tells the furniture of a page from its text, by what a single line says. Lines come without pinyin noise.</summary>
internal static partial class PageNoise
{
    private const int LongestFurniture = 200;
    private const int ShortestSentence = 10;

    /// <summary>A line that only running text looks like: some length and the marks of a sentence.</summary>
    public static bool IsSentence(string text)
    {
        if (text.Length < ShortestSentence || IsEnd(text) || IsNavigation(text) || IsWeakFooter(text))
            return false;
        var span = text.AsSpan();
        if (span.ContainsAny(Terminals) || (text.Length >= 2 * ShortestSentence && span.ContainsAny(Pauses)))
            return true;
        // English sentences end in a full stop and have spaces.
        return text[^1] is '.' && span.Count(' ') >= 5;
    }

    /// <summary>Whether the line closes a sentence, however short.</summary>
    public static bool EndsSentence(string text) => text.Length > 0 && SentenceEnd().IsMatch(text[^Math.Min(4, text.Length)..]);

    /// <summary>A line behind which no text of the article follows.</summary>
    public static bool IsEnd(string text) =>
        IsFooter(text) || (text.Length <= LongestFurniture / 2 && EndPattern().IsMatch(text));

    public static bool IsFooter(string text) =>
        IsBar(text) || (text.Length <= 2 * LongestFurniture && FooterPattern().IsMatch(text));

    /// <summary>Address and telephone: a footer only in a footer's company, since notices have them too.</summary>
    public static bool IsWeakFooter(string text) => text.Length <= LongestFurniture && WeakFooterPattern().IsMatch(text);

    /// <summary>Login boxes, lists of units, links to more: what stands between the publish line and the text.</summary>
    public static bool IsNavigation(string text) =>
        IsBar(text) || !text.Any(char.IsLetterOrDigit)
        || (text.Length <= 60 && (NavigationPattern().IsMatch(text) || BulletPattern().IsMatch(text)));

    public static bool IsUnitName(string text) => text.Length <= 40 && UnitNamePattern().IsMatch(text);

    /// <summary>A numbered heading, a salutation or an attachment: short and yet text.</summary>
    public static bool IsHeadingLike(string text) => HeadingPattern().IsMatch(text) || (text.Length > 1 && text[^1] is ':' or '\uFF1A');

    /// <summary>The column in a line like 您的位置:首页 > 学会动态 > 正文; null in any other.</summary>
    public static string? ColumnFromCrumbs(string text)
    {
        if (text.Length > LongestFurniture || !CrumbPattern().IsMatch(text))
            return null;
        var crumbs = text[(text.AsSpan().IndexOfAny(':', '\uFF1A') + 1)..]
            .Split(['>', '\uFF1E', '»', '›', '→', '/'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return crumbs.Skip(1).LastOrDefault(c => c is not ("正文" or "内容" or "详情" or "文章正文" or "內容" or "詳情"));
    }

    public static bool IsCrumbs(string text) => text.Length <= LongestFurniture && CrumbPattern().IsMatch(text);

    private static bool IsBar(string text) =>
        text.Length <= 10 * LongestFurniture && text.AsSpan().Count('|') + text.AsSpan().Count('\uFF5C') >= 3 && !EndsSentence(text);

    private static readonly System.Buffers.SearchValues<char> Terminals = System.Buffers.SearchValues.Create("。!\uFF01?\uFF1F;\uFF1B…");
    private static readonly System.Buffers.SearchValues<char> Pauses = System.Buffers.SearchValues.Create(",\uFF0C、");

    [GeneratedRegex("""[。!\uFF01?\uFF1F;\uFF1B…][”’」』)\uFF09】》]*$""", RegexOptions.CultureInvariant)]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("""
        ^[【\[(\uFF08]?\s?(?:
        上一[篇条條][:\uFF1A\s]|下一[篇条條][:\uFF1A\s]
        |相[关關](?:文章|[链鏈]接|新[闻聞]|[阅閱][读讀]|信息|推荐|推薦)
        |打印(?:本[页頁]|[】\]]|$)|[关關][闭閉](?:窗口|本[页頁]|[】\]]|$)|分享(?:到|至|[:\uFF1A]|$)|返回(?:[顶頂]部|列表|首[页頁])
        |友情[链鏈]接|[网網]站地[图圖]|[扫掃]一[扫掃]|(?:我要|[发發]表|[网網]友)[评評][论論]
        |(?:[责責]任[编編][辑輯]|[责責][编編])\s?[:\uFF1A\s]
        |版[权權](?:所有|[声聲]明)|Copyright|©)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex EndPattern();

    [GeneratedRegex("""ICP[备備]|公[网網]安[备備]|All\s{1,3}Rights\s{1,3}Reserved|版[权權]所有.{0,60}(?:19|20)\d{2}|Copyright\s{0,3}[©(\d]""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FooterPattern();

    [GeneratedRegex("""^(?:地\s?址|[联聯]系(?:地址|[电電][话話]|我[们們])|[关關][于於]我[们們]|[电電]\s?[话話]|[传傳]\s?真|[邮郵](?:[编編]|箱)|主[办辦](?:[单單]位)?|承[办辦](?:[单單]位)?|技[术術]支持|E-?mail)\s?[:\uFF1A|]""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex WeakFooterPattern();

    [GeneratedRegex("""(?:[会會][员員]登[录錄]|用[户戶]名|密\s?[码碼]\s?[:\uFF1A]|[验驗][证證][码碼]|^登\s?[录錄]$|注\s?[册冊]$|忘[记記]密[码碼]|更多\s?(?:[>》»]|$)|友情[链鏈]接|^(?:副?理事[长長]|常[务務]理事|理事)?[单單]位$|^今[天日]是|[设設][为為]首[页頁]|加入收藏|^首[页頁](?:\s|$))""", RegexOptions.CultureInvariant)]
    private static partial Regex NavigationPattern();

    [GeneratedRegex("""^[•·●◆■▪◇○]""", RegexOptions.CultureInvariant)]
    private static partial Regex BulletPattern();

    [GeneratedRegex("""(?:公司|集[团團]|局|委[员員][会會]|[学學]院|大[学學]|中心|研究[院所]|[学學][会會]|[协協][会會]|[厂廠]|社|部|[医醫]院|[银銀]行|[单單]位)$""", RegexOptions.CultureInvariant)]
    private static partial Regex UnitNamePattern();

    [GeneratedRegex("""^(?:[一二三四五六七八九十]{1,3}、|第.{1,3}[章节節条條部]|[(\uFF08][一二三四五六七八九十\d]{1,3}[)\uFF09]|\d{1,2}[.、\uFF0E)\uFF09]|附件|附[:\uFF1A]|编者按|編者按|摘要|[关關][键鍵][词詞])""", RegexOptions.CultureInvariant)]
    private static partial Regex HeadingPattern();

    [GeneratedRegex("""^[【\[]?(?:您?[当當]前|您?的?所在|您?[现現]在)?的?位置\s?[:\uFF1A]|^您(?:所在|[现現]在)?的位置""", RegexOptions.CultureInvariant)]
    private static partial Regex CrumbPattern();
}
