using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;

namespace Portal.Benchmarks;

/// <summary>Searching 100,000 articles of about 1,000 characters, and indexing one of them. Every iteration is one search, so that P95 is that of searches.</summary>
/// <remarks>The articles are made once, in the folder that PORTAL_BENCHMARK names, or in the temporary folder; that takes some minutes.</remarks>
[Config(typeof(OneSearchAnIteration))]
public class SearchBenchmarks : IDisposable
{
    private ServiceProvider _services = null!;

    /// <summary>Words whose share of the articles is known, because <see cref="BenchmarkPortal"/> puts them there.</summary>
    [ParamsSource(nameof(Queries))]
    public string Query { get; set; } = "";

    public static IEnumerable<string> Queries =>
    [
        $"{BenchmarkPortal.InAll} (all)", $"{BenchmarkPortal.InAll} {BenchmarkPortal.InTwenty} (two words)", $"{BenchmarkPortal.InTwenty} (20 %)", $"{BenchmarkPortal.InFive} (5 %)",
        $"{BenchmarkPortal.InFew} (0.1 %)", $"{BenchmarkPortal.InTwenty}{BenchmarkPortal.InFew} (none)", "街 (one character)",
    ];

    private string Words => Query[..Query.IndexOf('(', StringComparison.Ordinal)].Trim();

    [GlobalSetup]
    public async Task OpenAsync()
    {
        _services = await BenchmarkPortal.OpenAsync();
        await Search().FindAsync(Actor.Visitor, new SearchRequest(Words));
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _services.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark]
    public Task<SearchResult> Find() => Search().FindAsync(Actor.Visitor, new SearchRequest(Words));

    [Benchmark]
    public Task<IReadOnlyList<SearchSuggestion>> Suggest() => Search().SuggestAsync(Actor.Visitor, Words);

    private Search Search() => _services.GetRequiredService<Search>();

    /// <summary>Saving one article with its index, and without.</summary>
    [Config(typeof(OneSearchAnIteration))]
    public class Saving : IDisposable
    {
        private ServiceProvider _services = null!;
        private int _turn;

        /// <summary>What changes: the text, which is indexed, or the number of views, which is not.</summary>
        [Params(true, false)]
        public bool IsIndexed { get; set; }

        [GlobalSetup]
        public async Task OpenAsync() => _services = await BenchmarkPortal.OpenAsync();

        [GlobalCleanup]
        public void Dispose()
        {
            _services.Dispose();
            GC.SuppressFinalize(this);
        }

        [Benchmark]
        public async Task Save()
        {
            await using var db = await _services.GetRequiredService<IDbContextFactory<PortalDb>>().CreateDbContextAsync();
            await using var transaction = await db.Database.BeginTransactionAsync();
            _turn++;
            var article = await db.Articles.FirstAsync(a => a.Id == 1 + (_turn * 7919 % 90_000));
            if (IsIndexed)
                article.Summary = $"第 {_turn} 次";
            else
                article.Views++;
            await db.SaveChangesAsync();
            await transaction.CommitAsync();
        }
    }

    private sealed class OneSearchAnIteration : ManualConfig
    {
        public OneSearchAnIteration()
        {
            AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithStrategy(RunStrategy.Monitoring).WithWarmupCount(5).WithIterationCount(60).WithInvocationCount(1).WithUnrollFactor(1));
            AddColumn(StatisticColumn.Median, StatisticColumn.P95, StatisticColumn.Max);
        }
    }
}
