using System.Globalization;
using GenAI.Kit.Sequences;
using GenAI.Kit.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Benchmarks;

/// <summary>A trial, for a decision: what a few lines of script would bring that reach libtorch's fused AdamW and its
/// calls on many tensors at once. Clipping, optimizer and average of the weights by TorchSharp's loops and by the
/// script, in turn, on the same gradients.</summary>
internal static class FusedTrial
{
    private const string Script = """
        def update(w: List[Tensor], g: List[Tensor], m: List[Tensor], v: List[Tensor], n: List[Tensor],
                   average: List[Tensor], rate: float, beta1: float, beta2: float, decay: float, keep: float) -> int:
            length = torch.stack(torch._foreach_norm(g)).norm()
            torch._foreach_mul_(g, (1 / (length + 1e-6)).clamp(max=1.0))
            torch._foreach_add_(n, 1)
            none: List[Tensor] = []
            torch._fused_adamw_(w, g, m, v, none, n, lr=rate, beta1=beta1, beta2=beta2, weight_decay=decay, eps=1e-8,
                                amsgrad=False, maximize=False)
            if len(average) > 0:
                torch._foreach_lerp_(average, w, 1 - keep)
            return 0

        """;

    public static void Print(int steps)
    {
        var gpt = new Gpt(GptPair.Shape);
        using var text = randint(0, 82, [GptPair.Batch, 65], int64);
        Print("GPT", gpt, GptPair.AdamW(gpt), () => gpt.Loss(text), new(1e-3, 0.99, 0.1, null), steps);
        var unet = UNetPair.Made();
        using var x = randn(UNetPair.Batch, 3, 16, 16);
        Print("U-Net DDPM", unet.Network, UNetPair.Adam(unet.Network), () => unet.Loss(x),
            new(2e-3, 0.999, 0, 0.998), steps);
    }

    private sealed record Numbers(double Rate, double Beta2, double Decay, double? Keep);

    private static void Print(string name, nn.Module model, optim.Optimizer optimizer, Func<Tensor> loss, Numbers c,
                              int steps)
    {
        using var _ = NewDisposeScope();
        loss().backward();
        using var ema = c.Keep is { } keep ? new Ema(model, keep) : null;
        Tensor[] weights = [.. model.parameters()];
        void Plain()
        {
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            ema?.Update();
        }
        var fused = Fused(weights, c);
        var apart = Apart(weights, Plain, fused);
        double[] seconds = [0, 0];
        for (var k = 0; k < 2 * steps; k++)
        {
            var start = Timing.Now;
            if (k % 2 == 0) Plain(); else fused();
            seconds[k % 2] += Timing.Now - start;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}, {weights.Length} tensors: "
            + $"{seconds[0] / steps * 1000:0.00} ms by TorchSharp, {seconds[1] / steps * 1000:0.00} ms by the script; "
            + $"after one step weights are {apart:0e0} apart"));
    }

    // The largest difference between the weights after one step of each, from the same weights and gradients.
    private static double Apart(Tensor[] weights, Action plain, Action fused)
    {
        using var _ = no_grad();
        Tensor[] Copies(Func<Tensor, Tensor> of) => [.. weights.Select(w => of(w).detach().clone())];
        void Fill(Tensor[] values, Tensor[] gradients)
        {
            for (var i = 0; i < weights.Length; i++)
            {
                weights[i].copy_(values[i]);
                weights[i].grad!.copy_(gradients[i]);
            }
        }
        var (before, gradients) = (Copies(w => w), Copies(w => w.grad!));
        plain();
        var expected = Copies(w => w);
        Fill(before, gradients);
        fused();
        var apart = weights.Zip(expected, (w, e) => (w - e).abs().max().item<float>()).Max();
        Fill(before, gradients);
        return apart;
    }

    private static Action Fused(Tensor[] weights, Numbers c)
    {
        var unit = jit.compile(Script);
        Tensor[] Like(Func<Tensor, Tensor> f) => [.. weights.Select(w => f(w.detach()))];
        Tensor[] m = Like(w => zeros_like(w)), v = Like(w => zeros_like(w)), n = Like(_ => zeros(1).squeeze());
        var means = c.Keep is null ? [] : Like(w => w.clone());
        return () =>
        {
            using var _ = no_grad();
            using var __ = NewDisposeScope();
            Tensor[] g = [.. weights.Select(w => w.grad!)];
            unit.invoke("update", weights, g, m, v, n, means, c.Rate, 0.9, c.Beta2, c.Decay, c.Keep ?? 0);
        };
    }
}
