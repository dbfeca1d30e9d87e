namespace GenAI.Kit.Notebook.Kernel.Install;

/// <summary>A folder with a published kernel. A running kernel holds a file in it open, so that an installer sees
/// which publications are in use, whoever runs them.</summary>
public static class Publication
{
    /// <summary>The file that kernels hold.</summary>
    public const string Lock = "in-use";

    private const string Partial = ".part";

    /// <summary>Called by a kernel that starts: holds its own publication until the process ends.</summary>
    /// <returns>Null where there is nothing to hold: the kernel runs from a build.</returns>
    public static IDisposable? Hold(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, Lock), FileMode.Open, FileAccess.Read, FileShare.Read);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Where a publication is built; what an abort leaves there is known by its name.</summary>
    internal static string PartOf(string target) => target + Partial;

    /// <summary>A part that is whole becomes the publication.</summary>
    internal static void Finish(string target)
    {
        File.WriteAllText(Path.Combine(PartOf(target), Lock), "");
        Directory.Move(PartOf(target), target);
    }

    /// <summary>Whether a publication may go: the part of an aborted one, or one that no kernel runs on.</summary>
    /// <param name="isLatest">It is the last one before that now made. If it is too old to hold a file, nobody can
    /// tell whether it is in use, and it stays.</param>
    internal static bool MayGo(string folder, bool isLatest)
    {
        if (folder.EndsWith(Partial, StringComparison.Ordinal))
            return Directory.GetLastWriteTimeUtc(folder) < DateTime.UtcNow.AddHours(-1);     // another may be at it
        var file = Path.Combine(folder, Lock);
        if (!File.Exists(file)) return !isLatest;
        try
        {
            using var alone = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
