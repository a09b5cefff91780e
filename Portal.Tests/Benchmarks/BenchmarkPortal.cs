using System.Globalization;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;

namespace Portal.Benchmarks;

/// <summary>A portal of 100,000 articles whose words are spread as words of a language are: few everywhere, most seldom.</summary>
internal static class BenchmarkPortal
{
    public const string InAll = "学会";
    public const string InTwenty = "征文";
    public const string InFive = "图书馆";
    public const string InFew = "潜水艇";

    public const int Articles = 100_000;

    private const int Characters = 1000;
    private const int Vocabulary = 12_000;

    private static string Folder => Environment.GetEnvironmentVariable("PORTAL_BENCHMARK") ?? Path.Combine(Path.GetTempPath(), "portal-benchmark");

    public static async Task<ServiceProvider> OpenAsync()
    {
        var services = new ServiceCollection().AddLogging().AddPortalCore(new DataFolder(Folder), new Uri("https://benchmark.example")).BuildServiceProvider();
        await services.GetRequiredService<Startup>().PrepareAsync(new SiteSettings { Name = "学会" });
        await FillAsync(services.GetRequiredService<IDbContextFactory<PortalDb>>());
        return services;
    }

    private static async Task FillAsync(IDbContextFactory<PortalDb> databases)
    {
        var random = new Random(42);
        var words = Words(random);
        int made;
        int column;
        await using (var db = await databases.CreateDbContextAsync())
        {
            made = await db.Articles.CountAsync();
            if (made == 0)
            {
                db.Columns.Add(new Column { Slug = "news", Name = "要闻" });
                await db.SaveChangesAsync();
            }

            column = await db.Columns.Select(c => c.Id).FirstAsync();
        }

        if (made >= Articles)
            return;
        var from = TimeProvider.System.GetUtcNow().UtcDateTime.Date;
        long characters = 0;
        for (; made < Articles;)
        {
            await using var db = await databases.CreateDbContextAsync();
            for (var i = 0; i < 500; i++, made++)
            {
                var text = Text(random, words, made);
                characters += text.Length;
                db.Articles.Add(new Article
                {
                    ColumnId = column,
                    Title = Title(random, words),
                    Summary = text[..60],
                    Body = SafeHtml.Clean($"<p>{text[..(text.Length / 2)]}</p><p>{text[(text.Length / 2)..]}</p>"),
                    Source = $"来源{made % 50}",
                    State = ArticleState.Published,
                    PublishedUtc = from.AddMinutes(-made * 50),
                    ChangedUtc = from,
                });
            }

            await db.SaveChangesAsync();
        }

        await using var last = await databases.CreateDbContextAsync();
        var index = (await last.Database.SqlQuery<long>($"""SELECT SUM(LENGTH("block")) AS "Value" FROM "SearchText_data" """).ToListAsync())[0];
        var size = (await last.Database.SqlQuery<long>($"""SELECT SUM(LENGTH("Title") + LENGTH("Summary") + LENGTH(CAST("Body" AS BLOB))) AS "Value" FROM "Articles" """).ToListAsync())[0];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"// {made:N0} articles, {characters / made} characters each; index {index / 1e6:0} MB, texts {size / 1e6:0} MB, {(double)index / size:0.00} times"));
    }

    private static string[] Words(Random random)
    {
        var words = new string[Vocabulary];
        for (var i = 0; i < Vocabulary; i++)
        {
            // the commonest 2,500 ideographs, more or less
            var word = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => (char)(0x4E00 + (int)(2500 * Math.Pow(random.NextDouble(), 2)))));
            words[i] = word.Contains(InFew[0], StringComparison.Ordinal) ? "街" : word;
        }

        return words;
    }

    private static string Title(Random random, string[] words) => string.Concat(Enumerable.Range(0, 7).Select(_ => Word(random, words)));

    private static string Text(Random random, string[] words, int number)
    {
        var text = new StringBuilder(InAll).Append('，');
        if (number % 5 == 0)
            text.Append(InTwenty).Append('，');
        if (number % 20 == 0)
            text.Append(InFive).Append('，');
        if (number % 1000 == 0)
            text.Append(InFew).Append('，');
        while (text.Length < Characters)
        {
            for (var i = random.Next(4, 12); i > 0; i--)
                text.Append(Word(random, words));
            text.Append(random.Next(3) == 0 ? '。' : '，');
        }

        return text.ToString();
    }

    // Zipf's law: the second word half as often as the first, the third a third
    private static string Word(Random random, string[] words) => words[(int)Math.Min(Vocabulary - 1, Math.Pow(Vocabulary, random.NextDouble()) - 1)];
}
