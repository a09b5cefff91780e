using System.Globalization;

namespace Portal.Core;

// the letters that judges get
public sealed partial class Letters
{
    /// <summary>To a judge: the judging has begun.</summary>
    /// <param name="contest">Its title.</param>
    /// <param name="essays">How many he has.</param>
    public Letter JudgeBegin(Recipient to, string contest, int essays, DateTime dueUtc) => Write(to, "judge.begin", untilUtc: dueUtc, values: Of(contest, essays));

    /// <summary>To a judge: reviews are missing. The parameters are those of <see cref="JudgeBegin"/>.</summary>
    public Letter JudgeRemind(Recipient to, string contest, int essays, DateTime dueUtc) => Write(to, "judge.remind", untilUtc: dueUtc, values: Of(contest, essays));

    private Dictionary<string, string> Of(string contest, int essays) => new()
    {
        ["contest"] = OneLine(contest),
        ["count"] = essays.ToString(CultureInfo.InvariantCulture),
        ["queue"] = links.Judging,
    };
}
