using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>What it takes to make an account.</summary>
public sealed record NewMember(string UserName, string Email, string DisplayName, string Password, params IReadOnlyList<Role> Roles);

/// <summary>会员.</summary>
public sealed class Members(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Makes an account.</summary>
    /// <param name="actor">An administrator.</param>
    /// <param name="member">User names and e-mail addresses are unique; the password has at least 8 characters.</param>
    /// <returns>The member's number, or what is wrong: Identity's codes, separated by spaces.</returns>
    public async Task<Outcome<int>> CreateAsync(Actor actor, NewMember member)
    {
        if (!actor.Is(Role.Administrator))
            return Refusal.NotAllowed;
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
        var roles = scope.ServiceProvider.GetRequiredService<RoleManager<IdentityRole<int>>>();
        var db = scope.ServiceProvider.GetRequiredService<PortalDb>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var now = time.GetUtcNow().UtcDateTime;
        var user = new Member { UserName = member.UserName, Email = member.Email, DisplayName = member.DisplayName, JoinedUtc = now, EmailConfirmed = true };
        var made = await users.CreateAsync(user, member.Password);
        if (!made.Succeeded)
            return Outcome.Invalid(string.Join(' ', made.Errors.Select(e => e.Code)));
        foreach (var role in member.Roles.Append(Role.Member).Distinct())
        {
            if (!await roles.RoleExistsAsync(role.ToString()))
                await roles.CreateAsync(new IdentityRole<int>(role.ToString()));
            await users.AddToRoleAsync(user, role.ToString());
        }

        db.Note(actor, now, "member.create", $"member/{user.Id}", string.Join(", ", member.Roles));
        await db.SaveChangesAsync();
        await transaction.CommitAsync();
        return user.Id;
    }
}
