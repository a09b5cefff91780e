using System.Reflection;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

/// <summary>Who may call what: every public method of every feature class, as every role, on the own and on somebody else's object. A method without a row fails.</summary>
public sealed class AuthorisationMatrixTests(AuthorisationMatrixTests.Shared shared) : IClassFixture<AuthorisationMatrixTests.Shared>
{
    /// <summary>Who asks.</summary>
    [Flags]
    public enum Who
    {
        None = 0,
        Visitor = 1,

        /// <summary>Signed in, but waits for approval or holds no role in this session.</summary>
        Roleless = 2,
        Member = 4,
        Judge = 8,
        Editor = 16,
        Administrator = 32,

        /// <summary>The portal itself.</summary>
        Console = 64,
        SignedIn = Roleless | Member | Judge | Editor | Administrator,
        WithRole = Member | Judge | Editor | Administrator,
        MayEdit = Editor | Administrator | Console,
        MayAdminister = Administrator | Console,
        Everybody = Visitor | SignedIn | Console,
    }

    private static readonly DateTime Now = new(2026, 11, 23, 7, 0, 0, DateTimeKind.Utc);
    private static readonly UserPasskeyInfo Passkey = new([1, 2, 3], [4], Now, 0, null, true, true, true, [], []);
    private static readonly Caller Nowhere = new(null);
    private static readonly string NoSuchFile = Path.Combine(Path.GetTempPath(), "no such folder", "portal.zip");

