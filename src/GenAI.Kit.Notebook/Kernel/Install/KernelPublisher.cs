using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using GenAI.Kit.Contract;
using GenAI.Kit.Notebook.Format;

namespace GenAI.Kit.Notebook.Kernel.Install;

/// <summary>Publishes the kernel of a clone, compiled ahead of time, into a folder of the user's.</summary>
internal sealed partial class KernelPublisher(
    string clone, string programFolder, Action<string> tell, CancellationToken cancellation = default)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    /// <summary>The .NET host that runs us: an absolute path needs neither PATH nor DOTNET_ROOT.</summary>
    public static string Dotnet => Path.GetFullPath(Path.Combine(
        RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
        OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));

    /// <summary>Each publication has a folder of its own, so that a running kernel of before is left alone.</summary>
    /// <returns>The path of the published kernel's dll.</returns>
    /// <exception cref="NotebookException">The build failed: says why.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public string Publish()
    {
        var target = Path.Combine(programFolder, DateTime.UtcNow.ToString("yyyyMMdd-HHmmss"));
        AtomicFile.Probe(Path.Combine(programFolder, "kernel"));
        tell("Publishing the kernel, compiled ahead of time. The first time the compiler is fetched too: two minutes "
            + "on two free cores, up to ten on busy ones; seconds when it is done again …");
        try
        {
            PublishTo(Publication.PartOf(target));
            Publication.Finish(target);
        }
        finally
        {
            Remove(Publication.PartOf(target));
            if (!Directory.EnumerateFileSystemEntries(programFolder).Any()) Remove(programFolder);
        }

        return Path.Combine(target, "GenAI.Kit.Notebook.dll");
    }

    private void PublishTo(string folder)
    {
        if (Run(folder, readyToRun: true) is not { } trouble) return;
        if (!trouble.Contains("Crossgen2", StringComparison.OrdinalIgnoreCase)) throw Failure(trouble);
        tell("The ahead-of-time compiler can't be had without a network: starting will take twice as long.");
        if (Run(folder, readyToRun: false) is { } more) throw Failure(more);
    }

    /// <summary>Removes earlier publications and what an abort left, but none that a kernel runs on.</summary>
    public void RemoveAllBut(string? target)
    {
        if (!Directory.Exists(programFolder)) return;
        var earlier = Directory.GetDirectories(programFolder).Where(folder => folder != target).OrderDescending();
        foreach (var (at, old) in earlier.Index().ToList())
            if (Publication.MayGo(old, isLatest: target is not null && at == 0))
                Remove(old);
    }

    private static void Remove(string folder)
    {
        try { if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { }
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
        var clock = Stopwatch.StartNew();
        using var process = Process.Start(start)!;
        using var stop = cancellation.Register(() => process.Kill(entireProcessTree: true));
        using var progress = new Timer(_ => tell($"… {clock.Elapsed.TotalSeconds:0} s"), null, Period, Period);
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd() + errors.Result;
        process.WaitForExit();
        cancellation.ThrowIfCancellationRequested();
        return process.ExitCode == 0 ? null : output;
    }

    /// <summary>One sentence of what MSBuild said: a path that can't be written, or its first error.</summary>
    internal static NotebookException Failure(string output)
    {
        if (Denied().Match(output) is { Success: true } denied)
            return new($"The kernel can't be published: {denied.Groups[1].Value} can't be written. Building needs a "
                + "clone that you can write to: ask its owner to install the kernel, or clone the kit yourself.");
        var error = output.Split('\n').FirstOrDefault(line => line.Contains("error ", StringComparison.Ordinal));
        error ??= output.Trim().Split('\n')[^1];
        return new($"The kernel can't be published: {Place().Replace(error, "").Trim().TrimEnd('.')}.");
    }

    [GeneratedRegex(@"(?:Access to the path|access to the path) '([^'\n]+)' is denied")]
    private static partial Regex Denied();

    // /usr/…/NuGet.targets(198,5): error ABC1: … [/the/project.csproj]
    [GeneratedRegex(@"^.*?error [\w ]*: |\s*\[[^\]\n]*proj(?:::[^\]\n]*)?\]\s*$")]
    private static partial Regex Place();
}
