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

    /// <summary>Variables that the program gets beside those of the tests.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string At(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>Skips a test of a signal where this process, and so genai, has it ignored: a shell does so with INT for
    /// what it starts in the background, nohup with HUP, and programs inherit it.</summary>
    public static void Heeds(string signal)
    {
        var bit = signal switch { "HUP" => 1L, "INT" => 2, _ => 0 };              // in /proc's mask
        Assert.SkipWhen(OperatingSystem.IsLinux() && File.ReadLines("/proc/self/status")
            .Any(line => line.StartsWith("SigIgn:", StringComparison.Ordinal)
                && (Convert.ToInt64(line.Split('\t')[1], 16) & bit) != 0),
            $"{signal} is ignored here: run it in the foreground, without nohup");
    }

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = Root, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", Kernels.Program, .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in Variables) start.Environment[name] = value;
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
