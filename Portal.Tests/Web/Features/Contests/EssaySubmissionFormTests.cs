using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.JSInterop;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Features.Contests;
using Portal.Web.Hosting;

namespace Portal.Tests.Web.Features;

public sealed class EssaySubmissionFormTests : EssayIslandTest
{
    private readonly Mount _mount = new();
    private readonly Script _script = new();

    private CircuitConnection Connection => Context.Services.GetRequiredService<CircuitConnection>();

    [Fact]
    public async Task Missing_StandsInWordsUntilNothingIs()
    {
        var contest = await Portal.AddOpenContestAsync(c => (c.Themes, c.MinAbstract, c.MaxAbstract) = (new() { "邻里", "街巷" }, 5, 50));
        var id = (await Essays.BeginAsync(Author, contest.Id)).Value;
        var form = await FormAsync(id);
        Assert.Equal(["填写题目", "选一项主题", "摘要还差 5 字", "正文还差 3 字", "勾选原创声明"], Missing(form));
        Assert.All(form.FindAll(".todo a"), a => Assert.NotNull(form.Find(a.GetAttribute("href")!)));
        Assert.Equal("还差 5 项", form.Find(".bottombar .open").TextContent);

        await SaveAsync(form, id, new EssayChange("公用的伞", "邻里", "一把伞的四年。", true, Html: "<p>钉子上挂着一把黑伞。</p>"));

        await AdvanceUntilAsync(() => Missing(form).Count == 0);
        Assert.Contains("各项都已填好", form.Markup, StringComparison.Ordinal);
        Assert.Equal("可以提交了", form.Find(".bottombar .hint").TextContent);
    }

    [Fact]
    public async Task Prerender_BeforeItIsLive_LetsNobodyWriteAndTakesNoPen()
    {
        var id = await BeginAsync();

        var page = await new AngleSharp.Html.Parser.HtmlParser().ParseDocumentAsync(await PrerenderAsync<EssaySubmissionForm>(new() { ["EssayId"] = id }), Cancellation);

        Assert.All(page.QuerySelectorAll("[data-lock], [data-press]"), e => Assert.True(e.HasAttribute("disabled")));
        Assert.Equal(4, page.QuerySelectorAll("[data-lock], [data-press]").Length);
        Assert.True(page.QuerySelector("[data-editor]")!.HasAttribute("data-readonly"));
        Assert.Null((await LoadAsync(id)).Progress.Writer);
    }

    [Fact]
    public async Task Press_UntilItsScriptListens_Sleeps()
    {
        var form = await FormAsync(await BeginAsync(), isHeard: false);
        Assert.All(Presses(form), b => Assert.True(b.HasAttribute("disabled")));
        Assert.All(Locks(form), f => Assert.False(f.HasAttribute("disabled")));

        _mount.Give(_script);

        form.WaitForAssertion(() => Assert.All(Presses(form), b => Assert.False(b.HasAttribute("disabled"))));
    }

    [Fact]
    public async Task Clock_CountsToTheDeadlineInItsZone()
    {
        var form = await FormAsync(await BeginAsync());
        var clock = form.Find("[data-deadline]");
        Assert.Equal(("2026-11-24T07:00:00.0000000Z", "2026-11-23T07:00:00.0000000Z"), (clock.GetAttribute("data-deadline"), clock.GetAttribute("data-now")));
        Assert.Equal(["北京时间", "11 月 24 日 15:00"], form.FindAll(".until dl > :not([hidden])").Select(e => e.TextContent));
        Assert.Equal("1", form.Find("[data-d]").TextContent);
    }

