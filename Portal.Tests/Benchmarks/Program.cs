using BenchmarkDotNet.Running;
using Portal.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(SearchBenchmarks).Assembly).Run(args);
