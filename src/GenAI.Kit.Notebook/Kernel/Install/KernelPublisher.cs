using GenAI.Kit.Notebook.Format;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace GenAI.Kit.Notebook.Kernel;

/// <summary>Publishes the kernel of a clone, compiled ahead of time, into a folder of the user's.</summary>
internal sealed class KernelPublisher(string clone, string programFolder, Action<string> tell)
{
    /// <summary>The .NET host that runs us: an absolute path needs neither PATH nor DOTNET_ROOT.</summary>
    public static string Dotnet => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
        OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Each publication has a folder of its own, so that a running kernel of before is left alone.</summary>
    /// <returns>The path of the published kernel's dll.</returns>
    /// <exception cref="NotebookException">The build failed; holds what it said.</exception>
    public string Publish()
    {
        var target = Path.Combine(programFolder, DateTime.UtcNow.ToString("yyyyMMdd-HHmmss"));
        tell("Publishing the kernel, compiled ahead of time: this takes a minute or two …");
        if (Run(target, readyToRun: true) is { } trouble)
        {
            if (!trouble.Contains("Crossgen2", StringComparison.OrdinalIgnoreCase)) throw Failure(trouble);
            tell("The ahead-of-time compiler can't be had without a network: starting will take twice as long.");
            if (Run(target, readyToRun: false) is { } more) throw Failure(more);
        }
        RemoveAllBut(target);
        return Path.Combine(target, "GenAI.Kit.Notebook.dll");
    }

    /// <summary>What can be removed of earlier publications; on Windows a running kernel's files can't.</summary>
    public void RemoveAllBut(string? target)
    {
        if (!Directory.Exists(programFolder)) return;
        foreach (var old in Directory.GetDirectories(programFolder).Where(d => d != target)
            .OrderDescending().Skip(target is null ? 0 : 1))           // the last one: open notebooks run on it
        {
            try { Directory.Delete(old, recursive: true); }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
        }
    }

    /// <returns>Null when all went well, else what the build said.</returns>
    private string? Run(string target, bool readyToRun)
    {
        var start = new ProcessStartInfo(Dotnet)
        {
            WorkingDirectory = clone, RedirectStandardOutput = true, RedirectStandardError = true,
            ArgumentList =
            {
                "publish", Path.Combine("src", "GenAI.Kit.Notebook"), "-c", "Release", "-o", target,
                "--nologo", "-v", "quiet",
                $"-p:PublishReadyToRun={(readyToRun ? "true" : "false")}",
            },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        return process.ExitCode == 0 ? null : output;
    }

    private static NotebookException Failure(string output) =>
        new($"The kernel can't be published:\n{string.Join('\n', output.Trim().Split('\n').TakeLast(5))}");
}