    /// <summary>The one table. Own: on the own account or object; Other: on somebody else's.</summary>
    private static readonly Row[] Rows =
    [
        // articles and what frames them: everybody reads what is published, editors write
        Row.Reads(nameof(Articles), "FrontAsync", "ColumnsAsync", "HeadlinesAsync", "MostReadAsync", "GetAsync", "ListAsync", "AttachmentAsync", "LatestChangeAsync"),
        Row.Commands(nameof(Articles), "PublishAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Articles>().PublishAsync(a, await TextAsync(p), Now)).Refused),
        Row.Commands(nameof(Articles), "CorrectAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Articles>().CorrectAsync(a, await p.AddArticleAsync(), 1, await TextAsync(p), null)).Refused),
        Row.Commands(nameof(Newsroom), "BeginAsync", Who.MayEdit, async (p, a, _) => { await TextAsync(p); return (await p.Get<Newsroom>().BeginAsync(a)).Refused; }),
        Row.Commands(nameof(Newsroom), "OpenAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Newsroom>().OpenAsync(a, await DraftAsync(p), "other", takeOver: true)).Refused),
        Row.Reads(nameof(Newsroom), "Hold"),
        Row.Commands(nameof(Newsroom), "SaveAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Newsroom>().SaveAsync(a, await DraftAsync(p), TestNewsroom.Writer, null, "<p>词。</p>")).Refused),
        Row.Commands(nameof(Newsroom), "AddPictureAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Newsroom>().AddPictureAsync(a, "a.gif", TestPictures.Gif))),
        Row.Commands(nameof(Newsroom), "ReadDocxAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Newsroom>().ReadDocxAsync(a, TestDocx.With(TestDocx.P("正文")).ToBytes()))),
        Row.Commands(nameof(Newsroom), "FindRelatedAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Newsroom>().FindRelatedAsync(a, "街"))),
        Row.Commands(nameof(Newsroom), "RevisionsAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Newsroom>().RevisionsAsync(a, await DraftAsync(p))).Refused),
        Row.Commands(nameof(Newsroom), "CompareAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Newsroom>().CompareAsync(a, await DraftAsync(p))).Refused),
        Row.Commands(nameof(Newsroom), "RestoreRevisionAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Newsroom>().RestoreRevisionAsync(a, await DraftAsync(p), TestNewsroom.Writer, 1)).Refused),
        Row.Commands(nameof(ArticleReviews), "QueueAsync", Who.MayEdit, (p, a, _) => Of(p.Get<ArticleReviews>().QueueAsync(a))),
        Row.Commands(nameof(ArticleReviews), "SendAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().SendAsync(a, await DraftAsync(p), TestNewsroom.Writer, 1)).Refused),
        Row.Commands(nameof(ArticleReviews), "TakeBackAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().TakeBackAsync(a, await DraftAsync(p))).Refused),
        Row.Commands(nameof(ArticleReviews), "SendBackAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().SendBackAsync(a, await DraftAsync(p), "理由")).Refused),
        Row.Commands(nameof(ArticleReviews), "PassAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().PassAsync(a, await DraftAsync(p), 1, 1)).Refused),
        Row.Commands(nameof(ArticleReviews), "PublishAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().PublishAsync(a, await DraftAsync(p), TestNewsroom.Writer, 1)).Refused),
        Row.Commands(nameof(ArticleReviews), "SheetAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleReviews>().SheetAsync(a, await DraftAsync(p))).Refused),
        Row.Commands(nameof(ArticleShelf), "ListAsync", Who.MayEdit, (p, a, _) => Of(p.Get<ArticleShelf>().ListAsync(a, new ArticleQuery()))),
        Row.Commands(nameof(ArticleShelf), "WithdrawAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().WithdrawAsync(a, [await p.AddArticleAsync()])).Refused),
        Row.Commands(nameof(ArticleShelf), "RestoreAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().RestoreAsync(a, [await WithdrawnAsync(p)])).Refused),
        Row.Commands(nameof(ArticleShelf), "DeleteAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().DeleteAsync(a, [await WithdrawnAsync(p)])).Refused),
        Row.Commands(nameof(ArticleShelf), "BringBackAsync", Who.MayEdit, (p, a, _) => Of(p.Get<ArticleShelf>().BringBackAsync(a, [1]))),
        Row.Commands(nameof(ArticleShelf), "PinAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().PinAsync(a, [await p.AddArticleAsync()], true)).Refused),
        Row.Commands(nameof(ArticleShelf), "MoveAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().MoveAsync(a, [await p.AddArticleAsync()], await p.AddColumnAsync($"c{Guid.NewGuid():N}"))).Refused),
        Row.Commands(nameof(ArticleShelf), "PlaceAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleShelf>().PlaceAsync(a, await p.AddArticleAsync(), new ArticlePlaces(false, true, false, false))).Refused),
        Row.Commands(nameof(ArticleShelf), "FrontAsync", Who.MayEdit, (p, a, _) => Of(p.Get<ArticleShelf>().FrontAsync(a))),
        Row.Commands(nameof(ArticleShelf), "OrderCarouselAsync", Who.MayEdit, (p, a, _) => Of(p.Get<ArticleShelf>().OrderCarouselAsync(a, []))),
        Row.Commands(nameof(Translations), "BeginAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Translations>().BeginAsync(a, await p.AddArticleAsync())).Refused),
        Row.Commands(nameof(Translations), "TieAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Translations>().TieAsync(a, await p.AddArticleAsync(), await p.AddArticleAsync())).Refused),
        Row.Commands(nameof(Translations), "UntieAsync", Who.MayEdit, async (p, a, _) => (await p.Get<Translations>().UntieAsync(a, await p.AddArticleAsync())).Refused),
        Row.Commands(nameof(Translations), "FindAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Translations>().FindAsync(a, 1, ""))),
        Row.Commands(nameof(ArticleFiles), "AddAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleFiles>().AddAsync(a, await DraftAsync(p), TestNewsroom.Writer, "a.txt", [65])).Refused),
        Row.Commands(nameof(ArticleFiles), "RemoveAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleFiles>().RemoveAsync(a, await DraftAsync(p), TestNewsroom.Writer, 1)).Refused),
        Row.Commands(nameof(ArticleFiles), "FindAsync", Who.MayEdit, async (p, a, _) => (await p.Get<ArticleFiles>().FindAsync(a, await DraftAsync(p), 1)).Refused),
        Row.Commands(nameof(PageImport), "ImportAsync", Who.MayAdminister, async (p, a, _) => await ImportAsync(p, a)),

        // what is public, for machines
        Row.Reads(nameof(Catalogue), "ArticlesAsync", "NoticesAsync", "SiteFeedAsync", "ColumnFeedAsync", "NoticesFeedAsync", "SitemapAsync", "SitemapPartAsync"),

        // notices: everybody reads what is for them, members sign for it, the office writes
        // each gets what is addressed to him; Core/Notices tests which
        Row.Commands(nameof(Notices), "CurrentAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Notices>().CurrentAsync(a))),
        Row.Commands(nameof(Notices), "NewestAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Notices>().NewestAsync(a))),
        Row.Commands(nameof(Notices), "ListAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Notices>().ListAsync(a, 1))),
        Row.Commands(nameof(Notices), "GetAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Notices>().GetAsync(a, await NoticeAsync(p)))),
        Row.Commands(nameof(Notices), "VersionAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Notices>().VersionAsync(a, await NoticeAsync(p)))),
        Row.Commands(nameof(Notices), "UnreadAsync", Who.SignedIn, (p, a, _) => Of(p.Get<Notices>().UnreadAsync(a, 3))),
        Row.Commands(nameof(Notices), "MarkReadAsync", Who.SignedIn, async (p, a, _) => (await p.Get<Notices>().MarkReadAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeReceipts), "AskAsync", Who.SignedIn, async (p, a, _) => (await p.Get<NoticeReceipts>().AskAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeReceipts), "ConfirmAsync", Who.SignedIn, async (p, a, _) => (await p.Get<NoticeReceipts>().ConfirmAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeReceipts), "ReplyAsync", Who.SignedIn, async (p, a, _) => (await p.Get<NoticeReceipts>().ReplyAsync(a, await NoticeAsync(p), new NoticeReplyText(true, 1, "", ""))).Refused),
        Row.Commands(nameof(NoticeReceipts), "BoardAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeReceipts>().BoardAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeReceipts), "RemindAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeReceipts>().RemindAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeReceipts), "ExportAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeReceipts>().ExportAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeDesk), "ListAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().ListAsync(a, new NoticeQuery()))),
        Row.Commands(nameof(NoticeDesk), "BeginAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().BeginAsync(a))),
        Row.Commands(nameof(NoticeDesk), "OpenAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().OpenAsync(a, await NoticeAsync(p))).Refused),
        Row.Reads(nameof(NoticeDesk), "Hold"),
        Row.Commands(nameof(NoticeDesk), "SaveAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().SaveAsync(a, await NoticeAsync(p), TestNotices.Writer, null, "<p>停水。</p>")).Refused),
        Row.Commands(nameof(NoticeDesk), "PublishAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().PublishAsync(a, await NoticeAsync(p), TestNotices.Writer, 2)).Refused),
        Row.Commands(nameof(NoticeDesk), "WithdrawAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().WithdrawAsync(a, [await NoticeAsync(p)], "")).Refused),
        Row.Commands(nameof(NoticeDesk), "RestoreAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().RestoreAsync(a, [1]))),
        Row.Commands(nameof(NoticeDesk), "PinAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().PinAsync(a, [await NoticeAsync(p)], true)).Refused),
        Row.Commands(nameof(NoticeDesk), "DeleteAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().DeleteAsync(a, [1]))),
        Row.Commands(nameof(NoticeDesk), "BringBackAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().BringBackAsync(a, [1]))),
        Row.Commands(nameof(NoticeDesk), "AudienceSizeAsync", Who.MayEdit, (p, a, _) => Of(p.Get<NoticeDesk>().AudienceSizeAsync(a, NoticeAddress.Everyone))),
        Row.Commands(nameof(NoticeDesk), "HistoryAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().HistoryAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeDesk), "DifferenceAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeDesk>().DifferenceAsync(a, await NoticeAsync(p))).Refused),
        Row.Commands(nameof(NoticeFiles), "AddAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeFiles>().AddAsync(a, await NoticeAsync(p), TestNotices.Writer, "a.txt", [65])).Refused),
        Row.Commands(nameof(NoticeFiles), "RemoveAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeFiles>().RemoveAsync(a, await NoticeAsync(p), TestNotices.Writer, 1)).Refused),
        Row.Commands(nameof(NoticeFiles), "AddPictureAsync", Who.MayEdit, async (p, a, _) => (await p.Get<NoticeFiles>().AddPictureAsync(a, await NoticeAsync(p), TestPictures.Gif)).Refused),
        Row.Commands(nameof(NoticeFiles), "FindAsync", Who.Everybody, async (p, a, _) => (await p.Get<NoticeFiles>().FindAsync(a, await NoticeAsync(p), 1)).Refused),

        // columns: administrators arrange them
        Row.Reads(nameof(Columns), "MovedAsync"),
        Row.Commands(nameof(Columns), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().ListAsync(a))),
        Row.Commands(nameof(Columns), "AddAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().AddAsync(a, new ColumnText { Name = "新栏目", Slug = $"c{Guid.NewGuid():N}" }))),
        Row.Commands(nameof(Columns), "ChangeAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().ChangeAsync(a, 0, 1, new ColumnText()))),
        Row.Commands(nameof(Columns), "MoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().MoveAsync(a, 0, true))),
        Row.Commands(nameof(Columns), "RemoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().RemoveAsync(a, 0))),
        Row.Commands(nameof(Columns), "BringBackAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Columns>().BringBackAsync(a, 0))),

        // member units: administrators keep the entries, a unit's own people propose
        Row.Reads(nameof(Council), "ListAsync", "GetAsync"),
        Row.Commands(nameof(UnitDesk), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<UnitDesk>().ListAsync(a))),
        Row.Commands(nameof(UnitDesk), "GetAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().GetAsync(a, await UnitAsync(p))).Refused),
        Row.Commands(nameof(UnitDesk), "AddAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<UnitDesk>().AddAsync(a, CouncilTier.Council, new UnitText { Name = "新单位" }))),
        Row.Commands(nameof(UnitDesk), "ChangeAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().ChangeAsync(a, await UnitAsync(p), 1, CouncilTier.Council, new UnitText { Name = "新单位" })).Refused),
        Row.Commands(nameof(UnitDesk), "MoveAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().MoveAsync(a, await UnitAsync(p), true)).Refused),
        Row.Commands(nameof(UnitDesk), "RemoveAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().RemoveAsync(a, await UnitAsync(p))).Refused),
        Row.Commands(nameof(UnitDesk), "BringBackAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().BringBackAsync(a, await UnitAsync(p))).Refused),
        Row.Commands(nameof(UnitDesk), "AddLogoAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<UnitDesk>().AddLogoAsync(a, TestPictures.Gif))),
        Row.Commands(nameof(UnitDesk), "CandidatesAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().CandidatesAsync(a, await UnitAsync(p), "x")).Refused),
        Row.Commands(nameof(UnitDesk), "AddContactAsync", Who.MayAdminister, async (p, a, m) => (await p.Get<UnitDesk>().AddContactAsync(a, await UnitAsync(p), m)).Refused),
        Row.Commands(nameof(UnitDesk), "RemoveContactAsync", Who.MayAdminister, async (p, a, m) => (await p.Get<UnitDesk>().RemoveContactAsync(a, await UnitAsync(p, m), m)).Refused),
        Row.Commands(nameof(UnitDesk), "ApproveAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().ApproveAsync(a, await UnitAsync(p), NoReview)).Refused),
        Row.Commands(nameof(UnitDesk), "SendBackAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<UnitDesk>().SendBackAsync(a, await UnitAsync(p), NoReview, "请写全名")).Refused),
        Row.Commands(nameof(UnitProposals), "ListAsync", Who.WithRole, (p, a, _) => Of(p.Get<UnitProposals>().ListAsync(a))),
        Row.Commands(nameof(UnitProposals), "CountAsync", Who.WithRole, (p, a, _) => Of(p.Get<UnitProposals>().CountAsync(a))),
        Row.Owned(nameof(UnitProposals), "ProposeAsync", Who.WithRole, Who.None, async (p, a, m) => (await p.Get<UnitProposals>().ProposeAsync(a, await UnitAsync(p, m), new UnitText(), new UnitText { Name = "新单位" })).Refused),
        Row.Owned(nameof(UnitProposals), "TakeBackAsync", Who.WithRole, Who.None, async (p, a, m) => (await p.Get<UnitProposals>().TakeBackAsync(a, await UnitAsync(p, m))).Refused),
        Row.Owned(nameof(UnitProposals), "AddLogoAsync", Who.WithRole, Who.None, async (p, a, m) => (await p.Get<UnitProposals>().AddLogoAsync(a, await UnitAsync(p, m), TestPictures.Gif)).Refused),
        Row.Reads(nameof(Contests), "OpenAsync", "ListAsync", "GetAsync"),
        // essays: their authors alone write them, organisers read what was sent
        Row.Commands(nameof(Essays), "DeskAsync", Who.Everybody, async (p, a, m) => (await p.Get<Essays>().DeskAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Essays), "BeginAsync", Who.SignedIn, async (p, a, m) => (await p.Get<Essays>().BeginAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Owned(nameof(Essays), "OpenAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().OpenAsync(a, (await EssayAsync(p, m)).Id, "fenster")).Refused),
        Row.Owned(nameof(Essays), "ProgressAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().ProgressAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Reads(nameof(Essays), "Hold"),
        Row.Owned(nameof(Essays), "SaveAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().SaveAsync(a, (await EssayAsync(p, m)).Id, "fenster", new EssayChange("题目"))).Refused),
        Row.Owned(nameof(Essays), "SubmitAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().SubmitAsync(a, (await EssayAsync(p, m)).Id, "fenster", "k")).Refused),
        Row.Owned(nameof(Essays), "WithdrawAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().WithdrawAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Owned(nameof(Essays), "DiscardAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().DiscardAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Commands(nameof(Essays), "ListAsync", Who.SignedIn, (p, a, _) => Of(p.Get<Essays>().ListAsync(a))),
        Row.Commands(nameof(Essays), "GlanceAsync", Who.SignedIn, (p, a, _) => Of(p.Get<Essays>().GlanceAsync(a, 3))),
        Row.Owned(nameof(Essays), "ReceiptAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().ReceiptAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Owned(nameof(Essays), "CopyAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().CopyAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Owned(nameof(Essays), "OutcomeAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<Essays>().OutcomeAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Commands(nameof(Essays), "UseLateAccessAsync", Who.SignedIn, (p, a, _) => Of(p.Get<Essays>().UseLateAccessAsync(a, 1, "no such key"))),

        Row.Owned(nameof(EssayFiles), "BeginUploadAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().BeginUploadAsync(a, (await EssayAsync(p, m)).Id, "fenster", "a.txt", 5)).Refused),
        Row.Owned(nameof(EssayFiles), "AppendAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().AppendAsync(a, await UploadAsync(p, m), 0, new MemoryStream([65]))).Refused),
        Row.Owned(nameof(EssayFiles), "CancelAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().CancelAsync(a, await UploadAsync(p, m))).Refused),
        Row.Owned(nameof(EssayFiles), "RemoveAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().RemoveAsync(a, (await EssayAsync(p, m)).Id, 1, "fenster")).Refused),
        Row.Owned(nameof(EssayFiles), "ListAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().ListAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Owned(nameof(EssayFiles), "FindAsync", Who.SignedIn, Who.MayEdit, async (p, a, m) => (await p.Get<EssayFiles>().FindAsync(a, (await EssayAsync(p, m)).Id, 1)).Refused),
        Row.Owned(nameof(EssayFiles), "AddPictureAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().AddPictureAsync(a, (await EssayAsync(p, m)).Id, TestPictures.Gif)).Refused),
        Row.Owned(nameof(EssayFiles), "ReadDocxAsync", Who.SignedIn, Who.None, async (p, a, m) => (await p.Get<EssayFiles>().ReadDocxAsync(a, (await EssayAsync(p, m)).Id, [1])).Refused),

        Row.Commands(nameof(Organising), "ListAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Organising>().ListAsync(a))),
        Row.Commands(nameof(Organising), "GetAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Organising>().GetAsync(a, 1))),
        Row.Commands(nameof(Organising), "CreateAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Organising>().CreateAsync(a, Rules))),
        Row.Commands(nameof(Organising), "ChangeAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().ChangeAsync(a, (await EssayAsync(p, m)).ContestId, Rules)).Refused),
        Row.Commands(nameof(Organising), "KeepCallAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().KeepCallAsync(a, (await EssayAsync(p, m)).ContestId, "<p>征文</p>")).Refused),
        Row.Commands(nameof(Organising), "CallAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().CallAsync(a, (await EssayAsync(p, m)).ContestId, true)).Refused),
        Row.Commands(nameof(Organising), "ExtendAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().ExtendAsync(a, (await EssayAsync(p, m)).ContestId, Now.AddDays(90))).Refused),
        Row.Commands(nameof(Organising), "GiveLateAccessAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().GiveLateAccessAsync(a, (await EssayAsync(p, m)).ContestId, "何青", Now.AddDays(90))).Refused),
        Row.Commands(nameof(Organising), "RevokeLateAccessAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().RevokeLateAccessAsync(a, (await EssayAsync(p, m)).ContestId, 1)).Refused),
        Row.Commands(nameof(Organising), "RemindAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Organising>().RemindAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),

        Row.Commands(nameof(Screening), "ListAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Screening>().ListAsync(a, 1))),
        Row.Commands(nameof(Screening), "GetAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().GetAsync(a, (await EssayAsync(p, m)).Id)).Refused),
        Row.Commands(nameof(Screening), "FileAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().FileAsync(a, (await EssayAsync(p, m)).Id, 0)).Refused),
        Row.Commands(nameof(Screening), "AdmitAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().AdmitAsync(a, (await EssayAsync(p, m)).ContestId, [1])).Refused),
        Row.Commands(nameof(Screening), "ReturnAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().ReturnAsync(a, (await EssayAsync(p, m)).Id, "署名", Now.AddDays(90))).Refused),
        Row.Commands(nameof(Screening), "DeclineAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().DeclineAsync(a, (await EssayAsync(p, m)).Id, "署名")).Refused),
        Row.Commands(nameof(Screening), "CompareAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Screening>().CompareAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Screening), "SimilarAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Screening>().SimilarAsync(a, 1))),
        Row.Commands(nameof(Screening), "CompareSideBySideAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Screening>().CompareSideBySideAsync(a, 1))),
        Row.Commands(nameof(Screening), "MarkPairAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Screening>().MarkPairAsync(a, 1, true))),

        Row.Commands(nameof(Search), "FindAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Search>().FindAsync(a, new SearchRequest("街")))),
        Row.Commands(nameof(Search), "SuggestAsync", Who.Everybody, async (p, a, _) => Always(await p.Get<Search>().SuggestAsync(a, "街"))),
        Row.Reads(nameof(Search), "FiltersAsync"),
        Row.Commands(nameof(Search), "RebuildAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Search>().RebuildAsync(a, null, CancellationToken.None))),
        Row.Reads(nameof(Media), "Find"),
        Row.Commands(nameof(MediaLibrary), "ListAsync", Who.MayEdit, (p, a, _) => Of(p.Get<MediaLibrary>().ListAsync(a))),
        Row.Commands(nameof(MediaLibrary), "GetAsync", Who.MayEdit, (p, a, _) => Of(p.Get<MediaLibrary>().GetAsync(a, 0))),
        Row.Commands(nameof(MediaLibrary), "AddAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MediaLibrary>().AddAsync(a, "a.gif", TestPictures.Gif))),
        Row.Commands(nameof(MediaLibrary), "ChangeAsync", Who.MayEdit, (p, a, _) => Of(p.Get<MediaLibrary>().ChangeAsync(a, new MediaRow(0, new Picture("", 1, 1, ""), "", 0, Now, null), "桥", ""))),
        Row.Commands(nameof(MediaLibrary), "RemoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MediaLibrary>().RemoveAsync(a, 0))),
        Row.Commands(nameof(MediaLibrary), "BringBackAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MediaLibrary>().BringBackAsync(a, 0))),
        Row.Reads(nameof(Site), "LinksAsync", "PageAsync", "PageEntriesAsync"),
        Row.Commands(nameof(Site), "SaveSettingsAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Site>().SaveSettingsAsync(a, 0, p.Get<Site>().Settings))),
        Row.Commands(nameof(Site), "OpenSettingsAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Site>().OpenSettingsAsync(a))),
        Row.Reads(nameof(StandingPages), "MovedAsync", "Hold"),
        Row.Commands(nameof(StandingPages), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().ListAsync(a))),
        Row.Commands(nameof(StandingPages), "AddAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().AddAsync(a, $"p{Guid.NewGuid():N}", "章程"))),
        Row.Commands(nameof(StandingPages), "OpenAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().OpenAsync(a, "about", "zh-Hans"))),
        Row.Commands(nameof(StandingPages), "SaveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().SaveAsync(a, 0, "fenster", "章程"))),
        Row.Commands(nameof(StandingPages), "PublishAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().PublishAsync(a, 0, "fenster"))),
        Row.Commands(nameof(StandingPages), "RestoreAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().RestoreAsync(a, 0, "fenster", 1))),
        Row.Commands(nameof(StandingPages), "CompareAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().CompareAsync(a, 0, 1))),
        Row.Commands(nameof(StandingPages), "SetPlacesAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().SetPlacesAsync(a, "no-such", true, true))),
        Row.Commands(nameof(StandingPages), "RenameAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().RenameAsync(a, "no-such", "rules"))),
        Row.Commands(nameof(StandingPages), "RemoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().RemoveAsync(a, "no-such"))),
        Row.Commands(nameof(StandingPages), "BringBackAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().BringBackAsync(a, "no-such"))),
        Row.Commands(nameof(StandingPages), "AddPictureAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<StandingPages>().AddPictureAsync(a, TestPictures.Gif))),
        Row.Commands(nameof(FriendLinks), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().ListAsync(a))),
        Row.Commands(nameof(FriendLinks), "AddAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().AddAsync(a, new FriendLinkLine("友会", "https://friend.example/")))),
        Row.Commands(nameof(FriendLinks), "ChangeAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().ChangeAsync(a, new FriendLinkRow(0, "", ""), new FriendLinkLine("友会", "https://friend.example/")))),
        Row.Commands(nameof(FriendLinks), "MoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().MoveAsync(a, 0, true))),
        Row.Commands(nameof(FriendLinks), "RemoveAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().RemoveAsync(a, 0))),
        Row.Commands(nameof(FriendLinks), "BringBackAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<FriendLinks>().BringBackAsync(a, 0))),

        // judging: a judge works on what he was given, which for all others does not exist; organisers say who gets what
        Row.Commands(nameof(Judging), "QueueAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().QueueAsync(a))),
        Row.Commands(nameof(Judging), "GetAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().GetAsync(a, "X"))),
        Row.Commands(nameof(Judging), "SaveScoreAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().SaveScoreAsync(a, "X", 1, 1))),
        Row.Commands(nameof(Judging), "SaveCommentsAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().SaveCommentsAsync(a, "X", "好", null))),
        Row.Commands(nameof(Judging), "SaveNoteAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().SaveNoteAsync(a, "X", 0, 1, "好"))),
        Row.Commands(nameof(Judging), "RemoveNoteAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().RemoveNoteAsync(a, "X", "Y"))),
        Row.Commands(nameof(Judging), "SubmitAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().SubmitAsync(a, "X"))),
        Row.Commands(nameof(Judging), "ReopenAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().ReopenAsync(a, "X"))),
        Row.Commands(nameof(Judging), "DeclareConflictAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().DeclareConflictAsync(a, "X", ""))),
        Row.Commands(nameof(Judging), "FileAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().FileAsync(a, "X", 1))),
        Row.Commands(nameof(Judging), "DownloadAsync", Who.Judge, (p, a, _) => Of(p.Get<Judging>().DownloadAsync(a, 1))),
        Row.Commands(nameof(Panels), "GetAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().GetAsync(a, 1))),
        Row.Commands(nameof(Panels), "CandidatesAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().CandidatesAsync(a, 1))),
        Row.Commands(nameof(Panels), "AddJudgeAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().AddJudgeAsync(a, 1, 1))),
        Row.Commands(nameof(Panels), "RemoveJudgeAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().RemoveJudgeAsync(a, 1, 1))),
        Row.Commands(nameof(Panels), "SetMaxEssaysAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().SetMaxEssaysAsync(a, 1, 1, null))),
        Row.Commands(nameof(Panels), "AssignAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().AssignAsync(a, 1, [1], 1))),
        Row.Commands(nameof(Panels), "UnassignAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().UnassignAsync(a, 1, 1, 1))),
        Row.Commands(nameof(Panels), "AssignAutomaticallyAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().AssignAutomaticallyAsync(a, 1))),
        Row.Commands(nameof(Panels), "BeginAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().BeginAsync(a, 1))),
        Row.Commands(nameof(Panels), "RemindJudgesAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Panels>().RemindJudgesAsync(a, 1))),

        // results: everybody reads what is out and checks a certificate, organisers decide
        Row.Reads(nameof(Awarding), "ListPublishedAsync"),
        Row.Commands(nameof(Awarding), "BoardAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Awarding>().BoardAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Awarding), "DecideAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Awarding>().DecideAsync(a, (await EssayAsync(p, m)).ContestId, 1, null, null)).Refused),
        Row.Commands(nameof(Awarding), "FinishAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Awarding>().FinishAsync(a, 1))),
        Row.Commands(nameof(Awarding), "ReopenDecisionAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Awarding>().ReopenDecisionAsync(a, 1))),
        Row.Commands(nameof(Awarding), "QueueAsArticleAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Awarding>().QueueAsArticleAsync(a, 1, 1))),
        Row.Commands(nameof(Awarding), "ExportCsvAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Awarding>().ExportCsvAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Awarding), "ExportZipAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Awarding>().ExportZipAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Reads(nameof(Publication), "VerifyAsync"),
        Row.Commands(nameof(Publication), "PrepareLettersAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().PrepareLettersAsync(a, 1))),
        Row.Commands(nameof(Publication), "LettersAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Publication>().LettersAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Publication), "EditLetterAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().EditLetterAsync(a, 1, "结果", "您好"))),
        Row.Commands(nameof(Publication), "LeaveOutAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().LeaveOutAsync(a, 1))),
        Row.Commands(nameof(Publication), "BringBackAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().BringBackAsync(a, 1))),
        Row.Commands(nameof(Publication), "SendAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().SendAsync(a, 1))),
        Row.Commands(nameof(Publication), "ScheduleAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().ScheduleAsync(a, 1, null))),
        Row.Commands(nameof(Publication), "PublishNowAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().PublishNowAsync(a, 1))),
        Row.Commands(nameof(Publication), "CertificatesAsync", Who.MayEdit, async (p, a, m) => (await p.Get<Publication>().CertificatesAsync(a, (await EssayAsync(p, m)).ContestId)).Refused),
        Row.Commands(nameof(Publication), "RevokeCertificateAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Publication>().RevokeCertificateAsync(a, 1, "误发"))),

        // joining: for everybody, the key of a mail is the proof
        Row.Commands(nameof(Members), "RegisterAsync", Who.Everybody, (p, a, _) => Of(p.Get<Members>().RegisterAsync(a, new NewRegistration("neu", "neu@qinghe.example", "八个字符就够了吧", "新人", null, null, true, "en"), Nowhere))),
        Row.Commands(nameof(Members), "ConfirmAsync", Who.Everybody, (p, a, _) => Of(p.Get<Members>().ConfirmAsync(a, "no such key"))),
        Row.Commands(nameof(Members), "ConfirmEmailAsync", Who.Everybody, (p, a, _) => Of(p.Get<Members>().ConfirmEmailAsync(a, "no such key"))),
        Row.Reads(nameof(Members), "RegistrationNameAsync", "NewEmailAsync"),

        // the own account is the member's alone; administrators look after accounts but never act as the member
        Row.Owned(nameof(Members), "ProfileAsync", Who.SignedIn, Who.MayAdminister, (p, a, m) => Of(p.Get<Members>().ProfileAsync(a, m))),
        Row.Owned(nameof(Members), "ChangeProfileAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Members>().ChangeProfileAsync(a, m, new ProfileChange("新名", null, null, "en")))),
        Row.Owned(nameof(Members), "ChangeEmailAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Members>().ChangeEmailAsync(a, m, "anders@qinghe.example"))),
        Row.Owned(nameof(Members), "ExportAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Members>().ExportAsync(a, m))),
        Row.Owned(nameof(Members), "DeleteAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Members>().DeleteAsync(a, m))),
        Row.Commands(nameof(Mails), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Mails>().ListAsync(a))),
        Row.Commands(nameof(Mails), "CountsAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Mails>().CountsAsync(a))),
        Row.Commands(nameof(Mails), "TextAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Mails>().TextAsync(a, await MailAsync(p))).Refused),
        Row.Commands(nameof(Mails), "RetryAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Mails>().RetryAsync(a, await MailAsync(p))).Refused),
        Row.Commands(nameof(Mails), "StopAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Mails>().StopAsync(a, await MailAsync(p))).Refused),
        Row.Commands(nameof(Members), "CreateAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Members>().CreateAsync(a, new NewMember("x", "y", "z", "short")))),
        Row.Commands(nameof(Members), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<Members>().ListAsync(a))),
        Row.Owned(nameof(Members), "ApproveAsync", Who.Administrator, Who.MayAdminister, (p, a, m) => Of(p.Get<Members>().ApproveAsync(a, m))),
        Row.Owned(nameof(Members), "SetRolesAsync", Who.Administrator, Who.MayAdminister, (p, a, m) => Of(p.Get<Members>().SetRolesAsync(a, m, [Role.Editor]))),
        Row.Owned(nameof(Members), "SwitchOffAsync", Who.Administrator, Who.MayAdminister, (p, a, m) => Of(p.Get<Members>().SwitchOffAsync(a, m))),
        Row.Owned(nameof(Members), "SwitchOnAsync", Who.Administrator, Who.MayAdminister, (p, a, m) => Of(p.Get<Members>().SwitchOnAsync(a, m))),

        Row.Owned(nameof(Sessions), "ListAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Sessions>().ListAsync(a, m))),
        Row.Owned(nameof(Sessions), "EndAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Sessions>().EndAsync(a, m, 1))),
        Row.Owned(nameof(Sessions), "EndAllAsync", Who.SignedIn, Who.MayAdminister, (p, a, m) => Of(p.Get<Sessions>().EndAllAsync(a, m))),
        Row.Reads(nameof(Sessions), "FindAsync"),

        // signing in: the attempt itself is the question who somebody is
        Row.Reads(nameof(SignIns), "SignInAsync", "SecondStepAsync", "IsStepOpenAsync", "WithPasskeyAsync"),
        Row.Proofs(nameof(SignIns), "ProveAsync", "ProveWithPasskeyAsync", "NotePasskeyRefusedAsync", "SignOutAsync"),

        Row.Owned(nameof(Credentials), "ChangePasswordAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().ChangePasswordAsync(a, m, "x", "y"))),
        Row.Commands(nameof(Credentials), "ForgotPasswordAsync", Who.Everybody, (p, a, _) => Of(p.Get<Credentials>().ForgotPasswordAsync(a, "x", Nowhere))),
        Row.Reads(nameof(Credentials), "ResetNameAsync"),
        Row.Commands(nameof(Credentials), "ResetPasswordAsync", Who.Everybody, (p, a, _) => Of(p.Get<Credentials>().ResetPasswordAsync(a, "no such key", "八个字符就够了吧"))),
        Row.Owned(nameof(Credentials), "BeginTotpAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().BeginTotpAsync(a, m))),
        Row.Owned(nameof(Credentials), "EnableTotpAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().EnableTotpAsync(a, m, "000000"))),
        Row.Owned(nameof(Credentials), "DisableTotpAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().DisableTotpAsync(a, m))),
        Row.Owned(nameof(Credentials), "RenewRecoveryCodesAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().RenewRecoveryCodesAsync(a, m))),
        Row.Owned(nameof(Credentials), "AddPasskeyAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().AddPasskeyAsync(a, m, Passkey, ""))),
        Row.Owned(nameof(Credentials), "RenamePasskeyAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().RenamePasskeyAsync(a, m, "AQID", "钥匙"))),
        Row.Owned(nameof(Credentials), "RemovePasskeyAsync", Who.SignedIn, Who.None, (p, a, m) => Of(p.Get<Credentials>().RemovePasskeyAsync(a, m, "AQID"))),
        Row.Owned(nameof(Credentials), "ResetSecondFactorAsync", Who.Administrator, Who.MayAdminister, (p, a, m) => Of(p.Get<Credentials>().ResetSecondFactorAsync(a, m))),

        // what is nowhere is refused too, but only those who may are told so
        Row.Commands(nameof(Backups), "MakeAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Backups>().MakeAsync(a, NoSuchFile)).Refused),
        Row.Commands(nameof(Backups), "VerifyAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Backups>().VerifyAsync(a, NoSuchFile)).Refused),
        Row.Commands(nameof(Backups), "RestoreAsync", Who.MayAdminister, async (p, a, _) => (await p.Get<Backups>().RestoreAsync(a, NoSuchFile)).Refused),

        Row.Commands(nameof(Overview), "WaitingAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Overview>().WaitingAsync(a))),
        Row.Commands(nameof(Overview), "LiveAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Overview>().LiveAsync(a))),
        Row.Commands(nameof(Overview), "DaysAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Overview>().DaysAsync(a, 30))),
        Row.Commands(nameof(Overview), "MostReadAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Overview>().MostReadAsync(a, 7))),
        Row.Commands(nameof(Overview), "MissedAsync", Who.MayEdit, (p, a, _) => Of(p.Get<Overview>().MissedAsync(a))),

        Row.Commands(nameof(MemberLists), "ExportAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MemberLists>().ExportAsync(a))),
        Row.Commands(nameof(MemberImports), "PlanAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MemberImports>().PlanAsync(a, []))),
        Row.Commands(nameof(MemberImports), "ImportAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<MemberImports>().ImportAsync(a, []))),
        Row.Commands(nameof(SystemState), "ReadAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<SystemState>().ReadAsync(a))),

        Row.Commands(nameof(AuditLog), "ListAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<AuditLog>().ListAsync(a, new AuditQuery()))),
        Row.Commands(nameof(AuditLog), "ExportAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<AuditLog>().ExportAsync(a, new AuditQuery()))),
        Row.Commands(nameof(AuditLog), "VerifyAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<AuditLog>().VerifyAsync(a))),
        Row.Commands(nameof(AuditLog), "LastCheckAsync", Who.MayAdminister, (p, a, _) => Of(p.Get<AuditLog>().LastCheckAsync(a))),

        Row.Commands(nameof(Setup), "OfferAsync", Who.Console, (p, a, _) => Of(p.Get<Setup>().OfferAsync(a))),
        Row.Reads(nameof(Setup), "IsOpenAsync"),
        Row.Commands(nameof(Setup), "CompleteAsync", Who.Everybody, (p, a, _) => Of(p.Get<Setup>().CompleteAsync(a, "no such key", new NewMember("x", "y", "z", "short")))),
    ];

    private static UnitReview NoReview => new(0, 1, 1, "", Now, []);

    private static ContestText Rules => new() { Title = "征文", Code = $"X{Guid.NewGuid():N}"[..20], TimeZone = "Asia/Shanghai", OpensLocal = Now, ClosesLocal = Now.AddDays(9) };

    public static TheoryData<string, Who, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, Who, bool>();
            foreach (var row in Rows.Where(r => r.Call is not null))
            {
                foreach (var who in Enum.GetValues<Who>().Where(w => int.PopCount((int)w) == 1))
                {
                    // visitors and the portal itself own nothing
                    if (row.IsOwned && Who.SignedIn.HasFlag(who))
                        cases.Add(row.Name, who, true);
                    cases.Add(row.Name, who, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Call_ByWhoever_IsRefusedUnlessTheTableAllowsIt(string method, Who who, bool own)
    {
        var row = Rows.Single(r => r.Name == method);
        var actor = await shared.ActorAsync(who);
        var target = own ? actor.MemberId : await shared.AddMemberAsync([]);
        var before = await shared.AuditAsync();

        var refused = await row.Call!(shared.Portal, actor, target);

        if ((own ? row.Own : row.Other).HasFlag(who))
        {
            Assert.NotEqual(Refusal.NotAllowed, refused);
            return;
        }

        Assert.Equal(Refusal.NotAllowed, refused);
        // arranging the object is another actor's deed
        Assert.DoesNotContain(await shared.AuditAsync(), a => a.ActorId == actor.MemberId && a.ActorName == actor.Name && a.Action != "command.refused" && !before.Contains(a));
    }

    [Theory]
    [InlineData(nameof(Members), nameof(Members.ChangeEmailAsync))]
    [InlineData(nameof(Members), nameof(Members.ExportAsync))]
    [InlineData(nameof(Members), nameof(Members.DeleteAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.BeginTotpAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.EnableTotpAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.DisableTotpAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.RenewRecoveryCodesAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.AddPasskeyAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.RemovePasskeyAsync))]
    [InlineData(nameof(Credentials), nameof(Credentials.ResetSecondFactorAsync))]
    [InlineData(nameof(Members), nameof(Members.SetRolesAsync))]
    [InlineData(nameof(Members), nameof(Members.SwitchOffAsync))]
    public async Task Call_LongAfterProvingWhoOneIs_AsksForItAgain(string feature, string method)
    {
        var row = Rows.Single(r => r.Name == $"{feature}.{method}");
        var actor = await shared.ActorAsync(Who.Administrator);

        Assert.Equal(Refusal.NotProved, await row.Call!(shared.Portal, actor with { ProvedUtc = Now - Actor.ProofLasts }, actor.MemberId));
        Assert.Equal(Refusal.NotProved, await row.Call!(shared.Portal, actor with { ProvedUtc = null }, actor.MemberId));
    }

    [Fact]
    public void Table_EveryPublicMethod_HasItsRow()
    {
        var methods = ArchitectureTests.DeepClasses
            .SelectMany(t => t.GetMethods(BindingFlags.Instance | BindingFlags.Public | BindingFlags.DeclaredOnly))
            .Where(m => !m.IsSpecialName && m.Name != nameof(IDisposable.Dispose)).ToList();
        var rows = Rows.SelectMany(r => r.Names).ToList();

        Assert.Empty(methods.Select(m => $"{m.DeclaringType!.Name}.{m.Name}").Distinct().Except(rows));
        Assert.Empty(rows.Except(methods.Select(m => $"{m.DeclaringType!.Name}.{m.Name}")));
        Assert.Equal(rows.Count, rows.Distinct().Count());
        // whoever takes an actor decides with it, so it needs a call in the table; whoever takes none shows what everybody may see
        var calls = Rows.Where(r => r.Call is not null || r.IsProof).SelectMany(r => r.Names).ToHashSet();
        Assert.Empty(methods.Where(m => m.GetParameters().Any(p => p.ParameterType == typeof(Actor)) != calls.Contains($"{m.DeclaringType!.Name}.{m.Name}"))
            .Select(m => $"{m.DeclaringType!.Name}.{m.Name}"));
    }

    /// <summary>What is read without a refusal.</summary>
    private static Refusal? Always<T>(T? read) => read is null ? Refusal.NotFound : null;

    private static async Task<Refusal?> Of(Task<Outcome> outcome) => (await outcome).Refused;

    private static async Task<Refusal?> Of<T>(Task<Outcome<T>> outcome) => (await outcome).Refused;

    private static async Task<ArticleText> TextAsync(TestPortal portal)
    {
        var columns = await portal.Get<Articles>().ColumnsAsync();
        return new ArticleText { ColumnId = columns.Count > 0 ? columns[0].Id : await portal.AddColumnAsync(), Title = "街角", BodyHtml = "<p>正文。</p>" };
    }

    private static async Task<int> DraftAsync(TestPortal portal)
    {
        await TextAsync(portal);
        return await portal.Services.DraftArticleAsync(TestPortal.Editor);
    }

    private static async Task<int> WithdrawnAsync(TestPortal portal)
    {
        var id = await portal.AddArticleAsync();
        await portal.Get<ArticleShelf>().WithdrawAsync(TestPortal.Editor, [id]);
        return id;
    }

    private static async Task<int> MailAsync(TestPortal portal)
    {
        await using var db = portal.Db();
        db.Post(portal.Get<Letters>().PasswordChanged(new Recipient("wang@qinghe.example", "王", "zh-Hans")), Now);
        await db.SaveChangesAsync();
        return await db.OutgoingMails.MaxAsync(m => m.Id);
    }

    private static Task<int> NoticeAsync(TestPortal portal) => portal.Services.PublishNoticeAsync(new NoticeText("停水"));

    /// <summary>A unit, with the member as its contact if one is named.</summary>
    private static async Task<int> UnitAsync(TestPortal portal, int? memberId = null)
    {
        var unit = new CouncilUnit { Name = "单位" };
        await portal.StoreAsync(unit);
        if (memberId is { } member)
            await portal.StoreAsync(new CouncilUnitEditor { UnitId = unit.Id, MemberId = member });
        return unit.Id;
    }

    /// <summary>An essay of the member in a contest that is open, in a window called "fenster".</summary>
    private static async Task<Essay> EssayAsync(TestPortal portal, int memberId)
    {
        var contest = new Contest { Title = "征文", Code = $"X{Guid.NewGuid():N}"[..20], TimeZone = "Asia/Shanghai", OpensUtc = Now.AddDays(-1), ClosesUtc = Now.AddDays(1) };
        await portal.StoreAsync(contest);
        var essay = new Essay { ContestId = contest.Id, MemberId = memberId, BlindCode = contest.Code, Writer = "fenster" };
        await portal.StoreAsync(essay);
        return essay;
    }

    private static async Task<string> UploadAsync(TestPortal portal, int memberId)
    {
        var upload = new Upload { Key = Guid.NewGuid().ToString("N"), EssayId = (await EssayAsync(portal, memberId)).Id, Name = "a.txt", Bytes = 5, CreatedUtc = Now };
        await portal.StoreAsync(upload);
        return upload.Key;
    }

    private static async Task<Refusal?> ImportAsync(TestPortal portal, Actor actor)
    {
        var page = "<html><body><h1>街角</h1><p>正文。</p></body></html>"u8.ToArray();
        return (await portal.Get<PageImport>().ImportAsync(actor, "page.html", page, "news", dryRun: true)).Refused;
    }

    /// <param name="Own">Who may on the own object.</param>
    /// <param name="Other">Who may on another's, or where nothing is owned.</param>
    private sealed record Row(IReadOnlyList<string> Names, Who Own, Who Other, bool IsOwned, Func<TestPortal, Actor, int, Task<Refusal?>>? Call, bool IsProof = false)
    {
        public string Name => Names[0];

        /// <summary>Takes no actor: shows only what everybody may see, or asks for a secret.</summary>
        public static Row Reads(string type, params string[] methods) => new([.. methods.Select(m => $"{type}.{m}")], Who.Everybody, Who.Everybody, false, null);

        /// <summary>Takes the actor as the one whose own session it is about; there is no other to name.</summary>
        public static Row Proofs(string type, params string[] methods) => new([.. methods.Select(m => $"{type}.{m}")], Who.Everybody, Who.Everybody, false, null, IsProof: true);

        public static Row Commands(string type, string method, Who may, Func<TestPortal, Actor, int, Task<Refusal?>> call) => new([$"{type}.{method}"], may, may, false, call);

        public static Row Owned(string type, string method, Who own, Who other, Func<TestPortal, Actor, int, Task<Refusal?>> call) => new([$"{type}.{method}"], own, other, true, call);
    }

    /// <summary>One portal for the whole table; every case has members of its own.</summary>
    public sealed class Shared : IAsyncLifetime
    {
        private int _made;

        public TestPortal Portal { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Portal = await TestPortal.StartAsync();
            // so that no case is refused because it would leave the portal without one
            await AddMemberAsync([Role.Administrator]);
            await AddMemberAsync([Role.Administrator]);
        }

        public async Task<int> AddMemberAsync(Role[] roles)
        {
            var name = $"fall{++_made}";
            await using var db = Portal.Db();
            var member = new Member
            {
                UserName = name,
                NormalizedUserName = name.ToUpperInvariant(),
                Email = $"{name}@qinghe.example",
                NormalizedEmail = $"{name}@qinghe.example".ToUpperInvariant(),
                DisplayName = name,
                SecurityStamp = name,
                JoinedUtc = Now,
            };
            db.Users.Add(member);
            foreach (var role in roles)
            {
                var stored = await db.Roles.FirstOrDefaultAsync(r => r.Name == role.ToString());
                if (stored is null)
                    db.Roles.Add(stored = new IdentityRole<int>(role.ToString()) { NormalizedName = role.ToString().ToUpperInvariant() });
                await db.SaveChangesAsync();
                db.UserRoles.Add(new IdentityUserRole<int> { UserId = member.Id, RoleId = stored.Id });
            }

            await db.SaveChangesAsync();
            return member.Id;
        }

        public async Task<Actor> ActorAsync(Who who)
        {
            if (who == Who.Visitor)
                return Actor.Visitor;
            if (who == Who.Console)
                return Actor.Console;
            Role[] roles = who switch
            {
                Who.Roleless => [],
                Who.Member => [Role.Member],
                Who.Judge => [Role.Member, Role.Judge],
                Who.Editor => [Role.Member, Role.Editor],
                _ => [Role.Member, Role.Administrator],
            };
            var id = await AddMemberAsync(roles);
            return new Actor(id, $"fall{_made}", roles) { ProvedUtc = Now };
        }

        public async Task<HashSet<AuditRow>> AuditAsync()
        {
            await using var db = Portal.Db();
            return [.. await db.AuditEntries.Select(a => new AuditRow(a.Id, a.ActorId, a.ActorName, a.Action)).ToListAsync()];
        }

        public ValueTask DisposeAsync() => Portal.DisposeAsync();
    }

    public sealed record AuditRow(long Id, int ActorId, string ActorName, string Action);
}
