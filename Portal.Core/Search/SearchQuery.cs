using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>What somebody typed, understood: words that must occur, "phrases" in quotation marks of any kind, and −words that must not.</summary>
internal sealed class SearchQuery
{
    /// <summary>More words than these are left out.</summary>
    public const int MaxTerms = 12;

    // a name may be typed without its ending, a short word would match half the language
    private const int ShortestStem = 3;

    private const string Opening = "\"“”「『＂";
    private static readonly SearchValues<char> Closing = SearchValues.Create("\"”“」』＂");

    private SearchQuery(string text, bool isCut, IReadOnlyList<Term> terms) => (Text, IsCut, Terms) = (text, isCut, terms);

    /// <summary>As typed, cut to what is searched for.</summary>
    public string Text { get; }

    /// <summary>More was typed than is searched for.</summary>
    public bool IsCut { get; }

    public IReadOnlyList<Term> Terms { get; }

    public IEnumerable<Term> Wanted => Terms.Where(t => !t.IsExcluded);

    /// <summary>Nothing that could be found: no letter and no digit, or only words that must not occur.</summary>
    public bool IsEmpty => !Wanted.Any();

    public static SearchQuery Parse(string? typed)
    {
        var whole = (typed ?? "").Trim();
        var text = whole.Cut(Search.QueryLength).Trim();
        var terms = new List<Term>();
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var isExcluded = IsMinus(text[at]) && at + 1 < text.Length && !char.IsWhiteSpace(text[at + 1]) && !IsMinus(text[at + 1]);
            var start = isExcluded ? at + 1 : at;
            var isQuoted = Opening.Contains(text[start], StringComparison.Ordinal);
            int end;
            if (isQuoted)
            {
                start++;
                end = text.AsSpan(start).IndexOfAny(Closing);
                // a quotation that nobody closed goes to the end
                end = end < 0 ? text.Length : start + end;
                at = Math.Min(end + 1, text.Length);
            }
            else
            {
                end = start;
                while (end < text.Length && !char.IsWhiteSpace(text[end]) && !Opening.Contains(text[end], StringComparison.Ordinal))
                    end++;
                at = end;
            }

            if (terms.Count < MaxTerms && Term.Of(text[start..end], isExcluded, isQuoted) is { } term)
                terms.Add(term);
        }

