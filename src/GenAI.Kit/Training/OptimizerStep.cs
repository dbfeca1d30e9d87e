using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>One step of a trainer, for one optimizer: loss, gradients, clipping, update. A step that fails before its
/// update leaves weights and buffers as they were.</summary>
/// <param name="optimizer">Over what is trained.</param>
/// <param name="clipNorm">Gradients longer than this, all together, are scaled down to it; null: as they are.</param>
/// <param name="models">Those whose buffers the loss may move, and by whose names a message calls weights.</param>
internal sealed class OptimizerStep(optim.Optimizer optimizer, double? clipNorm = null, params nn.Module[] models)
    : IDisposable
{
    private readonly Parameter[] weights = [.. optimizer.parameters()];
    private readonly FusedAdam? fused = FusedAdam.Of(optimizer);
    private readonly Buffers buffers = new(models);

    /// <param name="loss">To one number; it runs, as all of this, inside a dispose scope.</param>
    /// <param name="trouble">The message about a "loss is NaN", or a gradient.</param>
    /// <returns>The loss before the update.</returns>
    /// <exception cref="ArithmeticException">Loss or gradient is not a number.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on none of the weights.</exception>
    public double Take(Func<Tensor> loss, Func<string, string> trouble)
    {
        using var scope = NewDisposeScope();
        buffers.Keep();
        try
        {
            var number = Backward(loss, trouble);
            Update();
            return number;
        }
        catch
        {
            buffers.PutBack();
            foreach (var weight in weights) weight.grad = null;       // nobody should take this step later
            throw;
        }
    }

    /// <summary>Clips and moves the weights by the gradients that they have.</summary>
    public void Update()
    {
        if (clipNorm is { } most) FusedCalls.Clip([.. weights.Select(w => w.grad).OfType<Tensor>()], most);
        if (fused is not null) fused.Step();
        else optimizer.step();
    }

    /// <summary>Frees what it keeps, not the optimizer.</summary>
    public void Dispose() => buffers.Dispose();

    private double Backward(Func<Tensor> loss, Func<string, string> trouble)
    {
        foreach (var weight in weights) weight.grad = null;           // not zeros: the first to come is then no sum
        var value = loss();
        var number = value.to_type(ScalarType.Float64).item<double>();
        if (!double.IsFinite(number)) throw new ArithmeticException(trouble($"loss is {number}"));
        value.backward();
        Tensor[] gradients = [.. weights.Select(w => w.grad).OfType<Tensor>()];
        if (gradients.Length == 0)
            throw new InvalidOperationException(
                "The loss depends on none of the optimizer's weights: nothing is learned.");
        if (!double.IsFinite(FusedCalls.Length(gradients)) && Broken() is { } weightAt)
            throw new ArithmeticException(trouble($"gradient of {weightAt} is not a number")
                + " If the rate is not to blame, the loss takes a root or a logarithm of 0 somewhere.");
        return number;
    }

    // The first weight whose gradient is not finite; none, if only the length of all is too large for its type.
    private string? Broken()
    {
        var at = Array.FindIndex(weights, w => w.grad is { } g && !g.isfinite().all().item<bool>());
        return at < 0 ? null : models.SelectMany(model => model.named_parameters())
            .Where(pair => ReferenceEquals(pair.parameter, weights[at])).Select(pair => pair.name)
            .FirstOrDefault($"the optimizer's weight {at}");
    }
}
