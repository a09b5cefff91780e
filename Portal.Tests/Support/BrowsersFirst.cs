using Portal.Tests.Support;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(BrowsersFirst))]

namespace Portal.Tests.Support;

/// <summary>Browser tests take longest and wait for most of it: begun first, they run beside all the others instead of after them.</summary>
public sealed class BrowsersFirst : ITestCollectionOrderer
{
    private static readonly string[] Slow = [MembersServer.Name, ReadersServer.Name, DeskServer.Name];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderBy(c => Array.IndexOf(Slow, c.TestCollectionDisplayName) is >= 0 and var place ? place : Slow.Length).ThenBy(c => c.TestCollectionDisplayName, StringComparer.Ordinal)];
}
