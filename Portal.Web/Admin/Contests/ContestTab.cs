namespace Portal.Web.Admin.Contests;

public enum ContestTab
{
    Overview,
    Rules,
    Essays,
    Similar,
    Judges,
    Board,
    Results,
}
