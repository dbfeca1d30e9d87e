using System.Diagnostics;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.External;

/// <summary>The clone under test: its lessons, its built program, and other programs run beside it.</summary>
internal static class Clone
{
    internal static string Root { get; } = Above(AppContext.BaseDirectory);

    internal static string Notebooks => Path.Combine(Root, "notebooks");

    internal static string Genai =>
        Path.Combine(Root, "src", "GenAI.Kit.Cli", "bin", "Release", "net10.0", "genai.dll");

    /// <summary>The committed lessons' file names.</summary>
    internal static IEnumerable<string> Lessons => Directory.GetFiles(Notebooks, "?*.?*-*.ipynb")
        .Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal);

    /// <summary>The lessons to run: of more than that many those whose turn it is today, or all if GENAI_ALL is set.
    /// </summary>
    internal static IEnumerable<string> Turn(int most)
    {
        string[] all = [.. Lessons];
        if (Environment.GetEnvironmentVariable("GENAI_ALL") is { Length: > 0 } || all.Length <= most) return all;
        var first = DateTime.UtcNow.DayOfYear * most;
        return Enumerable.Range(first, most).Select(i => all[i % all.Length]);
    }

    internal static NotebookDocument Lesson(string file) => NotebookDocument.Load(Path.Combine(Notebooks, file));

    /// <summary>Where a test leaves what a person may want to look at.</summary>
    internal static string Artifact(string file) =>
        Path.Combine(Directory.CreateDirectory(Path.Combine(Root, "artifacts", "external")).FullName, file);

    /// <summary>Runs a program and asserts that it ends well.</summary>
    internal static async Task Run(
        string program, IEnumerable<string> arguments, params (string, string)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = Root, RedirectStandardInput = true,
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}:\n{await output}\n{error}");
    }

    private static string Above(string start)
    {
        var folder = new DirectoryInfo(start);
        while (!File.Exists(Path.Combine(folder.FullName, "GenAI.Kit.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
