namespace Portal.Web.Admin.Contests;

/// <summary>The rules of a contest while they are edited.</summary>
public sealed class ContestRulesForm(ContestText text)
{
    public static IReadOnlyList<string> AllTypes { get; } = ["docx", "pdf", "txt", "md"];

    public string Title { get; set; } = text.Title;
    public string Code { get; set; } = text.Code;
    public string Summary { get; set; } = text.Summary;

    /// <summary>One a line, like the reasons.</summary>
    public string Themes { get; set; } = string.Join('\n', text.Themes);

    public Eligibility Eligibility { get; set; } = text.Eligibility;
    public DateTime Opens { get; set; } = text.OpensLocal;
    public DateTime Closes { get; set; } = text.ClosesLocal;
    public string TimeZone { get; set; } = text.TimeZone;
    public DateTime? ScreenedBy { get; set; } = text.ScreenedByLocal;
    public DateTime? ReviewsDue { get; set; } = text.ReviewsDueLocal;
    public DateTime? Results { get; set; } = text.ResultsLocal;
    public int GraceMinutes { get; set; } = text.GraceMinutes;
    public int MinCharacters { get; set; } = text.MinCharacters;
    public int MaxCharacters { get; set; } = text.MaxCharacters;
    public int MaxTitle { get; set; } = text.MaxTitle;
    public int MinAbstract { get; set; } = text.MinAbstract;
    public int MaxAbstract { get; set; } = text.MaxAbstract;
    public int EssaysPerPerson { get; set; } = text.EssaysPerPerson;
    public int MaxCoauthors { get; set; } = text.MaxCoauthors;
    public HashSet<string> Types { get; } = [.. text.AttachmentTypes];
    public int MaxAttachments { get; set; } = text.MaxAttachments;
    public int MaxAttachmentMegabytes { get; set; } = text.MaxAttachmentMegabytes;
    public bool IsBlind { get; set; } = text.IsBlind;
    public int JudgesPerEssay { get; set; } = text.JudgesPerEssay;
    public string ReturnReasons { get; set; } = string.Join('\n', text.ReturnReasons);
    public List<CriterionDraft> Criteria { get; } = [.. text.Criteria.Select(c => new CriterionDraft(c))];
    public List<AwardDraft> Awards { get; } = [.. text.Awards.Select(a => new AwardDraft(a))];

    public void SetType(string type, bool isAllowed)
    {
        if (isAllowed)
            Types.Add(type);
        else
            Types.Remove(type);
    }

    /// <param name="read">The rules as they were read, for their version.</param>
    /// <param name="callHtml">From the editor.</param>
    public ContestText ToText(ContestText read, string callHtml) => read with
    {
        Title = Title,
        Code = Code,
        Summary = Summary,
        CallHtml = callHtml,
        Themes = Lines(Themes),
        Eligibility = Eligibility,
        OpensLocal = Opens,
        ClosesLocal = Closes,
        TimeZone = TimeZone,
        ScreenedByLocal = ScreenedBy,
        ReviewsDueLocal = ReviewsDue,
        ResultsLocal = Results,
        GraceMinutes = GraceMinutes,
        MinCharacters = MinCharacters,
        MaxCharacters = MaxCharacters,
        MaxTitle = MaxTitle,
        MinAbstract = MinAbstract,
        MaxAbstract = MaxAbstract,
        EssaysPerPerson = EssaysPerPerson,
        MaxCoauthors = MaxCoauthors,
        AttachmentTypes = [.. Types],
        MaxAttachments = MaxAttachments,
        MaxAttachmentMegabytes = MaxAttachmentMegabytes,
        IsBlind = IsBlind,
        JudgesPerEssay = JudgesPerEssay,
        ReturnReasons = Lines(ReturnReasons),
        Criteria = [.. Criteria.Select(c => c.ToLine())],
        Awards = [.. Awards.Select(a => new AwardLine(a.Id, a.Name, a.Quota))],
    };

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

public sealed class CriterionDraft(CriterionLine line)
{
    public int Id { get; } = line.Id;
    public string Name { get; set; } = line.Name;
    public string Guidance { get; set; } = line.Guidance;
    public int Weight { get; set; } = line.Weight;
    public int MinScore { get; set; } = line.MinScore;
    public int MaxScore { get; set; } = line.MaxScore;

    public CriterionLine ToLine() => new(Id, Name, Guidance, Weight, MinScore, MaxScore);
}

public sealed class AwardDraft(AwardLine line)
{
    public int Id { get; } = line.Id;
    public string Name { get; set; } = line.Name;
    public int Quota { get; set; } = line.Quota;
}
