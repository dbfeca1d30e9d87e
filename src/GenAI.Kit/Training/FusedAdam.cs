using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GenAI.Kit.Training;

/// <summary>The step of TorchSharp's Adam or AdamW by one call for all weights. Moments and count of steps stay the
/// optimizer's own: its step() and this one can take turns.</summary>
internal sealed class FusedAdam
{
    private readonly Part[] parts;
    private readonly Func<AdamNumbers> numbers;

    private FusedAdam(OptimizerHelper optimizer, Func<AdamNumbers> numbers)
    {
        parts = [.. optimizer.parameters().Zip(optimizer.state_dict().State, Part.Of)];
        this.numbers = numbers;
    }

    /// <summary>Null where the optimizer is another, or has options that are not covered: several groups, AMSGrad,
    /// Adam's own kind of weight decay, maximizing.</summary>
    public static FusedAdam? Of(optim.Optimizer optimizer)
    {
        if (optimizer is not OptimizerHelper helper) return null;
        return helper.state_dict().Options switch
        {
            [Adam.Options { weight_decay: 0.0, amsgrad: false, maximize: false } o] => new(helper, () =>
                new(o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, 0, o.eps!.Value)),
            [AdamW.Options { amsgrad: false, maximize: false } o] => new(helper, () =>
                new(o.LearningRate!.Value, o.beta1!.Value, o.beta2!.Value, o.weight_decay!.Value, o.eps!.Value)),
            _ => null,
        };
    }

    /// <summary>Moves every weight that has a gradient: as a rule one call, since all have taken as many steps.
    /// </summary>
    public void Step()
    {
        foreach (var group in parts.Where(part => part.HasGradient()).GroupBy(part => ++Steps(part.State)))
        {
            Tensor[] All(Func<Part, Tensor> of) => [.. group.Select(of)];
            FusedCalls.AdamW(All(part => part.Weight), All(part => part.Weight.grad!), All(part => part.Mean),
                All(part => part.Square), group.Key, numbers());
        }
    }

    private static ref long Steps(OptimizerState state)
    {
        if (state is Adam.State adam) return ref adam.step;
        return ref ((AdamW.State)state).step;
    }

    private sealed record Part(Parameter Weight, OptimizerState State, Tensor Mean, Tensor Square)
    {
        public bool HasGradient()
        {
            using var gradient = Weight.grad;
            return gradient is not null;
        }

        public static Part Of(Parameter weight, OptimizerState state) => state is Adam.State adam
            ? new(weight, state, adam.exp_avg, adam.exp_avg_sq)
            : new(weight, state, ((AdamW.State)state).exp_avg, ((AdamW.State)state).exp_avg_sq);
    }
}
