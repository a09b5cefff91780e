using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Portal.Core;

/// <summary>A file of the sample: lines of <c>key: value</c>, a line <c>---</c>, then HTML.</summary>
internal sealed partial class SampleFile
{
    private static readonly string[] Weekdays = ["星期日", "星期一", "星期二", "星期三", "星期四", "星期五", "星期六"];

    private readonly List<KeyValuePair<string, string>> _values = [];

    private SampleFile(string name, string text)
    {
        Name = name;
        var head = text.IndexOf("\n---\n", StringComparison.Ordinal);
        foreach (var line in text[..head].Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon > 0)
                _values.Add(new(line[..colon].Trim(), line[(colon + 1)..].Trim()));
        }

        Body = text[(head + 5)..].Trim();
    }

    public string Name { get; }

    public string Body { get; }

    /// <summary>The value of a key that may stand once; empty when it is absent.</summary>
    public string this[string key] => _values.Find(v => v.Key == key).Value ?? "";

    public IEnumerable<string> All(string key) => _values.Where(v => v.Key == key).Select(v => v.Value);

    public bool Has(string key) => this[key].Length > 0;

    public int Number(string key) => int.Parse(this[key], CultureInfo.InvariantCulture);

    public string? Optional(string key) => Has(key) ? this[key] : null;

    public List<string> Listed(string key) => [.. this[key].Split('、', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <summary>A moment such as <c>-3d 07:36</c>: days from today and the time of day, in the site's zone.</summary>
    public DateTime MomentUtc(string key, DateOnly today, TimeZoneInfo zone)
    {
        var parts = this[key].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var day = today.AddDays(int.Parse(parts[0].TrimEnd('d'), CultureInfo.InvariantCulture));
        return TimeZoneInfo.ConvertTimeToUtc(day.ToDateTime(TimeOnly.Parse(parts[1], CultureInfo.InvariantCulture)), zone);
    }

    /// <param name="folder">Below the sample's content.</param>
    /// <param name="today"><c>{day +7}</c> and <c>{date +18}</c> in the files become days from here, without and with the year.</param>
    public static IEnumerable<SampleFile> In(string folder, DateOnly today) => Names($"sample/{folder}/", ".html")
        .Select(name => new SampleFile(Path.GetFileNameWithoutExtension(name), Day().Replace(Text(name), match =>
        {
            var day = today.AddDays(int.Parse(match.Groups["days"].Value, CultureInfo.InvariantCulture));
            var monthAndDay = string.Create(CultureInfo.InvariantCulture, $"{day.Month} 月 {day.Day} 日");
            return match.Groups["form"].Value == "day" ? monthAndDay : string.Create(CultureInfo.InvariantCulture, $"{day.Year} 年 {monthAndDay}（{Weekdays[(int)day.DayOfWeek]}）");
        })));

    /// <summary>The fields of a table file, one row a line, separated by vertical bars.</summary>
    public static IEnumerable<string[]> Rows(string file) =>
        Text($"sample/{file}").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Where(l => !l.StartsWith('#')).Select(l => l.Split('|', StringSplitOptions.TrimEntries));

    public static byte[] Bytes(string name)
    {
        using var stream = typeof(SampleFile).Assembly.GetManifestResourceStream(name) ?? throw new FileNotFoundException(name);
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }

    public static IEnumerable<string> Names(string prefix, string suffix) =>
        typeof(SampleFile).Assembly.GetManifestResourceNames()
            .Where(n => n.StartsWith(prefix, StringComparison.Ordinal) && n.EndsWith(suffix, StringComparison.Ordinal) && !n[prefix.Length..].Contains('/', StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);

    private static string Text(string name) => Encoding.UTF8.GetString(Bytes(name)).ReplaceLineEndings("\n");

    [GeneratedRegex(@"\{(?<form>day|date) (?<days>[+-]\d+)\}")]
    private static partial Regex Day();
}
