using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>What an import may have against a row.</summary>
public enum ImportProblem
{
    UserName,
    Email,
    DisplayName,
    Organisation,

    /// <summary>Somebody here has the user name or the address.</summary>
    Known,

    /// <summary>A row above has the user name or the address.</summary>
    Repeated,
}

/// <summary>A row of a table of members.</summary>
/// <param name="Line">Of the file, from 1.</param>
/// <param name="Problem">Why it is not brought in; null when nothing is against it.</param>
public sealed record ImportRow(int Line, string UserName, string Email, string DisplayName, string Organisation, string Language, ImportProblem? Problem);

/// <summary>What a column of a table can hold.</summary>
public enum ImportField
{
    DisplayName,
    Email,
    UserName,
    Organisation,
    Language,
}

/// <summary>A column of the file.</summary>
/// <param name="Heading">What stands above it; empty where nothing does.</param>
/// <param name="Sample">The first value in it.</param>
/// <param name="Field">What it is taken for; null when it is left out.</param>
public sealed record ImportColumn(string Heading, string Sample, ImportField? Field);

/// <summary>How somebody reads the table, in place of its headings.</summary>
/// <param name="Fields">Of each column; null leaves it out. Of two columns with the same the first counts.</param>
/// <param name="HasHeadings">Whether the first line is none of the people.</param>
public sealed record ImportMapping(IReadOnlyList<ImportField?> Fields, bool HasHeadings = true);

/// <summary>What an import would do.</summary>
/// <param name="Rows">None as long as something is missing.</param>
/// <param name="Layout">All columns there are in the file.</param>
public sealed record ImportPlan(IReadOnlyList<ImportRow> Rows, IReadOnlyList<ImportColumn> Layout)
{
    public int Ready => Rows.Count(r => r.Problem is null);

    /// <summary>What no column holds though nobody comes in without it.</summary>
    public IReadOnlyList<ImportField> Missing => [.. Needed.Where(n => Layout.All(c => c.Field != n))];

    private static readonly ImportField[] Needed = [ImportField.DisplayName, ImportField.Email];
}

/// <summary>会员导入: a table of people becomes accounts. Each gets a mail with a link to choose a password; nobody sees one.</summary>
public sealed class MemberImports
{
    /// <summary>Most rows of a table.</summary>
    public const int MostRows = 10_000;

    /// <summary>Longest file, in bytes.</summary>
    public const int MostBytes = 4 * 1024 * 1024;

    /// <summary>How long the link of the invitation works; afterwards 忘记密码 gives another.</summary>
    public static readonly TimeSpan InvitationLasts = TimeSpan.FromDays(7);

    private static readonly Dictionary<string, ImportField> Headings = new(StringComparer.OrdinalIgnoreCase)
    {
        ["用户名"] = ImportField.UserName,
        ["账号"] = ImportField.UserName,
        ["user name"] = ImportField.UserName,
        ["username"] = ImportField.UserName,
        ["姓名"] = ImportField.DisplayName,
        ["名字"] = ImportField.DisplayName,
        ["name"] = ImportField.DisplayName,
        ["full name"] = ImportField.DisplayName,
        ["电子邮件"] = ImportField.Email,
        ["邮箱"] = ImportField.Email,
        ["电子邮箱"] = ImportField.Email,
        ["email"] = ImportField.Email,
        ["e-mail"] = ImportField.Email,
        ["e-mail address"] = ImportField.Email,
        ["单位"] = ImportField.Organisation,
        ["工作单位"] = ImportField.Organisation,
        ["organisation"] = ImportField.Organisation,
        ["organization"] = ImportField.Organisation,
        ["语言"] = ImportField.Language,
        ["language"] = ImportField.Language,
    };

    private readonly IServiceScopeFactory _scopes;
    private readonly MemberMail _mail;
    private readonly TimeProvider _time;

