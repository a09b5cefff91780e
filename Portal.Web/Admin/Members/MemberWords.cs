namespace Portal.Web.Admin.Members;

/// <summary>States and roles in the reader's language.</summary>
internal static class MemberWords
{
    public static string Of(MemberState state, IStringLocalizer<Text> words) => words[state switch
    {
        MemberState.Active => "正常",
        MemberState.Pending => "待审核",
        _ => "已停用",
    }];

    public static string ChipOf(MemberState state) => state switch
    {
        MemberState.Active => "chip live",
        MemberState.Pending => "chip wait",
        _ => "chip gone",
    };

    public static string Of(Role role, IStringLocalizer<Text> words) => words[role switch
    {
        Role.Judge => "评委",
        Role.Editor => "编辑",
        Role.Administrator => "管理员",
        _ => "会员",
    }];

    /// <summary>What a column of an imported table holds.</summary>
    public static string Of(ImportField field, IStringLocalizer<Text> words) => words[field switch
    {
        ImportField.DisplayName => "姓名",
        ImportField.Email => "电子邮件",
        ImportField.UserName => "用户名",
        ImportField.Organisation => "单位",
        _ => "语言",
    }];

    public static string MayOf(Role role, IStringLocalizer<Text> words) => words[role switch
    {
        Role.Judge => "评审征文来稿",
        Role.Editor => "编写、发布和撤下文章与通知",
        _ => "管理会员、站点设置和全部内容",
    }];
}
