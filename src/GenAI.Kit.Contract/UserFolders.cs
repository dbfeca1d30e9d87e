namespace GenAI.Kit.Contract;

/// <summary>Where this kit keeps things of the user: only what can be made again.</summary>
public static class UserFolders
{
    /// <summary>`genai-kit` in $XDG_CACHE_HOME or ~/.cache on Unix, in the local application data on Windows.
    /// </summary>
    public static string Cache => Path.Combine(
        Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { } xdg && Path.IsPathFullyQualified(xdg) ? xdg
        : OperatingSystem.IsWindows() ? Folder(Environment.SpecialFolder.LocalApplicationData)
        : Path.Combine(Folder(Environment.SpecialFolder.UserProfile), ".cache"), "genai-kit");

    // also where it is not there yet: an empty path would mean the working folder
    private static string Folder(Environment.SpecialFolder folder) =>
        Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify);
}
