using System.Text;
using Microsoft.EntityFrameworkCore;
using Portal.Core;
using Portal.Tests.Support;

namespace Portal.Tests.Core;

public sealed class MemberImportsTests : CoreTest
{
    private MemberImports Imports => Portal.Get<MemberImports>();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Plan_ChineseTable_IsReadInEitherEncoding(bool gb18030)
    {
        var encoding = gb18030 ? CodePagesEncodingProvider.Instance.GetEncoding("GB18030")! : new UTF8Encoding(true);
        var plan = await PlanAsync([.. encoding.Preamble, .. encoding.GetBytes("姓名,电子邮件,单位,备注\r\n何青,heqing@qinghe.example,\"山前社区, 二组\",旧会员\r\n\r\n方小满,fang@qinghe.example\r\n")]);

        Assert.Equal(
            [new ImportRow(2, "heqing", "heqing@qinghe.example", "何青", "山前社区, 二组", "zh-Hans", null), new ImportRow(4, "fang", "fang@qinghe.example", "方小满", "", "zh-Hans", null)],
            plan.Rows);
        Assert.Equal([new ImportColumn("姓名", "何青", ImportField.DisplayName), new("电子邮件", "heqing@qinghe.example", ImportField.Email), new("单位", "山前社区, 二组", ImportField.Organisation), new("备注", "旧会员", null)], plan.Layout);
    }

    [Fact]
    public async Task Plan_WhatIsWrongOrTwice_IsNamedByLine()
    {
        await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("known", "known@qinghe.example", "在", TestMember.Password, []));
        var plan = await PlanAsync("Name;User name;E-mail;Language\nA;aa;a@x.example;en\nB;bb;A@X.example;\nC;AA;c@x.example;\nD;known;d@x.example;\nE;ee;KNOWN@qinghe.example;\nF;ff;no address;\n;gg;g@x.example;\nH;h h;h@x.example;\n"u8.ToArray());

