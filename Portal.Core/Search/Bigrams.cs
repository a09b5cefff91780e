using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>Cuts text into the words of the index. Chinese has no spaces, so each pair of neighbouring characters is a word, and the last of a run stands for itself as well:
/// two characters are then one word, longer ones a phrase of pairs, and a single one the beginning of a pair or the last of a run.</summary>
internal static class Bigrams
{
    /// <summary>A run without anything between: of ideographs, of other letters, or of digits.</summary>
    internal readonly record struct Run(string Text, bool IsIdeographic);

    /// <summary>The words of a text, set apart by spaces.</summary>
    public static string Of(string text)
    {
        var words = new StringBuilder(text.Length * 3);
        foreach (var run in Runs(text))
            Append(words, run, isOpen: false);
        return words.ToString();
    }

    /// <summary>The words of runs that follow each other.</summary>
    /// <param name="runs">At least one.</param>
    /// <param name="isOpen">The last run may go on in the text: its last character is no word then, unless it is the only one.</param>
    public static string Of(IReadOnlyList<Run> runs, bool isOpen)
    {
        var words = new StringBuilder();
        foreach (var (i, run) in runs.Index())
            Append(words, run, isOpen && i == runs.Count - 1);
        return words.ToString();
    }

    /// <summary>Folds case and width, and parts ideographs, letters and digits: COVID19 is then the same as COVID-19.</summary>
    public static IEnumerable<Run> Runs(string text)
    {
        var folded = Fold(text);
        var run = new StringBuilder();
        var script = Script.None;
        foreach (var rune in folded.EnumerateRunes())
        {
            var next = ScriptOf(rune, script);
            if (run.Length > 0 && next != script)
            {
                yield return new Run(run.ToString(), script == Script.Ideographs);
                run.Clear();
            }

            script = next;
            if (script != Script.None)
                run.Append(rune.ToString());
        }

        if (run.Length > 0)
            yield return new Run(run.ToString(), script == Script.Ideographs);
    }

    /// <summary>Han, kana and hangul: written without spaces, or found within their words.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value switch
    {
        0x3005 or 0x3007 => true,
        >= 0x3040 and <= 0x30FF => true,
        >= 0x3400 and <= 0x4DBF => true,
        >= 0x4E00 and <= 0x9FFF => true,
        >= 0xAC00 and <= 0xD7AF => true,
        >= 0xF900 and <= 0xFAFF => true,
        >= 0x20000 and <= 0x323AF => true,
        _ => false,
    };

    /// <summary>As words are compared: small letters, common width.</summary>
    public static string Fold(string text)
    {
        // a lone half of a surrogate pair cannot be normalised; what was typed may hold anything
        var whole = text.All(c => !char.IsSurrogate(c)) ? text : string.Concat(text.EnumerateRunes());
        return whole.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
    }

    // a mark belongs to what it stands on
    private static Script ScriptOf(Rune rune, Script before) => IsIdeograph(rune) ? Script.Ideographs
        : Rune.IsLetter(rune) ? Script.Letters
        : Rune.IsNumber(rune) ? Script.Digits
        : Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark ? before
        : Script.None;

    private static void Append(StringBuilder words, Run run, bool isOpen)
    {
        if (words.Length > 0)
            words.Append(' ');
        if (!run.IsIdeographic)
        {
            words.Append(run.Text);
            return;
        }

        var (first, previous) = (true, default(Rune));
        foreach (var rune in run.Text.EnumerateRunes())
        {
            if (!first)
                words.Append(previous.ToString()).Append(rune.ToString()).Append(' ');
            (first, previous) = (false, rune);
        }

        if (isOpen && words.Length > 0 && words[^1] == ' ' && run.Text.Length > previous.Utf16SequenceLength)
            words.Length--;
        else
            words.Append(previous.ToString());
    }

    private enum Script
    {
        None,
        Ideographs,
        Letters,
        Digits,
    }
}
