using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>One step of a trainer, for one optimizer: loss, gradients, clipping, update.</summary>
/// <param name="optimizer">Over what is trained.</param>
/// <param name="clipNorm">Gradients longer than this, all together, are scaled down to it; null: as they are.</param>
internal sealed class OptimizerStep(optim.Optimizer optimizer, double? clipNorm = null)
{
    private readonly Parameter[] weights = [.. optimizer.parameters()];
    private readonly FusedAdam? fused = FusedAdam.Of(optimizer);

    /// <param name="loss">To one number; it runs, as all of this, inside a dispose scope.</param>
    /// <param name="trouble">What to say of a loss that is not a number.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="ArithmeticException">It is not a number; the weights are as before.</exception>
    /// <exception cref="InvalidOperationException">It depends on none of the weights.</exception>
    public double Take(Func<Tensor> loss, Func<double, string> trouble)
    {
        using var scope = NewDisposeScope();
        foreach (var weight in weights) weight.grad = null;           // not zeros: the first to come is then no sum
        var value = loss();
        var number = value.to_type(ScalarType.Float64).item<double>();
        if (!double.IsFinite(number)) throw new ArithmeticException(trouble(number));
        value.backward();
        if (weights.All(w => w.grad is null))
            throw new InvalidOperationException(
                "The loss depends on none of the optimizer's weights: nothing is learned.");
        Update();
        return number;
    }

    /// <summary>Clips and moves the weights by the gradients that they have.</summary>
    public void Update()
    {
        if (clipNorm is { } most) FusedCalls.Clip([.. weights.Select(w => w.grad).OfType<Tensor>()], most);
        if (fused is not null) fused.Step();
        else optimizer.step();
    }
}
