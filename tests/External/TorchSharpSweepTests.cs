using System.Diagnostics;
using System.Text.RegularExpressions;

namespace GenAI.Kit.External;

/// <summary>tests/Sweep: some 18,000 calls of TorchSharp's public methods with wrong shapes, types, indices, disposed and
/// missing tensors, in processes of their own.</summary>
public sealed partial class TorchSharpSweepTests
{
    private static readonly string Program =
        Path.Combine(Clone.Root, "tests", "Sweep", "bin", "Release", "net10.0", "Sweep.dll");

    private static readonly bool All = Environment.GetEnvironmentVariable("GENAI_ALL") is { Length: > 0 };

    /// <summary>docs/upstream.md lists what still ends the process, and nothing else may. A third of the methods by turns, or
    /// all if GENAI_ALL is set: then each that is listed must still do so.</summary>
    [Fact]
    public async Task NoWrongArgumentEndsTheProcessButThoseThatTheReportNames()
    {
        var (killers, calls) = (new SortedSet<string>(StringComparer.Ordinal), 0);
        for (int? next = 0; next is not null;)
        {
            var (last, code) = await Sweep(next.Value);
            calls++;
            if (last == "end") break;
            var (number, name) = (int.Parse(last.Split(' ')[0]), last.Split(' ')[1].Split('(')[0]);
            if (code != 3) killers.Add(name);
            next = number + 1;
        }
        Assert.InRange(calls, 5, 400);                              // it was started again after each fault
        if (All) Assert.Equal(Known(), killers);
        else Assert.Subset(Known(), killers);
    }

    /// <summary>The last line that the program wrote from a call on, and how it ended.</summary>
    private static async Task<(string Line, int Code)> Sweep(int from)
    {
        string part = All ? "" : $"third={DateTime.UtcNow.DayOfYear % 3}";
        var start = new ProcessStartInfo("dotnet", [Program, $"{from}", part])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
            // glibc looks at its lists at every free: who damages memory is told, and not who comes later.
            Environment =
            {
                ["OMP_NUM_THREADS"] = "1", ["LD_PRELOAD"] = "libc_malloc_debug.so.0", ["MALLOC_CHECK_"] = "3",
            },
        };
        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var last = "";
        while (await Next(process) is { } line) last = line;
        await process.WaitForExitAsync();
        return (last, process.ExitCode);
    }

    /// <summary>The next line; null at the end, or when there was none for two minutes: the process is ended then.
    /// </summary>
    private static async Task<string?> Next(Process process)
    {
        var line = process.StandardOutput.ReadLineAsync();
        if (await Task.WhenAny(line, Task.Delay(TimeSpan.FromMinutes(2))) == line) return await line;
        process.Kill();
        return null;
    }

    private static SortedSet<string> Known() => new(Killer()
        .Matches(File.ReadAllText(Path.Combine(Clone.Root, "docs", "upstream.md"))).Select(m => m.Groups[1].Value),
        StringComparer.Ordinal);

    [GeneratedRegex(@"^\| still ends the process \| `([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Killer();
}
