namespace Portal.Core;

/// <summary>A table that is read a batch at a time while it is written somewhere.</summary>
/// <param name="Total">Rows there were when it was asked for; as many come, unless some go meanwhile.</param>
public sealed record TableExport<T>(long Total, IAsyncEnumerable<T> Rows);
