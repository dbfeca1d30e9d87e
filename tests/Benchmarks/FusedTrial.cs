using System.Globalization;
using GenAI.Kit.Autoencoders;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>What <see cref="FusedCalls"/> bring: clipping, optimizer and average of the weights by TorchSharp's loops
/// and by the trainer's calls, in turn, on the same gradients.</summary>
internal static class FusedTrial
{
    private const double Decay = 0.998;

    public static void Print(int steps)
    {
        var vae = new Vae(new());
        using var clothes = rand(128, 1, 28, 28);
        Print("VAE", vae, optim.Adam(vae.parameters()), Optimizers.Adam(vae), vae.Loss(clothes), steps);
        var gpt = new Gpt(GptPair.Shape);
        using var text = randint(0, 82, [GptPair.Batch, 65], int64);
        Print("GPT", gpt, optim.AdamW(gpt.parameters()), GptPair.AdamW(gpt), gpt.Loss(text), steps);
        var unet = UNetPair.Made();
        using var x = rand(UNetPair.Batch, 3, 16, 16);
        Print("U-Net DDPM", unet.Network, optim.Adam(unet.Network.parameters()), UNetPair.Adam(unet.Network), unet.Loss(x),
            steps);
    }

    private static void Print(string name, nn.Module model, optim.Optimizer plain, optim.Optimizer fused, Tensor loss,
                              int steps)
    {
        loss.backward();
        using var guard = new Safeguard(fused);
        using var ema = new Ema(model, Decay);
        var (weights, average) = (model.state_dict(), new Dictionary<string, Tensor>());
        foreach (var (key, w) in weights) average[key] = w.detach().clone();
        void Loops()
        {
            using var _ = NewDisposeScope();
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            plain.step();
            using var __ = no_grad();
            foreach (var (key, w) in weights) average[key].mul_(Decay).add_(w, alpha: 1 - Decay);
        }
        void Fused()
        {
            using var _ = NewDisposeScope();
            guard.Clip(1);
            fused.step();
            ema.Update();
        }
        double[] seconds = [0, 0];
        for (var k = -20; k < 2 * steps; k++)
        {
            var start = Timing.Now;
            if (k % 2 == 0) Loops(); else Fused();
            if (k >= 0) seconds[k % 2] += Timing.Now - start;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {model.parameters().Count()} tensors: "
            + $"{seconds[0] / steps * 1000:0.00} ms by loops, {seconds[1] / steps * 1000:0.00} ms by fused calls"));
    }
}
