using System.Globalization;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Data;
using GenAI.Kit.Diffusion;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>Where a training step spends its time: the trainer's own calls, with a clock in between.</summary>
internal sealed class StepProfile(nn.Module model, optim.Optimizer optimizer, Tensor[] data, int batch,
                                  Func<Tensor[], Tensor> loss, double? clip = null, double? decay = null)
{
    private readonly Dictionary<string, double> laps = [];
    private readonly Safeguard guard = new(optimizer);
    private double last;

    /// <summary>A table of parts, for the pair's batch and for batches of one: the latter costs calls, hardly any
    /// arithmetic.</summary>
    public static void Print(int steps)
    {
        foreach (var (name, make) in Models())
        {
            var (whole, one) = (make(0).Run(steps), make(1).Run(steps));
            Console.WriteLine($"\n{name}\n\n| part | ms | share | ms with a batch of one |\n|---|---|---|---|");
            (whole["all"], one["all"]) = (whole.Values.Sum(), one.Values.Sum());
            foreach (var (part, ms) in whole)
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"| {part} | {ms:0.00} | {100 * ms / whole["all"]:0}% | {one[part]:0.00} |"));
        }
    }

    private static IEnumerable<(string, Func<int, StepProfile>)> Models()
    {
        var clothes = Datasets.Fashion().Train.Pixels;
        var (faces, labels) = DitPair.Data();
        yield return ("VAE", batch =>
        {
            var model = new Vae(new());
            return new(model, Optimizers.Adam(model), [clothes], batch > 0 ? batch : 128,
                rows => model.Loss(rows[0]));
        }
        );
        yield return ("GPT", batch =>
        {
            var model = new Gpt(GptPair.Shape);
            return new(model, GptPair.AdamW(model), [GptPair.Text().unfold(0, 65, 1)],
                batch > 0 ? batch : GptPair.Batch, rows => model.Loss(rows[0]), clip: 1);
        }
        );
        yield return ("U-Net DDPM", batch =>
        {
            var model = UNetPair.Made();
            return new(model.Network, UNetPair.Adam(model.Network), [faces], batch > 0 ? batch : UNetPair.Batch,
                rows => model.Loss(rows[0]), clip: 1, decay: 0.998);
        }
        );
        yield return ("DiT", batch =>
        {
            var model = DitPair.Made();
            return new(model, DitPair.Adam(model), [faces, labels], batch > 0 ? batch : DitPair.Batch,
                rows => DitPair.Loss(model, rows), clip: 1, decay: 0.998);
        }
        );
    }

    private Dictionary<string, double> Run(int steps)
    {
        using var batches = new Batches(data, batch, 1);
        using var ema = decay is { } d ? new Ema(model, d) : null;
        for (var step = 0; step < steps + 10; step++)
        {
            if (step == 10) laps.Clear();
            last = Timing.Now;
            Step(batches, ema);
        }
        return laps.ToDictionary(lap => lap.Key, lap => lap.Value / steps * 1000);
    }

    private void Step(Batches batches, Ema? ema)
    {
        var scope = NewDisposeScope();
        foreach (var p in model.parameters()) p.grad = null;
        Lap("clearing gradients");
        var rows = batches.Next();
        Lap("batch");
        var value = loss(rows);
        value.item<float>();
        Lap("forward");
        value.backward();
        Lap("backward");
        guard.Clip(clip);
        optimizer.step();
        Lap("clipping, optimizer");
        ema?.Update();
        Lap("average of weights");
        scope.Dispose();
        Lap("freeing");
    }

    private void Lap(string part)
    {
        var now = Timing.Now;
        laps[part] = laps.GetValueOrDefault(part) + now - last;
        last = now;
    }
}
