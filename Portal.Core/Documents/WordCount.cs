using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>Counts a text's length the way Microsoft Word's 字数 does.</summary>
/// <remarks>
/// Word's statistics are the sum of its 中文字符和朝鲜语单词 and its 非中文单词 (Word's own dialogue 字数统计; the object model's <c>wdStatisticWords</c>):
/// every Chinese character, kana and full-width or Chinese punctuation mark counts one; of everything else each run between white space
/// or such characters counts one, punctuation within it included ("well-known," is one). White space counts nothing.
/// Marks that Chinese and Latin type share (“ ” ‘ ’ — … ·) count as Chinese, one each, where they touch something Chinese, and belong to the run elsewhere:
/// Word decides it by the run's East Asian hint, which plain text lacks.
/// </remarks>
public static class WordCount
{
    private const string Shared = "“”‘’—…·";

    private enum Class
    {
        Space,
        Chinese,
        Shared,
        Other,
    }

    public static int Of(SafeHtml html) => Of(html.ToPlainText());

    public static int Of(string? text)
    {
        var count = 0;
        var inRun = false;
        var before = Class.Space;
        var sharedAreChinese = false;
        for (var at = 0; at < (text?.Length ?? 0);)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var now = ClassOf(rune);
            if (now == Class.Shared)
            {
                // a row of them ("……") is one thing: decided by what stands on either side of the row
                if (before != Class.Shared)
                    sharedAreChinese = before == Class.Chinese || ClassAfterRow(text!, at) == Class.Chinese;
                before = Class.Shared;
                now = sharedAreChinese ? Class.Chinese : Class.Other;
            }
            else if (!IsMark(rune))
            {
                before = now;
            }

            if (now == Class.Chinese)
                count++;
            else if (now == Class.Other && !inRun && !IsMark(rune))
                count++;
            inRun = now == Class.Other && (inRun || !IsMark(rune));
            at += length;
        }

        return count;
    }

    private static Class ClassAfterRow(string text, int at)
    {
        while (at < text.Length && Shared.Contains(text[at], StringComparison.Ordinal))
            at++;
        return at < text.Length && Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out _) == System.Buffers.OperationStatus.Done ? ClassOf(rune) : Class.Space;
    }

    // accents, joiners and selectors are part of what they follow
    private static bool IsMark(Rune rune) => !Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.Control;

    private static Class ClassOf(Rune rune) => rune.Value switch
    {
        _ when Rune.IsWhiteSpace(rune) => Class.Space,
        0xB7 or 0x2014 or 0x2018 or 0x2019 or 0x201C or 0x201D or 0x2026 => Class.Shared,
        // radicals, CJK punctuation, kana, bopomofo, strokes, enclosed and squared forms, ideographs
        >= 0x2E80 and <= 0x312F or >= 0x3190 and <= 0x9FFF or >= 0xF900 and <= 0xFAFF or >= 0xFE30 and <= 0xFE4F => Class.Chinese,
        // full-width and half-width forms, the half-width Hangul among them left out
        >= 0xFF01 and <= 0xFF9F or >= 0xFFE0 and <= 0xFFE6 => Class.Chinese,
        >= 0x20000 and <= 0x3FFFF => Class.Chinese,
        _ => Class.Other,
    };
}
