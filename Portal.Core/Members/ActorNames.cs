using Microsoft.EntityFrameworkCore;

namespace Portal.Core;

internal static class ActorNames
{
    /// <summary>How colleagues know the actor: the name shown, or else the one to sign in with.</summary>
    public static async Task<string> NameOfAsync(this PortalDb db, Actor actor) =>
        await db.Users.Where(u => u.Id == actor.MemberId).Select(u => u.DisplayName).FirstOrDefaultAsync() is { Length: > 0 } name ? name : actor.Name;
}
