using GenAI.Kit.Diffusion;
using TorchSharp;
using static TorchSharp.torch;

namespace GenAI.Kit.Tests.Diffusion;

/// <summary>Data that are N(0, s²) have a known best prediction, and the equation a known solution.</summary>
[Collection("torch")]
public sealed class ProbabilityFlowTests
{
    private const double S = 0.3;

    /// <summary>The noise in x_t, as best it can be told: √(1 − ᾱ)·x / (ᾱs² + 1 − ᾱ).</summary>
    private sealed class Exact(NoiseSchedule schedule) : Net<Tensor, Tensor, Tensor>(nameof(Exact))
    {
        public override Tensor forward(Tensor x, Tensor t)
        {
            var abar = schedule.At(t, x);
            return (1 - abar).sqrt() * x / (abar * S * S + 1 - abar);
        }
    }

    private static double Error(int steps, bool second)
    {
        using var scope = NewDisposeScope();
        var schedule = NoiseSchedule.Cosine();
        using var net = new Exact(schedule);
        var model = new Ddpm(net, schedule);
        var start = ones(1, 1, float64);
        var last = schedule.AlphaBar[^1];
        var truth = S / Math.Sqrt(last * S * S + 1 - last);                       // spread shrinks to the data's
        var made = second ? ProbabilityFlow.Sample(model, start, steps) : Ddim.Sample(model, start, steps);
        return Math.Abs(made.item<double>() - truth);
    }

    [Fact]
    public void ItSolvesTheEquationOfAGaussian() => Assert.InRange(Error(400, second: true), 0, 2e-3);

    /// <summary>Half the step: a third of the error or less for Heun, half of it for DDIM; and with as many calls of the
    /// network, Heun is the nearer.</summary>
    [Fact]
    public void ItsOrderIsHigherThanDdims()
    {
        Assert.InRange(Error(80, second: true) / Error(40, second: true), 0, 0.36);
        Assert.InRange(Error(80, second: false) / Error(40, second: false), 0.45, 0.55);
        Assert.InRange(Error(80, second: true), 0, 0.5 * Error(160, second: false));
    }

    [Fact]
    public void StepsOutOfRangeAreRefused()
    {
        var schedule = NoiseSchedule.Linear(10);
        using var net = new Exact(schedule);
        Assert.Throws<ArgumentOutOfRangeException>(() => ProbabilityFlow.Sample(new(net, schedule), ones(1, 1), 11));
        Assert.Throws<ArgumentOutOfRangeException>(() => ProbabilityFlow.Sample(new(net, schedule), ones(1, 1), 0));
    }
}
