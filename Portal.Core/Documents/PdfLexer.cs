using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Portal.Core;

/// <summary>Reads PDF values from bytes, with limits on how deep and how many.</summary>
/// <param name="spent">How many values the whole file has had so far: its object streams share one limit.</param>
internal sealed class PdfLexer(byte[] bytes, StrongBox<int> spent)
{
    /// <summary>Real files stay under thirty.</summary>
    public const int MaxDepth = 100;

    /// <summary>Of one file, those within arrays and dictionaries included; a book of 500 pages has some hundred thousand.</summary>
    public const int MaxValues = 1_000_000;

    private const int LongestNumber = 40;

    private static readonly PdfWord[] Digits = [.. Enumerable.Range(0, 10).Select(d => new PdfWord(((char)('0' + d)).ToString()))];

    public int At { get; set; }

    private ReadOnlySpan<byte> Bytes => bytes;

    public static bool IsSpace(byte b) => b is 0 or 9 or 10 or 12 or 13 or 32;

    /// <exception cref="DocumentRefusedException">It is no value, or nested or numerous beyond reason.</exception>
    public object Value(int depth = 0)
    {
        if (depth > MaxDepth || ++spent.Value > MaxValues)
            throw new DocumentRefusedException(DocumentProblem.HostileMarkup, "pdf: nesting or number of values");
        SkipSpace();
        switch (Peek())
        {
            case (byte)'/':
                return new PdfName(Name());
            case (byte)'(':
                return new PdfString(Literal());
            case (byte)'[':
                At++;
                return Array(depth);
            case (byte)'<' when Peek(1) == '<':
                At += 2;
                return Dictionary(depth);
            case (byte)'<':
                return new PdfString(Hex());
            default:
                return NumberReferenceOrWord();
        }
    }

    public void SkipSpace()
    {
        for (; At < bytes.Length; At++)
        {
            if (bytes[At] == '%')
            {
                var line = Bytes[At..].IndexOfAny((byte)'\r', (byte)'\n');
                At = line < 0 ? bytes.Length - 1 : At + line;
            }
            else if (!IsSpace(bytes[At]))
            {
                return;
            }
        }
    }

    public bool Skip(ReadOnlySpan<byte> word)
    {
        if (At > Bytes.Length || !Bytes[At..].StartsWith(word))
            return false;
        At += word.Length;
        return true;
    }

    private static bool IsDelimiter(byte b) => b is (byte)'(' or (byte)')' or (byte)'<' or (byte)'>' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}' or (byte)'/' or (byte)'%';

    private static DocumentRefusedException Damaged() => new(DocumentProblem.Damaged, "pdf");

    private byte Peek(int ahead = 0) => At + ahead < bytes.Length ? bytes[At + ahead] : throw Damaged();

    private PdfArray Array(int depth)
    {
        var array = new PdfArray();
        for (SkipSpace(); Peek() != ']'; SkipSpace())
            array.Add(Value(depth + 1));
        At++;
        return array;
    }

    private PdfDictionary Dictionary(int depth)
    {
        var dictionary = new PdfDictionary();
        for (SkipSpace(); Peek() != '>'; SkipSpace())
        {
            if (Peek() != '/')
                throw Damaged();
            var key = Name();
            dictionary[key] = Value(depth + 1);
        }

        return Peek(1) == '>' && Skip(">>"u8) ? dictionary : throw Damaged();
    }

    private ReadOnlySpan<byte> Word()
    {
        var from = At;
        while (At < Bytes.Length && !IsSpace(Bytes[At]) && !IsDelimiter(Bytes[At]))
            At++;
        return Bytes[from..At];
    }

    // "#4A" stands for "J": names are compared as they are meant
    private string Name()
    {
        At++;
        var word = Word();
        if (!word.Contains((byte)'#'))
            return Encoding.Latin1.GetString(word);
        var name = new StringBuilder(word.Length);
        for (var at = 0; at < word.Length; at++)
        {
            if (word[at] == '#' && at + 2 < word.Length && byte.TryParse(word.Slice(at + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var b))
            {
                name.Append((char)b);
                at += 2;
            }
            else
            {
                name.Append((char)word[at]);
            }
        }

        return name.ToString();
    }

    private object NumberReferenceOrWord()
    {
        var word = Word();
        if (word.IsEmpty || word.Length > LongestNumber)
            throw Damaged();
        if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return new PdfWord(Encoding.Latin1.GetString(word));
        var after = At;
        if (IsReference())
            return new PdfReference(number);
        At = after;
        return word.Length == 1 ? Digits[number] : new PdfWord(Encoding.Latin1.GetString(word));
    }

    // a generation and an R: "0 R"
    private bool IsReference()
    {
        SkipSpace();
        var from = At;
        while (At < Bytes.Length && char.IsAsciiDigit((char)Bytes[At]))
            At++;
        if (At == from)
            return false;
        SkipSpace();
        return Skip("R"u8) && (At == Bytes.Length || IsSpace(Bytes[At]) || IsDelimiter(Bytes[At]));
    }

    private byte[] Hex()
    {
        var end = Bytes[At..].IndexOf((byte)'>');
        if (end < 0)
            throw Damaged();
        var digits = Bytes.Slice(At + 1, end - 1).ToArray().Where(b => !IsSpace(b)).Select(b => (char)b).ToArray();
        At += end + 1;
        try
        {
            return Convert.FromHexString(digits.Length % 2 == 0 ? digits : [.. digits, '0']);
        }
        catch (FormatException)
        {
            throw Damaged();
        }
    }

    private byte[] Literal()
    {
        var text = new MemoryStream();
        var open = 1;
        for (At++; ; At++)
        {
            var b = Peek();
            switch (b)
            {
                case (byte)'\\':
                    At++;
                    Escaped(text);
                    continue;
                case (byte)'(':
                    open++;
                    break;
                case (byte)')' when --open == 0:
                    At++;
                    return text.ToArray();
            }

            text.WriteByte(b);
        }
    }

    private void Escaped(MemoryStream text)
    {
        var b = Peek();
        switch (b)
        {
            case (byte)'\r':
                if (Peek(1) == '\n')
                    At++;
                break;
            case (byte)'\n':
                break;
            case >= (byte)'0' and <= (byte)'7':
                var value = 0;
                for (var digits = 0; digits < 3 && Peek() is >= (byte)'0' and <= (byte)'7'; digits++, At++)
                    value = (value * 8) + Peek() - '0';
                At--;
                text.WriteByte((byte)value);
                break;
            default:
                text.WriteByte(b switch { (byte)'n' => 10, (byte)'r' => 13, (byte)'t' => 9, (byte)'b' => 8, (byte)'f' => 12, _ => b });
                break;
        }
    }
}
