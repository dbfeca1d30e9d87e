using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests;

/// <summary>What every model must do (STYLE, rule 13), in the real class at a tiny configuration.</summary>
internal static class ModelChecks
{
    /// <summary>Sentences of one length as tokens, int64, shape [B, L].</summary>
    public static Tensor Sentences(params long[][] rows) => stack([.. rows.Select(row => tensor(row))]);

    /// <summary>Trains on one batch: the loss must fall below a bound, and no step may leave a tensor behind.</summary>
    /// <returns>The last loss.</returns>
    public static double OverfitsAndLeavesNothing(nn.Module net, Func<Tensor> loss, int steps = 200, double rate = 0.01)
    {
        using var adam = optim.Adam(net.parameters(), rate);
        var last = Step();                                                        // Adam's moments are made here
        var live = LiveTensors.Count();
        for (var i = 0; i < steps; i++) last = Step();
        Assert.Equal(live, Tensor.TotalCount);
        return last;

        double Step()
        {
            using var scope = NewDisposeScope();
            adam.zero_grad();
            var value = loss();
            value.backward();
            adam.step();
            return value.item<float>();
        }
    }

    /// <summary>The first parts of the state dict's keys: the fields' names.</summary>
    public static string[] Fields(nn.Module net) =>
        [.. net.state_dict().Keys.Select(key => key.Split('.')[0]).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>The same seed makes the same weights and the same numbers.</summary>
    public static void SameSeedSameBits<T>(Func<T> make, Func<T, Tensor> run) where T : nn.Module
    {
        float[] Numbers()
        {
            Seed.Everything(3);
            using var scope = NewDisposeScope();
            using var net = make();
            return [.. net.parameters().Append(run(net)).SelectMany(p => p.to(float32).contiguous().data<float>().ToArray())];
        }
        Assert.Equal(Numbers(), Numbers());
    }

    /// <summary>Leaves NaN in freed memory of many sizes: what reads what nobody has written shows it.</summary>
    public static void LeaveNaN()
    {
        long[] layouts = [144, 288, 576, 1152, 2304, 4608, 9216, 13824, 18432, 20736, 25088, 50176, 100352];
        foreach (var size in layouts.Concat(Enumerable.Range(6, 13).Select(power => 1L << power)))
        {
            using var scope = NewDisposeScope();
            for (var n = 0; n < 4; n++) full([size], float.NaN);
        }
    }
}
