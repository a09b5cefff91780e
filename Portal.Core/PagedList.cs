namespace Portal.Core;

/// <summary>One page of a longer list. Pages are numbered from 1; a number past the end gives an empty page.</summary>
public sealed record PagedList<T>(IReadOnlyList<T> Items, int Page, int Size, int Total)
{
    public int Pages => Math.Max(1, (Total + Size - 1) / Size);
}
