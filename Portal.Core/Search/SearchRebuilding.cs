using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>One run through all texts. Others must be able to write meanwhile, so it works in short transactions, whose size follows from how long the last one took.</summary>
internal sealed class SearchRebuilding(IDbContextFactory<PortalDb> databases, TimeProvider time, IProgress<SearchRebuild>? progress)
{
    /// <summary>How long a step may keep others from writing; SQLite has one writer at a time.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    /// <summary>Between two steps: SQLite tells nobody that its lock is free, those who wait look again every few hundredths of a second.</summary>
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(30);

    private const int MostAtOnce = 200;

    // work of one step of merging, in pages of the database
    private const int MergedPages = 32;
    private const int MergesAStep = 4;

    private TimeSpan _longest;
    private int _done;
    private int _total;

    public async Task<SearchRebuild> RunAsync(CancellationToken cancellation)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            await SqliteSearchIndex.StandAsync(db, cancellation);
            _total = await db.Articles.CountAsync(cancellation) + await db.Notices.CountAsync(cancellation) + await db.CouncilUnits.CountAsync(cancellation)
                + await db.Contests.CountAsync(cancellation) + await SearchTexts.Winners(db).CountAsync(cancellation) + await db.SitePages.CountAsync(cancellation);
        }

        await InStepAsync(db => SqliteSearchIndex.MergeByItselfAsync(db, false, cancellation), cancellation);
        try
        {
            foreach (var kind in Enum.GetValues<SearchKind>())
                await IndexAsync(kind, cancellation);
            await DropGoneAsync(cancellation);
            await MergeAsync(cancellation);
        }
        finally
        {
            await InStepAsync(db => SqliteSearchIndex.MergeByItselfAsync(db, true, default), default);
        }

        return Now();
    }

    private async Task IndexAsync(SearchKind kind, CancellationToken cancellation)
    {
        var (after, atOnce) = (0, 8);
        while (true)
        {
            List<int> ids;
            await using (var db = await databases.CreateDbContextAsync(cancellation))
                ids = await SearchTexts.NextAsync(db, kind, after, atOnce, cancellation);
            if (ids.Count == 0)
                return;
            if (after == 0)
                await ReadAsync(kind, ids, cancellation);
            // read and written in one transaction: a text that changed between would be indexed as it was
            var took = await InStepAsync(async db =>
            {
                var from = time.GetTimestamp();
                await SqliteSearchIndex.UpdateAsync(db, [.. ids.Select(i => new SearchSubject(kind, i))], cancellation);
                // a little each time: what piles up comes all at once, sixteen parts of a level merged while everybody waits
                for (var i = 0; i < MergesAStep && time.GetElapsedTime(from) < Step && await SqliteSearchIndex.MergeAsync(db, MergedPages, cancellation); i++)
                {
                }
            }, cancellation);
            after = ids[^1];
            _done += ids.Count;
            atOnce = took > Step ? Math.Max(1, atOnce / 2) : took < Step * 0.7 ? Math.Min(MostAtOnce, atOnce + (atOnce / 4) + 1) : atOnce;
            progress?.Report(Now());
        }
    }

    // looked for before anybody has to wait: it goes through all there is, and what is gone does not come back
    private async Task DropGoneAsync(CancellationToken cancellation)
    {
        const int AFew = 20;
        List<SearchSubject> gone;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            gone = await SqliteSearchIndex.GoneAsync(db, cancellation);
        foreach (var few in gone.Chunk(AFew))
            await InStepAsync(db => SqliteSearchIndex.UpdateAsync(db, few, cancellation), cancellation);
    }

    // the first reading of a kind takes longer than all others, because it is compiled: nobody has to wait for that
    private async Task ReadAsync(SearchKind kind, List<int> ids, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        foreach (var text in await SearchTexts.LoadAsync(db, kind, [.. ids], cancellation))
            Bigrams.Of(text.Body);
    }

    // what was replaced leaves gaps behind; merged, the index is small and fast again
    private async Task MergeAsync(CancellationToken cancellation)
    {
        for (var (isFirst, hasMore) = (true, true); hasMore; isFirst = false)
        {
            var pages = isFirst ? -MergedPages : MergedPages;
            await InStepAsync(async db => hasMore = await SqliteSearchIndex.MergeAsync(db, pages, cancellation), cancellation);
            progress?.Report(Now());
        }
    }

    private async Task<TimeSpan> InStepAsync(Func<PortalDb, Task> work, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var from = time.GetTimestamp();
        await work(db);
        await transaction.CommitAsync(cancellation);
        var took = time.GetElapsedTime(from);
        _longest = took > _longest ? took : _longest;
        // real time, whatever the portal's clock says: those who wait may be other programs
        await Task.Delay(Gap, cancellation);
        return took;
    }

    private SearchRebuild Now() => new(Math.Min(_done, _total), _total, _longest);
}
