using System.Diagnostics;
using GenAI.Kit.Notebook.Tests.Runner;

namespace GenAI.Kit.Notebook.Tests.Cli;

/// <summary>How one call of `genai` ended.</summary>
internal sealed record GenaiResult(int Code, string Output, string Error);

/// <summary>The program `genai`, out of process, in a folder made for the test.</summary>
internal sealed class Genai : IDisposable
{
    public Genai()
    {
        File.WriteAllText(Path.Combine(Root, "GenAI.Kit.sln"), "");
        Directory.CreateDirectory(Path.Combine(Root, "notebooks"));
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("genai-kit-test").FullName;

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Skips a test of Ctrl-C where this process, and so genai, has INT ignored: a shell does so with what it
    /// starts in the background, and programs inherit it.</summary>
    public static void NeedsCtrlC() => Assert.SkipWhen(OperatingSystem.IsLinux()
        && File.ReadLines("/proc/self/status").Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
            && (Convert.ToInt64(line.Split('\t')[1], 16) & 2) != 0), "INT is ignored: run it in the foreground");

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", Kernels.Program, .. arguments]) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    public async Task<GenaiResult> Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return await End(process);
    }

    public static async Task<GenaiResult> End(Process process)
    {
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new(process.ExitCode, await output, await error);
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
