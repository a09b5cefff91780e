namespace Portal.Web.Account;

/// <summary>What the pages of the own account say, by the codes of Core and of their addresses. Keys of <c>Text.resx</c>.</summary>
internal static class AccountSentences
{
    /// <summary>What has been done, after the page was sent and loaded anew; null for a code nobody gave.</summary>
    public static string? Done(string? code) => code switch
    {
        "profile" => "已保存。",
        "email" => "确认信已寄往新邮箱。点开信里的链接，更改才生效。",
        "password" => "密码已修改。其他设备需要用新密码重新登录。",
        "totp-off" => "验证器应用已关闭。",
        "passkey-added" => "通行密钥已添加。下次登录可以直接用它。",
        "passkey-renamed" => "名称已保存。",
        "passkey-removed" => "通行密钥已移除。您也可以在设备的设置里把它删掉。",
        "session-ended" => "那台设备已退出登录。",
        _ => null,
    };

    /// <summary>What is wrong with a field.</summary>
    /// <param name="detail">See <see cref="Outcome.Detail"/>: codes separated by spaces.</param>
    /// <param name="field">Only codes that begin with it count.</param>
    public static string? Problem(string? detail, string field) =>
        detail?.Split(' ').Where(c => c.StartsWith(field, StringComparison.Ordinal)).Select(Problem).FirstOrDefault();

    /// <summary>Why nothing was done, where no field is to blame.</summary>
    public static string Refused(Refusal refusal) => refusal switch
    {
        Refusal.TooMany => "试得太多了，请过一刻钟再来。",
        Refusal.Stale => "刚才这里有别的改动，请再试一次。",
        _ => "没有做成，请刷新页面再试。",
    };

    public static string Method(SignInMethod method) => method switch
    {
        SignInMethod.Password => "用密码登录",
        SignInMethod.Totp => "用密码和验证码登录",
        SignInMethod.RecoveryCode => "用密码和恢复码登录",
        _ => "用通行密钥登录",
    };

    public static string Name(Role role) => role switch
    {
        Role.Member => "会员",
        Role.Judge => "评委",
        Role.Editor => "编辑",
        _ => "管理员",
    };

    public static string Name(CouncilTier tier) => tier switch
    {
        CouncilTier.VicePresident => "副理事长单位",
        CouncilTier.Standing => "常务理事单位",
        _ => "理事单位",
    };

    private static string Problem(string code) => code switch
    {
        "DisplayName" => "请填写姓名，不超过 60 个字。",
        "Organisation" => "单位名称不能超过 100 个字。",
        "UnitId" => "这个理事单位已经不在名单里了，请重新选择。",
        "Email" => "请填写完整的电子邮件地址。",
        "Current" => "当前密码不对，请再试一次。",
        "Code" => "验证码不对。请输入应用里正在显示的六位数字，并看看手机的时间是否准确。",
        "Name" => "请给它起个名称，不超过 60 个字。",
        "PasswordTooShort" => "新密码至少要 8 个字符。",
        PasswordRules.TooLong => "新密码不能超过 256 个字符。",
        PasswordRules.Common => "这个密码太常见，或者和您的名字一样，很容易被猜中。请换一个。",
        _ => "这里填得不对，请检查。",
    };
}
