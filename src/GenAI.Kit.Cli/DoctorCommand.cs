using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using GenAI.Kit.Contract;
using GenAI.Kit.Data;
using GenAI.Kit.Notebook.Format;
using GenAI.Kit.Notebook.Kernel.Install;
using GenAI.Kit.Notebook.Runner;
using Spectre.Console;

namespace GenAI.Kit.Cli;

/// <summary>`genai doctor`.</summary>
internal static class DoctorCommand
{
    private const string About =
        "Looks whether everything is here that the lessons need, and says what to do where it is not.";

    private const string Examples = """
          genai doctor
        """;

    public static Command Create()
    {
        var command = new ExampleCommand("doctor", About, Examples);
        command.SetAction(_ => Examine());
        return command;
    }

    private static int Examine()
    {
        var sound = true;
        foreach (var (name, look) in new (string, Func<string>)[]
        {
            (".NET SDK", Sdk), ("kit's folder", () => new LessonFolder().RequireRoot()), ("C library", Glibc.Look),
            ("native backend", Native), ("data", Data), ("kernel", () => Kernel(JupyterFolders.Here)),
            ("fonts", Fonts), ("threads", Threads), ("speed", Speed),
        })
            sound &= Tell(name, look);
        Console.WriteLine($"\n{VsCode.Advice}");
        return (int)(sound ? ExitCode.Fine : ExitCode.FileTrouble);
    }

    private static bool Tell(string name, Func<string> look)
    {
        try
        {
            AnsiConsole.MarkupLineInterpolated($"[green]fine[/]  {name}: {look()}");
            return true;
        }
        catch (Exception e)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]amiss[/] {name}: {(e.InnerException ?? e).Message}");
            return false;
        }
    }

    private static string Sdk()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", "--version")
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        })!;
        var version = process.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        return version.Length > 0 && int.Parse(version.Split('.')[0]) >= 10
            ? version
            : throw new NotebookException($"found '{version}': install the .NET 10 SDK from https://dot.net.");
    }

    internal static string Native()
    {
        NativeBackend.Load();
        using var one = TorchSharp.torch.ones(1);                    // elsewhere than on Linux this is what loads
        return $"libtorch loads, with {Bridge()}, on {Environment.ProcessorCount} cores"
            + OneDnn(NativeBackend.UsesOneDnn, NativeBackend.OneDnnLimit);
    }

    internal static string OneDnn(bool used, string? limit) =>
        !used ? "; its oneDNN is wrong on this processor and turned off, so that convolutions are right, and slower: "
            + "from the next start on it is kept to SSE4.1, and faster (docs/upstream.md)"
        : limit is null ? ""
        : "; its oneDNN, wrong on this processor, is kept to SSE4.1, so that convolutions are right, and take twice "
            + "the time (docs/upstream.md)";

    // On systems with an older libstdc++ the kit keeps a copy, in a folder of its own.
    private static string Bridge()
    {
        using var process = Process.GetCurrentProcess();
        var path = process.Modules.Cast<ProcessModule>().Select(module => module.FileName)
            .FirstOrDefault(file => Path.GetFileName(file).Contains("LibTorchSharp", StringComparison.Ordinal));
        return path?.Contains(Path.Combine("genai-kit", "native"), StringComparison.Ordinal) == true
            ? $"a copy of TorchSharp's library mended for this system ({path})" : "TorchSharp's own library";
    }

    private static string Data()
    {
        var folder = KitFolder.Data();
        var sums = Sums.Read(folder);
        var altered = sums.FirstOrDefault(pair => Sum(Path.Combine(folder, pair.Key)) != pair.Value).Key;
        return altered is null
            ? $"{sums.Count} files as they were shipped"
            : throw new NotebookException($"data/{altered} is missing or altered: `git restore data`.");
    }

    private static string? Sum(string path) =>
        File.Exists(path) ? Sums.Of(File.ReadAllBytes(path)) : null;

    /// <summary>Looks whether what the kernelspecs of the kit name is still there.</summary>
    internal static string Kernel(JupyterFolders folders)
    {
        var ours = new KernelInstaller(folders, _ => { }).All().Where(spec => spec.IsOurs).ToList();
        foreach (var spec in ours)
            if (spec.Missing is { } path)
                throw new NotebookException($"{spec.Folder} names {path}, which is gone: `genai kernel install`.");
        return ours.Count == 0
            ? "not installed; `genai kernel install` brings it to Jupyter and VS Code"
            : string.Join(", ", ours.Select(spec => $"\"{spec.DisplayName}\" in {spec.Folder}"));
    }

    private static string Fonts() =>
        Assembly.Load("GenAI.Kit.Plotting").GetManifestResourceNames()
            .Count(name => name.EndsWith(".ttf", StringComparison.OrdinalIgnoreCase)) is > 0 and var count
            ? $"{count} come with the kit, none need be installed"
            : throw new NotebookException("the kit's own font is missing: build again.");

    private static string Speed()
    {
        var here = MachineClock.Measure(KernelEnvironment.Threads);
        return string.Create(CultureInfo.InvariantCulture, $"{here.Words} (matrix product {here.Matrix:0.0} ms, "
            + $"convolution {here.Convolution:0.0} ms, compiler {here.Compile:0} ms, loop {here.Loop:0} ms)");
    }

    private static string Threads() =>
        $"{KernelEnvironment.Threads}; set OMP_NUM_THREADS for another number (last digits may then differ), "
        + "and run `genai kernel install` again for notebooks";
}
