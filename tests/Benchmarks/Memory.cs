using System.Runtime.InteropServices;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Memory over time: a long training must leave no tensor behind, and resident memory must stay flat.
/// </summary>
internal static class Memory
{
    private const double MostGrowth = 0.02, Megabyte = 1048576;

    /// <summary>Trains each model, a tenth of the steps to warm up, and prints one line each. The process itself warms
    /// up on a training that is not counted: compiled code and its like grow for some thousand steps.</summary>
    /// <returns>Did all stay within bounds?</returns>
    public static bool Check(int steps, string[] names)
    {
        Console.WriteLine("| model | resident MB after warm-up | at the end | growth | allocated MB after warm-up | "
            + "at the end | live tensors | at the end |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        var fine = true;
        using (NewDisposeScope())
        using (var first = TrainedModels.All[0].Make()) first.Run(steps);
        foreach (var (name, make) in TrainedModels.All.Where(m => names.Length == 0 || names.Contains(m.Name)))
        {
            using var _ = NewDisposeScope();
            Seed.Everything(1);
            using var training = make();
            training.Run(steps / 10);
            var before = State();
            training.Run(steps - steps / 10);
            var after = State();
            var growth = after.Resident / before.Resident - 1;
            var flat = growth <= MostGrowth && after.Tensors == before.Tensors;
            fine &= flat;
            Console.WriteLine(FormattableString.Invariant($"| {name} | {before.Resident:0.0} | ")
                + FormattableString.Invariant($"{after.Resident:0.0} | {100 * growth:0.0}% | ")
                + FormattableString.Invariant($"{before.Allocated:0.0} | {after.Allocated:0.0} | ")
                + $"{before.Tensors} | {after.Tensors} |" + (flat ? "" : " **not flat** |"));
        }
        return fine;
    }

    private static (double Resident, double Allocated, long Tensors) State()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        return (Environment.WorkingSet / Megabyte, Allocated(), Tensor.TotalCount);
    }

    /// <summary>What native code has allocated and not freed, in megabytes; not a number without glibc. A leak shows
    /// here; resident memory also has what the allocator keeps for the next step.</summary>
    private static double Allocated()
    {
        try
        {
            var info = MallInfo();
            return (info.uordblks + info.hblkhd) / Megabyte;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            return double.NaN;
        }
    }

    [DllImport("libc.so.6", EntryPoint = "mallinfo2")]
    private static extern MallocInfo MallInfo();

    // the names of malloc.h: bytes that were mapped, and bytes of the heap that are in use
    private readonly record struct MallocInfo(nuint arena, nuint ordblks, nuint smblks, nuint hblks, nuint hblkhd,
                                              nuint usmblks, nuint fsmblks, nuint uordblks, nuint fordblks, nuint keepcost);
}

/// <summary>A training that can go on.</summary>
/// <param name="Run">So many steps more.</param>
/// <param name="Free">What it held.</param>
internal sealed record Training(Action<int> Run, Action Free) : IDisposable
{
    public void Dispose() => Free();

    /// <summary>As most lessons train: clipped, with averaged weights.</summary>
    public static Training Of(nn.Module model, Tensor[] data, Func<Tensor[], Tensor> loss)
    {
        var optimizer = Optimizers.AdamW(model);
        return new(steps =>
        {
            var config = new TrainerConfig(Steps: steps, Batch: 8, ClipNorm: 1, EmaDecay: 0.99);
            using var trainer = new Trainer(model, optimizer, config);
            trainer.Fit(data, loss);
        }, () => { optimizer.Dispose(); model.Dispose(); });
    }

    /// <summary>Two players.</summary>
    public static Training OfTwo(nn.Module g, nn.Module d, Tensor[] data, Func<Tensor[], Tensor> lossOfD,
                                Func<Tensor[], Tensor> lossOfG)
    {
        var (ofG, ofD) = (Optimizers.Adam(g), Optimizers.Adam(d));
        return new(steps =>
        {
            using var game = new Game([new("discriminator", d, ofD, lossOfD),
                new("generator", g, ofG, lossOfG, EmaDecay: 0.99)], new(steps, Batch: 8));
            game.Fit(data);
        }, () => { ofG.Dispose(); ofD.Dispose(); g.Dispose(); d.Dispose(); });
    }
}
