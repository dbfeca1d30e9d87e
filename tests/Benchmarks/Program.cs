using System.Globalization;
using GenAI.Kit;
using GenAI.Kit.Benchmarks;

const string Usage = """
    Benchmarks pack FOLDER               weights, inputs and outputs of every pair, for tests/Peers/peers.py
    Benchmarks time PAIR|peak [SECONDS]  one line a measure: kit, measure, milliseconds (peak: GFLOP/s)
    Benchmarks table FILE                the lines of both sides as a Markdown table
    """;

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
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}

static double SecondsOf(string[] rest) => rest is [var text, ..] ? double.Parse(text, CultureInfo.InvariantCulture) : 2;
