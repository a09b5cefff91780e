using Microsoft.AspNetCore.Components.Authorization;
using Portal.Web.Hosting;

namespace Portal.Web.Account;

/// <summary>Who is signed in, in the words of Core.</summary>
public sealed class CurrentActor(AuthenticationStateProvider authentication, IHttpContextAccessor http, Visitor visitor)
{
    public async Task<Actor> GetAsync() =>
        SessionPrincipal.ActorOf((await authentication.GetAuthenticationStateAsync()).User, http.HttpContext?.Connection.RemoteIpAddress?.ToString() ?? visitor.Address);
}
