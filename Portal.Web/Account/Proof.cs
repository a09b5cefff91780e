namespace Portal.Web.Account;

/// <summary>Forms for what needs a fresh proof. Core decides; a page only shows the shorter way first.</summary>
internal static class Proof
{
    /// <summary>Whether to show the form rather than the question who it is. A form that has been sent must be there to be answered, however old the proof is by then.</summary>
    public static bool Opens(this HttpContext context, Actor actor, TimeProvider time) =>
        HttpMethods.IsPost(context.Request.Method) || actor.HasProved(time.GetUtcNow().UtcDateTime);
}