        Assert.Equal(
            [null, ImportProblem.Repeated, ImportProblem.Repeated, ImportProblem.Known, ImportProblem.Known, ImportProblem.Email, ImportProblem.DisplayName, ImportProblem.UserName],
            plan.Rows.Select(r => r.Problem));
        Assert.Equal(("en", 1), (plan.Rows[0].Language, plan.Ready));
        await using var db = Portal.Db();
        Assert.Equal(1, await db.Users.CountAsync(Token));
    }

    [Fact]
    public async Task Plan_FilesThatAreNone_AreRefused()
    {
        Assert.Equal("Empty", (await Imports.PlanAsync(Actor.Console, [], cancellation: Token)).Detail);
        Assert.Equal("File", (await Imports.PlanAsync(Actor.Console, [.. Enumerable.Repeat((byte)0, 300)], cancellation: Token)).Detail);
        Assert.Equal(Refusal.TooMany, (await Imports.PlanAsync(Actor.Console, Encoding.UTF8.GetBytes("name,email\n" + string.Concat(Enumerable.Range(0, MemberImports.MostRows + 1).Select(i => $"n,{i}@x.example\n"))), cancellation: Token)).Refused);
    }

    [Fact]
    public async Task Plan_HeadingsNobodyKnows_SaysWhatIsMissingUntilSomebodySaysWhatTheColumnsAre()
    {
        var file = "姓 名,联系方式,部门\n何青,heqing@qinghe.example,二组\n"u8.ToArray();
        var plan = await PlanAsync(file);
        Assert.Equal([ImportField.DisplayName, ImportField.Email], plan.Missing);
        Assert.Empty(plan.Rows);
        Assert.Equal(new ImportColumn("联系方式", "heqing@qinghe.example", null), plan.Layout[1]);

        var mapped = (await Imports.PlanAsync(Actor.Console, file, new ImportMapping([ImportField.DisplayName, ImportField.Email, ImportField.Email]), Token)).Value!;

        Assert.Equal([new ImportRow(2, "heqing", "heqing@qinghe.example", "何青", "", "zh-Hans", null)], mapped.Rows);
        Assert.Null(mapped.Layout[2].Field);
    }

    [Fact]
    public async Task Plan_NoHeadings_TakesTheFirstLineForAPersonWhenToldSo()
    {
        var plan = (await Imports.PlanAsync(Actor.Console, "heqing@qinghe.example,何青\nfang@qinghe.example,方小满\n"u8.ToArray(), new ImportMapping([ImportField.Email, ImportField.DisplayName], HasHeadings: false), Token)).Value!;

        Assert.Equal([(1, "何青"), (2, "方小满")], plan.Rows.Select(r => (r.Line, r.DisplayName)));
        Assert.Equal(new ImportColumn("", "何青", ImportField.DisplayName), plan.Layout[1]);
    }

    [Fact]
    public async Task Import_Rows_BecomeMembersWhoChooseTheirPasswordByMail()
    {
        var plan = await PlanAsync("name,email\n何青,heqing@qinghe.example\nB,no\n"u8.ToArray());

        var done = (await Imports.ImportAsync(TestPortal.Administrator, plan.Rows, cancellation: Token)).Value!;

        Assert.Equal([null], done.Select(d => d.Problem));
        await using var db = Portal.Db();
        var mail = await db.OutgoingMails.SingleAsync(Token);
        Assert.Equal(("heqing@qinghe.example", "account.invitation", true), (mail.To, mail.Kind, mail.IsSecret));
        var key = Uri.UnescapeDataString(mail.Text.Split("token=")[1].Split('\n')[0]);
        Assert.Equal("heqing", await Portal.Get<Credentials>().ResetNameAsync(key));
        Assert.True((await Portal.Get<Credentials>().ResetPasswordAsync(Actor.Visitor, key, TestMember.Password)).IsDone);
        Assert.Contains(await Portal.AuditAsync(), a => a is { Action: "member.import", Detail: "heqing", ActorName: "admin" });
        // the same table again brings nobody in twice
        Assert.Equal(ImportProblem.Known, (await Imports.ImportAsync(TestPortal.Administrator, plan.Rows, cancellation: Token)).Value![0].Problem);
    }

    [Fact]
    public async Task Import_Stopped_KeepsWhatWasDoneAndNothingElse()
    {
        var plan = await PlanAsync("name,email\nA,a1@x.example\nB,b1@x.example\nC,c1@x.example\n"u8.ToArray());
        using var stop = new CancellationTokenSource();

        var done = (await Imports.ImportAsync(TestPortal.Administrator, plan.Rows, new Stopper(stop), stop.Token)).Value!;

        Assert.Equal(["a1"], done.Select(d => d.UserName));
        await using var db = Portal.Db();
        Assert.Equal(1, await db.Users.CountAsync(Token));
    }

    [Fact]
    public async Task Export_ThenPlan_ReadsItsOwnTable()
    {
        await Portal.Get<Members>().CreateAsync(Actor.Console, new NewMember("heqing", "heqing@qinghe.example", "=何青", TestMember.Password, []));
        List<MemberRow> rows = [];
        await foreach (var row in (await Portal.Get<MemberLists>().ExportAsync(TestPortal.Administrator, "heqing")).Value!.Rows.WithCancellation(Token))
            rows.Add(row);

        var plan = await PlanAsync(Csv.Of([["姓名", "电子邮件"], .. rows.Select(r => (object?[])[r.DisplayName, r.Email])]));

        Assert.Equal(("=何青", ImportProblem.Known), (plan.Rows[0].DisplayName, plan.Rows[0].Problem));
    }

    private async Task<ImportPlan> PlanAsync(byte[] file)
    {
        var plan = await Imports.PlanAsync(TestPortal.Administrator, file, cancellation: Token);
        Assert.True(plan.IsDone, plan.Detail);
        return plan.Value;
    }

    private sealed class Stopper(CancellationTokenSource stop) : IProgress<int>
    {
        public void Report(int value) => stop.Cancel();
    }
}
