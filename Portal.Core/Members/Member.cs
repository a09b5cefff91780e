using Microsoft.AspNetCore.Identity;

namespace Portal.Core;

/// <summary>A person with an account.</summary>
public sealed class Member : IdentityUser<int>
{
    /// <summary>The name others see, up to 60 characters.</summary>
    [PersonalData]
    public string DisplayName { get; set; } = "";

    public DateTime JoinedUtc { get; set; }
}