        return new SearchQuery(text, text.Length < whole.Length, terms);
    }

    /// <summary>The same search without one of its words.</summary>
    public SearchQuery Without(Term term) => With(Terms.Where(t => t != term));

    /// <summary>The same search with a word in place of another.</summary>
    public SearchQuery Replacing(Term term, string word) => With(Terms.Select(t => t == term ? Term.Of(word, t.IsExcluded, t.IsQuoted) ?? t : t));

    /// <summary>For FTS5: all words, none of the excluded.</summary>
    /// <param name="columns">Where to look.</param>
    /// <param name="isRelaxed">Long words may also occur in parts.</param>
    public string ToMatch(string columns = SearchColumns.All, bool isRelaxed = false)
    {
        var wanted = string.Join(" AND ", Wanted.Select(t => isRelaxed ? t.RelaxedMatch : t.Match));
        var excluded = string.Join(" OR ", Terms.Where(t => t.IsExcluded).Select(t => t.Match));
        var match = $"{columns} : ({wanted})";
        return excluded.Length == 0 ? match : $"({match}) NOT {SearchColumns.All} : ({excluded})";
    }

    private static bool IsMinus(char c) => c is '-' or '−' or '－' or '–';

    private static SearchQuery With(IEnumerable<Term> terms)
    {
        List<Term> kept = [.. terms];
        return new SearchQuery(string.Join(' ', kept.Select(t => t.ToString())), isCut: false, kept);
    }

    /// <summary>A word or a phrase.</summary>
    internal sealed class Term
    {
        private readonly IReadOnlyList<Bigrams.Run> _runs;

        private Term(string text, IReadOnlyList<Bigrams.Run> runs, bool isExcluded, bool isQuoted) => (Text, _runs, IsExcluded, IsQuoted) = (text, runs, isExcluded, isQuoted);

        public string Text { get; }

        public bool IsExcluded { get; }

        public bool IsQuoted { get; }

        /// <summary>Ideographs alone, without a break.</summary>
        public bool IsIdeographic => _runs is [{ IsIdeographic: true }];

        /// <summary>Letters alone, without a break.</summary>
        public bool IsAlphabetic => _runs is [{ IsIdeographic: false } run] && !IsNumber(run);

        /// <summary>As the index has it; only of a term of one run.</summary>
        public string Folded => _runs[0].Text;

        public string Match => Phrase(_runs);

        /// <summary>The whole word, or two parts of it, or all its pairs: 社区老人食堂 also finds 社区的老人食堂.</summary>
        public string RelaxedMatch =>
            $"({string.Join(" OR ", Parts().Select(parts => $"({string.Join(" AND ", parts.Select(p => Phrase([new Bigrams.Run(p, true)])))})").Prepend(Match))})";

        /// <summary>What can be marked in a text: the word, or when nothing else was found its parts.</summary>
        public IEnumerable<string> Patterns(bool isRelaxed) =>
            isRelaxed ? Parts().SelectMany(p => p).Distinct().OrderByDescending(p => p.Length).Select(Regex.Escape).Prepend(Pattern) : [Pattern];

        private string Pattern
        {
            get
            {
                var pattern = new StringBuilder();
                foreach (var (i, run) in _runs.Index())
                {
                    if (i > 0)
                        pattern.Append(@"[^\p{L}\p{N}]{0,4}");
                    if (!run.IsIdeographic && i == 0)
                        pattern.Append(IsNumber(run) ? "(?<![0-9])" : "(?<![a-z])");
                    pattern.Append(Regex.Escape(run.Text));
                }

                if (!_runs[^1].IsIdeographic)
                    pattern.Append(IsOpen(_runs) ? "[a-z]*" : IsNumber(_runs[^1]) ? "(?![0-9])" : "(?![a-z])");
                return pattern.ToString();
            }
        }

        public static Term? Of(string text, bool isExcluded, bool isQuoted)
        {
            List<Bigrams.Run> runs = [.. Bigrams.Runs(text)];
            return runs.Count == 0 ? null : new Term(text, runs, isExcluded, isQuoted);
        }

        public override string ToString() => $"{(IsExcluded ? "-" : "")}{(IsQuoted ? $"“{Text}”" : Text)}";

        private string Phrase(IReadOnlyList<Bigrams.Run> runs) => $"\"{Bigrams.Of(runs, isOpen: true)}\"{(IsOpen(runs) ? "*" : "")}";

        private static bool IsNumber(Bigrams.Run run) => char.IsNumber(run.Text[^1]);

        // a single ideograph begins a pair; an English word may have an ending
        private bool IsOpen(IReadOnlyList<Bigrams.Run> runs) => runs[^1] is { IsIdeographic: true }
            ? runs[^1].Text.Length == Rune.GetRuneAt(runs[^1].Text, 0).Utf16SequenceLength
            : !IsQuoted && runs[^1].Text.Length >= ShortestStem && runs[^1].Text.All(char.IsLetter);

        private IEnumerable<IReadOnlyList<string>> Parts()
        {
            if (IsQuoted || !IsIdeographic)
                yield break;
            string[] runes = [.. Folded.EnumerateRunes().Select(r => r.ToString())];
            if (runes.Length is < 4 or > 16)
                yield break;
            for (var i = 2; i <= runes.Length - 2; i++)
                yield return [string.Concat(runes[..i]), string.Concat(runes[i..])];
            if (runes.Length % 2 == 0 && runes.Length > 4)
                yield return [.. runes.Chunk(2).Select(pair => string.Concat(pair))];
        }
    }
}

/// <summary>Columns of the full-text index, as FTS5 names them in a search.</summary>
internal static class SearchColumns
{
    public const string All = "{Title Keywords Body}";
    public const string Names = "{Title Keywords}";

    public static string OfKind(SearchKind kind) => $"xk{(int)kind}";

    public static string OfColumn(int columnId) => $"xc{columnId}";

    /// <summary>A source may hold any character; its digest does not.</summary>
    public static string OfSource(string source) =>
        $"xs{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(source.Trim())).AsSpan(0, 6))}";

    /// <summary>What a facet must be one of.</summary>
    public static string Within(IEnumerable<string> facets) => $"Facets : ({string.Join(" OR ", facets.Select(f => $"\"{f}\""))})";
}
