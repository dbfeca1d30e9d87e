using System.Diagnostics;
using System.Globalization;
using GenAI.Kit;
using GenAI.Kit.Benchmarks;
using GenAI.Kit.Notebook.Runner;

const string Usage = """
    Benchmarks pack FOLDER               weights, inputs and outputs of every pair, for tests/Peers/peers.py
    Benchmarks time PAIR|peak [SECONDS]  one line a measure: kit, measure, milliseconds (peak: GFLOP/s)
    Benchmarks table FILE                the lines of both sides as a Markdown table
    Benchmarks profile [STEPS]           where a training step of each pair spends its time
    Benchmarks trial [STEPS]             the optimizer by a script of libtorch's fused calls
    Benchmarks memory [STEPS] [MODEL…]   trains each model (10,000 steps): 1 where memory or live tensors grow
    Benchmarks startup                   builds, start of a lesson, quick course: 1 where one takes too long
    """;

if (KernelEnvironment.Unset(Environment.GetEnvironmentVariable).Count > 0) return AsInTheKernel(args);
NativeBackend.Load();
switch (args)
{
    case ["pack", var folder]:
        foreach (var pair in AllPairs.Known) pair.Pack().Save(folder, pair.Name);
        return 0;
    case ["time", "peak", .. var rest]:
        Peak.Measure(SecondsOf(rest));
        return 0;
    case ["time", var name, .. var rest]:
        foreach (var measure in AllPairs.Find(name).Measures())
            Timing.Print(measure.Name, Timing.Milliseconds(measure.Run, SecondsOf(rest)));
        return 0;
    case ["table", var file]:
        Console.WriteLine(Comparison.Table(File.ReadLines(file)));
        return 0;
    case ["profile", .. var rest]:
        StepProfile.Print(StepsOf(rest, 30));
        return 0;
    case ["trial", .. var rest]:
        FusedTrial.Print(StepsOf(rest, 100));
        return 0;
    case ["memory", .. var rest]:
        return Memory.Check(StepsOf(rest, 10_000), [.. rest.Skip(1)]) ? 0 : 1;
    case ["startup"]:
        return StartUp.Check() ? 0 : 1;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

// Again, in a process whose threads are set as a lesson's: libtorch reads that when it is loaded.
static int AsInTheKernel(string[] args)
{
    var start = new ProcessStartInfo("dotnet", ["exec", typeof(AllPairs).Assembly.Location, .. args]);
    KernelEnvironment.Apply(start.Environment);
    using var process = Process.Start(start)!;
    process.WaitForExit();
    return process.ExitCode;
}

static double SecondsOf(string[] rest) =>
    rest is [var text, ..] ? double.Parse(text, CultureInfo.InvariantCulture) : 2;
static int StepsOf(string[] rest, int usual) => rest is [var text, ..] ? int.Parse(text) : usual;
