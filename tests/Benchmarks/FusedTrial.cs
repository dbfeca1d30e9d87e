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
        Print("GPT", gpt, GptPair.AdamW(gpt), () => gpt.Loss(text), 0.1, average: false, steps);
        var unet = UNetPair.Made();
        using var x = randn(UNetPair.Batch, 3, 16, 16);
        Print("U-Net DDPM", unet.Network, UNetPair.Adam(unet.Network), () => unet.Loss(x), 0, average: true, steps);
    }

    private static void Print(string name, nn.Module model, optim.Optimizer optimizer, Func<Tensor> loss,
                              double decay, bool average, int steps)
    {
        using var _ = NewDisposeScope();
        loss().backward();
        using var ema = average ? new Ema(model, 0.998) : null;
        void Plain()
        {
            nn.utils.clip_grad_norm_(model.parameters(), 1);
            optimizer.step();
            ema?.Update();
        }
        var fused = Fused([.. model.parameters()], decay, average);
        Plain();
        fused();
        double[] seconds = [0, 0];
        for (var k = 0; k < 2 * steps; k++)
        {
            var start = Timing.Now;
            if (k % 2 == 0) Plain(); else fused();
            seconds[k % 2] += Timing.Now - start;
        }
        var parts = $"{name}, {model.parameters().Count()} tensors: clip, optimizer{(average ? ", average" : "")}: ";
        Console.WriteLine(parts + string.Create(CultureInfo.InvariantCulture,
            $"{seconds[0] / steps * 1000:0.00} ms by TorchSharp, {seconds[1] / steps * 1000:0.00} ms by the script"));
    }

    private static Action Fused(Tensor[] weights, double decay, bool average)
    {
        var unit = jit.compile(Script);
        Tensor[] Like(Func<Tensor, Tensor> f) => [.. weights.Select(w => f(w.detach()))];
        Tensor[] m = Like(w => zeros_like(w)), v = Like(w => zeros_like(w)), n = Like(_ => zeros(1).squeeze());
        var means = average ? Like(w => w.clone()) : [];
        return () =>
        {
            using var _ = no_grad();
            using var __ = NewDisposeScope();
            Tensor[] g = [.. weights.Select(w => w.grad!)];
            unit.invoke("update", weights, g, m, v, n, means, 1e-6, 0.9, 0.99, decay, 0.998);
        };
    }
}