    [Fact]
    public async Task Deadline_Extended_OpenFormShowsIt()
    {
        var form = await FormAsync(await BeginAsync());
        Assert.DoesNotContain("截稿时间改了", form.Markup, StringComparison.Ordinal);

        await ExtendAsync();

        await AdvanceUntilAsync(() => form.Markup.Contains("截稿时间改了，现在是 11 月 26 日 18:00。", StringComparison.Ordinal));
        // by the organiser's message, not because the old deadline has come
        Assert.True(Portal.NowUtc < Contest.ClosesUtc.AddHours(-1));
        Assert.Equal("2026-11-26T10:00:00.0000000Z", form.Find("[data-deadline]").GetAttribute("data-deadline"));
        Assert.Contains("11 月 26 日 18:00", form.Find(".until dl").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_PassesWithTheFormOpen_TakesWordsForTheGracePeriodAndThenNone()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        var form = await FormAsync(id);
        Assert.Empty(form.FindAll("[role=alert]:not([hidden]):not(.bad)"));

        Portal.Time.Advance(TimeSpan.FromDays(1));

        form.WaitForAssertion(() => Assert.Equal("已经截稿。截稿前点过“提交”的，15:15 前送达有效；现在写下的只留作草稿，不参加评审。", form.Find(".note.warn").TextContent));
        Assert.All(Presses(form), b => Assert.True(b.HasAttribute("disabled")));
        Assert.All(Locks(form), f => Assert.False(f.HasAttribute("disabled")));

        Portal.Time.Advance(TimeSpan.FromMinutes(15) + TimeSpan.FromSeconds(1));

        await AdvanceUntilAsync(() => form.Find(".note.warn").TextContent == "已过截稿时间，不再收改动。写下的文字还在。");
        Assert.All(Locks(form), f => Assert.True(f.HasAttribute("disabled")));
        Assert.Contains("公用的伞", form.Find("#essay-title").GetAttribute("value"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Deadline_ExtendedAfterItPassed_OpensTheFormAgain()
    {
        var form = await FormAsync(await Portal.WriteAsync(Author, Contest.Id));
        Portal.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        await AdvanceUntilAsync(() => Locks(form).All(f => f.HasAttribute("disabled")));

        await ExtendAsync();

        await AdvanceUntilAsync(() => Locks(form).All(f => !f.HasAttribute("disabled")));
        Assert.All(Presses(form), b => Assert.False(b.HasAttribute("disabled")));
        // what the script had begun with was refused: it begins anew
        Assert.Equal((2, 1), (_mount.Invocations.Count, _script.Ends));
    }

    [Fact]
    public async Task Deadline_PassedWhenOpened_IsSaid()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        Portal.Time.Advance(TimeSpan.FromDays(2));
        var form = await FormAsync(id);
        Assert.Contains("已过截稿时间", form.Find(".note.warn[role=alert]").TextContent, StringComparison.Ordinal);
        Assert.All(Locks(form).Concat(Presses(form)), e => Assert.True(e.HasAttribute("disabled")));
    }

    [Fact]
    public async Task Pen_TakenByAnotherWindow_LocksThisOneUntilItIsTakenBack()
    {
        var id = await BeginAsync();
        var form = await FormAsync(id);

        await Essays.OpenAsync(Author, id, "other", takeOver: true);
        await AdvanceUntilAsync(() => form.FindAll(".note.warn[role=alert]").Count > 0);
        Assert.Contains("这篇稿件正在另一个窗口里写", form.Find(".note.warn").TextContent, StringComparison.Ordinal);
        Assert.All(Locks(form).Concat(Presses(form)), e => Assert.True(e.HasAttribute("disabled")));
        Assert.True(form.Find("#essay-docx").Closest("[data-drop], .drop")!.HasAttribute("hidden"));
        await Essays.SaveAsync(Author, id, "other", new EssayChange("在另一个窗口写的"));

        form.FindAll("button").Single(b => b.TextContent == "在这里接着写").Click();

        form.WaitForAssertion(() => Assert.All(Locks(form).Concat(Presses(form)), e => Assert.False(e.HasAttribute("disabled"))));
        Assert.Equal("在另一个窗口写的", form.Find("#essay-title").GetAttribute("value"));
        Assert.Equal(Refusal.Stale, (await Essays.SaveAsync(Author, id, "other", new EssayChange("晚到的"))).Refused);
        // one script listens, not two
        Assert.Equal((2, 1), (_mount.Invocations.Count, _script.Ends));
    }

    [Fact]
    public async Task Pen_HeldElsewhereWhenOpened_IsLeftThere()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        using var held = Essays.Hold(id, TestEssays.Writer);

        var form = await FormAsync(id);

        Assert.Contains("这篇稿件正在另一个窗口里写", form.Find(".note.warn").TextContent, StringComparison.Ordinal);
        Assert.All(Locks(form).Concat(Presses(form)), e => Assert.True(e.HasAttribute("disabled")));
        Assert.Equal(TestEssays.Writer, (await LoadAsync(id)).Progress.Writer);
    }

    [Fact]
    public async Task Pen_WhenTheBrowserDies_IsFree()
    {
        var id = await BeginAsync();
        await FormAsync(id);
        Assert.True((await Essays.OpenAsync(Author, id, "next")).Value!.HeldElsewhere);

        await Connection.OnConnectionDownAsync((Circuit)null!, Cancellation);

        Assert.False((await Essays.OpenAsync(Author, id, "next")).Value!.HeldElsewhere);
    }

    [Fact]
    public async Task Sent_ThenChanged_SaysThatTheReceiptsVersionCounts()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        await Portal.SendAsync(Author, id);
        var form = await FormAsync(id);
        Assert.Contains("已经提交。改动以后可以再次提交。", form.Markup, StringComparison.Ordinal);
        Assert.All(Presses(form), b => Assert.True(b.HasAttribute("disabled")));
        Assert.Equal("已经提交", form.Find(".bottombar .hint").TextContent);

        await SaveAsync(form, id, new EssayChange("公用的黑伞"));

        await AdvanceUntilAsync(() => form.Markup.Contains("有改动还没有提交：以上次提交的为准。", StringComparison.Ordinal));
        Assert.All(Presses(form), b => Assert.Equal(("再次提交", false), (b.TextContent, b.HasAttribute("disabled"))));
    }

    [Fact]
    public async Task Withdrawn_InAnotherWindow_SaysThatItDoesNotCount()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        await Portal.SendAsync(Author, id);
        var form = await FormAsync(id);

        Assert.True((await Essays.WithdrawAsync(Author, id)).IsDone);

        await AdvanceUntilAsync(() => form.Markup.Contains("已经撤回。再次提交，才参加评审。", StringComparison.Ordinal));
        Assert.All(Presses(form), b => Assert.False(b.HasAttribute("disabled")));
    }

