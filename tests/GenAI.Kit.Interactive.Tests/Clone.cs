using System.Diagnostics;

namespace GenAI.Kit.Interactive.Tests;

/// <summary>The clone under test, and programs run beside it.</summary>
internal static class Clone
{
    internal static string Root { get; } = Above(AppContext.BaseDirectory);

    internal static string Notebooks => Path.Combine(Root, "notebooks");

    internal static string Genai =>
        Path.Combine(Root, "src", "GenAI.Kit.Cli", "bin", "Release", "net10.0", "genai.dll");

    /// <summary>The lessons to run: the one whose turn it is today, or all if GENAI_ALL is set.</summary>
    internal static IEnumerable<string> Turn()
    {
        string[] all = [.. Directory.GetFiles(Notebooks, "?*.?*-*.ipynb").Order(StringComparer.Ordinal)];
        return Environment.GetEnvironmentVariable("GENAI_ALL") is { Length: > 0 }
            ? all : [all[DateTime.UtcNow.DayOfYear % all.Length]];
    }

    /// <summary>Runs a .NET program and asserts that it ends well.</summary>
    internal static async Task Run(string folder, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            WorkingDirectory = folder, RedirectStandardInput = true,
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{output}\n{await error}");
    }

    private static string Above(string start)
    {
        var folder = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(folder.FullName, "GenAI.Kit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
