using System.Text.Json;
using Bunit;
using Microsoft.Extensions.DependencyInjection;
using Portal.Core;
using Portal.Web.Shared;

namespace Portal.Tests.Web.Shared;

/// <summary>What the component renders and hands on; what its module does is tried in a browser.</summary>
public sealed class RichTextEditorTests : BunitContext
{
    private readonly BunitJSModuleInterop _module;
    private readonly BunitJSModuleInterop _editor;

    public RichTextEditorTests()
    {
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo("zh-Hans");
        Services.AddLocalization().AddSingleton(TimeProvider.System);
        _module = JSInterop.SetupModule("./Shared/RichTextEditor.razor.js");
        _editor = _module.SetupModule("mount", _ => true);
        _editor.SetupVoid("update", _ => true).SetVoidResult();
        _editor.SetupVoid("dispose", _ => true).SetVoidResult();
        _editor.Setup<bool>("flush").SetResult(true);
    }

    [Fact]
    public void Render_WithoutScript_ShowsTheTextAndLetsNobodyWrite()
    {
        var editor = Render<RichTextEditor>(p => Fill(p).Add(e => e.InitialHtml, SafeHtml.Clean("<p>门后有一枚<em>钉子</em></p>")));

        var area = editor.Find("[role=textbox]");
        Assert.Equal("<p>门后有一枚<em>钉子</em></p>", area.InnerHtml);
        Assert.False(area.HasAttribute("contenteditable"));
        Assert.Equal("label", area.GetAttribute("aria-labelledby"));
        Assert.Empty(editor.FindAll("form"));
        Assert.All(editor.FindAll("button"), b => Assert.Equal("button", b.GetAttribute("type")));
    }

    [Fact]
    public void Render_WithoutAPlaceForPictures_HasNoButtonForThem()
    {
        var editor = Render<RichTextEditor>(p => Fill(p, picture: null));

        Assert.Empty(editor.FindAll("[data-do=picture], [data-picker], [data-dialog=picture]"));
        Assert.DoesNotContain("picture", editor.Find(".editor").GetAttribute("data-can")!.Split(' '));
        Assert.NotEmpty(editor.FindAll("[data-do=table]"));
    }

    [Fact]
    public void Words_ForTheModule_AreSentencesOfThePage()
    {
        var editor = Render<RichTextEditor>(p => Fill(p));

        var words = JsonSerializer.Deserialize<Dictionary<string, string>>(editor.Find(".editor").GetAttribute("data-words")!)!;
        Assert.Equal("{0} 字，还差 {1} 字", words["missing"]);
        Assert.All(words.Values, w => Assert.NotEmpty(w));
    }

    [Fact]
    public async Task Saved_ByTheModule_ReachesThePage()
    {
        EditorSaved? heard = null;
        var editor = Render<RichTextEditor>(p => Fill(p).Add(e => e.OnSaved, s => heard = s));

        await editor.InvokeAsync(() => editor.Instance.SavedAsync(JsonDocument.Parse("""{ "saved": "2026-11-24T06:32:05Z", "characters": 2846 }""").RootElement));

        Assert.Equal((2846, new DateTime(2026, 11, 24, 6, 32, 5, DateTimeKind.Utc)), (heard!.Characters, heard.AtUtc));
        Assert.Equal(DateTimeKind.Utc, heard.AtUtc.Kind);
    }

    [Fact]
    public async Task Refused_ByTheServer_ReachesThePage()
    {
        EditorRefused? heard = null;
        var editor = Render<RichTextEditor>(p => Fill(p).Add(e => e.OnRefused, s => heard = s));

        await editor.InvokeAsync(() => editor.Instance.RefusedAsync(409, "别处正在写。"));

        Assert.Equal(new EditorRefused(409, "别处正在写。"), heard);
    }

    [Fact]
    public async Task NewParameters_ChangeTheModule_AndNeverTheElements()
    {
        var editor = Render<RichTextEditor>(p => Fill(p).Add(e => e.InitialHtml, SafeHtml.Clean("<p>一</p>")));

        editor.Render(p => Fill(p, writer: "pen-2").Add(e => e.InitialHtml, SafeHtml.Clean("<p>二</p>")).Add(e => e.ReadOnly, true));

        Assert.Equal("<p>一</p>", editor.Find("[role=textbox]").InnerHtml);
        var told = JsonSerializer.Serialize(Assert.Single(_editor.Invocations["update"]).Arguments[0]);
        Assert.Equal("""{"writer":"pen-2","save":"/save","isReadOnly":true}""", told);
        Assert.True(await editor.InvokeAsync(editor.Instance.FlushAsync));
    }

    private static ComponentParameterCollectionBuilder<RichTextEditor> Fill(
        ComponentParameterCollectionBuilder<RichTextEditor> p, string? picture = "/picture", string writer = "pen-1") => p
        .Add(e => e.Key, "essay-1").Add(e => e.SaveUrl, "/save").Add(e => e.PictureUrl, picture).Add(e => e.Writer, writer).Add(e => e.LabelledBy, "label");
}
