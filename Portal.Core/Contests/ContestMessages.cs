namespace Portal.Core;

/// <summary>Deadline, phase or rules of a contest have changed; the key is the contest's number.</summary>
public sealed record ContestChanged(int ContestId);

/// <summary>Something came in or moved among a contest's essays and reviews, for the organisers; the key is the contest's number.</summary>
public sealed record ContestActivity(int ContestId);

/// <summary>One of a member's essays changed its state; the key is the member's number.</summary>
public sealed record OwnEssaysChanged(int MemberId);

/// <summary>Another window writes on an essay now; the key is the essay's number.</summary>
public sealed record PenMoved(int EssayId, string Writer);

/// <summary>What a judge has to do has changed; the key is the judge's member number. It says nothing about essays or people.</summary>
public sealed record JudgeQueueChanged(int JudgeId);