    [Fact]
    public async Task Returned_WhileTheFormIsOpen_ShowsTheReasonAndItsOwnDeadline()
    {
        var id = await Portal.WriteAsync(Author, Contest.Id);
        await Portal.SendAsync(Author, id);
        var form = await FormAsync(id);
        Portal.Time.Advance(TimeSpan.FromDays(1) + TimeSpan.FromHours(1));
        await AdvanceUntilAsync(() => Locks(form).All(f => f.HasAttribute("disabled")));

        var returned = await Portal.Get<Screening>().ReturnAsync(TestPortal.Editor, id, "请补上图片说明", Contest.ClosesUtc.AddHours(8).AddDays(3));
        Assert.True(returned.IsDone, returned.Detail);

        await AdvanceUntilAsync(() => Locks(form).All(f => !f.HasAttribute("disabled")));
        Assert.Equal("退回补正 请补上图片说明", form.Find(".note.warn").TextContent);
        Assert.Contains("11 月 27 日 15:00", form.Find(".until dl").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_SomebodyElsesEssay_IsRefusedInWords()
    {
        var id = await Portal.WriteAsync(await Portal.AddAuthorAsync("何青"), Contest.Id);
        var form = Show<EssaySubmissionForm>(p => p.Add(c => c.EssayId, id));
        Assert.Equal("您不能改动这篇稿件。请确认登录的是自己的账户。", form.Find("[role=status]").TextContent);
        Assert.DoesNotContain("公用的伞", form.Markup, StringComparison.Ordinal);
    }

    private static List<string> Missing(IRenderedComponent<EssaySubmissionForm> form) => [.. form.FindAll(".todo .open").Select(l => l.TextContent.Trim())];

    private static IEnumerable<IElement> Presses(IRenderedComponent<EssaySubmissionForm> form) => form.FindAll("[data-press]");

    private static IEnumerable<IElement> Locks(IRenderedComponent<EssaySubmissionForm> form) => form.FindAll("[data-lock]");

    private async Task<IRenderedComponent<EssaySubmissionForm>> FormAsync(int essayId, bool isHeard = true)
    {
        Context.JSInterop.SetupModule("./essay-form.js").AddInvocationHandler(_mount);
        if (isHeard)
            _mount.Give(_script);
        await Connection.OnConnectionUpAsync((Circuit)null!, Cancellation);
        return Show<EssaySubmissionForm>(p => p.Add(c => c.EssayId, essayId));
    }

    /// <summary>As the page's own script saves.</summary>
    private async Task SaveAsync(IRenderedComponent<EssaySubmissionForm> form, int essayId, EssayChange change)
    {
        var saved = await Essays.SaveAsync(Author, essayId, form.Find("[data-writer]").GetAttribute("data-writer")!, change);
        Assert.True(saved.IsDone, saved.Detail);
    }

    private async Task ExtendAsync()
    {
        var extended = await Portal.Get<Organising>().ExtendAsync(TestPortal.Editor, Contest.Id, new DateTime(2026, 11, 26, 18, 0, 0));
        Assert.True(extended.IsDone, extended.Detail);
    }

    /// <summary>Begins the form's script, when the test lets it.</summary>
    private sealed class Mount() : JSRuntimeInvocationHandlerBase<IJSObjectReference>(i => i.Identifier == "mount", false)
    {
        public void Give(IJSObjectReference script) => SetResultBase(script);
    }

    /// <summary>What <c>mount</c> gives back.</summary>
    private sealed class Script : IJSObjectReference
    {
        public int Ends { get; private set; }

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, object?[]? args) => InvokeAsync<TValue>(identifier, default, args);

        public ValueTask<TValue> InvokeAsync<TValue>(string identifier, CancellationToken cancellationToken, object?[]? args)
        {
            if (identifier is "dispose" or "handOver")
                Ends++;
            return default;
        }

        public ValueTask DisposeAsync() => default;
    }
}
