using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

/// <summary>The invented society that a portal shows in Development, so that there is something to read, and any number of articles to measure with.</summary>
public sealed partial class SampleContent(
    IDbContextFactory<PortalDb> databases, Site site, Media media, ContentStore store, Members members, LiveFeed feed, TimeProvider time)
{
    private const int BatchSize = 500;
    private const int PictureWidth = 960;
    private const int PictureHeight = 600;

    /// <summary>The settings of the invented society.</summary>
    public static SiteSettings Society { get; } = new()
    {
        Name = "清禾社区研究会",
        NameEn = "Qinghe Society for Community Studies",
        Motto = "在街巷里做学问",
        MottoEn = "Scholarship at street level",
        Icp = "清 ICP 备 00000000 号-1",
        IcpUrl = "https://beian.example/",
        PoliceRecord = "清公网安备 00000000000000 号",
        PoliceRecordUrl = "https://police-record.example/",
        Address = "清禾市石桥路 18 号",
        AddressEn = "18 Shiqiao Road, Qinghe",
        Postcode = "000000",
        Telephone = "(0000) 555-0123",
        Email = "office@qinghe.example",
        CopyrightFrom = 2008,
        TimeZone = "Asia/Shanghai",
    };

    /// <summary>Fills an empty portal. Everything or nothing: a start that is killed half-way begins again.</summary>
    public async Task FillAsync(CancellationToken cancellation = default)
    {
        var before = await site.OpenSettingsAsync(Actor.Console, cancellation);
        await site.SaveSettingsAsync(Actor.Console, before.Value!.Version, Society, cancellation);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
        var pictures = await AddPicturesAsync(db, cancellation);
        var columns = AddColumns(db);
        await db.SaveChangesAsync(cancellation);
        var articles = new Dictionary<string, Article>(StringComparer.Ordinal);
        foreach (var file in SampleFile.In("articles", Today))
            articles.Add(file.Name, await AddArticleAsync(db, file, columns, pictures, cancellation));
        foreach (var file in SampleFile.In("translations", Today))
            (await AddArticleAsync(db, file, columns, pictures, cancellation, TextLanguages.English)).TranslationOfId = articles[file["of"]].Id;
        foreach (var file in SampleFile.In("notices", Today))
            AddNotice(db, file);
        foreach (var file in SampleFile.In("contests", Today))
            AddContest(db, file);
        foreach (var language in TextLanguages.All)
        {
            foreach (var file in SampleFile.In(language == "en" ? "pages/en" : "pages", Today))
            {
                db.SitePages.Add(new SitePage
                {
                    Slug = file.Name,
                    Language = language,
                    Title = file["title"],
                    Body = SafeHtml.Clean(file.Body),
                    UpdatedUtc = NowUtc,
                });
            }
        }

        AddUnits(db);
        AddLinks(db);
        await db.SaveChangesAsync(cancellation);
        await transaction.CommitAsync(cancellation);
        foreach (var content in Enum.GetValues<Content>())
            feed.Publish(ContentChanged.Everywhere, new ContentChanged(content));
    }

    /// <summary>One member of each role with one random password, which is returned; null when there are members already.</summary>
    public async Task<string?> AddMembersAsync(CancellationToken cancellation = default)
    {
        await using (var db = await databases.CreateDbContextAsync(cancellation))
        {
            if (await db.Users.AnyAsync(cancellation))
                return null;
        }

        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);
        (string Name, string Display, Role[] Roles)[] people =
        [
            ("member", "方小满", []), ("judge", "何青", [Role.Judge]), ("editor", "许一禾", [Role.Editor]), ("admin", "周望", [Role.Administrator]),
        ];
        foreach (var (name, display, roles) in people)
        {
            var made = await members.CreateAsync(Actor.Console, new NewMember(name, $"{name}@qinghe.example", display, password, roles));
            if (!made.IsDone)
                throw new InvalidOperationException($"Sample member {name}: {made.Detail}");
        }

        await ProposeAsync("member", cancellation);
        await SendInAsync("editor", cancellation);

        return password;
    }

    // so that an administrator sees at once what a unit's own people can do
    private async Task ProposeAsync(string name, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var member = await db.Users.SingleAsync(u => u.UserName == name, cancellation);
        if (await db.CouncilUnits.OrderBy(u => u.Tier).ThenBy(u => u.Place).Skip(1).FirstOrDefaultAsync(cancellation) is not { } unit)
            return;
        var text = UnitDifference.TextOf(unit);
        db.CouncilUnitEditors.Add(new CouncilUnitEditor { UnitId = unit.Id, MemberId = member.Id });
        db.UnitProposals.Add(new UnitProposal
        {
            UnitId = unit.Id,
            MemberId = member.Id,
            Base = text,
            Wanted = text with { Telephone = "(0000) 555-0232", Description = text.Description.Replace("二十点", "二十一点", StringComparison.Ordinal) },
            SentUtc = NowUtc,
        });
        await db.SaveChangesAsync(cancellation);
    }

    // so that the administrator finds what 审校 is for: the editor has sent it in, and may not pass it
    private async Task SendInAsync(string name, CancellationToken cancellation)
    {
        await using var db = await databases.CreateDbContextAsync(cancellation);
        var editor = await db.Users.SingleAsync(u => u.UserName == name, cancellation);
        foreach (var file in SampleFile.In("waiting", Today))
        {
            if (await db.Columns.FirstOrDefaultAsync(c => c.Slug == file["column"] && c.Reviews > 0, cancellation) is not { } column)
                continue;
            var article = new Article
            {
                Title = file["title"],
                Summary = file["summary"],
                Source = file["source"],
                Byline = file["byline"],
                ResponsibleEditor = file["editor"],
                ColumnId = column.Id,
                State = ArticleState.Draft,
                PublishedUtc = NowUtc,
                ChangedUtc = NowUtc,
            };
            db.Articles.Add(article);
            await db.SaveChangesAsync(cancellation);
            var draft = new ArticleDraft { ArticleId = article.Id, SavedBy = editor.DisplayName, SavedUtc = NowUtc, Round = 1, Awaits = 1, SentById = editor.Id, SentBy = editor.DisplayName, SentUtc = NowUtc };
            draft.CopyFrom(article);
            (draft.Body, draft.Tags) = (SafeHtml.Clean(file.Body), file.Listed("tags"));
            db.ArticleDrafts.Add(draft);
            var sent = await ArticleWorking.KeepAsync(db, draft, ArticleRevisionKind.Sent, editor.DisplayName, NowUtc);
            db.ArticleReviews.Add(new ArticleReview
            {
                ArticleId = article.Id,
                Round = 1,
                Levels = column.Reviews,
                Deed = ArticleReviewDeed.Sent,
                ById = editor.Id,
                ByName = editor.DisplayName,
                AtUtc = NowUtc,
                RevisionId = sent.Id,
            });
            await db.SaveChangesAsync(cancellation);
        }
    }

    /// <summary>Adds articles to measure with: the sample's texts again and again, each with a title of its own, one every hour backwards.</summary>
    /// <param name="count">How many.</param>
    /// <param name="progress">Told how many are done after each batch.</param>
    /// <param name="cancellation">Stops after the current batch; what is done stays.</param>
    public async Task AddArticlesAsync(int count, IProgress<int>? progress = null, CancellationToken cancellation = default)
    {
        var files = SampleFile.In("articles", Today).ToList();
        await using var first = await databases.CreateDbContextAsync(cancellation);
        var pictures = await AddPicturesAsync(first, cancellation);
        var columns = await first.Columns.ToDictionaryAsync(c => c.Slug, cancellation);
        if (columns.Count == 0)
        {
            columns = AddColumns(first);
            await first.SaveChangesAsync(cancellation);
        }

        var numbered = await first.Articles.CountAsync(cancellation);
        var newest = NowUtc.AddDays(-90);
        for (var done = 0; done < count;)
        {
            cancellation.ThrowIfCancellationRequested();
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var end = Math.Min(count, done + BatchSize);
            for (; done < end; done++)
            {
                var number = numbered + done + 1;
                var file = files[number % files.Count];
                var article = Compose(file, columns[file["column"]].Id, pictures);
                article.Title = $"{article.Title}（{number.ToString(CultureInfo.InvariantCulture)}）";
                article.PublishedUtc = newest.AddHours(-done);
                article.IsHeadline = article.IsLead = false;
                article.CarouselPlace = null;
                db.Articles.Add(article);
            }

            await db.SaveChangesAsync(cancellation);
            progress?.Report(done);
        }

        feed.Publish(ContentChanged.Everywhere, new ContentChanged(Content.Articles));
    }

    /// <summary>Adds plain members to measure with. They share one password hash that no password matches.</summary>
    public async Task AddMembersAsync(int count, CancellationToken cancellation = default)
    {
        var numbered = 0;
        await using (var db = await databases.CreateDbContextAsync(cancellation))
            numbered = await db.Users.CountAsync(cancellation);
        for (var done = 0; done < count;)
        {
            await using var db = await databases.CreateDbContextAsync(cancellation);
            var end = Math.Min(count, done + BatchSize);
            for (; done < end; done++)
            {
                var name = $"reader{numbered + done + 1}";
                db.Users.Add(new Member
                {
                    UserName = name,
                    NormalizedUserName = name.ToUpperInvariant(),
                    Email = $"{name}@qinghe.example",
                    NormalizedEmail = $"{name}@qinghe.example".ToUpperInvariant(),
                    DisplayName = $"会员 {numbered + done + 1}",
                    JoinedUtc = NowUtc,
                    SecurityStamp = Guid.NewGuid().ToString("N"),
                });
            }

            await db.SaveChangesAsync(cancellation);
        }
    }

    private DateTime NowUtc => time.GetUtcNow().UtcDateTime;

    private DateOnly Today => Society.DayOf(NowUtc);

    private async Task<Dictionary<string, MediaFile>> AddPicturesAsync(PortalDb db, CancellationToken cancellation)
    {
        var pictures = new Dictionary<string, MediaFile>(StringComparer.Ordinal);
        foreach (var resource in SampleFile.Names("sample/pictures/", ".svg"))
        {
            var name = Path.GetFileNameWithoutExtension(resource);
            pictures[name] = await media.AddTrustedAsync(db, name, "svg", SampleFile.Bytes(resource), PictureWidth, PictureHeight, NowUtc, cancellation);
        }

        return pictures;
    }

    private static Dictionary<string, Column> AddColumns(PortalDb db)
    {
        var columns = new Dictionary<string, Column>(StringComparer.Ordinal);
        foreach (var row in SampleFile.Rows("columns.txt"))
        {
            var column = new Column { Slug = row[0], Name = row[1], NameEn = row[2], Description = row[3], Place = columns.Count + 1, Reviews = row.Length > 4 ? Whole(row[4]) : 0 };
            columns.Add(column.Slug, column);
            db.Columns.Add(column);
        }

        return columns;
    }

    private async Task<Article> AddArticleAsync(
        PortalDb db, SampleFile file, Dictionary<string, Column> columns, Dictionary<string, MediaFile> pictures, CancellationToken cancellation, string language = TextLanguages.Chinese)
    {
        var article = Compose(file, columns[file["column"]].Id, pictures);
        article.Language = language;
        foreach (var attachment in file.All("attachment"))
        {
            var parts = attachment.Split('|', 2, StringSplitOptions.TrimEntries);
            var content = Encoding.UTF8.GetPreamble().Concat(Encoding.UTF8.GetBytes(parts[1].Replace("\\n", "\r\n", StringComparison.Ordinal))).ToArray();
            article.Attachments.Add(new Attachment
            {
                Name = parts[0],
                Hash = await store.PutAsync(content, cancellation),
                Bytes = content.Length,
            });
        }

        db.Articles.Add(article);
        await db.SaveChangesAsync(cancellation);
        article.FileIds = [.. article.Attachments.Select(f => f.Id)];
        // the week's views, more of them in the last days
        var week = file.Number("week");
        var left = week;
        for (var back = 0; back < 7 && left > 0; back++)
        {
            var views = back == 6 ? left : Math.Min(left, week * (9 - back) / 42);
            if (views > 0)
                db.ArticleDays.Add(new ArticleDay { ArticleId = article.Id, Day = Today.AddDays(-back), Views = views });
            left -= views;
        }

        return article;
    }

    private Article Compose(SampleFile file, int columnId, Dictionary<string, MediaFile> pictures)
    {
        var article = new Article { Title = "", State = ArticleState.Published };
        var body = PictureSource().Replace(file.Body, match =>
        {
            var picture = pictures[match.Groups[1].Value];
            return $"src=\"/media/{picture.Hash}.{picture.Extension}\" width=\"{picture.Width}\" height=\"{picture.Height}\"";
        });
        var wrong = Articles.Write(article, new ArticleText
        {
            ColumnId = columnId,
            Title = file["title"],
            Subtitle = file["subtitle"],
            Summary = file["summary"],
            Source = file["source"],
            Byline = file["byline"],
            Signature = file["signed"],
            ResponsibleEditor = file["editor"],
            BodyHtml = body,
            Tags = file.Listed("tags"),
        });
        if (wrong is not null)
            throw new InvalidOperationException($"Sample article {file.Name}: {wrong}");
        article.PublishedUtc = Earlier(file.MomentUtc("published", Today, Society.Zone));
        article.ChangedUtc = article.PublishedUtc;
        article.Views = file.Number("views");
        article.PictureId = file.Has("picture") ? pictures[file["picture"]].Id : null;
        article.PictureAlt = file.Optional("alt");
        article.CarouselPlace = file.Has("carousel") ? file.Number("carousel") : null;
        article.IsHeadline = file.Has("headline");
        article.IsLead = file.Has("top");
        return article;
    }

    private void AddNotice(PortalDb db, SampleFile file)
    {
        var published = Earlier(file.MomentUtc("published", Today, Society.Zone));
        db.Notices.Add(new Notice
        {
            Title = file["title"],
            Body = SafeHtml.Clean(file.Body),
            Issuer = file.Optional("editor"),
            Stage = NoticeStage.Released,
            PublishedUtc = published,
            ChangedUtc = published,
            IsPinned = file.Has("pinned"),
            IsEmergency = file.Has("emergency"),
            IsHeadline = file.Has("headline"),
            MeetingStartsUtc = file.Has("meets") ? file.MomentUtc("meets", Today, Society.Zone) : null,
            MeetingEndsUtc = file.Has("ends") ? file.MomentUtc("ends", Today, Society.Zone) : null,
            MeetingPlace = file.Optional("place"),
        });
    }

    private void AddContest(PortalDb db, SampleFile file)
    {
        var lengths = file["abstract"].Split('-');
        var contest = new Contest
        {
            Title = file["title"],
            Code = $"{file["code"]}-{Society.DayOf(file.MomentUtc("closes", Today, Society.Zone)).Year}",
            Summary = file["summary"],
            Call = SafeHtml.Clean(file.Body),
            Themes = file.Listed("themes"),
            OpensUtc = file.MomentUtc("opens", Today, Society.Zone),
            ClosesUtc = file.MomentUtc("closes", Today, Society.Zone),
            ScreenedByUtc = file.MomentUtc("screened", Today, Society.Zone),
            ReviewsDueUtc = file.MomentUtc("due", Today, Society.Zone),
            ResultsUtc = file.MomentUtc("results", Today, Society.Zone),
            TimeZone = Society.TimeZone,
            GraceMinutes = file.Number("grace"),
            MinCharacters = file.Number("min"),
            MaxCharacters = file.Number("max"),
            MinAbstract = Whole(lengths[0]),
            MaxAbstract = Whole(lengths[1]),
            EssaysPerPerson = file.Number("essays"),
            MaxCoauthors = file.Number("coauthors"),
            JudgesPerEssay = file.Number("judges"),
            IsBlind = file["blind"] == "yes",
            ReturnReasons = [.. file.All("reason")],
        };
        foreach (var line in file.All("criterion").Select(l => l.Split('|')))
        {
            contest.Criteria.Add(new Criterion
            {
                Place = contest.Criteria.Count + 1,
                Name = line[0],
                Guidance = line[1],
                Weight = Whole(line[2]),
                MinScore = Whole(line[3]),
                MaxScore = Whole(line[4]),
            });
        }

        foreach (var line in file.All("award").Select(l => l.Split('|')))
            contest.Awards.Add(new Award { Place = contest.Awards.Count + 1, Name = line[0], Quota = Whole(line[1]) });
        db.Contests.Add(contest);
    }

    private static int Whole(string number) => int.Parse(number, System.Globalization.CultureInfo.InvariantCulture);

    private static void AddUnits(PortalDb db)
    {
        var place = 0;
        foreach (var row in SampleFile.Rows("units.txt"))
        {
            db.CouncilUnits.Add(new CouncilUnit
            {
                Tier = Enum.Parse<CouncilTier>(row[0]),
                Name = row[1],
                NameEn = row[2],
                Address = row[3],
                Telephone = row[4],
                Website = row[5],
                Description = row[6],
                Place = ++place,
            });
        }
    }

    private static void AddLinks(PortalDb db)
    {
        var place = 0;
        foreach (var row in SampleFile.Rows("links.txt"))
            db.FriendLinks.Add(new FriendLink { Name = row[0], Url = row[1], Place = ++place });
    }

    // a portal started before nine in the morning has no notice of ten past nine yet
    private DateTime Earlier(DateTime utc) => utc < NowUtc ? utc : NowUtc.AddMinutes(-5);

    [GeneratedRegex("src=\"picture:([a-z]+)\"")]
    private static partial Regex PictureSource();
}
