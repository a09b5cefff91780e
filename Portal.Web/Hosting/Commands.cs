using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.Localization;

namespace Portal.Web.Hosting;

/// <summary>The commands of the one executable. <c>serve</c> is what it does when nothing is said.</summary>
internal static class Commands
{
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            // configuration such as --Portal:DataPath=/srv goes through to every command
            var settings = args.Where(IsSetting).ToArray();
            return await Root(settings).Parse(args.Except(settings).ToArray()).InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (ConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            await Console.Error.WriteLineAsync($"{e.Message} Another program listens there; choose another address with --urls=http://localhost:5081.");
            return 2;
        }
    }

    private static bool IsSetting(string argument) =>
        argument.StartsWith("--", StringComparison.Ordinal) && argument.IndexOf('=', StringComparison.Ordinal) is > 2 and var equals
        && (argument[..equals].Contains(':', StringComparison.Ordinal) || argument[2..equals].ToLowerInvariant() is "urls" or "environment" or "http_ports" or "contentroot" or "applicationname");

    private static RootCommand Root(string[] settings)
    {
        var serve = new Command("serve", "Serve the portal (the default).");
        serve.SetAction((_, cancellation) => ServeAsync(settings, cancellation));
        var root = new RootCommand("Portal: a living website for learned societies. Settings go in appsettings.json, in the environment (Portal__DataPath) or here (--Portal:DataPath=FOLDER).")
        {
            serve, Import(settings), Sample(settings), Users(settings), BackupCommands.Backup(settings), BackupCommands.Restore(settings), AuditCommands.Audit(settings), SearchCommands.Search(settings),
        };
        root.SetAction((_, cancellation) => ServeAsync(settings, cancellation));
        return root;
    }

    private static async Task<int> ServeAsync(string[] settings, CancellationToken cancellation)
    {
        var app = await PortalHost.BuildAsync(PortalHost.CreateBuilder(settings));
        await using (app)
        {
            await app.StartAsync(cancellation);
            Console.WriteLine($"Portal: {string.Join(' ', app.Urls)}");
            var data = app.Services.GetRequiredService<DataFolder>();
            var mail = app.Services.GetRequiredService<MailOptions>();
            Console.WriteLine($"Data:   {data.Path}");
            Console.WriteLine(mail.SmtpHost.Length > 0 ? $"Mail:   {mail}" : $"Mail:   no Email:SmtpHost, mails are written to {data.Outbox}");
            if (await FirstAdministrator.LinkAsync(app.Services) is { } link)
                Console.WriteLine($"First administrator: {link} (works once, for {Setup.LinkLasts.TotalHours} hours)");
            await app.WaitForShutdownAsync(cancellation);
        }

        return 0;
    }

    private static Command Sample(string[] settings)
    {
        var articles = new Option<int>("--articles") { Description = "How many articles to add." };
        var members = new Option<int>("--members") { Description = "How many members to add." };
        foreach (var option in (Option<int>[])[articles, members])
            option.Validators.Add(result => { if (result.GetValueOrDefault<int>() is < 0 or > 1_000_000) result.AddError($"{option.Name}: 0 to 1,000,000"); });
        var command = new Command("sample", "Fill the portal with the sample society and with any number of articles and members to measure with.") { articles, members };
        command.SetAction((parsed, cancellation) => WithServicesAsync(settings, async services =>
        {
            var sample = services.GetRequiredService<SampleContent>();
            if ((await services.GetRequiredService<Core.Articles>().ColumnsAsync(cancellation)).Count == 0)
                await sample.FillAsync(cancellation);
            var progress = new Progress<int>(done => Console.WriteLine($"{done} articles"));
            await sample.AddArticlesAsync(parsed.GetValue(articles), progress, cancellation);
            await sample.AddMembersAsync(parsed.GetValue(members), cancellation);
            return 0;
        }));
        return command;
    }

    private static Command Users(string[] settings)
    {
        var name = new Option<string>("--name") { Description = "User name.", Required = true };
        var email = new Option<string>("--email") { Description = "E-mail address; default NAME@localhost." };
        var role = new Option<Role[]>("--role") { Description = "Member, Judge, Editor or Administrator; may be repeated.", AllowMultipleArgumentsPerToken = true };
        var stdin = new Option<bool>("--password-stdin") { Description = "Read the password from standard input, so that it stays out of the shell's history.", Required = true };
        var create = new Command("create", "Create a member.") { name, email, role, stdin };
        create.SetAction((parsed, _) => WithServicesAsync(settings, async services =>
        {
            var userName = parsed.GetValue(name)!;
            var password = (await Console.In.ReadLineAsync(CancellationToken.None) ?? "").TrimEnd('\r');
            var made = await services.GetRequiredService<Core.Members>().CreateAsync(
                Actor.Console,
                new NewMember(userName, parsed.GetValue(email) ?? $"{userName}@localhost", userName, password, parsed.GetValue(role) ?? []));
            if (made.IsDone)
                Console.WriteLine($"Created {userName}.");
            else
                await Console.Error.WriteLineAsync($"Not created. {string.Join(' ', Reasons(new Outcome(made.Refused, made.Detail), services))}");
            return made.IsDone ? 0 : 1;
        }));
        return new Command("users", "Members.") { create };
    }

    // the console speaks English
    private static IEnumerable<string> Reasons(Outcome refusal, IServiceProvider services)
    {
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(Languages.English);
        var problems = AccountProblems.Of(refusal, services.GetRequiredService<IStringLocalizer<Text>>());
        return problems.Whole is { } whole ? [whole] : problems.Fields.Select(f => f.Sentence);
    }

    private static Command Import(string[] settings)
    {
        var files = new Argument<FileInfo[]>("file") { Description = "Saved pages: text or HTML.", Arity = ArgumentArity.OneOrMore };
        var dryRun = new Option<bool>("--dry-run") { Description = "Show what would be done and change nothing." };
        var column = new Option<string?>("--column") { Description = "Slug of the column for pages whose own column does not exist here." };
        var page = new Command("page", "Bring in saved pages of the site that is being replaced.") { files, dryRun, column };
        page.SetAction((parsed, cancellation) => WithServicesAsync(settings, services => ImportReport.RunAsync(
            services.GetRequiredService<PageImport>(), parsed.GetValue(files)!, parsed.GetValue(column), parsed.GetValue(dryRun), cancellation)));
        return new Command("import", "Bring content in.") { page };
    }

    private static async Task<int> WithServicesAsync(string[] settings, Func<IServiceProvider, Task<int>> work)
    {
        var builder = PortalHost.CreateBuilder(settings);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        await using var app = builder.Build();
        await PortalHost.PrepareAsync(app.Services, app.Configuration, fillSample: false);
        return await work(app.Services);
    }
}
