namespace GenAI.Kit.Contract;

/// <summary>Finds the clone of the kit that a folder lies in.</summary>
public static class Clone
{
    /// <summary>The file that marks the clone's own folder.</summary>
    public const string Marker = "GenAI.Kit.sln";

    /// <summary>The nearest folder at or above this one that holds the marker; null if none does.</summary>
    public static string? Above(string start)
    {
        var folder = start.Length > 0 ? new DirectoryInfo(start) : null;
        while (folder != null && !File.Exists(Path.Combine(folder.FullName, Marker))) folder = folder.Parent;
        return folder is null ? null : Path.TrimEndingDirectorySeparator(folder.FullName);
    }
}
