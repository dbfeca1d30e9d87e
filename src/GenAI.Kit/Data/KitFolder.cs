using GenAI.Kit.Contract;

namespace GenAI.Kit.Data;

/// <summary>Finds the clone of the kit, and in it the shipped data, from wherever a program or notebook
/// runs.</summary>
public static class KitFolder
{
    private const string Variable = "GENAI_KIT_DATA";

    /// <summary>The folder that holds GenAI.Kit.sln: the nearest at or above the program's folder, the current
    /// directory or the kit's own assembly.</summary>
    /// <exception cref="DirectoryNotFoundException">No such folder.</exception>
    public static string Find() => Find(
        AppContext.BaseDirectory,
        Environment.CurrentDirectory,
        Path.GetDirectoryName(typeof(TorchSharp.torch).Assembly.Location) ?? "",   // the kit's own may have no file
        Path.GetDirectoryName(typeof(KitFolder).Assembly.Location) ?? "");

    /// <summary>The folder of the shipped data: <c>data</c> in the kit's folder, or what the environment variable
    /// GENAI_KIT_DATA names.</summary>
    /// <exception cref="DirectoryNotFoundException">Neither is there.</exception>
    public static string Data()
    {
        var named = Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(named)) return Path.Combine(Find(), "data");
        if (Directory.Exists(named)) return Path.GetFullPath(named);
        throw new DirectoryNotFoundException($"{Variable} names {named}, which is not a folder.");
    }

    internal static string Find(params string[] starts) =>
        starts.Select(Clone.Above).FirstOrDefault(found => found is not null)
        ?? throw new DirectoryNotFoundException(
            $"No {Clone.Marker} at or above {string.Join(", ", starts.Distinct())}: " +
            $"run inside the clone of the kit, or set {Variable} to its data folder.");
}
