using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Portal.Core;

/// <summary>One unit of work on accounts: Identity's managers over a context of their own.</summary>
internal sealed class MemberWork : IAsyncDisposable
{
    private readonly AsyncServiceScope _scope;

    public MemberWork(IServiceScopeFactory scopes)
    {
        _scope = scopes.CreateAsyncScope();
        Users = _scope.ServiceProvider.GetRequiredService<UserManager<Member>>();
        Db = _scope.ServiceProvider.GetRequiredService<PortalDb>();
    }

    public UserManager<Member> Users { get; }

    public PortalDb Db { get; }

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    /// <summary>By user name, else by e-mail address.</summary>
    public async Task<Member?> FindAsync(string nameOrEmail)
    {
        var name = UserNames.Normalize(nameOrEmail);
        if (name.Length == 0)
            return null;
        return await Users.FindByNameAsync(name) ?? (name.Contains('@', StringComparison.Ordinal) ? await Users.FindByEmailAsync(name) : null);
    }

    /// <summary>Identity's codes for what is wrong with a password, separated by spaces; null when nothing is.</summary>
    public async Task<string?> PasswordProblemAsync(Member member, string password)
    {
        List<string> codes = [];
        foreach (var validator in Users.PasswordValidators)
            codes.AddRange((await validator.ValidateAsync(Users, member, password)).Errors.Select(e => e.Code));
        return codes.Count == 0 ? null : string.Join(' ', codes);
    }

    /// <summary>Identity's codes for what is wrong with name and address, in this form or because others have them; null when nothing is.</summary>
    public async Task<string?> AccountProblemAsync(Member member)
    {
        List<string> codes = [];
        if (!string.IsNullOrEmpty(member.UserName) && !UserNames.IsValid(member.UserName))
            codes.Add(nameof(IdentityErrorDescriber.InvalidUserName));
        foreach (var validator in Users.UserValidators)
            codes.AddRange((await validator.ValidateAsync(Users, member)).Errors.Select(e => e.Code));
        return codes.Count == 0 ? null : string.Join(' ', codes.Distinct());
    }

    /// <summary>Stores a new account with its roles, in the caller's transaction. Its password is already hashed.</summary>
    /// <returns>Null, or Identity's codes for what is wrong.</returns>
    public async Task<string?> AddAsync(Member member, IEnumerable<Role> roles)
    {
        if (await AccountProblemAsync(member) is { } problem)
            return problem;
        var made = await Users.CreateAsync(member);
        if (!made.Succeeded)
            return string.Join(' ', made.Errors.Select(e => e.Code));
        await SetRolesAsync(member.Id, roles);
        return null;
    }

    /// <summary>Gives the member these roles and no others, beside <see cref="Role.Member"/>, which everybody holds.</summary>
    public async Task SetRolesAsync(int memberId, IEnumerable<Role> roles)
    {
        List<string> wanted = [.. roles.Append(Role.Member).Distinct().Select(r => r.ToString())];
        var known = await Db.Roles.ToListAsync();
        foreach (var name in wanted.Where(w => !known.Exists(r => r.Name == w)))
        {
            var role = new IdentityRole<int>(name) { NormalizedName = name.ToUpperInvariant() };
            Db.Roles.Add(role);
            known.Add(role);
        }

        await Db.SaveChangesAsync();
        Db.UserRoles.RemoveRange(await Db.UserRoles.Where(r => r.UserId == memberId).ToListAsync());
        await Db.SaveChangesAsync();
        Db.UserRoles.AddRange(known.Where(r => wanted.Contains(r.Name!)).Select(r => new IdentityUserRole<int> { UserId = memberId, RoleId = r.Id }));
        await Db.SaveChangesAsync();
    }

    /// <summary>Whether taking the administrator's role from this member would leave the portal without one.</summary>
    public async Task<bool> IsLastAdministratorAsync(int memberId)
    {
        var others = Db.UserRoles.Join(Db.Roles.Where(r => r.Name == nameof(Role.Administrator)), r => r.RoleId, r => r.Id, (r, _) => r.UserId)
            .Join(Db.Users.Where(u => u.State == MemberState.Active), id => id, u => u.Id, (id, _) => id);
        return await others.ContainsAsync(memberId) && await others.AllAsync(id => id == memberId);
    }
}
