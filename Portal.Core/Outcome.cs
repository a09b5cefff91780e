using System.Diagnostics.CodeAnalysis;

namespace Portal.Core;

/// <summary>Why a command was not carried out. Pages turn it into a sentence.</summary>
public enum Refusal
{
    /// <summary>The actor has no role that allows it.</summary>
    NotAllowed,

    /// <summary>There is no such object, or not any more.</summary>
    NotFound,

    /// <summary>What was sent breaks a rule; <see cref="Outcome.Detail"/> names the field.</summary>
    Invalid,

    /// <summary>Somebody changed it in the meantime.</summary>
    Stale,

    /// <summary>The actor must prove once more who he is: it is too long ago for what he wants to do.</summary>
    NotProved,

    /// <summary>Too often, or too many: later perhaps.</summary>
    TooMany,
}

/// <summary>What became of a command: done, or refused for an expected reason. Bugs throw instead.</summary>
public readonly record struct Outcome(Refusal? Refused, string? Detail = null)
{
    public static Outcome Done { get; }

    public bool IsDone => Refused is null;

    public static implicit operator Outcome(Refusal refusal) => new(refusal);

    public static Outcome Invalid(string field) => new(Refusal.Invalid, field);
}

/// <summary>Like <see cref="Outcome"/>, with the value the command made.</summary>
public readonly record struct Outcome<T>(T? Value, Refusal? Refused, string? Detail = null)
{
    [MemberNotNullWhen(true, nameof(Value))]
    public bool IsDone => Refused is null;

    public static implicit operator Outcome<T>(T value) => new(value, null);

    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);

    public static implicit operator Outcome<T>(Outcome refused) =>
        refused.Refused is { } why ? new(default, why, refused.Detail) : throw new ArgumentException("A done outcome has no value of its own", nameof(refused));
}
