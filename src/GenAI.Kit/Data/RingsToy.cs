using static TorchSharp.torch;

namespace GenAI.Kit.Data;

/// <summary>Two blurred circles around the origin, of radius 1 and 2, with equally many points.</summary>
/// <param name="deviation">Standard deviation of the Gaussian blur.</param>
public sealed class RingsToy(double deviation = 0.1) : IToy
{
    /// <inheritdoc/>
    public LabeledPoints Sample(int count, long seed)
    {
        using var scope = NewDisposeScope();
        using var generator = Seed.Generator(seed);
        var y = randint(0, 2, [count], ScalarType.Int64, generator: generator);
        var angle = 2 * Math.PI * rand(count, ScalarType.Float64, generator: generator);
        var blur = deviation * randn(count, 2, ScalarType.Float64, generator: generator);
        var x = (y + 1)[.., TensorIndex.Null] * stack([angle.cos(), angle.sin()], 1) + blur;
        return new LabeledPoints(x.@float(), y, ["x", "y"], ["inner", "outer"]).Outer(scope);
    }

    /// <inheritdoc/>
    /// <remarks>A circle of radius r blurred by σ has density exp(-(|x|² + r²) / 2σ²) I₀(|x| r / σ²) / 2πσ² at x,
    /// with I₀ the modified Bessel function; i0e(z) = exp(-z) I₀(z) keeps it finite.</remarks>
    public Tensor LogDensity(Tensor x)
    {
        using var scope = NewDisposeScope();
        var distance = x.to_type(ScalarType.Float64).square().sum(1, keepdim: true).sqrt();      // [N, 1]
        var radius = tensor(new[] { 1.0, 2.0 }, device: x.device);
        var variance = deviation * deviation;
        var square = -0.5 * (distance - radius).square() / variance;                              // [N, 2]
        var bessel = special.i0e(distance * radius / variance).log();
        return ((square + bessel).logsumexp(1) - Math.Log(4 * Math.PI * variance)).MoveToOuterDisposeScope();
    }
}
