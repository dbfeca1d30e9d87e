using System.Diagnostics;
using GenAI.Kit.Data;

namespace GenAI.Kit.Tests.Core;

/// <summary>tests/Plain, a console program that references the kit, run as a process of its own.</summary>
public sealed class PlainProgramTests : IDisposable
{
    private static readonly string Output = Path.GetRelativePath(
        Path.Combine(KitFolder.Find(), "tests", "GenAI.Kit.Tests"), AppContext.BaseDirectory);
    private static readonly string Program = Path.Combine(KitFolder.Find(), "tests", "Plain", Output);
    private readonly string folder = Directory.CreateTempSubdirectory("kit").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private Process Start(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(program, "Plain.dll"), .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder,
            Environment = { ["XDG_CACHE_HOME"] = Path.Combine(folder, "cache"), ["OMP_NUM_THREADS"] = "1" },
        };
        return Process.Start(start)!;
    }

    private static async Task<string> Ends(Process process)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync();
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal((0, ""), (process.ExitCode, await error));
            return output.ReplaceLineEndings("\n");
        }
    }

    [Fact]
    public async Task EightAtOnceSucceed()
    {
        var processes = Enumerable.Range(0, 8).Select(_ => Start(Program)).ToList();
        var outputs = await Task.WhenAll(processes.Select(Ends));
        Assert.Equal(Enumerable.Repeat("sum 3\n", 8), outputs);
        var cache = Path.Combine(folder, "cache");
        var copies = Directory.Exists(cache) ? Directory.GetFiles(cache, "*", SearchOption.AllDirectories) : [];
        Assert.True(copies is [] or [_], string.Join("\n", copies));        // none where the stock file loads
    }

    [Fact]
    public async Task WorksInALoadContextOfItsOwn() =>
        Assert.Equal("sum 3\nloaded apart: 2\n", await Ends(Start(Program, "own-context")));

    [Fact]
    public async Task CatchesABeginnersMistakes()
    {
        Assert.SkipUnless(Platform.Rid == "linux-x64", "elsewhere libtorch's exceptions are not caught");
        Assert.Equal("mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)\n" +
            "element 0 of tensors does not require grad and does not have a grad_fn\n",
            await Ends(Start(Program, "wrong-shapes")));
    }

    [Fact]
    public async Task FindsNativesBelowRuntimes()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        var app = Directory.CreateDirectory(Path.Combine(folder, "app")).FullName;
        var natives = Directory.CreateDirectory(Path.Combine(app, "runtimes", Platform.Rid, "native")).FullName;
        foreach (var file in Directory.GetFiles(Program))
        {
            var name = Path.GetFileName(file);
            if (name.EndsWith(".dll")) File.Copy(file, Path.Combine(app, name));
            else if (name.EndsWith(".runtimeconfig.json")) File.Copy(file, Path.Combine(app, name));
            else if (name.StartsWith("lib")) File.CreateSymbolicLink(Path.Combine(natives, name), file);
        }
        Assert.Equal("sum 3\n", await Ends(Start(app)));
    }
}
