using MathNet.Numerics.Integration;
using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Two interleaved half circles of radius 1, blurred: the upper around (0, 0), the lower around (1, 0.5).
/// </summary>
/// <param name="deviation">Standard deviation of the Gaussian blur.</param>
public sealed class MoonsToy(double deviation = 0.1) : IToy
{
    private const int Nodes = 128;

    /// <inheritdoc/>
    public LabeledPoints Sample(int count, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var y = randint(0, 2, [count], ScalarType.Int64, generator: generator);
        var angle = Math.PI * rand(count, ScalarType.Float64, generator: generator);
        var blur = deviation * randn(count, 2, ScalarType.Float64, generator: generator);
        var x = where(y[.., TensorIndex.Null] == 0, Upper(angle), Lower(angle)) + blur;
        return new LabeledPoints(x.@float(), y, ["x", "y"], ["upper", "lower"]).Outer(scope);
    }

    /// <inheritdoc/>
    /// <remarks>p(x) = ½ Σ 1/π ∫ N(x; c(θ), σ²) dθ over both arcs c, by Gauss and Legendre's rule: exact to 1e-7
    /// where points fall, for a blur of 0.05 and more.</remarks>
    public Tensor LogDensity(Tensor x)
    {
        using var scope = NewDisposeScope();
        var rule = new GaussLegendreRule(0, Math.PI, Nodes);
        var angle = tensor(rule.Abscissas, device: x.device);
        var weight = (tensor(rule.Weights, device: x.device) / (2 * Math.PI)).log().repeat(2);   // [2·nodes]
        var centre = cat([Upper(angle), Lower(angle)]);                           // [2·nodes, 2]
        var offset = (x[.., TensorIndex.Null] - centre) / deviation;              // [N, 2·nodes, 2]
        var bell = -0.5 * offset.square().sum(2) - Math.Log(2 * Math.PI * deviation * deviation);
        return (weight + bell).logsumexp(1).MoveToOuterDisposeScope();
    }

    private static Tensor Upper(Tensor angle) => stack([angle.cos(), angle.sin()], 1);

    private static Tensor Lower(Tensor angle) => stack([1 - angle.cos(), 0.5 - angle.sin()], 1);
}
