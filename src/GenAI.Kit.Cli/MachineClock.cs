using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using GenAI.Kit.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Cli;

/// <summary>How long a machine takes for what lessons spend their time with: the best of some tries, in
/// milliseconds.</summary>
/// <param name="Matrix">A product of two 1024×1024 matrices.</param>
/// <param name="Convolution">64 pictures of 16×16 and 64 maps through a 3×3 convolution.</param>
/// <param name="Compile">A class of two hundred methods, by Roslyn.</param>
/// <param name="Loop">Ten million steps of a scalar recurrence.</param>
internal sealed record MachineClock(double Matrix, double Convolution, double Compile, double Loop)
{
    /// <summary>The machine that the lessons' minutes are stated for: 2 cores of an AMD EPYC with AVX-512,
    /// measured while nothing else ran, 2026-11-30.</summary>
    public static readonly MachineClock Reference = new(11.4, 5.5, 72, 16);

    private static string File => Path.Combine(UserFolders.Cache, "clock.json");

    /// <summary>How many times the reference's time a lesson takes here: the geometric mean of the four
    /// ratios.</summary>
    [JsonIgnore]
    public double Slower => Math.Exp(new[]
    {
        Matrix / Reference.Matrix, Convolution / Reference.Convolution, Compile / Reference.Compile,
        Loop / Reference.Loop,
    }.Average(Math.Log));

    /// <summary>Such as "1.7 times slower than the reference".</summary>
    [JsonIgnore]
    public string Words => Slower switch
    {
        > 1.05 and var slower => $"{Times(slower)} slower than the reference",
        < 0.95 and var slower => $"{Times(1 / slower)} faster than the reference",
        _ => "as fast as the reference",
    };

    /// <summary>What `genai doctor` has measured here; null before its first time.</summary>
    public static MachineClock? Known
    {
        get
        {
            try
            {
                return JsonSerializer.Deserialize<MachineClock>(System.IO.File.ReadAllText(File));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                return null;
            }
        }
    }

    /// <summary>Measures, in some three seconds, and keeps the answer for `genai list`.</summary>
    /// <param name="threads">That a lesson would take.</param>
    public static MachineClock Measure(int threads)
    {
        NativeBackend.Load();
        using var scope = NewDisposeScope();
        using var off = no_grad();
        set_num_threads(threads);
        Tensor square = rand(1024, 1024), pictures = rand(64, 64, 16, 16), window = rand(64, 64, 3, 3);
        var compilation = Compilation();
        var clock = new MachineClock(
            Best(() => square.matmul(square).Dispose()),
            Best(() => nn.functional.conv2d(pictures, window, padding: [1L, 1]).Dispose()),
            Best(() => compilation.Clone().Emit(Stream.Null)),
            Best(() => Recurrence()));
        Keep(clock);
        return clock;
    }

    private static string Times(double ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0} times");

    private static double Best(Action work)
    {
        var (best, all) = (double.MaxValue, Stopwatch.StartNew());
        for (var n = 0; n < 3 || n < 200 && all.Elapsed.TotalSeconds < 0.6; n++)
        {
            var one = Stopwatch.StartNew();
            work();
            best = Math.Min(best, one.Elapsed.TotalMilliseconds);
        }

        return best;
    }

    private static double Recurrence()
    {
        var x = 0.5;
        for (var n = 0; n < 10_000_000; n++) x = 3.7 * x * (1 - x);
        return x;
    }

    private static CSharpCompilation Compilation()
    {
        var methods = Enumerable.Range(0, 200).Select(n =>
            $"public static double M{n}(double[] x) {{ var s = 0.0; foreach (var v in x) s += v * {n}; return s; }}");
        var tree = CSharpSyntaxTree.ParseText($"public static class C {{ {string.Join('\n', methods)} }}");
        return CSharpCompilation.Create("clock", [tree],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, concurrentBuild: false));
    }

    private static void Keep(MachineClock clock)
    {
        try
        {
            Directory.CreateDirectory(UserFolders.Cache);
            AtomicFile.Write(File, stream => JsonSerializer.Serialize(stream, clock));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // a home that is full or read-only: measured again next time
        }
    }
}
