using System.Numerics;
using System.Runtime.InteropServices;

namespace Portal.Core;

/// <summary>Shingles, their fingerprints and the sketches of whole texts.</summary>
internal static class Shingles
{
    /// <summary>
    /// Characters in a shingle. Eight Han characters are about five words: few that are not copied agree in so many, and an edit of one character spoils no more than eight.
    /// They are also 16 bytes, so that a hash takes two loads.
    /// </summary>
    public const int Length = 8;

    /// <summary>Winnowing keeps the least hash of each window, and so one of every run of <see cref="Length"/> + window - 1 shared characters (Schleimer, Wilkerson, Aiken, 2003).</summary>
    public const int Window = Similarity.LeastPassage - Length + 1;

    public const int SketchSize = 128;

    public static int CountOf(string normalised) => Math.Max(0, normalised.Length - Length + 1);

    public static ulong HashAt(string normalised, int position)
    {
        var words = MemoryMarshal.Cast<char, ulong>(normalised.AsSpan(position, Length));
        return Mix(Mix(words[0]) + words[1]);
    }

    /// <summary>Robust winnowing: of equal least hashes the one chosen for the window before, else the last.</summary>
    public static void Winnow(string normalised, List<int> positions)
    {
        var count = CountOf(normalised);
        Span<ulong> hashes = count <= 4096 ? stackalloc ulong[count] : new ulong[count];
        for (var i = 0; i < count; i++)
            hashes[i] = HashAt(normalised, i);

        var least = -1;
        for (var end = Math.Min(Window, count); end <= count; end++)
        {
            var start = Math.Max(0, end - Window);
            if (count == 0)
                return;
            if (least >= start && hashes[end - 1] >= hashes[least])
                continue;
            if (least < start)
            {
                least = start;
                for (var i = start; i < end; i++)
                    least = hashes[i] <= hashes[least] ? i : least;
            }
            else
            {
                least = end - 1;
            }
            positions.Add(least);
        }
    }

    /// <summary>MinHash (Broder, 1997): the share of equal values estimates the share of common shingles, with a standard error of at most 0.045.</summary>
    public static uint[] Sketch(string normalised, Func<ulong, bool> isIgnored)
    {
        var sketch = new uint[SketchSize];
        Array.Fill(sketch, uint.MaxValue);
        var least = MemoryMarshal.Cast<uint, Vector<uint>>(sketch.AsSpan());
        var factors = MemoryMarshal.Cast<uint, Vector<uint>>(Factors);
        var terms = MemoryMarshal.Cast<uint, Vector<uint>>(Terms);
        for (var i = 0; i < CountOf(normalised); i++)
        {
            var hash = HashAt(normalised, i);
            if (isIgnored(hash))
                continue;
            var value = new Vector<uint>((uint)hash);
            for (var v = 0; v < least.Length; v++)
                least[v] = Vector.Min(least[v], (value * factors[v]) + terms[v]);
        }
        return sketch;
    }

    /// <summary>Share of equal values; 0 for texts too short for a shingle.</summary>
    public static double Resemblance(uint[] one, uint[] other)
    {
        var equal = 0;
        for (var i = 0; i < SketchSize; i++)
            equal += one[i] == other[i] && one[i] != uint.MaxValue ? 1 : 0;
        return (double)equal / SketchSize;
    }

    /// <summary>Odd factors permute the 32-bit numbers; the same ones in every run.</summary>
    private static readonly uint[] Factors = [.. Enumerable.Range(1, SketchSize).Select(i => (uint)Mix((ulong)i) | 1)];

    private static readonly uint[] Terms = [.. Enumerable.Range(1, SketchSize).Select(i => (uint)(Mix((ulong)i) >> 32))];

    /// <summary>The finaliser of SplitMix64: every bit of the result depends on every bit of the value.</summary>
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
