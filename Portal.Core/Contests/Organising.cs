using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>Making a contest and keeping it going: rules, deadlines, the call, reminders. For editors and administrators.</summary>
public sealed partial class Organising
{
    private const int SummaryLength = 300;
    private const int NewestLength = 8;

    /// <summary>A draft's author is reminded once in this time at most.</summary>
    public static readonly TimeSpan RemindPause = TimeSpan.FromHours(24);

    private static readonly string[] FileTypes = ["docx", "pdf", "txt", "md"];

    private readonly IDbContextFactory<PortalDb> _databases;
    private readonly EssayMail _mail;
    private readonly LiveFeed _feed;
    private readonly SiteSettingsCache _site;
    private readonly TimeProvider _time;

    internal Organising(IDbContextFactory<PortalDb> databases, EssayMail mail, LiveFeed feed, SiteSettingsCache site, TimeProvider time) =>
        (_databases, _mail, _feed, _site, _time) = (databases, mail, feed, site, time);

    private DateTime NowUtc => _time.GetUtcNow().UtcDateTime;

    /// <summary>All contests, drafts included, the latest deadline first.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<IReadOnlyList<ContestRow>>> ListAsync(Actor actor, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var rows = await db.Contests.AsNoTracking().OrderByDescending(c => c.ClosesUtc).ThenByDescending(c => c.Id).Select(c => new
        {
            Contest = c,
            Drafts = db.Essays.Count(e => e.ContestId == c.Id && e.SentRevisionId == null),
            Received = db.Essays.Count(e => e.ContestId == c.Id && e.SentRevisionId != null && e.State != EssayState.Withdrawn),
            Admitted = db.Essays.Count(e => e.ContestId == c.Id && e.State == EssayState.Admitted),
            Reviews = db.Reviews.Count(r => r.ContestId == c.Id && r.State != ReviewState.Conflict),
            Done = db.Reviews.Count(r => r.ContestId == c.Id && r.State == ReviewState.Submitted),
        }).ToListAsync(cancellation);
        return new Outcome<IReadOnlyList<ContestRow>>(
            [.. rows.Select(r => new ContestRow(Contests.ToCard(r.Contest), r.Contest.Code, r.Drafts, r.Received, r.Admitted, r.Reviews, r.Done))], null);
    }

    /// <summary>A contest with its rules, and how it is getting on.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="cancellation">Ends the load.</param>
    public async Task<Outcome<ContestOverview>> GetAsync(Actor actor, int contestId, CancellationToken cancellation = default)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync(cancellation);
        var contest = await db.Contests.AsNoTracking().Include(c => c.Criteria).Include(c => c.Awards).AsSplitQuery().OrderBy(c => c.Id).FirstOrDefaultAsync(c => c.Id == contestId, cancellation);
        if (contest is null)
            return Refusal.NotFound;
        var essays = db.Essays.AsNoTracking().Where(e => e.ContestId == contestId);
        var states = await essays.GroupBy(e => e.State).Select(g => new { g.Key, Count = g.Count() }).ToDictionaryAsync(g => g.Key, g => g.Count, cancellation);
        var midnight = _site.Current.DayOf(NowUtc).ToDateTime(TimeOnly.MinValue);
        var todayUtc = TimeZoneInfo.ConvertTimeToUtc(midnight, _site.Current.Zone);
        var sent = essays.Where(e => e.State != EssayState.Withdrawn).Join(db.EssayRevisions.AsNoTracking(), e => e.SentRevisionId, r => r.Id, (e, r) => new { Essay = e, Sent = r });
        var newest = await sent.OrderByDescending(x => x.Sent.SentUtc).Take(NewestLength).ToListAsync(cancellation);
        var late = await db.LateAccesses.AsNoTracking().Where(l => l.ContestId == contestId).OrderByDescending(l => l.Id)
            .Select(l => new LateAccessLine(l.Id, l.For, l.UntilUtc, db.Users.Where(u => u.Id == l.MemberId).Select(u => u.DisplayName).FirstOrDefault())).ToListAsync(cancellation);
        return new ContestOverview(
            ToText(contest), Contests.ToCard(contest), contest.LastNumber > 0, await IsRubricFixedAsync(db, contestId), contest.NoticeId, states,
            await Unsent(db, contestId).CountAsync(cancellation), await sent.CountAsync(x => x.Sent.SentUtc >= todayUtc, cancellation),
            [.. newest.Select(x => new Arrival(x.Essay.Id, x.Essay.Number!, x.Sent.Title, x.Sent.Authors.Count > 0 ? x.Sent.Authors[0].Name : "", x.Sent.SentUtc, x.Sent.Place, x.Sent.IsInGrace))],
            late, contest.CallDraft.IsEmpty ? contest.Call : contest.CallDraft);
    }

    /// <summary>Makes a contest; only organisers see it until its call goes out.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="text">Its rules.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with the names of the fields that are wrong, separated by spaces.</returns>
    public async Task<Outcome<int>> CreateAsync(Actor actor, ContestText text)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        var contest = new Contest { Title = "", Code = "", TimeZone = "", Stage = ContestStage.Draft };
        if (await WriteAsync(db, contest, text) is { } wrong)
            return Outcome.Invalid(wrong);
        db.Contests.Add(contest);
        db.Note(actor, NowUtc, "contest.create", "contest", contest.Title);
        await db.SaveChangesAsync();
        return contest.Id;
    }

    /// <summary>Changes the rules. Open forms see a new deadline at once.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="text">All of them; its version is the one that was read.</param>
    /// <returns>
    /// Refused as <see cref="Refusal.Invalid"/> with the names of the fields, among them <c>Code</c> and <c>Criteria</c> once they are fixed; as <see cref="Refusal.Stale"/> when somebody
    /// has changed the contest in the meantime.
    /// </returns>
    public Task<Outcome> ChangeAsync(Actor actor, int contestId, ContestText text) => EditAsync(actor, contestId, "contest.change", async (db, contest) =>
    {
        if (contest.Version != text.Version)
            return Refusal.Stale;
        return await WriteAsync(db, contest, text) is { } wrong ? Outcome.Invalid(wrong) : Outcome.Done;
    });

    /// <summary>Keeps the call while it is being written; readers see it once the rules are saved with it.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">Which contest.</param>
    /// <param name="html">Up to 1,000,000 characters; cleaned before it is kept.</param>
    public async Task<Outcome<DateTime>> KeepCallAsync(Actor actor, int contestId, string html)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        if (html.Length > Essay.BodyLength)
            return Outcome.Invalid(nameof(ContestText.CallHtml));
        var clean = SafeHtml.Clean(html);
        await using var db = await _databases.CreateDbContextAsync();
        return await db.Contests.Where(c => c.Id == contestId).ExecuteUpdateAsync(c => c.SetProperty(x => x.CallDraft, clean)) == 0 ? Refusal.NotFound : NowUtc;
    }

    /// <summary>Sends the call out: readers see the contest, and the clock opens it.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A draft.</param>
    /// <param name="withNotice">The call goes out as a notice as well.</param>
    /// <returns>Refused as <see cref="Refusal.Invalid"/> with what is still missing: <c>CallHtml</c>, <c>Criteria</c>, <c>ClosesLocal</c>.</returns>
    public async Task<Outcome> CallAsync(Actor actor, int contestId, bool withNotice)
    {
        var outcome = await EditAsync(actor, contestId, "contest.call", async (db, contest) =>
        {
            if (contest.Stage != ContestStage.Draft)
                return Refusal.NotFound;
            List<string> missing = [];
            if (contest.Call.IsBlank)
                missing.Add(nameof(ContestText.CallHtml));
            if (contest.Criteria.Count == 0)
                missing.Add(nameof(ContestText.Criteria));
            if (contest.ClosesUtc <= NowUtc)
                missing.Add(nameof(ContestText.ClosesLocal));
            if (missing.Count > 0)
                return Outcome.Invalid(string.Join(' ', missing));
            contest.Stage = ContestStage.Called;
            if (!withNotice)
                return Outcome.Done;
            var notice = new Notice
            {
                Title = contest.Title,
                Body = contest.Call,
                Issuer = _site.Current.Name,
                Stage = NoticeStage.Released,
                PublishedUtc = NowUtc,
                ChangedUtc = NowUtc,
                IsHeadline = true,
            };
            db.Notices.Add(notice);
            await db.SaveChangesAsync();
            db.Note(actor, NowUtc, "notice.publish", $"notice/{notice.Id}", notice.Title);
            contest.NoticeId = notice.Id;
            return Outcome.Done;
        });
        if (outcome.IsDone && withNotice)
            _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Notices));
        return outcome;
    }

    /// <summary>Moves the deadline later. Open forms see it at once.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest that is not judged yet.</param>
    /// <param name="closesLocal">In the contest's zone, later than now and than the deadline so far.</param>
    public Task<Outcome> ExtendAsync(Actor actor, int contestId, DateTime closesLocal) => EditAsync(actor, contestId, "contest.extend", (_, contest) =>
    {
        if (contest.Stage != ContestStage.Called)
            return Task.FromResult<Outcome>(Refusal.NotFound);
        var closes = Deadlines.ToUtc(closesLocal, contest.TimeZone);
        if (closes <= contest.ClosesUtc || closes <= NowUtc)
            return Task.FromResult(Outcome.Invalid(nameof(closesLocal)));
        contest.ClosesUtc = closes;
        return Task.FromResult(Outcome.Done);
    });

    /// <summary>Makes a personal link to a later deadline.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest that is not judged yet.</param>
    /// <param name="forWhom">Whom it is for and why, 1 to 200 characters.</param>
    /// <param name="untilLocal">In the contest's zone, later than now.</param>
    /// <returns>The key of the link. It cannot be shown again.</returns>
    public async Task<Outcome<string>> GiveLateAccessAsync(Actor actor, int contestId, string forWhom, DateTime untilLocal)
    {
        var key = SecretKey.New();
        var outcome = await EditAsync(actor, contestId, "contest.late-access", (db, contest) =>
        {
            if (contest.Stage != ContestStage.Called)
                return Task.FromResult<Outcome>(Refusal.NotFound);
            var until = Deadlines.ToUtc(untilLocal, contest.TimeZone);
            if (until <= NowUtc)
                return Task.FromResult(Outcome.Invalid(nameof(untilLocal)));
            if (forWhom.Trim().Length is 0 or > 200)
                return Task.FromResult(Outcome.Invalid(nameof(forWhom)));
            db.LateAccesses.Add(new LateAccess { ContestId = contestId, KeyHash = SecretKey.Hash(key), For = forWhom.Trim(), UntilUtc = until, CreatedUtc = NowUtc });
            return Task.FromResult(Outcome.Done);
        });
        return outcome.IsDone ? key : outcome;
    }

    /// <summary>Takes a personal link back.</summary>
    public Task<Outcome> RevokeLateAccessAsync(Actor actor, int contestId, int accessId) => EditAsync(actor, contestId, "contest.late-revoke", async (db, _) =>
    {
        var access = await db.LateAccesses.FirstOrDefaultAsync(l => l.Id == accessId && l.ContestId == contestId);
        if (access is null)
            return Refusal.NotFound;
        db.LateAccesses.Remove(access);
        return Outcome.Done;
    });

    /// <summary>Writes to everybody whose essay was begun and never sent, once in <see cref="RemindPause"/> at most.</summary>
    /// <param name="actor">An organiser.</param>
    /// <param name="contestId">A contest that is open.</param>
    /// <returns>How many were written to.</returns>
    public async Task<Outcome<int>> RemindAsync(Actor actor, int contestId)
    {
        var reminded = 0;
        var outcome = await EditAsync(actor, contestId, "contest.remind", async (db, contest) =>
        {
            var now = NowUtc;
            if (Contests.ToCard(contest).PhaseAt(now) != ContestPhase.Open)
                return Refusal.NotFound;
            var before = now - RemindPause;
            foreach (var essay in await Unsent(db, contestId).Where(e => e.RemindedUtc == null || e.RemindedUtc < before).ToListAsync())
            {
                essay.RemindedUtc = now;
                await _mail.ReminderAsync(db, contest, essay);
                reminded++;
            }

            return Outcome.Done;
        });
        if (!outcome.IsDone)
            return outcome;
        _mail.Wake();
        return reminded;
    }

    // an essay nobody wrote a word in is no draft to be reminded of
    private static IQueryable<Essay> Unsent(PortalDb db, int contestId) =>
        db.Essays.Where(e => e.ContestId == contestId && e.SentRevisionId == null && e.MemberId != null && (e.Title != "" || e.Characters > 0 || e.Abstract != ""));

    private async Task<Outcome> EditAsync(Actor actor, int contestId, string action, Func<PortalDb, Contest, Task<Outcome>> edit)
    {
        if (!actor.MayEdit)
            return Refusal.NotAllowed;
        await using var db = await _databases.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var contest = await db.Contests.Include(c => c.Criteria).Include(c => c.Awards).AsSplitQuery().OrderBy(c => c.Id).FirstOrDefaultAsync(c => c.Id == contestId);
        if (contest is null)
            return Refusal.NotFound;
        var before = (contest.Title, contest.ClosesUtc);
        var outcome = await edit(db, contest);
        if (!outcome.IsDone)
            return outcome;
        contest.Version++;
        var isOther = before != (contest.Title, contest.ClosesUtc);
        db.Note(
            actor, NowUtc, action, $"contest/{contestId}", contest.Title,
            isOther ? $"{before.Title}\n{before.ClosesUtc:u}" : null, isOther ? $"{contest.Title}\n{contest.ClosesUtc:u}" : null);
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        _feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Contests));
        _feed.Publish(contestId, new ContestChanged(contestId));
        return Outcome.Done;
    }

    private static async Task<string?> WriteAsync(PortalDb db, Contest contest, ContestText text)
    {
        var wrong = Problems(text).ToList();
        var code = text.Code.Trim();
        if (contest.LastNumber > 0 && code != contest.Code || await db.Contests.AnyAsync(c => c.Code == code && c.Id != contest.Id))
            wrong.Add(nameof(text.Code));
        var rubric = text.Criteria.Select(c => c with { Name = c.Name.Trim(), Guidance = c.Guidance.Trim() }).ToList();
        var rubricChanged = !contest.Criteria.OrderBy(c => c.Place).Select(ToLine).SequenceEqual(rubric);
        if (rubricChanged && contest.Id != 0 && await IsRubricFixedAsync(db, contest.Id))
            wrong.Add(nameof(text.Criteria));
        var gone = contest.Awards.Where(a => text.Awards.All(t => t.Id != a.Id)).Select(a => (int?)a.Id).ToList();
        if (gone.Count > 0 && await db.Essays.AnyAsync(e => gone.Contains(e.AwardId)))
            wrong.Add(nameof(text.Awards));
        if (wrong.Count > 0)
            return string.Join(' ', wrong.Distinct());
        contest.Title = text.Title.Trim();
        contest.Code = code;
        contest.Summary = text.Summary.Trim();
        contest.CallDraft = contest.Call = SafeHtml.Clean(text.CallHtml);
        contest.Themes = Clean(text.Themes);
        contest.Eligibility = text.Eligibility;
        contest.TimeZone = text.TimeZone;
        contest.OpensUtc = Deadlines.ToUtc(text.OpensLocal, text.TimeZone);
        contest.ClosesUtc = Deadlines.ToUtc(text.ClosesLocal, text.TimeZone);
        contest.GraceMinutes = text.GraceMinutes;
        (contest.MinCharacters, contest.MaxCharacters) = (text.MinCharacters, text.MaxCharacters);
        (contest.MaxTitle, contest.MinAbstract, contest.MaxAbstract) = (text.MaxTitle, text.MinAbstract, text.MaxAbstract);
        (contest.EssaysPerPerson, contest.MaxCoauthors) = (text.EssaysPerPerson, text.MaxCoauthors);
        contest.AttachmentTypes = [.. FileTypes.Intersect(text.AttachmentTypes)];
        (contest.MaxAttachments, contest.MaxAttachmentMegabytes) = (text.MaxAttachments, text.MaxAttachmentMegabytes);
        (contest.IsBlind, contest.JudgesPerEssay) = (text.IsBlind, text.JudgesPerEssay);
        contest.ScreenedByUtc = ToUtc(text.ScreenedByLocal, text.TimeZone);
        contest.ReviewsDueUtc = ToUtc(text.ReviewsDueLocal, text.TimeZone);
        contest.ResultsUtc = ToUtc(text.ResultsLocal, text.TimeZone);
        contest.ReturnReasons = Clean(text.ReturnReasons);
        Write(contest.Criteria, rubric, r => r.Id, c => c.Id, line => new Criterion { Name = line.Name }, (c, line, place) =>
            (c.Name, c.Guidance, c.Weight, c.MinScore, c.MaxScore, c.Place) = (line.Name, line.Guidance, line.Weight, line.MinScore, line.MaxScore, place));
        Write(contest.Awards, text.Awards, a => a.Id, a => a.Id, line => new Award { Name = line.Name }, (a, line, place) =>
            (a.Name, a.Quota, a.Place) = (line.Name.Trim(), line.Quota, place));
        return null;
    }

    private static void Write<TRow, TLine>(
        List<TRow> rows, IReadOnlyList<TLine> lines, Func<TLine, int> idOfLine, Func<TRow, int> idOfRow, Func<TLine, TRow> make, Action<TRow, TLine, int> fill)
    {
        rows.RemoveAll(r => lines.All(l => idOfLine(l) != idOfRow(r)));
        foreach (var (line, i) in lines.Select((l, i) => (l, i)))
        {
            var row = idOfLine(line) == 0 ? default : rows.Find(r => idOfRow(r) == idOfLine(line));
            if (row is null)
                rows.Add(row = make(line));
            fill(row, line, i + 1);
        }
    }

    private static IEnumerable<string> Problems(ContestText t)
    {
        if (t.Title.Trim().Length is 0 or > Contest.TitleLength)
            yield return nameof(t.Title);
        if (!CodeForm().IsMatch(t.Code.Trim()))
            yield return nameof(t.Code);
        if (t.Summary.Length > SummaryLength)
            yield return nameof(t.Summary);
        if (t.CallHtml.Length > Essay.BodyLength)
            yield return nameof(t.CallHtml);
        if (t.Themes.Count > 30 || t.Themes.Any(x => x.Trim().Length > 40))
            yield return nameof(t.Themes);
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(t.TimeZone, out _) || !t.TimeZone.Contains('/', StringComparison.Ordinal) && t.TimeZone != "UTC")
            yield return nameof(t.TimeZone);
        if (t.ClosesLocal <= t.OpensLocal)
            yield return nameof(t.ClosesLocal);
        if (t.ReviewsDueLocal <= t.ClosesLocal)
            yield return nameof(t.ReviewsDueLocal);
        if (t.ScreenedByLocal <= t.ClosesLocal)
            yield return nameof(t.ScreenedByLocal);
        if (t.ResultsLocal <= t.ClosesLocal || t.ResultsLocal < t.ReviewsDueLocal)
            yield return nameof(t.ResultsLocal);
        if (t.MinCharacters < 0 || t.MaxCharacters < Math.Max(1, t.MinCharacters) || t.MaxCharacters > 200_000)
            yield return nameof(t.MaxCharacters);
        if (t.MinAbstract < 0 || t.MaxAbstract < t.MinAbstract || t.MaxAbstract > 3000)
            yield return nameof(t.MaxAbstract);
        foreach (var (value, least, most, name) in ((int, int, int, string)[])
            [
                (t.GraceMinutes, 0, 1440, nameof(t.GraceMinutes)), (t.MaxTitle, 5, 100, nameof(t.MaxTitle)), (t.EssaysPerPerson, 1, 20, nameof(t.EssaysPerPerson)),
                (t.MaxCoauthors, 0, 10, nameof(t.MaxCoauthors)), (t.MaxAttachments, 0, 20, nameof(t.MaxAttachments)),
                (t.MaxAttachmentMegabytes, 1, 100, nameof(t.MaxAttachmentMegabytes)), (t.JudgesPerEssay, 1, 15, nameof(t.JudgesPerEssay)),
            ])
        {
            if (value < least || value > most)
                yield return name;
        }

        if (t.ReturnReasons.Count > 30 || t.ReturnReasons.Any(r => r.Trim().Length > 200))
            yield return nameof(t.ReturnReasons);
        if (t.Criteria.Count > 12 || t.Criteria.Any(c => c.Name.Trim().Length is 0 or > 40 || c.Guidance.Length > 500 || c.Weight is < 1 or > 100 || c.MinScore < 0 || c.MaxScore <= c.MinScore || c.MaxScore > 100))
            yield return nameof(t.Criteria);
        if (t.Awards.Count > 20 || t.Awards.Any(a => a.Name.Trim().Length is 0 or > 40 || a.Quota is < 0 or > 1000))
            yield return nameof(t.Awards);
    }

    private static ContestText ToText(Contest c)
    {
        DateTime Local(DateTime utc) => Deadlines.ToLocal(utc, c.TimeZone);
        return new ContestText
        {
            Title = c.Title,
            Code = c.Code,
            Summary = c.Summary,
            CallHtml = c.Call.Html,
            Themes = c.Themes,
            Eligibility = c.Eligibility,
            OpensLocal = Local(c.OpensUtc),
            ClosesLocal = Local(c.ClosesUtc),
            TimeZone = c.TimeZone,
            GraceMinutes = c.GraceMinutes,
            MinCharacters = c.MinCharacters,
            MaxCharacters = c.MaxCharacters,
            MaxTitle = c.MaxTitle,
            MinAbstract = c.MinAbstract,
            MaxAbstract = c.MaxAbstract,
            EssaysPerPerson = c.EssaysPerPerson,
            MaxCoauthors = c.MaxCoauthors,
            AttachmentTypes = c.AttachmentTypes,
            MaxAttachments = c.MaxAttachments,
            MaxAttachmentMegabytes = c.MaxAttachmentMegabytes,
            IsBlind = c.IsBlind,
            JudgesPerEssay = c.JudgesPerEssay,
            ScreenedByLocal = c.ScreenedByUtc is { } screened ? Local(screened) : null,
            ReviewsDueLocal = c.ReviewsDueUtc is { } due ? Local(due) : null,
            ResultsLocal = c.ResultsUtc is { } results ? Local(results) : null,
            ReturnReasons = c.ReturnReasons,
            Criteria = [.. c.Criteria.OrderBy(x => x.Place).Select(ToLine)],
            Awards = [.. c.Awards.OrderBy(a => a.Place).Select(a => new AwardLine(a.Id, a.Name, a.Quota))],
            Version = c.Version,
        };
    }

    internal static CriterionLine ToLine(Criterion c) => new(c.Id, c.Name, c.Guidance, c.Weight, c.MinScore, c.MaxScore);

    private static Task<bool> IsRubricFixedAsync(PortalDb db, int contestId) => db.Reviews.AnyAsync(r => r.ContestId == contestId && r.SavedUtc != null);

    private static DateTime? ToUtc(DateTime? local, string zone) => local is { } moment ? Deadlines.ToUtc(moment, zone) : null;

    private static List<string> Clean(IReadOnlyList<string> lines) => [.. lines.Select(l => l.Trim()).Where(l => l.Length > 0).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"^[\p{L}\p{Nd}-]{2,20}\z")]
    private static partial Regex CodeForm();
}
