using System.Text.Json;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Features.Contests;

/// <summary>What the portal says about files: why one is not taken, and how one is on its way.</summary>
public static class EssayFileWords
{
    /// <param name="code">Name of an <see cref="EssayFileBar"/>, a <see cref="DocumentProblem"/> or a <see cref="PictureProblem"/>.</param>
    public static string Of(string code, IStringLocalizer<Text> T) => code switch
    {
        nameof(EssayFileBar.Type) => T["这次征文不收这种文件。"],
        nameof(EssayFileBar.Size) or nameof(DocumentProblem.TooLarge) => T["文件是空的，或者超过了允许的大小。"],
        nameof(EssayFileBar.Count) => T["数目已满。移除一个，才能再加一个。"],
        nameof(EssayFileBar.Name) => T["文件没有名字。"],
        nameof(EssayFileBar.Bytes) => T["收到的比预告的多，请重新选择这个文件。"],
        nameof(EssayFileBar.Closed) => T["已过截稿时间，不再收改动。"],
        nameof(DocumentProblem.Empty) => T["文件里没有内容。"],
        nameof(DocumentProblem.WrongExtension) => T["文件名的结尾和内容对不上。"],
        nameof(DocumentProblem.Damaged) => T["文件不完整或已损坏。请重新保存后再传。"],
        nameof(DocumentProblem.Encrypted) => T["文件加了密码。请去掉密码后再传。"],
        nameof(DocumentProblem.ActiveContent) => T["文件里有宏或脚本。请另存为不带宏的文件后再传。"],
        nameof(DocumentProblem.EmbeddedFile) => T["文件里嵌着别的文件。请去掉嵌入的对象后再传。"],
        nameof(DocumentProblem.ExternalContent) => T["文件打开时会从别处读取内容（模板、图片或链接）。请断开这些链接后再传。"],
        nameof(DocumentProblem.Bomb) => T["文件展开后太大，或页数太多。"],
        nameof(DocumentProblem.UnsafePaths) or nameof(DocumentProblem.HostileMarkup) => T["文件的结构不正常，不能接收。请用文字处理软件重新保存后再传。"],
        nameof(DocumentProblem.NotScrubbable) => T["文件里有一张图片无法去除作者信息。请把它换成 PNG 或 JPEG 后再传。"],
        nameof(PictureProblem.TooManyPixels) => T["图片的尺寸太大，请缩小后再传。"],
        nameof(EssayChange.Html) => T["正文太长，存不下。"],
        _ => T["不认得这种文件。"],
    };

    public static string Of(DocxWarning warning, IStringLocalizer<Text> T) => warning switch
    {
        DocxWarning.PicturesLeftOut => T["有的图片没能读出来，原处标着〔图片未能导入〕，请另行插入。"],
        DocxWarning.FormulasAsText => T["公式变成了普通文字，请核对。"],
        _ => T["题目下面像是有署名。匿名评审时请删去。"],
    };

    /// <summary>What <c>AttachmentUploads.razor.js</c> says: it holds no sentences of its own.</summary>
    internal static string ForUploads(IStringLocalizer<Text> T) => JsonSerializer.Serialize(new Dictionary<string, string>
    {
        ["done"] = T["{0}，已上传"],
        ["progress"] = T["{0} / {1}"],
        ["left"] = T["{0} / {1}，约 {2} 秒"],
        ["checking"] = T["正在检查…"],
        ["waiting"] = T["等着上传"],
        ["broken"] = T["断在 {0}%，连上后接着传"],
        ["paused"] = T["断在 {0}%。再选一次这个文件，就从这里接着传"],
        ["remove"] = T["移除"],
        ["cancel"] = T["取消"],
        ["cancelOf"] = T["上传 {0}"],
        ["resume"] = T["现在续传"],
        ["bar"] = T["{0} 上传进度"],
        ["saidDone"] = T["{0} 已上传"],
        ["failed"] = T["没有传成，请稍后再试。"],
        ["dismiss"] = T["知道了"],
    });
}
