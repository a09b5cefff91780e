namespace Portal.Web.Hosting;

/// <summary>The one random password of the sample's members: made once, kept beside the data, shown at each start.</summary>
internal static class SamplePassword
{
    public static async Task ShowAsync(SampleContent sample, DataFolder data)
    {
        var path = data.SamplePassword;
        if (await sample.AddMembersAsync() is { } password)
        {
            await File.WriteAllTextAsync(path, password + Environment.NewLine);
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        if (File.Exists(path))
            Console.WriteLine($"Sample members: member, judge, editor, admin; password {(await File.ReadAllTextAsync(path)).Trim()} (kept in {path})");
    }
}
