using System.Diagnostics.CodeAnalysis;

namespace Portal.Core;

/// <summary>Either the page that was read or the reason, in Chinese, why it could not be.</summary>
public sealed record SavedPageResult
{
    private SavedPageResult()
    {
    }

    public SavedPage? Page { get; private init; }

    public string? Refusal { get; private init; }

    [MemberNotNullWhen(true, nameof(Page))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsRead => Page is not null;

    internal static SavedPageResult Read(SavedPage page) => new() { Page = page };

    internal static SavedPageResult Refused(string reason) => new() { Refusal = reason };
}