    internal MemberImports(IServiceScopeFactory scopes, MemberMail mail, TimeProvider time) => (_scopes, _mail, _time) = (scopes, mail, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>Says what an import would do, and does nothing.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="file">CSV in UTF-8, UTF-16 or GB18030 with headings in Chinese or English. Without a user name a person gets the part of the address before the @.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="mapping">What the columns are; null goes by their headings.</param>
    /// <returns>
    /// Where address or name has no column the plan says so and has no rows. Refused as <see cref="Refusal.Invalid"/> with <c>File</c> when it is no text, with <c>Empty</c> when nothing is in it;
    /// as <see cref="Refusal.TooMany"/>.
    /// </returns>
    public async Task<Outcome<ImportPlan>> PlanAsync(Actor actor, byte[] file, ImportMapping? mapping = null, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        if (file.Length > MostBytes)
            return Refusal.TooMany;
        if (PageEncoding.Decode(file) is not { } text)
            return Outcome.Invalid("File");
        var lines = CsvReader.Read(text).Take(MostRows + 2).ToList();
        if (lines.Count > MostRows + 1)
            return Refusal.TooMany;
        if (lines.Count == 0)
            return Outcome.Invalid("Empty");
        var columns = ColumnsOf(lines, mapping);
        var plan = new ImportPlan([], columns);
        if (plan.Missing.Count > 0)
            return plan;
        await using var work = new MemberWork(_scopes);
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in await work.Db.Users.AsNoTracking().Select(u => new { u.NormalizedUserName, u.NormalizedEmail }).ToListAsync(cancellation))
            known.UnionWith([member.NormalizedUserName!, member.NormalizedEmail!]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<ImportRow> rows = [];
        foreach (var (line, cells) in lines.Skip(mapping is { HasHeadings: false } ? 0 : 1))
        {
            string Cell(ImportField field) => columns.FindIndex(c => c.Field == field) is var i and >= 0 && i < cells.Count ? Members.Plain(cells[i]) : "";
            var email = Cell(ImportField.Email);
            var name = UserNames.Normalize(Cell(ImportField.UserName) is { Length: > 0 } given ? given : email.Split('@')[0]);
            var row = new ImportRow(
                line, name, email, Cell(ImportField.DisplayName), Cell(ImportField.Organisation),
                Cell(ImportField.Language) is var l && (l.StartsWith("en", StringComparison.OrdinalIgnoreCase) || l == "英文") ? "en" : "zh-Hans", null);
            rows.Add(row with { Problem = ProblemOf(row) ?? Doubled(work, row, known, seen) });
        }

        return plan with { Rows = rows };
    }

    private static List<ImportColumn> ColumnsOf(List<(int Line, IReadOnlyList<string> Cells)> lines, ImportMapping? mapping)
    {
        HashSet<ImportField> taken = [];
        List<ImportColumn> columns = [];
        var people = mapping is { HasHeadings: false } ? lines : lines[1..];
        // a row may be longer than the line of the headings
        for (var i = 0; i < lines.Take(100).Max(l => l.Cells.Count); i++)
        {
            var heading = people == lines ? "" : lines[0].Cells.ElementAtOrDefault(i) ?? "";
            var field = mapping is not null ? mapping.Fields.ElementAtOrDefault(i) : Headings.TryGetValue(heading, out var known) ? known : (ImportField?)null;
            columns.Add(new ImportColumn(heading, people.Select(l => l.Cells.ElementAtOrDefault(i)).FirstOrDefault(c => !string.IsNullOrEmpty(c)) ?? "", field is { } f && taken.Add(f) ? f : null));
        }

        return columns;
    }

    /// <summary>Makes the accounts, one at a time: what is stopped or goes wrong half-way leaves whole accounts behind it and nothing of the rest.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="rows">Of a plan; those with a problem are left out.</param>
    /// <param name="progress">Told how many are done.</param>
    /// <param name="cancellation">Stops it between two rows; what was done until then comes back.</param>
    /// <returns>The rows that were tried; those that meanwhile had something against them say so.</returns>
    public async Task<Outcome<IReadOnlyList<ImportRow>>> ImportAsync(Actor actor, IReadOnlyList<ImportRow> rows, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        if (!actor.Is(Role.Administrator))
        {
            await using var refusing = new MemberWork(_scopes);
            return await refusing.Db.RefuseAsync(actor, NowUtc, "member.import", "member");
        }

        if (rows.Count > MostRows)
            return Refusal.TooMany;
        List<ImportRow> done = [];
        foreach (var row in rows.Where(r => r.Problem is null))
        {
            if (cancellation.IsCancellationRequested)
                break;
            done.Add(row with { Problem = ProblemOf(row) ?? await AddAsync(actor, row) });
            progress?.Report(done.Count);
            if (done.Count % 50 == 0)
                _mail.Wake();
        }

        _mail.Wake();
        return new Outcome<IReadOnlyList<ImportRow>>(done, null);
    }

    private static ImportProblem? ProblemOf(ImportRow row) => row switch
    {
        _ when !Members.IsEmail(row.Email) => ImportProblem.Email,
        _ when !UserNames.IsValid(row.UserName) => ImportProblem.UserName,
        _ when row.DisplayName.Length is 0 or > Member.NameLength => ImportProblem.DisplayName,
        _ when row.Organisation.Length > Member.OrganisationLength => ImportProblem.Organisation,
        _ => null,
    };

    private static ImportProblem? Doubled(MemberWork work, ImportRow row, HashSet<string> known, HashSet<string> seen)
    {
        string[] keys = [work.Users.NormalizeName(row.UserName)!, work.Users.NormalizeEmail(row.Email)!];
        if (keys.Any(known.Contains))
            return ImportProblem.Known;
        if (keys.Any(seen.Contains))
            return ImportProblem.Repeated;
        seen.UnionWith(keys);
        return null;
    }

    private async Task<ImportProblem?> AddAsync(Actor actor, ImportRow row)
    {
        await using var work = new MemberWork(_scopes);
        await using var transaction = await work.Db.Database.BeginTransactionAsync();
        var now = NowUtc;
        // without a password nobody signs in: the link is the only way
        var member = new Member
        {
            UserName = row.UserName,
            Email = row.Email,
            EmailConfirmed = true,
            DisplayName = row.DisplayName,
            Organisation = row.Organisation.Length == 0 ? null : row.Organisation,
            Language = row.Language,
            JoinedUtc = now,
        };
        if (await work.AddAsync(member, []) is not null)
            return ImportProblem.Known;
        var key = SecretKey.New();
        work.Db.OneTimeKeys.Add(new OneTimeKey
        {
            KeyHash = SecretKey.Hash(key),
            Purpose = KeyPurpose.ResetPassword,
            MemberId = member.Id,
            CreatedUtc = now,
            ExpiresUtc = now + InvitationLasts,
        });
        _mail.Invited(work.Db, member, key, now + InvitationLasts);
        work.Db.Note(actor, now, "member.import", $"member/{member.Id}", row.UserName);
        await work.Db.SaveChangesAsync();
        await transaction.CommitAsync();
        return null;
    }
}
