namespace Portal.Web.Account;

/// <summary>What has just been done when somebody is asked to sign in.</summary>
public enum SignInNews
{
    Joined,

    /// <summary>Joined, and an administrator has to approve it first.</summary>
    Pending,
    Password,
    Email,
    Setup,
}
