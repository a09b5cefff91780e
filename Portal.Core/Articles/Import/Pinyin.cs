using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Portal.Core;

/// <summary>The syllables of Hanyu Pinyin (GB/T 16159): every initial with the finals it really takes.</summary>
internal static class Pinyin
{
    /// <summary>The longest syllable as written, room for combining tone marks included.</summary>
    public const int LongestSyllable = 8;

    private static readonly FrozenSet<string> Syllables = Table(
        ("", "a o e ai ei ao ou an en ang eng er"),
        ("b", "a o ai ei ao an en ang eng i ie iao ian in ing u"),
        ("p", "a o ai ei ao ou an en ang eng i ie iao ian in ing u"),
        ("m", "a o e ai ei ao ou an en ang eng i ie iao iu ian in ing u"),
        ("f", "a o ei ou an en ang eng u"),
        ("d", "a e ai ei ao ou an en ang eng ong i ia ie iao iu ian ing u uo ui uan un"),
        ("t", "a e ai ei ao ou an ang eng ong i ie iao ian ing u uo ui uan un"),
        ("n", "a e ai ei ao ou an en ang eng ong i ie iao iu ian in iang ing u uo uan un ü üe"),
        ("l", "a o e ai ei ao ou an ang eng ong i ia ie iao iu ian in iang ing u uo uan un ü üe"),
        ("g", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
        ("k", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
        ("h", "a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
        ("j", "i ia ie iao iu ian in iang ing iong u ue uan un"),
        ("q", "i ia ie iao iu ian in iang ing iong u ue uan un"),
        ("x", "i ia ie iao iu ian in iang ing iong u ue uan un"),
        ("zh", "i a e ai ei ao ou an en ang eng ong u ua uo uai ui uan un uang"),
        ("ch", "i a e ai ao ou an en ang eng ong u ua uo uai ui uan un uang"),
        ("sh", "i a e ai ei ao ou an en ang eng u ua uo uai ui uan un uang"),
        ("r", "i e ao ou an en ang eng ong u ua uo ui uan un"),
        ("z", "i a e ai ei ao ou an en ang eng ong u uo ui uan un"),
        ("c", "i a e ai ei ao ou an en ang eng ong u uo ui uan un"),
        ("s", "i a e ai ao ou an en ang eng ong u uo ui uan un"),
        ("y", "a o e ai ao ou an ang ong i in ing u ue uan un"),
        ("w", "a o ai ei an en ang eng u"));

    /// <summary>Tells whether the text is one syllable, and whether it bears a tone mark.</summary>
    public static bool IsSyllable(ReadOnlySpan<char> text, out bool toned)
    {
        toned = false;
        if (text.Length is 0 or > LongestSyllable)
            return false;

        string decomposed;
        try
        {
            decomposed = text.ToString().Normalize(NormalizationForm.FormD);
        }
        catch (ArgumentException)
        {
            return false; // half of a surrogate pair
        }

        var plain = new StringBuilder(decomposed.Length);
        foreach (var c in decomposed)
        {
            if (c is '\u0304' or '\u0301' or '\u030C' or '\u0300')
            {
                if (toned)
                    return false;
                toned = true;
            }
            else
            {
                // ɑ and ɡ are what Chinese typesetting puts for a and g.
                plain.Append(c switch { 'ɑ' => 'a', 'ɡ' => 'g', _ => c });
            }
        }

        var letters = plain.ToString().Normalize(NormalizationForm.FormC);
        // Without a tone mark a capital means a name or a grade: 维生素(A).
        return Syllables.Contains(toned ? letters.ToLower(CultureInfo.InvariantCulture) : letters);
    }

    private static FrozenSet<string> Table(params (string Initial, string Finals)[] rows) =>
        rows.SelectMany(row => row.Finals.Split(' '), (row, final) => row.Initial + final).ToFrozenSet(StringComparer.Ordinal);
}
