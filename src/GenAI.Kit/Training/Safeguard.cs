using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>Watches over one step of a training: a step that fails leaves weights and buffers as they were.</summary>
/// <remarks>What models keep beside their weights (running means, codebooks) moves while a loss is computed; here it
/// is put back.</remarks>
/// <param name="optimizer">Over what is trained.</param>
/// <param name="models">Those whose buffers the loss may move, and by whose names a message calls weights.</param>
internal sealed class Safeguard(optim.Optimizer optimizer, params nn.Module[] models) : IDisposable
{
    private readonly Parameter[] weights = [.. optimizer.parameters()];
    private readonly (Tensor Own, Tensor Kept)[] buffers = [.. models.SelectMany(model => model.buffers())
        .Select(own => (own, own.clone().DetachFromDisposeScope()))];

    /// <summary>Runs what computes the gradients, and looks whether they are numbers.</summary>
    /// <param name="backward">Clears the gradients, computes new ones, yields the loss; it runs inside a dispose
    /// scope. </param>
    /// <param name="trouble">The message about a "loss is NaN", or a gradient.</param>
    /// <returns>The loss.</returns>
    /// <exception cref="ArithmeticException">Loss or gradient is not a number.</exception>
    /// <exception cref="InvalidOperationException">The loss depends on none of the weights.</exception>
    public double Run(Func<Tensor> backward, Func<string, string> trouble)
    {
        using var scope = NewDisposeScope();
        Copy(buffers.Select(pair => (From: pair.Own, To: pair.Kept)));
        try
        {
            var loss = backward().to_type(ScalarType.Float64).item<double>();
            if (!double.IsFinite(loss)) throw new ArithmeticException(trouble($"loss is {loss}"));
            CheckGradients(trouble);
            return loss;
        }
        catch
        {
            Copy(buffers.Select(pair => (From: pair.Kept, To: pair.Own)));
            foreach (var weight in weights) weight.grad = null;       // nobody should take this step later
            throw;
        }
    }

    /// <summary>Scales gradients that are longer than this, all together, down to it.</summary>
    /// <param name="most">Null: as they are.</param>
    public void Clip(double? most)
    {
        using var scope = NewDisposeScope();
        if (most is { } length) FusedCalls.Clip(Gradients(), length);
    }

    /// <summary>Frees what it keeps, not the optimizer.</summary>
    public void Dispose()
    {
        foreach (var (_, kept) in buffers) kept.Dispose();
    }

    private static void Copy(IEnumerable<(Tensor From, Tensor To)> pairs)
    {
        using var _ = no_grad();
        foreach (var (from, to) in pairs) to.copy_(from);
    }

    private void CheckGradients(Func<string, string> trouble)
    {
        var gradients = Gradients();
        if (gradients.Length == 0)
            throw new InvalidOperationException(
                "The loss depends on none of the optimizer's weights: nothing is learned.");
        if (!double.IsFinite(FusedCalls.Length(gradients)) && Broken() is { } weight)
            throw new ArithmeticException(trouble($"gradient of {weight} is not a number")
                + " If the rate is not to blame, the loss takes a root or a logarithm of 0 somewhere.");
    }

    private Tensor[] Gradients() => [.. weights.Select(weight => weight.grad).OfType<Tensor>()];

    // The first weight whose gradient is not finite; none, if only the length of all is too large for its type.
    private string? Broken()
    {
        var at = Array.FindIndex(weights, w => w.grad is { } g && !g.isfinite().all().item<bool>());
        return at < 0 ? null : models.SelectMany(model => model.named_parameters())
            .Where(pair => ReferenceEquals(pair.parameter, weights[at])).Select(pair => pair.name)
            .FirstOrDefault($"the optimizer's weight {at}");
    }
}
