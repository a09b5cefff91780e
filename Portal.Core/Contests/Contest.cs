namespace Portal.Core;

/// <summary>征文.</summary>
public sealed class Contest
{
    public int Id { get; set; }
    public required string Title { get; set; }
    public string Summary { get; set; } = "";

    /// <summary>The call, as written by the organiser.</summary>
    public SafeHtml Call { get; set; }

    public List<string> Themes { get; set; } = [];
    public DateTime OpensUtc { get; set; }
    public DateTime ClosesUtc { get; set; }

    /// <summary>IANA name of the zone the deadline is stated in.</summary>
    public required string TimeZone { get; set; }

    /// <summary>Minutes after the deadline within which a submit begun before it still counts.</summary>
    public int GraceMinutes { get; set; }

    public int MinCharacters { get; set; }
    public int MaxCharacters { get; set; }
    public int EssaysPerPerson { get; set; } = 1;
    public bool IsBlind { get; set; } = true;
}
