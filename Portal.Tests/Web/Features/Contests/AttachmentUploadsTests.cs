using System.Text.Json;
using Bunit;
using Microsoft.AspNetCore.Components;
using Portal.Core;
using Portal.Tests.Support;
using Portal.Web.Features.Contests;

namespace Portal.Tests.Web.Features;

/// <summary>What the component renders and hands on; how files travel is tried in a browser.</summary>
public sealed class AttachmentUploadsTests : EssayIslandTest
{
    private int _changes;

    [Fact]
    public async Task Render_SaysWhatIsTaken()
    {
        var uploads = await UploadsAsync();

        Assert.Contains("可不传；docx、pdf，每个不超过 3 MB，最多 2 个", uploads.Find(".label").TextContent, StringComparison.Ordinal);
        Assert.Equal(".docx,.pdf", uploads.Find("[data-picker]").GetAttribute("accept"));
        Assert.Equal("选择文件", uploads.Find("[data-choose]").TextContent);
        Assert.Equal(uploads.Find(".label").Id, uploads.Find("[data-list]").GetAttribute("aria-labelledby"));
    }

    [Fact]
    public async Task Words_ForTheModule_AreSentencesOfThePage()
    {
        var words = JsonSerializer.Deserialize<Dictionary<string, string>>((await UploadsAsync()).Find("[data-uploads]").GetAttribute("data-words")!)!;
        Assert.Equal("断在 {0}%，连上后接着传", words["broken"]);
        Assert.All(words.Values, w => Assert.NotEmpty(w));
    }

    [Fact]
    public async Task Changed_ByTheModule_ReachesThePage()
    {
        var uploads = await UploadsAsync();
        await uploads.InvokeAsync(uploads.Instance.ChangedAsync);
        Assert.Equal(1, _changes);
    }

    [Fact]
    public async Task Locked_FromTheBeginning_OffersNothing()
    {
        var uploads = await UploadsAsync(isLocked: true);
        Assert.True(uploads.Find("[data-uploads]").HasAttribute("data-locked"));
        Assert.True(uploads.Find("[data-drop]").HasAttribute("hidden"));
    }

    [Fact]
    public async Task Locked_LaterAndOpenedAgain_TellsTheModule()
    {
        var uploads = await UploadsAsync();
        uploads.Render(p => p.Add(c => c.IsLocked, true));
        uploads.Render(p => p.Add(c => c.IsLocked, true));
        uploads.Render(p => p.Add(c => c.IsLocked, false));
        Assert.Equal([true, false], Context.JSInterop.Invocations["lock"].Select(i => (bool)i.Arguments[0]!));
    }

    protected override void Rule(Contest contest) => (contest.AttachmentTypes, contest.MaxAttachments, contest.MaxAttachmentMegabytes) = (["docx", "pdf"], 2, 3);

    private async Task<IRenderedComponent<AttachmentUploads>> UploadsAsync(bool isLocked = false)
    {
        var (draft, _) = await LoadAsync(await BeginAsync());
        return Show<AttachmentUploads>(p => p.Add(c => c.EssayId, draft.Id).Add(c => c.Writer, TestEssays.Pen).Add(c => c.Rules, draft.Rules).Add(c => c.IsLocked, isLocked)
            .Add(c => c.OnChanged, EventCallback.Factory.Create(this, () => _changes++)));
    }
}
