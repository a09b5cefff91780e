using System.Globalization;
using System.Security.Claims;
using Bunit;
using Bunit.TestDoubles;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Web.Features;

/// <summary>Base of tests of the essay form's parts: an author who is signed in, a contest that is open, and an essay.</summary>
public abstract class EssayIslandTest : IslandTest
{
    protected Essays Essays => Portal.Get<Essays>();

    protected Contest Contest { get; private set; } = null!;

    protected Actor Author { get; private set; } = null!;

    protected override async ValueTask ArrangeAsync()
    {
        Author = await Portal.AddAuthorAsync();
        Contest = await Portal.AddOpenContestAsync(Rule);
        Context.AddAuthorization().SetAuthorized("fang").SetClaims(new Claim(ClaimTypes.NameIdentifier, Author.MemberId.ToString(CultureInfo.InvariantCulture)));
        foreach (var script in (string[])["./Shared/RichTextEditor.razor.js", "./Features/Contests/AttachmentUploads.razor.js"])
            Context.JSInterop.SetupModule(script).SetupModule("mount", _ => true).Mode = JSRuntimeMode.Loose;
    }

    /// <summary>What the contest asks for.</summary>
    protected virtual void Rule(Contest contest)
    {
    }

    /// <summary>Number of an essay that lacks everything, and that no window has open.</summary>
    protected async Task<int> BeginAsync() => (await Essays.BeginAsync(Author, Contest.Id)).Value;

    protected async Task<(EssayDraft Draft, EssayProgress Progress)> LoadAsync(int essayId) =>
        ((await Essays.OpenAsync(Author, essayId)).Value!, (await Essays.ProgressAsync(Author, essayId)).Value!);
}
