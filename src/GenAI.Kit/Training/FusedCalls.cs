using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>Calls of libtorch on many tensors at once, which TorchSharp does not bind: a few lines of script reach
/// them. One call takes the place of several for each weight.</summary>
internal static class FusedCalls
{
    // Script that does not compile ends the process (a call that fails throws): FusedCallsTests run every line.
    private const string Script = """
        def clip(gradients: List[Tensor], most: float) -> int:
            length = torch.stack(torch._foreach_norm(gradients)).norm()
            torch._foreach_mul_(gradients, (most / (length + 1e-6)).clamp(max=1.0))
            return 0

        def length(gradients: List[Tensor]) -> Tensor:
            return torch.stack(torch._foreach_norm(gradients)).norm()

        def adamw(weights: List[Tensor], gradients: List[Tensor], means: List[Tensor], squares: List[Tensor],
                  step: float, rate: float, beta1: float, beta2: float, decay: float, eps: float) -> int:
            steps = [torch.tensor(step, device=weights[0].device)] * len(weights)
            largest: List[Tensor] = []
            torch._fused_adamw_(weights, gradients, means, squares, largest, steps, lr=rate, beta1=beta1, beta2=beta2,
                                weight_decay=decay, eps=eps, amsgrad=False, maximize=False)
            return 0

        def approach(averages: List[Tensor], values: List[Tensor], share: float) -> int:
            torch._foreach_lerp_(averages, values, share)
            return 0

        """;

    private static readonly Lazy<jit.CompilationUnit> Unit = new(() => jit.compile(Script));

    /// <summary>Scales gradients down to this length, all together, if they are longer.</summary>
    public static void Clip(Tensor[] gradients, double most) => Call("clip", [gradients], most);

    /// <summary>Of all gradients together, as if they were one vector; NaN or infinite if one of their numbers
    /// is.</summary>
    public static double Length(Tensor[] gradients)
    {
        using var _ = no_grad();
        using var scope = NewDisposeScope();
        if (gradients.Any(g => g.is_sparse || g.dtype != gradients[0].dtype))              // not to be taken together
            return Math.Sqrt(gradients.Sum(g => Math.Pow(g.norm().to_type(ScalarType.Float64).item<double>(), 2)));
        return ((Tensor)Unit.Value.invoke("length", [gradients])).to_type(ScalarType.Float64).item<double>();
    }

    /// <summary>A step of AdamW; without decay, one of Adam.</summary>
    /// <param name="weights">Moved in place, as are means and squares.</param>
    /// <param name="gradients">Of the weights, shaped like them; so are the rest.</param>
    /// <param name="means">Of the gradients so far.</param>
    /// <param name="squares">Means of their squares.</param>
    /// <param name="step">The step that this is, from 1.</param>
    /// <param name="c">The optimizer's numbers.</param>
    public static void AdamW(Tensor[] weights, Tensor[] gradients, Tensor[] means, Tensor[] squares, long step,
                             AdamNumbers c) =>
        Call("adamw", [weights, gradients, means, squares], step, c.Rate, c.Beta1, c.Beta2, c.Decay, c.Eps);

    /// <summary>averages ← averages + share·(values − averages), in place.</summary>
    public static void Approach(Tensor[] averages, Tensor[] values, double share) =>
        Call("approach", [averages, values], share);

    private static void Call(string name, Tensor[][] lists, params double[] numbers)
    {
        using var _ = no_grad();
        Scalar[] scalars = [.. numbers.Select(number => (Scalar)number)];    // held here: libtorch gets pointers
        try
        {
            Unit.Value.invoke(name, [.. lists, .. scalars]);
        }
        finally
        {
            foreach (var scalar in scalars) scalar.Dispose();
        }
    }
}

/// <summary>The numbers of a step of Adam or AdamW.</summary>
/// <param name="Rate">Of learning.</param>
/// <param name="Beta1">Of the mean of gradients.</param>
/// <param name="Beta2">Of the mean of their squares.</param>
/// <param name="Decay">Of the weights, decoupled.</param>
/// <param name="Eps">Added to the root.</param>
internal sealed record AdamNumbers(double Rate, double Beta1, double Beta2, double Decay, double Eps);
