using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>TorchSharp's optimizers, with a step that is one call for all weights in place of several for each: the
/// same numbers, sooner.</summary>
public static class Optimizers
{
    /// <summary>Adam.</summary>
    /// <remarks>Kingma and Ba 2014, arXiv:1412.6980, algorithm 1.</remarks>
    /// <param name="model">Whose weights it moves.</param>
    /// <param name="rate">The learning rate.</param>
    /// <param name="beta1">Of the running mean of gradients.</param>
    /// <param name="beta2">Of the running mean of their squares.</param>
    public static optim.Optimizer Adam(nn.Module model, double rate = 1e-3, double beta1 = 0.9,
                                       double beta2 = 0.999) =>
        new FusedAdam(model.parameters(), rate, beta1, beta2, decay: 0);

    /// <summary>Adam that pulls weights towards 0, apart from the gradients.</summary>
    /// <remarks>Loshchilov and Hutter 2017, arXiv:1711.05101, algorithm 2.</remarks>
    /// <param name="decay">How much of a weight a step of rate 1 takes away.</param>
    /// <inheritdoc cref="Adam"/>
    public static optim.Optimizer AdamW(nn.Module model, double rate = 1e-3, double beta1 = 0.9, double beta2 = 0.999,
                                        double decay = 0.01) =>
        new FusedAdam(model.parameters(), rate, beta1, beta2, decay);
}

/// <summary>TorchSharp's AdamW (without decay: Adam) but for its step. Moments and count of steps stay where
/// TorchSharp keeps them, so that state_dict says the same.</summary>
internal sealed class FusedAdam : AdamW
{
    private readonly (Parameter Weight, State State)[] parts;
    private readonly Options options;

    public FusedAdam(IEnumerable<Parameter> weights, double rate, double beta1, double beta2, double decay)
        : base(weights, rate, beta1, beta2, eps: 1e-8, weight_decay: decay)
    {
        var state = state_dict();
        parts = [.. parameters().Zip(state.State.Cast<State>())];
        options = (Options)state.Options[0];
    }

    /// <summary>Moves every weight that has a gradient: as a rule one call, since all have taken as many steps.
    /// </summary>
    public override Tensor step(Func<Tensor>? closure = null)
    {
        var loss = closure?.Invoke();
        using var scope = NewDisposeScope();
        var moving = parts.Where(part => part.Weight.grad is not null).ToArray();
        foreach (var part in moving) part.State.step++;
        foreach (var group in moving.GroupBy(part => part.State.step))
        {
            Tensor[] All(Func<(Parameter Weight, State State), Tensor> of) => [.. group.Select(of)];
            var numbers = new AdamNumbers(options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value,
                options.weight_decay!.Value, options.eps!.Value);
            FusedCalls.AdamW(All(part => part.Weight), All(part => part.Weight.grad!),
                All(part => part.State.exp_avg), All(part => part.State.exp_avg_sq), group.Key, numbers);
        }
        return loss!;
    }
}
